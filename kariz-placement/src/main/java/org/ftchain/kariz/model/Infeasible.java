package org.ftchain.kariz.model;

/** There is no placement, or the bounded search did not find one. */
public final class Infeasible extends PlacementResult {
    private final String reason;
    private final boolean proven;
    private final boolean undecided;

    private Infeasible(String reason, boolean proven, boolean undecided) {
        this.reason = Checks.id("reason", reason);
        this.proven = proven;
        this.undecided = undecided;
    }

    /**
     * @param reason one line that names the middlebox and resource, the link, or the failures that cannot be had
     * @param proven true when no placement of this shape exists, false when the search gave up at its limit
     */
    public static Infeasible of(String reason, boolean proven) {
        return new Infeasible(reason, proven, false);
    }

    /**
     * No answer: the time was over, or the caller said stop, before there was one.
     *
     * @param reason one line
     */
    public static Infeasible undecided(String reason) {
        return new Infeasible(reason, false, true);
    }

    @Override
    public boolean isPlaced() {
        return false;
    }

    @Override
    public Placement placement() {
        throw new IllegalStateException("there is no placement: " + reason);
    }

    @Override
    public String reason() {
        return reason;
    }

    public boolean proven() {
        return proven;
    }

    /** True when the search was stopped from outside before it had an answer, so that there may well be a placement. */
    public boolean undecided() {
        return undecided;
    }

    @Override
    public String toString() {
        return "Infeasible{" + reason + "}";
    }
}
