package org.ftchain.app.southbound;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import org.ftchain.control.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.onlab.util.Tools.groupedThreads;

/** Listens for agents. When the port is taken it is tried again until it is free. */
final class AgentServer {
    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);
    private static final int THREADS = 2;
    private static final long BIND_RETRY_MS = 1000;
    /** An agent that is silent gets a question it always answers; silent for longer it counts as disconnected. */
    private static final long PROBE_AFTER_MS = 3000;
    private static final long DEAD_AFTER_MS = 9000;

    private final SessionTable table;
    private final int port;
    private final EventLoopGroup group =
            new NioEventLoopGroup(THREADS, groupedThreads("ftchain/agents", "%d", LOG));
    private final CountDownLatch bound = new CountDownLatch(1);
    private volatile Channel listening;

    /** @param port TCP port, 0 for any */
    AgentServer(SessionTable table, int port) {
        this.table = table;
        this.port = port;
    }

    void start() {
        bind();
        group.scheduleWithFixedDelay(this::probe, PROBE_AFTER_MS, PROBE_AFTER_MS / 3, TimeUnit.MILLISECONDS);
    }

    private void bind() {
        ServerBootstrap bootstrap = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true).option(ChannelOption.SO_BACKLOG, 256)
                .childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(AgentChannelHandler.DECODER,
                                        new LineBasedFrameDecoder(AgentChannelHandler.MAX_HELLO_BYTES))
                                .addLast(new StringDecoder(StandardCharsets.UTF_8))
                                .addLast(new StringEncoder(StandardCharsets.UTF_8))
                                .addLast(new AgentChannelHandler(table));
                    }
                });
        bootstrap.bind(port).addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                listening = done.channel();
                bound.countDown();
                LOG.info("Listening for agents on TCP port {}", port());
            } else if (!group.isShuttingDown()) {
                LOG.error("Cannot listen for agents on TCP port {}, trying again: {}", port, done.cause().toString());
                group.schedule(this::bind, BIND_RETRY_MS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private void probe() {
        long now = System.nanoTime();
        for (AgentSession session : table.all()) {
            long silentMs = TimeUnit.NANOSECONDS.toMillis(now - session.lastHeardNs());
            if (session.isConnected() && silentMs > DEAD_AFTER_MS) {
                LOG.warn("Closing control connection of {}: silent for {} ms", session.hello().server, silentMs);
                session.closeChannel();
            } else if (session.isConnected() && silentMs > PROBE_AFTER_MS) {
                session.request(id -> new Request.Silence(id, ""));
            }
        }
    }

    boolean awaitBound(long timeoutMs) throws InterruptedException {
        return bound.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        Channel channel = listening;
        if (channel != null) {
            channel.close();
        }
        table.closeAll();
        group.terminationFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
