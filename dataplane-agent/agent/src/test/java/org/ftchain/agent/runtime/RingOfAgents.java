package org.ftchain.agent.runtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.control.PeerClient;
import org.ftchain.agent.control.PeerServer;
import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A path over agents of this process, each with its own number of worker threads, on a network that only knows labels. Every
 * agent is put together as the real one, but for the port.
 */
final class RingOfAgents implements AutoCloseable {
    static final String PATH = "web/0";
    private static final int SLOTS = 8192;
    private static final int FIRST_LABEL = 100;
    private static final int RING_LABEL = 200;
    private static final int EGRESS_LABEL = 201;
    private static final int HEADER_BYTES = 18;

    /** One agent. */
    final class Member {
        final WirePort port = new WirePort(SLOTS, RingOfAgents.this::deliver);
        final PathRegistry registry;
        final Worker worker;
        final RequestServer requests;
        final PeerServer peerServer;
        private final PeerClient client = new PeerClient();
        private final Thread thread;

        private Member(int threads, Function<HopSpec.MiddleboxSpec, Middlebox> middleboxes) throws IOException {
            FailStop failStop = (where, cause) -> failure.complete(cause);
            Workers workers = Workers.create(port, threads, middleboxes, 1, failStop);
            registry = workers.registry();
            worker = workers.worker();
            requests = new RequestServer(worker, new HopControl(registry, 1), port, client, 1, false);
            PeerLogs peerLogs = new PeerLogs(worker, registry, client);
            registry.peers(peerLogs);
            peerServer = new PeerServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), requests, peerLogs);
            thread = Thread.ofPlatform().daemon().name("worker").unstarted(worker);
        }

        Hop hop() {
            return registry.hop(PATH);
        }

        /** Reads something on the worker thread while all others stand still. */
        <T> T atRest(Supplier<T> reading) throws Exception {
            CompletableFuture<T> read = new CompletableFuture<>();
            worker.execute((nowNs, wallMs) -> read.complete(reading.get()));
            return read.get(30, TimeUnit.SECONDS);
        }
    }

    final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    final List<Member> members = new ArrayList<>();
    private final Map<Integer, WirePort> routes = new ConcurrentHashMap<>();
    private final Consumer<byte[]> target;
    private final int failures;
    private final int[] threads;

    /**
     * @param target  takes the IP packets that leave the chain; any worker thread of the last hop's agent
     * @param threads worker threads per agent, which is also what its hop runs on
     */
    RingOfAgents(int failures, Function<HopSpec.MiddleboxSpec, Middlebox> middleboxes, Consumer<byte[]> target,
                 int... threads) throws Exception {
        this.failures = failures;
        this.threads = threads;
        this.target = target;
        for (int count : threads) {
            Member member = new Member(count, middleboxes);
            members.add(member);
            member.peerServer.start();
            member.thread.start();
        }
        for (int hop = 0; hop < threads.length; hop++) {
            routes.put(FIRST_LABEL + hop, members.get(hop).port);
        }
        routes.put(RING_LABEL, members.get(0).port);
        for (int hop = 0; hop < threads.length; hop++) {
            ask(hop, new Request.Install(hop + 1, spec(hop, 1, threads[hop]), List.of(), null));
        }
        for (int hop = threads.length - 1; hop >= 0; hop--) {
            ask(hop, new Request.Open(hop + 1, PATH, 1));
        }
    }

    Reply ask(int hop, Request request) throws Exception {
        Reply reply = members.get(hop).requests.onRequest(request).get(30, TimeUnit.SECONDS);
        if (!reply.ok) {
            throw new IllegalStateException(reply.error);
        }
        return reply;
    }

    /** Replaces the hop of a path of one hop by one with another number of threads, in epoch {@code epoch}. */
    void changeThreads(int epoch, int count) throws Exception {
        Reply sealed = ask(0, new Request.Prepare(epoch, PATH, epoch, epoch - 1));
        ask(0, new Request.Install(epoch, spec(0, epoch, count), List.of(), new long[][] {sealed.max.get(0)}));
        ask(0, new Request.Open(epoch, PATH, epoch));
    }

    private HopSpec spec(int hop, int epoch, int hopThreads) {
        int hops = threads.length;
        int[] forward = new int[hops];
        List<HopSpec.Member> ring = new ArrayList<>();
        for (int i = 0; i < hops; i++) {
            forward[i] = FIRST_LABEL + i;
            ring.add(new HopSpec.Member("s" + i, 1, "127.0.0.1:" + members.get(i).peerServer.port()));
        }
        return new HopSpec(PATH, epoch, hop, failures, false, ring,
                Collections.nCopies(hops, new HopSpec.MiddleboxSpec("test", JsonNodeFactory.instance.objectNode())),
                new HopSpec.Labels(forward, new int[0], RING_LABEL, EGRESS_LABEL, 0), "02:fc:00:00:00:01",
                "02:00:00:00:00:01", "02:00:00:00:00:02", hopThreads);
    }

    private void deliver(byte[] frame) {
        int label = ByteBuffer.wrap(frame).getInt(14) >>> 12;
        if (label == EGRESS_LABEL) {
            byte[] packet = new byte[frame.length - HEADER_BYTES];
            System.arraycopy(frame, HEADER_BYTES, packet, 0, packet.length);
            target.accept(packet);
        } else {
            routes.get(label).arrive(frame);
        }
    }

    /** Sends a UDP packet of a flow into the chain. */
    void send(int flow, int number) {
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + 20 + 8 + 4);
        frame.putLong(0x0200000000020200L).putInt(1).putShort((short) 0x8847).putInt(FIRST_LABEL << 12 | 0x140);
        int ip = frame.position();
        frame.putShort((short) 0x4500).putShort((short) 32).putInt(0).putShort((short) 0x4011).putShort((short) 0)
                .putInt(0xc0000201).putInt(0xc0000202);
        frame.putShort((short) (1024 + flow)).putShort((short) 53).putShort((short) 12).putShort((short) 0).putInt(number);
        int sum = 0;
        for (int at = ip; at < ip + 20; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        frame.putShort(ip + 10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        members.get(0).port.arrive(frame.array());
    }

    /** The flow of a packet of {@link #send}. */
    static int flow(byte[] packet) {
        return (ByteBuffer.wrap(packet).getShort(20) & 0xffff) - 1024;
    }

    static int number(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(28);
    }

    /** Stops the workers and waits for them. */
    boolean stop() throws InterruptedException {
        boolean ended = true;
        for (Member member : members) {
            member.worker.stop();
        }
        for (Member member : members) {
            member.thread.join(10_000);
            ended &= !member.thread.isAlive() && member.worker.joinCrew(10_000);
        }
        return ended;
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        for (Member member : members) {
            member.peerServer.close();
            member.client.close();
        }
    }
}
