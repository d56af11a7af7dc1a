package org.ftchain.kariz.solver;

import org.ftchain.kariz.split.TimeLimit;

import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;

/**
 * How long and how a solver may search. Bounds are counted in work, so that answers are the same on every machine, as long as
 * neither the time limit (10 s by default, which only hard chains on a slow machine reach) nor a caller's {@link #withStop
 * stop} ends a search before. Immutable.
 */
public final class SolveOptions {
    /** A second or so for a first placement, some 20 ms to improve it. */
    private static final long WORK_TO_FIND = 150_000_000;
    private static final long WORK_TO_IMPROVE = 4_500_000;

    final long seed;
    final double effort;
    final BooleanSupplier stop;
    final DoubleConsumer progress;
    final TimeLimit limit;

    private SolveOptions(long seed, double effort, BooleanSupplier stop, DoubleConsumer progress, TimeLimit limit) {
        if (!(effort >= 0) || Double.isInfinite(effort)) {
            throw new IllegalArgumentException("effort must be >= 0 and finite: effort=" + effort);
        }
        this.seed = seed;
        this.effort = effort;
        this.stop = stop;
        this.progress = progress;
        this.limit = limit;
    }

    /** Seed 0, effort 1, 10 s ({@link TimeLimit#DEFAULT_NS}). */
    public static SolveOptions defaults() {
        return new SolveOptions(0, 1, () -> false, cost -> { }, TimeLimit.byDefault());
    }

    /** @param newSeed equal seeds give equal answers */
    public SolveOptions withSeed(long newSeed) {
        return new SolveOptions(newSeed, effort, stop, progress, limit);
    }

    /** @param times as much work as by default */
    public SolveOptions withEffort(double times) {
        return new SolveOptions(seed, times, stop, progress, limit);
    }

    /** @param newStop asked often; once it says yes, the best placement so far is the answer, or that there is none yet */
    public SolveOptions withStop(BooleanSupplier newStop) {
        return new SolveOptions(seed, effort, newStop, progress, limit);
    }

    /** @param newProgress is told the cost of every placement that is better than those before */
    public SolveOptions withProgress(DoubleConsumer newProgress) {
        return new SolveOptions(seed, effort, stop, newProgress, limit);
    }

    /**
     * @param limitNs for one answer, > 0, by the system's clock; the best placement until then is the answer, or that there is
     *     none yet
     */
    public SolveOptions withTimeLimitNs(long limitNs) {
        return withTimeLimitNs(limitNs, System::nanoTime);
    }

    /** @param nanoTime another clock */
    public SolveOptions withTimeLimitNs(long limitNs, LongSupplier nanoTime) {
        return new SolveOptions(seed, effort, stop, progress, TimeLimit.of(limitNs, nanoTime));
    }

    long workToFind() {
        return (long) Math.min(Long.MAX_VALUE / 4, WORK_TO_FIND * effort);
    }

    long workToImprove() {
        return (long) Math.min(Long.MAX_VALUE / 4, WORK_TO_IMPROVE * effort);
    }
}
