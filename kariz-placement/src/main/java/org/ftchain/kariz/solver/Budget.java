package org.ftchain.kariz.solver;

/** A bound on the search, counted in work and not in time, so that it is the same on every machine. */
final class Budget {
    private long left;
    private boolean exceeded;

    Budget(long work) {
        this.left = work;
    }

    /** @return false when the work may not be done any more */
    boolean spend(long work) {
        if (work > left) {
            exceeded = true;
            return false;
        }
        left -= work;
        return true;
    }

    /** Notes that something was left undone for another reason than this bound. */
    void giveUp() {
        exceeded = true;
    }

    void lowerTo(long work) {
        left = Math.min(left, work);
    }

    /** True when something was left undone. */
    boolean exceeded() {
        return exceeded;
    }
}
