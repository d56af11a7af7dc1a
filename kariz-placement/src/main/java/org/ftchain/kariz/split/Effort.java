package org.ftchain.kariz.split;

import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * How much may be done: a bound in counted work, the same on every machine, and a caller that may say stop. All loops that
 * may take long tell it their steps, and so end within microseconds after the caller has said so. Not thread-safe.
 */
public final class Effort implements LongConsumer {
    /** Steps from one question to the next: some 20 us. */
    private static final long STEPS = 4096;

    private final BooleanSupplier stop;
    private long steps;
    private boolean stopped;

    /** @param stop asked often; what it says counts from the first yes on */
    public Effort(BooleanSupplier stop) {
        this.stop = stop;
    }

    /** Never says stop. */
    static Effort endless() {
        return new Effort(() -> false);
    }

    /**
     * Counts steps.
     *
     * @throws Stopped once the caller has said stop; what was being computed is of no use then
     */
    @Override
    public void accept(long done) {
        steps += done;
        if (steps >= STEPS) {
            steps = 0;
            if (isStopped()) {
                throw new Stopped();
            }
        }
    }

    /** @return false when the work has reached its bound, or the caller says stop */
    boolean mayGoOn(long work, long bound) {
        return !isStopped() && work < bound;
    }

    /** Asks. */
    public boolean isStopped() {
        stopped = stopped || stop.getAsBoolean();
        return stopped;
    }

    /** The caller has said stop. Ends a search from the inside; never leaves the solvers. */
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("stopped", null, false, false);
        }
    }
}
