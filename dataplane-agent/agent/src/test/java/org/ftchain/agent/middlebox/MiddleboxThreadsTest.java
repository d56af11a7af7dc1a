package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.packet.TestPackets;
import org.ftchain.agent.stm.Interleaving;
import org.ftchain.agent.stm.PacketTransaction;
import org.ftchain.agent.stm.StagedOutputs;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.stm.TransactionWounded;
import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import static org.ftchain.agent.packet.TestPackets.EXTERNAL;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Middleboxes on several real threads, each with its own object, on one store of the production. */
public class MiddleboxThreadsTest {
    private static final int THREADS = 4;
    private static final int PACKETS = 20_000;
    private static final Interleaving REAL = new Interleaving() {
        @Override
        public void beforeLock() {
        }

        @Override
        public void waiting(int tries) {
            if (tries % 16 == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }

        @Override
        public void afterUnlock() {
        }
    };

    private final MiddleboxFactory factory = new MiddleboxFactory();

    /** What one thread does with packets. */
    private final class Runner {
        private final Middlebox middlebox;
        private final PacketTransaction transaction;
        private final StagedOutputs outputs = new StagedOutputs(1500);
        private final Packet packet = new Packet();

        Runner(String type, String config, StateStore store, int thread) {
            middlebox = factory.create(type, MiddleboxFixture.json(config));
            transaction = new PacketTransaction(store, thread, new SplittableRandom(thread), outputs);
        }

        /** The verdict; {@code bytes} is the packet as it leaves. Null for the timer. */
        int run(byte[] bytes, Direction direction, long nowMs) {
            byte[] original = bytes == null ? null : bytes.clone();
            transaction.begin(nowMs);
            while (true) {
                try {
                    int verdict = Middlebox.FORWARD;
                    if (bytes == null) {
                        middlebox.onTimer(transaction);
                    } else {
                        packet.wrap(MemorySegment.ofArray(bytes), 0, bytes.length);
                        verdict = middlebox.process(packet, direction, transaction);
                    }
                    if (transaction.startCommit()) {
                        transaction.commit();
                        transaction.end();
                        outputs.clear();
                        return verdict;
                    }
                } catch (TransactionWounded wounded) {
                    // Run again, under the same timestamp.
                }
                if (bytes != null) {
                    System.arraycopy(original, 0, bytes, 0, bytes.length);
                }
                outputs.clear();
                transaction.rerun();
            }
        }
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void onThreads(Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int which = thread;
                ends.add(executor.submit(() -> {
                    work.run(which);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private StateStore store(String type, String config) {
        return new StateStore(factory.create(type, MiddleboxFixture.json(config)).maps(), THREADS, REAL);
    }

    @Test(timeout = 120_000)
    public void shouldCountEveryPacketOnceAtEverySharingLevel() throws Exception {
        for (int sharing : new int[] {1, 2, THREADS}) {
            String config = "{'sharing':" + sharing + "}";
            StateStore store = store("monitor", config);
            onThreads(thread -> {
                Runner runner = new Runner("monitor", config, store, thread);
                Random random = new Random(thread);
                for (int count = 0; count < PACKETS; count++) {
                    // Flows of all threads meet.
                    runner.run(TestPackets.udp(TestPackets.CLIENT, 1 + random.nextInt(50), WEB, 53, 0), Direction.FORWARD, 1);
                }
            });
            long[] packets = new long[3];
            int[] totals = {0};
            store.forEach((map, key, value) -> {
                packets[map] += BigEndian.getLong(value, 0);
                totals[0] += map == Monitor.TOTAL ? 1 : 0;
                return true;
            });
            assertEquals(THREADS * PACKETS, packets[Monitor.FLOW]);
            assertEquals(THREADS * PACKETS, packets[Monitor.TOTAL]);
            assertEquals(50, packets[Monitor.FLOW_COUNT]);
            assertEquals(THREADS / sharing, totals[0]);
        }
    }

    @Test(timeout = 120_000)
    public void shouldKeepMappingsAndTheirReverseTogether() throws Exception {
        String config = "{'externalAddress':'10.0.2.100','ports':'20000-20199','timeoutSeconds':1}";
        StateStore store = store("nat", config);
        AtomicLong clock = new AtomicLong(1_700_000_000_000L);
        AtomicLong forwarded = new AtomicLong();
        onThreads(thread -> {
            Runner runner = new Runner("nat", config, store, thread);
            Random random = new Random(thread);
            // More inside ends than ports, so that they expire, are swept and are taken over all the time.
            LongSupplier now = () -> clock.addAndGet(random.nextInt(3));
            for (int count = 0; count < PACKETS; count++) {
                int kind = random.nextInt(20);
                if (kind == 0) {
                    runner.run(null, Direction.FORWARD, now.getAsLong());
                } else if (kind < 6) {
                    runner.run(TestPackets.udp(WEB, 53, EXTERNAL, 20000 + random.nextInt(200), 0), Direction.REVERSE,
                            now.getAsLong());
                } else if (runner.run(TestPackets.udp(TestPackets.CLIENT + random.nextInt(4), 1000 + random.nextInt(120), WEB,
                        53, 0), Direction.FORWARD, now.getAsLong()) == Middlebox.FORWARD) {
                    forwarded.incrementAndGet();
                }
            }
        });
        assertTrue("most flows were translated: " + forwarded, forwarded.get() > PACKETS);
        requireConsistent(store);
    }

    /** Every mapping's port leads back to it, and the other way round. */
    private static void requireConsistent(StateStore store) {
        Map<String, String> mappings = new HashMap<>();
        Map<String, String> reverse = new HashMap<>();
        HexFormat hex = HexFormat.of();
        store.forEach((map, key, value) -> {
            if (map == NatMappings.MAPPING) {
                mappings.put(hex.formatHex(key), hex.formatHex(key, 0, 1) + hex.formatHex(value, 0, 2));
            } else if (map == NatMappings.REVERSE) {
                reverse.put(hex.formatHex(key), hex.formatHex(key, 0, 1) + hex.formatHex(value));
            }
            return true;
        });
        assertTrue("something is mapped", mappings.size() > 0);
        mappings.forEach((inside, outside) -> assertEquals("of " + outside, inside, reverse.get(outside)));
        reverse.forEach((outside, inside) -> assertEquals("of " + inside, outside, mappings.get(inside)));
    }
}
