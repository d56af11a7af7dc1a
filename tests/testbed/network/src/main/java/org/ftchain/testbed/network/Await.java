package org.ftchain.testbed.network;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions by polling them. */
public final class Await {
    private Await() {
    }

    /** Waits until {@code condition} holds, asking every {@code periodMs}; throws naming {@code what} after the timeout. */
    public static void until(String what, Duration timeout, long periodMs, BooleanSupplier condition) {
        until(() -> "timeout after " + timeout.toSeconds() + " s waiting for " + what, timeout, periodMs, condition);
    }

    /** As above; {@code failure} says what went wrong, evaluated after the timeout. */
    public static void until(Supplier<String> failure, Duration timeout, long periodMs, BooleanSupplier condition) {
        if (!within(timeout, periodMs, condition)) {
            throw new TestbedException(failure.get());
        }
    }

    /** Waits at most {@code timeout} and says whether the condition came to hold. */
    public static boolean within(Duration timeout, long periodMs, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(periodMs));
            if (Thread.currentThread().isInterrupted()) {
                throw new TestbedException("interrupted");
            }
        }
        return true;
    }
}
