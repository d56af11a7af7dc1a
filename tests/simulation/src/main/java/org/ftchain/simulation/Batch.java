package org.ftchain.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Many schedules, one seed after the other, on several threads. Every schedule is its own world. */
public final class Batch {
    private final long firstSeed;
    private final long schedules;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final Coverage coverage = new Coverage();
    private final Object lock = new Object();
    private long failedSeed;
    private Throwable failure;

    public Batch(long firstSeed, long schedules) {
        this.firstSeed = firstSeed;
        this.schedules = schedules;
    }

    /**
     * Runs all, or until one fails.
     *
     * @param progress is told now and then, on any thread, how many are done
     */
    public void run(int threads, boolean traced, LongConsumer progress) throws InterruptedException {
        List<Thread> pool = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            pool.add(Thread.ofPlatform().name("simulation-" + i).start(() -> work(traced, progress)));
        }
        for (Thread thread : pool) {
            thread.join();
        }
    }

    private void work(boolean traced, LongConsumer progress) {
        Coverage own = new Coverage();
        for (long i = next.getAndIncrement(); i < schedules; i = next.getAndIncrement()) {
            try {
                own.add(Schedule.run(firstSeed + i, traced));
            } catch (RuntimeException | Error e) {
                failed(firstSeed + i, e);
            }
            progress.accept(done.incrementAndGet());
        }
        synchronized (lock) {
            coverage.add(own);
        }
    }

    private void failed(long seed, Throwable e) {
        synchronized (lock) {
            next.set(schedules);
            if (failure == null || seed < failedSeed) {
                failure = e;
                failedSeed = seed;
            }
        }
    }

    /** What broke, or null. */
    public Throwable failure() {
        return failure;
    }

    /** The seed that broke, when one did. */
    public long failedSeed() {
        return failedSeed;
    }

    /** What occurred. */
    public Coverage coverage() {
        return coverage;
    }
}
