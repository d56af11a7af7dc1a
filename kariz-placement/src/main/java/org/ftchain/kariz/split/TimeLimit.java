package org.ftchain.kariz.split;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** How long a search may take at most, by some clock. Immutable. */
public final class TimeLimit {
    /** 10 s. The bounds of work end nearly every search long before, so that its answer does not depend on the machine. */
    public static final long DEFAULT_NS = 10_000_000_000L;

    private final long limitNs;
    private final LongSupplier nanoTime;

    private TimeLimit(long limitNs, LongSupplier nanoTime) {
        if (limitNs <= 0) {
            throw new IllegalArgumentException("time limit must be > 0: limitNs=" + limitNs);
        }
        this.limitNs = limitNs;
        this.nanoTime = nanoTime;
    }

    /** {@link #DEFAULT_NS} by the system's clock. */
    public static TimeLimit byDefault() {
        return of(DEFAULT_NS, System::nanoTime);
    }

    /**
     * @param limitNs > 0
     * @param nanoTime the clock; only differences count
     */
    public static TimeLimit of(long limitNs, LongSupplier nanoTime) {
        return new TimeLimit(limitNs, nanoTime);
    }

    public long limitNs() {
        return limitNs;
    }

    public long now() {
        return nanoTime.getAsLong();
    }

    /** Says yes once the limit has passed from now on. */
    public BooleanSupplier begin() {
        return until(now() + limitNs);
    }

    /** @param endNs says yes from then on */
    public BooleanSupplier until(long endNs) {
        return () -> nanoTime.getAsLong() - endNs >= 0;
    }
}
