package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.PathRegistry;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

public class WorkerTest {
    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    private final LoopPort port = new LoopPort(64);
    private final PathRegistry registry = new PathRegistry(port, spec -> {
        throw new IllegalArgumentException("no middleboxes here");
    }, 1);
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final Worker worker = new Worker(port, registry, (where, cause) -> failure.complete(cause));
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(worker);

    @After
    public void stop() throws Exception {
        worker.stop();
        thread.join(5000);
    }

    @Test
    public void shouldRunCommandsOnItsThreadInOrder() throws Exception {
        List<Integer> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            worker.execute((nowNs, wallMs) -> {
                assertSame(thread, Thread.currentThread());
                order.add(number);
            });
        }
        worker.execute((nowNs, wallMs) -> done.countDown());
        thread.start();
        assertTrue(done.await(10, TimeUnit.SECONDS));
        for (int i = 0; i < 1000; i++) {
            assertEquals(i, (int) order.get(i));
        }
        assertFalse(failure.isDone());
    }

    @Test
    public void shouldWakeForACommandWhenIdle() throws Exception {
        thread.start();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Long> ran = new CompletableFuture<>();
            long start = System.nanoTime();
            worker.execute((nowNs, wallMs) -> ran.complete(System.nanoTime()));
            best = Math.min(best, ran.get(10, TimeUnit.SECONDS) - start);
        }
        assertTrue("best " + best, best < Worker.IDLE_NS / 2);
    }

    @Test
    public void shouldGiveMonotonicAndWallClock() throws Exception {
        thread.start();
        CompletableFuture<long[]> times = new CompletableFuture<>();
        worker.execute((nowNs, wallMs) -> times.complete(new long[] {nowNs, wallMs}));
        long[] read = times.get(10, TimeUnit.SECONDS);
        assertEquals(System.nanoTime(), read[0], TimeUnit.SECONDS.toNanos(5));
        assertEquals(System.currentTimeMillis(), read[1], 5000);
    }

    @Test
    public void shouldShowProgressAlsoWhenIdle() throws Exception {
        thread.start();
        long before = worker.progress();
        while (worker.progress() < before + 3) {
            Thread.onSpinWait();
            assertFalse(failure.isDone());
        }
    }

    @Test
    public void shouldFreeFramesOfUnknownLabels() throws Exception {
        thread.start();
        byte[] frame = new byte[64];
        frame[12] = (byte) 0x88;
        frame[13] = 0x47;
        CompletableFuture<Void> done = new CompletableFuture<>();
        for (int i = 0; i < 10 * 64; i++) {
            boolean last = i == 10 * 64 - 1;
            worker.execute((nowNs, wallMs) -> {
                port.inject(frame);
                if (last) {
                    done.complete(null);
                }
            });
        }
        done.get(10, TimeUnit.SECONDS);
        CompletableFuture<Long> free = new CompletableFuture<>();
        worker.execute((nowNs, wallMs) -> { });
        worker.execute((nowNs, wallMs) -> free.complete(registry.unknownLabels()));
        assertTrue(free.get(10, TimeUnit.SECONDS) > 64);
    }

    @Test
    public void shouldFailStopWhenAnythingUnexpectedHappens() throws Exception {
        thread.start();
        Error broken = new AssertionError("numbers partly below MAX");
        worker.execute((nowNs, wallMs) -> {
            throw broken;
        });
        assertSame(broken, failure.get(10, TimeUnit.SECONDS));
        thread.join(5000);
        assertFalse("the worker goes on after a broken invariant", thread.isAlive());
    }

    @Test
    public void shouldRefuseCommandsWhenTooManyWaitOrStopped() {
        assertThrows(IllegalStateException.class, () -> {
            for (int i = 0; i < 100_000; i++) {
                worker.execute((nowNs, wallMs) -> { });
            }
        });
        worker.stop();
        assertEquals("the agent stops", assertThrows(IllegalStateException.class,
                () -> worker.execute((nowNs, wallMs) -> { })).getMessage());
    }
}
