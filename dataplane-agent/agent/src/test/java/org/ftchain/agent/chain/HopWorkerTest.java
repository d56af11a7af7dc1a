package org.ftchain.agent.chain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.agent.stm.Interleaving;
import org.ftchain.agent.wire.LogEncoder;
import org.ftchain.agent.wire.MessageEncoder;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** A hop among several threads, with commits that come late, and under messages that nobody sends. */
public class HopWorkerTest {
    private static final String PATH = "test/0";
    private static final String MAC = "02:00:00:00:00:01";

    private static HopSpec spec(int hop, int hops, int failures, int threads, boolean symmetric) {
        return spec(PATH, 100, hop, hops, failures, threads, symmetric);
    }

    private static HopSpec spec(String path, int label, int hop, int hops, int failures, int threads, boolean symmetric) {
        int[] forward = new int[hops];
        int[] reverse = new int[hops];
        for (int i = 0; i < hops; i++) {
            forward[i] = label + i;
            reverse[i] = 2 * label + i;
        }
        return new HopSpec(path, 1, hop, failures, symmetric,
                Collections.nCopies(hops, new HopSpec.Member("s", 1, "127.0.0.1:1")),
                Collections.nCopies(hops, new HopSpec.MiddleboxSpec("count", JsonNodeFactory.instance.objectNode())),
                new HopSpec.Labels(forward, reverse, 3 * label, 900, 901), MAC, MAC, MAC, threads);
    }

    private static void require(Reply reply) {
        assertTrue(reply.error, reply.ok);
    }

    private static byte[] message(int label, Consumer<MessageEncoder> body) {
        MessageEncoder encoder = new MessageEncoder();
        encoder.begin(1, 0, 3000);
        body.accept(encoder);
        byte[] bytes = new byte[18 + encoder.length()];
        encoder.finish(MemorySegment.ofArray(bytes), 18, label << 3 | 3);
        ByteBuffer.wrap(bytes).putShort(12, (short) 0x8847).putInt(14, label << 12 | 3 << 9 | 1 << 8 | 64);
        return bytes;
    }

    private static byte[] commit(long number) {
        long[] vector = new long[32];
        vector[0] = number;
        return message(101, encoder -> encoder.addCommits(1, 1, vector));
    }

    private static byte[] logThatHasRead() {
        byte[] log = new byte[64];
        LogEncoder encoder = new LogEncoder();
        encoder.begin(log, 0, 0, 1, 1, 0);
        encoder.addWritten(3, 0, 1);
        encoder.addRead(4, 5);
        return message(101, message -> message.addLog(log, 0, encoder.position()));
    }

    private MemoryFrames[] memory;
    private PathRegistry registry;
    private PathWorker workerA;
    private PathWorker workerB;
    private int indexA;
    private int indexB;

    private void twoThreads(Interleaving interleaving) {
        memory = new MemoryFrames[2];
        for (int i = 0; i < 2; i++) {
            int at = i;
            memory[i] = new MemoryFrames(2048, 3512, (offset, length) -> memory[at].free(offset));
        }
        registry = new PathRegistry(List.of(memory[0], memory[1]), box -> new CountingMiddlebox((id, key, value) -> { }), 1,
                interleaving);
        HopControl control = new HopControl(registry, 1);
        require(control.install(new Request.Install(1, spec(1, 2, 1, 2, false), List.of(), null), Map.of()));
        require(control.handle(new Request.Open(2, PATH, 1), 1, 0));
        indexA = registry.hop(PATH).workerOf(0);
        indexB = 1 - indexA;
        workerA = registry.worker(indexA);
        workerB = registry.worker(indexB);
    }

    private void give(int index, byte[] frame) {
        registry.worker(index).onFrame(memory[index].receive(frame), frame.length, 1, 0);
    }

    private int passes;
    private boolean inside;

    /** Between two steps of A, B gets a frame that advances a commit. */
    @Test(timeout = 60_000)
    public void shouldEndABatchWhileAnotherThreadWorks() {
        boolean[] on = new boolean[1];
        twoThreads(new Interleaving() {
            @Override
            public void beforeLock() {
                if (on[0] && !inside) {
                    inside = true;
                    if (++passes > 10_000) {
                        throw new AssertionError("thread A has looked at its one held log " + passes
                                + " times in one batch end; its frames, timers and outgoing logs wait");
                    }
                    give(indexB, commit(10 + passes));
                    inside = false;
                }
            }

            @Override
            public void waiting(int tries) {
            }

            @Override
            public void afterUnlock() {
            }
        });
        give(indexA, logThatHasRead()); // what it has read was lost: held
        assertEquals(1, registry.hop(PATH).replication().group(0).heldCount());
        give(indexB, commit(1));
        on[0] = true;
        workerA.onBatchEnd(1, 0);
        assertTrue("it must have been disturbed", passes > 0);
    }

    private final ArrayDeque<byte[]> network = new ArrayDeque<>();

    private static byte[] packet(int label, int destinationPort) {
        ByteBuffer frame = ByteBuffer.allocate(18 + 32);
        frame.putInt(14, label << 12 | 1 << 8 | 64).putShort(12, (short) 0x8847);
        frame.put(18, (byte) 0x45).putShort(20, (short) 32).put(26, (byte) 64).put(27, (byte) 17);
        frame.putInt(30, 0x0a000001).putInt(34, 0x0a000002);
        frame.putShort(38, (short) 7).putShort(40, (short) destinationPort).putShort(42, (short) 12);
        return frame.array();
    }

    /** Threads that keep locks of two hops could wait for each other for ever. */
    @Test
    public void shouldKeepLocksOfOneHopOnlyAndNoneAfterABatch() {
        twoThreads(new Interleaving() {
            @Override
            public void beforeLock() {
            }

            @Override
            public void waiting(int tries) {
                passes++;
                workerA.onBatchEnd(1, 0);
            }

            @Override
            public void afterUnlock() {
            }
        });
        HopControl control = new HopControl(registry, 1);
        require(control.install(new Request.Install(3, spec("other/0", 500, 0, 2, 1, 2, false), List.of(), null), Map.of()));
        require(control.handle(new Request.Open(4, "other/0", 1), 1, 0));
        give(indexA, packet(101, 1));
        give(indexB, packet(101, 1));
        assertEquals("A has kept its locks", 1, passes);
        workerB.onBatchEnd(2, 0);
        give(indexA, packet(101, 1));
        give(indexA, packet(500, 1));
        give(indexB, packet(101, 1));
        workerB.onBatchEnd(2, 0);
        give(indexA, packet(101, 1));
        workerA.onBatchEnd(3, 0);
        give(indexB, packet(500, 1));
        assertEquals("nobody has waited since", 1, passes);
    }

    private int waitingAfter(int threads, int packets) {
        int workers = 16;
        PathRegistry[] registries = new PathRegistry[2];
        MemoryFrames[] frames = new MemoryFrames[2];
        for (int hop = 0; hop < 2; hop++) {
            int at = hop;
            frames[hop] = new MemoryFrames(4096, 3512, (offset, length) -> {
                network.add(frames[at].copy(offset, length));
                frames[at].free(offset);
            });
            registries[hop] = new PathRegistry(Collections.nCopies(workers, frames[hop]),
                    box -> new CountingMiddlebox((id, key, value) -> { }), 1, Interleaving.NONE);
            HopControl control = new HopControl(registries[hop], 1);
            require(control.install(new Request.Install(1, spec(hop, 2, 1, hop == 0 ? threads : 1, false), List.of(), null), Map.of()));
            require(control.handle(new Request.Open(2, PATH, 1), 1, 0));
        }
        int most = 0;
        for (int i = 0; i < packets; i++) {
            // writes at hop 0, then dropped: nobody else has logs that commits could ride with
            network.add(packet(100, 1 | CountingMiddlebox.DROP_BIT));
            while (!network.isEmpty()) {
                byte[] next = network.poll();
                int label = ByteBuffer.wrap(next).getInt(14) >>> 12;
                if (label >= 900) {
                    continue;
                }
                int hop = label == 101 ? 1 : 0;
                long offset = frames[hop].receive(next);
                registries[hop].worker(registries[hop].workerOf(offset, next.length)).onFrame(offset, next.length, 1, 0);
                for (int worker = 0; worker < workers; worker++) {
                    registries[hop].worker(worker).onBatchEnd(1, 0);
                }
            }
            most = Math.max(most, registries[0].hop(PATH).waitingCount());
        }
        return most;
    }

    @Test(timeout = 60_000)
    public void shouldNotWaitForATimerWhenSeveralThreadsLead() {
        List<String> found = new ArrayList<>();
        for (int threads : new int[] {1, 2, 4, 9, 16}) {
            network.clear();
            int waiting = waitingAfter(threads, 4096);
            if (waiting > 0) {
                found.add(threads + " threads: " + waiting + " packets wait");
            }
        }
        assertEquals(List.of(), found);
    }

    @Test(timeout = 60_000)
    public void shouldSurviveMessagesThatNobodySends() {
        SplittableRandom random = new SplittableRandom(7);
        int broken = 0;
        for (int run = 0; run < 3000; run++) {
            int threads = 1 + random.nextInt(3);
            MemoryFrames[] all = new MemoryFrames[1];
            all[0] = new MemoryFrames(256, 3512, (offset, length) -> all[0].free(offset));
            PathRegistry paths = new PathRegistry(Collections.nCopies(3, all[0]),
                    box -> new CountingMiddlebox((id, key, value) -> { }), run, Interleaving.NONE);
            HopControl control = new HopControl(paths, 1);
            int hop = random.nextInt(3);
            int failures = random.nextInt(3);
            require(control.install(new Request.Install(1, spec(hop, 3, failures, threads, true), List.of(), null), Map.of()));
            require(control.handle(new Request.Open(2, PATH, 1), 1, 0));
            int last = 0;
            try {
                for (int i = 0; i < 60; i++) {
                    byte[] frame = randomFrame(random, hop);
                    long offset = all[0].receive(frame);
                    if (offset < 0) {
                        break;
                    }
                    int worker = paths.workerOf(offset, frame.length);
                    if (worker != last) {
                        paths.worker(last).onBatchEnd(i, 0); // or it would keep its locks
                        last = worker;
                    }
                    paths.worker(worker).onFrame(offset, frame.length, i, 0);
                    if (random.nextInt(4) == 0) {
                        for (int w = 0; w < 3; w++) {
                            paths.worker(w).onBatchEnd(i * 1_000_000L, 0);
                            paths.worker(w).onTimer(i * 1_000_000L, 0);
                        }
                    }
                    Hop it = paths.hop(PATH);
                    assertEquals("run " + run, it.waitingCount() + it.bufferedCount(), all[0].usedSlots());
                }
            } catch (IllegalStateException e) {
                broken++;
                assertTrue(e.getMessage(), e.getMessage().startsWith("a log must be a duplicate in all"));
            }
        }
        assertTrue("the messages must reach the logs", broken > 0);
    }

    private static byte[] randomFrame(SplittableRandom random, int hop) {
        MessageEncoder encoder = new MessageEncoder();
        encoder.begin(random.nextInt(20) == 0 ? 2 : 1, random.nextInt(4), 2000);
        for (int i = random.nextInt(4); i > 0; i--) {
            encoder.addNeed(random.nextInt(random.nextInt(10) == 0 ? 256 : 3), random.nextInt(32), random.nextInt(4));
        }
        long[] vector = new long[32];
        for (int i = 0; i < 32; i++) {
            vector[i] = random.nextInt(10) == 0 ? Long.MAX_VALUE : random.nextInt(4);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            encoder.addCommits(random.nextInt(random.nextInt(10) == 0 ? 256 : 3), random.nextInt(), vector);
        }
        int logs = random.nextInt(3);
        for (int i = 0; i < logs; i++) {
            byte[] log = new byte[2000];
            LogEncoder into = new LogEncoder();
            int written = random.nextInt(5);
            int read = random.nextInt(4);
            int needs = random.nextInt(4);
            into.begin(log, 0, random.nextInt(random.nextInt(10) == 0 ? 256 : 3), written, read, needs);
            int first = random.nextInt(32);
            for (int n = 0; n < written + read; n++) {
                int partition = (first + n) % (random.nextInt(20) == 0 ? 31 : 32);
                if (n < written) {
                    into.addWritten(partition, random.nextInt(3), 1);
                } else {
                    into.addRead(partition, random.nextInt(3));
                }
            }
            for (int n = 0; n < needs; n++) {
                into.addNeed(random.nextInt(random.nextInt(10) == 0 ? 256 : 3), random.nextInt(32), random.nextInt(4));
            }
            int length = into.position();
            if (random.nextInt(3) == 0) {
                for (int n = random.nextInt(20); n > 0; n--) {
                    log[length++] = (byte) random.nextInt();
                }
            }
            encoder.addLog(log, 0, length);
        }
        if (encoder.hasLogs() && random.nextBoolean()) {
            encoder.needLastLog();
        }
        int packetBytes = random.nextInt(4) == 0 ? random.nextInt(30) : 32;
        int messageBytes = encoder.length();
        byte[] bytes = new byte[18 + messageBytes + packetBytes];
        int trafficClass = random.nextInt(8) == 0 ? random.nextInt(8) : 1 | (random.nextInt(3) == 0 ? 2 : 0);
        int[] labels = {100 + hop, 200 + hop, hop == 0 ? 300 : 100 + hop};
        int way = labels[random.nextInt(3)] << 3 | trafficClass;
        encoder.finish(MemorySegment.ofArray(bytes), 18, way);
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        frame.putShort(12, (short) 0x8847).putInt(14, way << 9 | 1 << 8 | 64);
        int ip = 18 + messageBytes;
        if (packetBytes == 32) {
            frame.put(ip, (byte) 0x45).putShort(ip + 2, (short) 32).put(ip + 8, (byte) 64).put(ip + 9, (byte) 17);
            frame.putInt(ip + 12, 0x0a000001).putInt(ip + 16, 0x0a000002).putShort(ip + 20, (short) random.nextInt(64));
            frame.putShort(ip + 22, (short) random.nextInt(8)).putShort(ip + 24, (short) 12);
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, 18 + random.nextInt(bytes.length - 17)) : bytes;
    }

    private static HopSpec relabelled(int epoch, int first) {
        return new HopSpec(PATH, epoch, 0, 1, false, Collections.nCopies(2, new HopSpec.Member("s", 1, "127.0.0.1:1")),
                Collections.nCopies(2, new HopSpec.MiddleboxSpec("count", JsonNodeFactory.instance.objectNode())),
                new HopSpec.Labels(new int[] {first, first + 1}, new int[0], first + 2, first + 3, 0), MAC, MAC, MAC, 1);
    }

    @Test(timeout = 60_000)
    public void shouldDropAFrameThatWaitedForAThreadTheHopHasNoMore() {
        twoThreads(Interleaving.NONE);
        HopControl control = new HopControl(registry, 1);
        require(control.handle(new Request.Remove(3, PATH, 1), 1, 0));
        require(control.install(new Request.Install(1, spec(1, 2, 1, 1, false), List.of(), null), Map.of()));
        require(control.handle(new Request.Open(2, PATH, 1), 1, 0));
        int gone = 1 - registry.hop(PATH).workerOf(0);
        give(gone, commit(1));
        assertEquals(1, registry.unknownLabels());
        assertEquals(0, memory[gone].usedSlots());
    }

    @Test(timeout = 60_000)
    public void shouldOpenWithWhatWasAcknowledged() {
        MemoryFrames frames = new MemoryFrames(64, 3512, (offset, length) -> { });
        PathRegistry paths = new PathRegistry(frames, box -> new CountingMiddlebox((id, key, value) -> { }), 1);
        HopControl control = new HopControl(paths, 1);
        require(control.install(new Request.Install(1, relabelled(1, 100), List.of(), null), Map.of()));
        require(control.handle(new Request.Open(2, PATH, 1), 1, 0));
        require(control.handle(new Request.Prepare(3, PATH, 2, 1), 1, 0)); // both orchestrators
        require(control.handle(new Request.Prepare(4, PATH, 2, 1), 1, 0));
        long[][] bases = new long[2][32];
        require(control.install(new Request.Install(5, relabelled(2, 500), List.of(), bases), Map.of())); // it commits this
        Reply other = control.install(new Request.Install(6, relabelled(2, 700), List.of(), bases), Map.of());
        assertTrue("another install of the same epoch must be refused or be the same", !other.ok);
        require(control.handle(new Request.Open(7, PATH, 2), 1, 0));
        assertEquals(500, paths.hop(PATH).spec().labels.forward[0]);
    }
}
