package org.ftchain.agent.chain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.agent.replication.Group;
import org.ftchain.agent.stm.Interleaving;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Paths whose hops run on real threads, as many at each hop as it likes: every update counts once, everywhere. */
public class ConcurrentPathTest {
    private static final String PATH = "test/0";
    private static final int OUT = 900;
    private static final int OUT_REVERSE = 901;
    private static final int FLOWS = 64;
    private static final int PACKETS = 20_000;

    /** Waiting threads give way, because there may be more of them than cores. */
    private static final Interleaving GIVE_WAY = new Interleaving() {
        @Override
        public void beforeLock() {
        }

        @Override
        public void waiting(int tries) {
            Thread.yield();
        }

        @Override
        public void afterUnlock() {
        }
    };

    private record Frame(long offset, int length) {
    }

    private final class Server {
        final int hop;
        final MemoryFrames memory = new MemoryFrames(8192, 3512, (offset, length) -> { });
        final List<Frames> frames = new ArrayList<>();
        final List<Queue<Frame>> queues = new ArrayList<>();
        final PathRegistry registry;
        final HopControl control;
        /** Workers hold it shared for a batch; whoever needs them to stand still takes it. */
        final ReentrantReadWriteLock safepoint = new ReentrantReadWriteLock();

        Server(int hop, int workers) {
            this.hop = hop;
            for (int i = 0; i < workers; i++) {
                frames.add(new SharedFrames(this));
                queues.add(new ConcurrentLinkedQueue<>());
            }
            registry = new PathRegistry(frames, spec -> new CountingMiddlebox((id, key, value) -> { }), 1, GIVE_WAY);
            control = new HopControl(registry, 1);
        }

        void deliver(byte[] bytes) {
            long offset;
            synchronized (memory) {
                offset = memory.receive(bytes);
            }
            if (offset >= 0) {
                queues.get(registry.workerOf(offset, bytes.length)).add(new Frame(offset, bytes.length));
            }
        }

        Hop chainHop() {
            return registry.hop(PATH);
        }

        void run(int worker) {
            try {
                PathWorker part = registry.worker(worker);
                long timerNs = System.nanoTime();
                while (!stopped) {
                    safepoint.readLock().lock();
                    try {
                        long nowNs = System.nanoTime();
                        int count = 0;
                        for (Frame frame; count < 32 && (frame = queues.get(worker).poll()) != null; count++) {
                            part.onFrame(frame.offset(), frame.length(), nowNs, 0);
                        }
                        if (count > 0 || part.hasPending()) {
                            part.onBatchEnd(nowNs, 0);
                        }
                        if (nowNs - timerNs > 1_000_000) {
                            timerNs = nowNs;
                            part.onTimer(nowNs, 0);
                        }
                    } finally {
                        safepoint.readLock().unlock();
                    }
                    Thread.yield();
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    /** One worker's view of its server's memory. */
    private final class SharedFrames implements Frames {
        private final Server server;

        SharedFrames(Server server) {
            this.server = server;
        }

        @Override
        public MemorySegment segment() {
            return server.memory.segment();
        }

        @Override
        public int slotBytes() {
            return MemoryFrames.SLOT_BYTES;
        }

        @Override
        public int maxFrameBytes() {
            return server.memory.maxFrameBytes();
        }

        @Override
        public long allocate() {
            synchronized (server.memory) {
                return server.memory.allocate();
            }
        }

        @Override
        public void transmit(long offset, int length) {
            byte[] bytes = server.memory.copy(offset, length);
            free(offset);
            send(bytes);
        }

        @Override
        public void free(long offset) {
            synchronized (server.memory) {
                server.memory.free(offset);
            }
        }
    }

    private final List<Server> servers = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger released = new AtomicInteger();
    private final Map<Integer, Integer> lastOfFlow = new ConcurrentHashMap<>();
    private final SplittableRandom losses = new SplittableRandom(5);
    private volatile boolean stopped;
    private volatile double loss;
    private HopSpec.Labels labels;

    private void send(byte[] frame) {
        int label = ByteBuffer.wrap(frame).getInt(14) >>> 12;
        if (label == OUT || label == OUT_REVERSE) {
            released.incrementAndGet();
            checkOrder(ByteBuffer.wrap(frame));
            return;
        }
        synchronized (losses) {
            if (losses.nextDouble() < loss) {
                return;
            }
        }
        for (int hop = 0; hop < servers.size(); hop++) {
            if (label == labels.forward[hop] || label == labels.reverse[hop] || hop == 0 && label == labels.ring) {
                servers.get(hop).deliver(frame);
                return;
            }
        }
        throw new AssertionError("no way for label " + label);
    }

    /** Nothing here reorders a flow, so it leaves in order. */
    private void checkOrder(ByteBuffer frame) {
        int flow = frame.getShort(38) << 1 | (frame.getInt(14) >>> 12 == OUT ? 0 : 1);
        int sequence = frame.getInt(46);
        Integer before = lastOfFlow.put(flow, sequence);
        if (before != null && before >= sequence) {
            failure.compareAndSet(null, new AssertionError("packet " + sequence + " of flow " + frame.getShort(38)
                    + " leaves after " + before));
        }
    }

    private void start(int failures, int... threads) {
        int hops = threads.length;
        int[] forward = new int[hops];
        int[] reverse = new int[hops];
        List<HopSpec.Member> members = new ArrayList<>();
        List<HopSpec.MiddleboxSpec> middleboxes = new ArrayList<>();
        for (int hop = 0; hop < hops; hop++) {
            forward[hop] = 100 + hop;
            reverse[hop] = 200 + hop;
            members.add(new HopSpec.Member("s" + hop, 1, "127.0.0.1:1"));
            middleboxes.add(new HopSpec.MiddleboxSpec("count", JsonNodeFactory.instance.objectNode()));
            servers.add(new Server(hop, 4));
        }
        labels = new HopSpec.Labels(forward, reverse, 300, OUT, OUT_REVERSE);
        for (Server server : servers) {
            HopSpec spec = new HopSpec(PATH, 1, server.hop, failures, true, members, middleboxes, labels,
                    "02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03", threads[server.hop]);
            require(server.control.install(new Request.Install(1, spec, List.of(), null), Map.of()));
        }
        for (int hop = hops - 1; hop >= 0; hop--) {
            require(servers.get(hop).control.handle(new Request.Open(2, PATH, 1), System.nanoTime(), 0));
        }
    }

    private static void require(Reply reply) {
        assertTrue(reply.error, reply.ok);
    }

    private void inject(Direction direction, int flow, int bits, int sequence) {
        int hop = direction == Direction.FORWARD ? 0 : servers.size() - 1;
        int label = direction == Direction.FORWARD ? labels.forward[0] : labels.reverse[hop];
        ByteBuffer frame = ByteBuffer.allocate(18 + 32);
        frame.putInt(14, label << 12 | 1 << 8 | 64).putShort(12, (short) 0x8847);
        frame.put(18, (byte) 0x45).putShort(20, (short) 32).put(26, (byte) 64).put(27, (byte) 17);
        frame.putInt(30, 0x0a000001).putInt(34, 0x0a000002);
        frame.putShort(38, (short) flow).putShort(40, (short) bits).putShort(42, (short) 12).putInt(46, sequence);
        Server server = servers.get(hop);
        while (failure.get() == null && (server.queues.stream().mapToInt(Queue::size).sum() > 256
                || loss == 0 && sequence - released.get() > 512)) {
            Thread.yield(); // more would rightly be dropped
        }
        server.deliver(frame.array());
    }

    private void check(double lossRate, int failures, int... threads) throws Exception {
        start(failures, threads);
        loss = lossRate;
        List<Thread> running = new ArrayList<>();
        for (Server server : servers) {
            for (int worker = 0; worker < 4; worker++) {
                int index = worker;
                running.add(Thread.ofPlatform().start(() -> server.run(index)));
            }
        }
        try {
            SplittableRandom random = new SplittableRandom(3);
            Map<Integer, Long> expected = new TreeMap<>();
            for (int i = 1; i <= PACKETS && failure.get() == null; i++) {
                int flow = random.nextInt(FLOWS);
                int bits = flow * 5 >> 2 & 7;
                if ((bits & 1) != 0) {
                    expected.merge(flow & 7, 1L, Long::sum);
                }
                if ((bits & 6) == 6) {
                    expected.merge(8 + (flow >> 3 & 7), 1L, Long::sum);
                }
                inject(random.nextInt(3) == 0 ? Direction.REVERSE : Direction.FORWARD, flow, bits, i);
            }
            loss = 0;
            while (failure.get() == null && !isQuiet()) {
                Thread.yield();
            }
            if (failure.get() != null) {
                throw new AssertionError("a worker or the order failed", failure.get());
            }
            agree(failures);
            if (lossRate == 0) {
                assertEquals("every packet leaves", PACKETS, released.get());
                for (Server server : servers) {
                    assertEquals("hop " + server.hop, expected, counts(server));
                }
            }
        } finally {
            stopped = true;
            for (Thread thread : running) {
                thread.join();
            }
        }
    }

    private static Map<Integer, Long> counts(Server server) {
        Map<Integer, Long> counts = new TreeMap<>();
        server.chainHop().replication().own().store().forEach((map, key, value) -> {
            counts.put((int) key[1], CountingMiddlebox.toLong(value));
            return true;
        });
        return counts;
    }

    /** Each server is looked at while its workers stand still; frames between servers are in the queues. */
    private boolean isQuiet() {
        for (Server server : servers) {
            server.safepoint.writeLock().lock();
            try {
                Hop hop = server.chainHop();
                if (hop.waitingCount() > 0 || hop.bufferedCount() > 0 || hop.replication().isPending()
                        || server.queues.stream().anyMatch(queue -> !queue.isEmpty())) {
                    return false;
                }
            } finally {
                server.safepoint.writeLock().unlock();
            }
        }
        return true;
    }

    private void agree(int failures) {
        Map<Integer, Group> heads = new HashMap<>();
        for (int group = 0; group < servers.size(); group++) {
            heads.put(group, servers.get(group).chainHop().replication().own());
            for (int member = 1; member <= failures; member++) {
                Group replica = servers.get((group + member) % servers.size()).chainHop().replication().group(group);
                assertEquals("group " + group, heads.get(group).store().digest(), replica.store().digest());
            }
        }
    }

    @Test(timeout = 120_000)
    public void shouldCountEveryPacketOnceWhenOneThreadLeadsAndFourFollow() throws Exception {
        check(0, 1, 1, 4, 1);
    }

    @Test(timeout = 120_000)
    public void shouldCountEveryPacketOnceWhenFourThreadsLeadAndOneFollows() throws Exception {
        check(0, 2, 4, 1, 4, 2);
    }

    @Test(timeout = 120_000)
    public void shouldAgreeWhenFramesAreLost() throws Exception {
        check(0.02, 2, 3, 2, 4);
    }
}
