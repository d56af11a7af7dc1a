package org.ftchain.kariz.split;

import java.util.function.BooleanSupplier;

/** How much may be done: a bound in counted work, the same on every machine, and a caller that may say stop. */
final class Effort {
    private final BooleanSupplier stop;
    private boolean stopped;

    Effort(BooleanSupplier stop) {
        this.stop = stop;
    }

    /** @return false when the work has reached its bound, or the caller says stop */
    boolean mayGoOn(long work, long bound) {
        if (!stopped && stop.getAsBoolean()) {
            stopped = true;
        }
        return !stopped && work < bound;
    }

    boolean stopped() {
        return stopped;
    }
}
