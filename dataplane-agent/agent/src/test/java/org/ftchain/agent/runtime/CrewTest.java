package org.ftchain.agent.runtime;

import com.sun.management.ThreadMXBean;
import org.ftchain.agent.chain.HopCounter;
import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.replication.Group;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.stm.Transaction;
import org.ftchain.control.Request;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

/** Whole agents with several worker threads, in one process. */
public class CrewTest {
    private static final int FLOWS = 40;
    private static final int LARGE_BYTES = 20_000;

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    private final AtomicInteger released = new AtomicInteger();
    private final AtomicReference<String> disorder = new AtomicReference<>();
    private final ConcurrentHashMap<Integer, Integer> lastNumbers = new ConcurrentHashMap<>();
    private RingOfAgents ring;

    /** Counts packets in one total and per flow; a large one writes as much as no frame can carry. */
    private static class Counter implements Middlebox {
        private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("total", 1, 8), new StateMapSpec("flow", 2, 8),
                StateMapSpec.variable("large", 2, LARGE_BYTES));
        private final byte[] total = new byte[1];
        private final byte[] flow = new byte[2];
        private final byte[] large;

        Counter(boolean isLarge) {
            large = isLarge ? new byte[LARGE_BYTES] : null;
        }

        @Override
        public List<StateMapSpec> maps() {
            return MAPS;
        }

        @Override
        public int process(Packet packet, Direction direction, Transaction transaction) {
            transaction.add(0, total, 1, 0);
            flow[0] = (byte) (packet.sourcePort() >> 8);
            flow[1] = (byte) packet.sourcePort();
            transaction.add(1, flow, 1, 0);
            if (large != null) {
                Arrays.fill(large, (byte) packet.sourcePort());
                transaction.put(2, flow, 2, large, large.length);
            }
            return FORWARD;
        }

        @Override
        public String renderKey(int map, byte[] key) {
            return Arrays.toString(key);
        }

        @Override
        public String renderValue(int map, byte[] value) {
            return Arrays.toString(value);
        }
    }

    private void onReleased(byte[] packet) {
        int flow = RingOfAgents.flow(packet);
        int number = RingOfAgents.number(packet);
        Integer last = lastNumbers.put(flow, number);
        if (number <= (last == null ? -1 : last)) {
            disorder.set("flow " + flow + ": " + number + " after " + last);
        }
        released.incrementAndGet();
    }

    private void startRing(int failures, boolean isLarge, int... threads) throws Exception {
        ring = new RingOfAgents(failures, spec -> new Counter(isLarge), this::onReleased, threads);
    }

    @After
    public void stop() throws Exception {
        if (ring != null) {
            ring.close();
        }
    }

    private void await(String what, BooleanSupplier condition) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (ring.failure.isDone()) {
                throw new AssertionError("a worker has failed", ring.failure.get());
            }
            assertTrue(what, System.nanoTime() < endNs);
            Thread.sleep(1);
        }
    }

    /** Packets of a few at a time, so that no queue overflows. */
    private void sendAndAwait(int packets) throws Exception {
        sendAndAwait(0, packets);
    }

    private void sendAndAwait(int from, int packets) throws Exception {
        for (int number = from; number < packets; number++) {
            ring.send(number % FLOWS, number);
            if (number % 200 == 199) {
                int sent = number + 1;
                await("released " + released.get() + " of " + sent, () -> released.get() >= sent - 200);
            }
        }
        await("released " + released.get(), () -> released.get() == packets);
    }

    private static boolean read(RingOfAgents.Member member, Supplier<Boolean> reading) {
        try {
            return member.atRest(reading);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long total(StateStore store) {
        long[] total = new long[1];
        store.forEach((map, key, value) -> {
            total[0] += map == 0 ? BigEndian.getLong(value, 0) : 0;
            return true;
        });
        return total[0];
    }

    private void shouldBeAtRestAndEqual(int packets) throws Exception {
        for (RingOfAgents.Member member : ring.members) {
            await("nothing is retained", () -> read(member, () -> !member.hop().replication().isPending()));
        }
        for (int group = 0; group < ring.members.size(); group++) {
            RingOfAgents.Member head = ring.members.get(group);
            int index = group;
            Group own = head.atRest(() -> head.hop().replication().group(index));
            assertEquals(packets, (long) head.atRest(() -> total(own.store())));
            RingOfAgents.Member next = ring.members.get((group + 1) % ring.members.size());
            Group replica = next.atRest(() -> next.hop().replication().group(index));
            assertArrayEquals(head.atRest(() -> own.store().maxCopy()), next.atRest(() -> replica.store().maxCopy()));
            assertEquals(head.atRest(() -> own.store().digest()), next.atRest(() -> replica.store().digest()));
        }
        assertNull(disorder.get());
        assertFalse(ring.failure.isDone());
    }

    @Test
    public void shouldReleaseAllInOrderWithSeveralThreadsEverywhere() throws Exception {
        startRing(1, false, 2, 2, 2);
        sendAndAwait(10_000);
        shouldBeAtRestAndEqual(10_000);
        for (RingOfAgents.Member member : ring.members) {
            ring.ask(ring.members.indexOf(member), new Request.Remove(9, RingOfAgents.PATH, 1));
        }
        for (RingOfAgents.Member member : ring.members) {
            await("all but the stock is free again", () -> read(member, () -> member.port.usedSlots() <= 512));
        }
        assertTrue(ring.stop());
    }

    @Test
    public void shouldReplicateBetweenOneAndFourThreads() throws Exception {
        startRing(1, false, 1, 4, 1, 3);
        sendAndAwait(4_000);
        shouldBeAtRestAndEqual(4_000);
    }

    /** While a command runs nobody else does: what packets did and what was counted of them agree. */
    @Test
    public void shouldStandStillForCommands() throws Exception {
        startRing(0, false, 4);
        RingOfAgents.Member member = ring.members.get(0);
        Thread sender = Thread.ofPlatform().daemon().start(() -> {
            for (int number = 0; number < 20_000; number++) {
                ring.send(number % FLOWS, number);
                if (number % 100 == 0) {
                    Thread.yield();
                }
            }
        });
        AtomicInteger looks = new AtomicInteger();
        AtomicReference<String> wrong = new AtomicReference<>();
        while (sender.isAlive() || released.get() + member.worker.dropped() < 20_000) {
            member.atRest(() -> {
                long counted = member.hop().counter(HopCounter.FORWARD_PACKETS);
                long done = total(member.hop().replication().own().store());
                if (counted != done) {
                    wrong.set(counted + " packets, " + done + " counted");
                }
                return looks.incrementAndGet();
            });
            assertFalse(ring.failure.isDone());
        }
        assertNull(wrong.get());
        assertTrue("looked " + looks.get() + " times", looks.get() > 20);
    }

    /** Frames on their way to a worker that has no part of the hop any more would be a broken invariant. */
    @Test
    public void shouldChangeThreadsWhileFramesCome() throws Exception {
        startRing(0, false, 4);
        RingOfAgents.Member member = ring.members.get(0);
        AtomicBoolean ends = new AtomicBoolean();
        Thread sender = Thread.ofPlatform().daemon().start(() -> {
            for (int number = 0; !ends.get(); number++) {
                ring.send(number % FLOWS, number);
                while (member.port.backlog() > 500 && !ends.get()) {
                    Thread.yield();
                }
            }
        });
        for (int epoch = 2; epoch < 60; epoch++) {
            int before = released.get();
            await("packets go on", () -> released.get() > before);
            ring.changeThreads(epoch, 1 + (epoch * 3) % 4);
        }
        ends.set(true);
        sender.join();
        await("all counted", () -> read(member, () -> total(member.hop().replication().own().store()) == released.get()));
        assertNull(disorder.get());
        assertFalse(ring.failure.isDone());
    }

    @Test
    public void shouldBringLargeLogsOverThePeerChannel() throws Exception {
        startRing(1, true, 2, 1);
        sendAndAwait(50);
        shouldBeAtRestAndEqual(50);
        long peerLogs = ring.members.get(0).atRest(() -> ring.members.get(0).hop().counter(HopCounter.PEER_LOGS));
        assertTrue("logs over the peer channel: " + peerLogs, peerLogs >= 50);
    }

    @Test
    public void shouldAllocateNothingOnSideWorkers() throws Exception {
        startRing(1, false, 3, 3);
        int sent = 20_000;
        sendAndAwait(0, sent);
        long[] sideWorkers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("worker-")).mapToLong(Thread::threadId).toArray();
        assertEquals(4, sideWorkers.length);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = -1;
        // Compilers and growing tables may still be at work: a round without allocation must come soon.
        for (int round = 0; allocated != 0 && round < 20; round++) {
            long before = Arrays.stream(threads.getThreadAllocatedBytes(sideWorkers)).sum();
            sendAndAwait(sent, sent + 10_000);
            sent += 10_000;
            allocated = Arrays.stream(threads.getThreadAllocatedBytes(sideWorkers)).sum() - before;
        }
        assertEquals("bytes allocated", 0, allocated);
    }

    /** A packet of flow 0 that stops its worker, whichever that is. */
    private static final class Stopping extends Counter {
        private final CountDownLatch stopped;
        private final CountDownLatch goOn;
        private final RuntimeException thrown;

        Stopping(CountDownLatch stopped, CountDownLatch goOn, RuntimeException thrown) {
            super(false);
            this.stopped = stopped;
            this.goOn = goOn;
            this.thrown = thrown;
        }

        @Override
        public int process(Packet packet, Direction direction, Transaction transaction) {
            if (Thread.currentThread().getName().startsWith("worker-")) {
                if (thrown != null) {
                    throw thrown;
                }
                stopped.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return super.process(packet, direction, transaction);
        }
    }

    @Test
    public void shouldShowNoProgressWhenOneWorkerIsStuck() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ring = new RingOfAgents(0, spec -> new Stopping(stopped, goOn, null), this::onReleased, 2);
        Worker worker = ring.members.get(0).worker;
        long before = worker.progress();
        await("both work", () -> worker.progress() > before + 5);
        for (int flow = 0; flow < FLOWS; flow++) {
            ring.send(flow, 0);
        }
        assertTrue(stopped.await(30, TimeUnit.SECONDS));
        long last = worker.progress();
        // At most one more round, of what both did before.
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
        while (System.nanoTime() < endNs) {
            assertTrue(worker.progress() <= last + 1);
            Thread.onSpinWait();
        }
        goOn.countDown();
        await("both work again", () -> worker.progress() > last + 5);
        await("all released", () -> released.get() == FLOWS);
    }

    @Test
    public void shouldFailStopFromAnyWorker() throws Exception {
        RuntimeException broken = new IllegalStateException("numbers partly below MAX");
        ring = new RingOfAgents(0, spec -> new Stopping(null, null, broken), this::onReleased, 3);
        for (int flow = 0; flow < FLOWS; flow++) {
            ring.send(flow, 0);
        }
        assertSame(broken, ring.failure.get(30, TimeUnit.SECONDS));
    }
}
