package org.ftchain.app.southbound;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import org.ftchain.app.api.AgentSessions.AgentException;
import org.ftchain.control.ControlCodec;
import org.ftchain.control.Hello;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** One connection of an agent after its hello: requests out, replies in. Thread-safe. */
final class AgentSession {
    static final long TIMEOUT_MS = 2000;
    private static final int MAX_PENDING = 1024;

    private final Channel channel;
    private final Hello hello;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, CompletableFuture<Reply>> pending = new ConcurrentHashMap<>();
    private volatile boolean ended;
    private volatile long lastHeardNs;

    AgentSession(Channel channel, Hello hello, long nowNs) {
        this.channel = channel;
        this.hello = hello;
        this.lastHeardNs = nowNs;
    }

    Hello hello() {
        return hello;
    }

    String remoteAddress() {
        String address = String.valueOf(channel.remoteAddress());
        return address.substring(address.indexOf('/') + 1);
    }

    boolean isConnected() {
        return !ended;
    }

    long lastHeardNs() {
        return lastHeardNs;
    }

    CompletableFuture<Reply> request(LongFunction<? extends Request> withId) {
        CompletableFuture<Reply> future = new CompletableFuture<>();
        if (pending.size() >= MAX_PENDING || !channel.isWritable()) {
            future.completeExceptionally(new AgentException("agent " + hello.server + " does not read its requests"));
            return future;
        }
        long id = lastId.incrementAndGet();
        Request request = withId.apply(id);
        pending.put(id, future);
        if (ended) {
            fail(id, disconnected());
            return future;
        }
        channel.writeAndFlush(ControlCodec.encode(request) + "\n").addListener((ChannelFuture written) -> {
            if (!written.isSuccess()) {
                fail(id, disconnected());
            }
        });
        channel.eventLoop().schedule(() -> fail(id, "agent " + hello.server + " did not answer "
                + request.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + " within " + TIMEOUT_MS
                + " ms"), TIMEOUT_MS, TimeUnit.MILLISECONDS);
        return future;
    }

    /** Late replies, to requests that timed out, are ignored. */
    void onReply(Reply reply, long nowNs) {
        lastHeardNs = nowNs;
        CompletableFuture<Reply> future = pending.remove(reply.id);
        if (future != null) {
            future.complete(reply);
        }
    }

    /** Fails all that waits; called once the connection is closed or replaced. */
    void end() {
        ended = true;
        pending.keySet().forEach(id -> fail(id, disconnected()));
    }

    void close() {
        end();
        channel.close();
    }

    /** Closes the connection; its handler then ends the session and tells the listeners. */
    void closeChannel() {
        channel.close();
    }

    private String disconnected() {
        return "agent " + hello.server + " is not connected";
    }

    private void fail(long id, String reason) {
        CompletableFuture<Reply> future = pending.remove(id);
        if (future != null) {
            future.completeExceptionally(new AgentException(reason));
        }
    }
}
