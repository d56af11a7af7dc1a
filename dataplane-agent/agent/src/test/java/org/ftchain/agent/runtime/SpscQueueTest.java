package org.ftchain.agent.runtime;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

public class SpscQueueTest {
    private static final int ENTRIES = 300_000;
    private static final int LEAST_ENTRIES = 1000;
    private static final long ENOUGH_NS = 10_000_000_000L;

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private Thread start(Runnable body) {
        return Thread.ofPlatform().daemon().uncaughtExceptionHandler((thread, e) -> failure.set(e)).start(body);
    }

    @Test
    public void shouldBeAQueueWithABound() {
        SpscQueue queue = new SpscQueue(4);
        for (int round = 0; round < 10; round++) {
            assertTrue(queue.isEmpty());
            assertEquals(SpscQueue.EMPTY, queue.poll());
            for (int i = 0; i < 4; i++) {
                assertTrue(queue.offer(round + i));
            }
            assertFalse("full", queue.offer(99));
            assertEquals(4, queue.size());
            assertEquals(round, queue.poll());
            assertTrue(queue.offer(round + 4));
            for (int i = 1; i < 5; i++) {
                assertEquals(round + i, queue.poll());
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new SpscQueue(3));
    }

    @Test
    public void shouldHandOverInOrderWithWhatWasWrittenBefore() throws Exception {
        for (int capacity : new int[] {1, 2, 64}) {
            SpscQueue queue = new SpscQueue(capacity);
            // Plain memory that goes with an entry, as a frame does: in the queue, beside the one being read and the next.
            long[] payload = new long[capacity + 2];
            AtomicLong end = new AtomicLong(Long.MAX_VALUE);
            Thread consumer = start(() -> {
                for (long wanted = 0; wanted < end.get(); ) {
                    long entry = queue.poll();
                    if (entry == SpscQueue.EMPTY) {
                        Thread.yield();
                        continue;
                    }
                    assertEquals(wanted, entry);
                    assertEquals(-wanted, payload[(int) (wanted % payload.length)]);
                    wanted++;
                }
            });
            // Where others have the processors, every turn of a short queue costs a time slice: fewer entries will do.
            long enoughNs = System.nanoTime() + ENOUGH_NS;
            long next = 0;
            while (next < ENTRIES && failure.get() == null && (next < LEAST_ENTRIES || System.nanoTime() < enoughNs)) {
                payload[(int) (next % payload.length)] = -next;
                if (queue.offer(next)) {
                    next++;
                } else {
                    Thread.yield();
                }
            }
            end.set(next);
            consumer.join();
            assertNull(failure.get());
        }
    }

    /** Two threads that sleep without a limit while they have nothing: a lost wake-up would end the test by its timeout. */
    @Test
    public void shouldLoseNoWakeUp() throws Exception {
        SpscQueue there = new SpscQueue(1);
        SpscQueue back = new SpscQueue(1);
        Thread[] threads = new Thread[2];
        Bell[] bells = {new Bell(() -> LockSupport.unpark(threads[0])), new Bell(() -> LockSupport.unpark(threads[1]))};
        threads[0] = Thread.currentThread();
        threads[1] = Thread.ofPlatform().daemon().unstarted(() -> {
            for (long i = 0; i < ENTRIES / 10; i++) {
                assertEquals(i, await(there, bells[1]));
                back.offer(i);
                java.lang.invoke.VarHandle.fullFence();
                bells[0].ring();
            }
        });
        threads[1].setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        threads[1].start();
        for (long i = 0; i < ENTRIES / 10; i++) {
            there.offer(i);
            java.lang.invoke.VarHandle.fullFence();
            bells[1].ring();
            assertEquals(i, await(back, bells[0]));
        }
        threads[1].join();
        assertNull(failure.get());
    }

    private static long await(SpscQueue queue, Bell bell) {
        while (true) {
            long entry = queue.poll();
            if (entry != SpscQueue.EMPTY) {
                return entry;
            }
            bell.goToSleep(false);
            if (queue.isEmpty()) {
                LockSupport.park();
            }
            bell.awake();
        }
    }

    @Test
    public void shouldWakeForNewsOnlyWhoExpectsSome() {
        int[] woken = new int[1];
        Bell bell = new Bell(() -> woken[0]++);
        bell.ring();
        bell.ringIfExpecting();
        assertEquals("awake", 0, woken[0]);
        bell.goToSleep(false);
        bell.ringIfExpecting();
        assertEquals("expects nothing", 0, woken[0]);
        bell.ring();
        bell.ring();
        assertEquals("once is enough", 1, woken[0]);
        bell.goToSleep(true);
        bell.ringIfExpecting();
        assertEquals(2, woken[0]);
    }
}
