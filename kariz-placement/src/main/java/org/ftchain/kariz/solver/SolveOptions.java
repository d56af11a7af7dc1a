package org.ftchain.kariz.solver;

import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * How long and how a solver may search. Bounds are counted in work, so that answers are the same on every machine; only a
 * caller's {@link #stop} may make them depend on time. Immutable.
 */
public final class SolveOptions {
    /** A second or so for a first placement, some 20 ms to improve it. */
    private static final long WORK_TO_FIND = 150_000_000;
    private static final long WORK_TO_IMPROVE = 4_500_000;

    final long seed;
    final double effort;
    final BooleanSupplier stop;
    final DoubleConsumer progress;

    private SolveOptions(long seed, double effort, BooleanSupplier stop, DoubleConsumer progress) {
        if (!(effort >= 0) || Double.isInfinite(effort)) {
            throw new IllegalArgumentException("effort must be >= 0 and finite: effort=" + effort);
        }
        this.seed = seed;
        this.effort = effort;
        this.stop = stop;
        this.progress = progress;
    }

    /** Seed 0, effort 1, no time limit. */
    public static SolveOptions defaults() {
        return new SolveOptions(0, 1, () -> false, cost -> { });
    }

    /** @param newSeed equal seeds give equal answers */
    public SolveOptions withSeed(long newSeed) {
        return new SolveOptions(newSeed, effort, stop, progress);
    }

    /** @param times as much work as by default */
    public SolveOptions withEffort(double times) {
        return new SolveOptions(seed, times, stop, progress);
    }

    /** @param newStop asked often; once it says yes, the best placement so far is the answer */
    public SolveOptions withStop(BooleanSupplier newStop) {
        return new SolveOptions(seed, effort, newStop, progress);
    }

    /** @param newProgress is told the cost of every placement that is better than those before */
    public SolveOptions withProgress(DoubleConsumer newProgress) {
        return new SolveOptions(seed, effort, stop, newProgress);
    }

    long workToFind() {
        return (long) Math.min(Long.MAX_VALUE / 4, WORK_TO_FIND * effort);
    }

    long workToImprove() {
        return (long) Math.min(Long.MAX_VALUE / 4, WORK_TO_IMPROVE * effort);
    }
}
