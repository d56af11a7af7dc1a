package org.ftchain.kariz.model;

/** There is no placement, or the bounded search did not find one. */
public final class Infeasible extends PlacementResult {
    private final String reason;
    private final boolean proven;

    private Infeasible(String reason, boolean proven) {
        this.reason = Checks.id("reason", reason);
        this.proven = proven;
    }

    /**
     * @param reason one line that names the middlebox and resource, the link, or the failures that cannot be had
     * @param proven true when no placement of this shape exists, false when the search gave up at its limit
     */
    public static Infeasible of(String reason, boolean proven) {
        return new Infeasible(reason, proven);
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

    @Override
    public String toString() {
        return "Infeasible{" + reason + "}";
    }
}
