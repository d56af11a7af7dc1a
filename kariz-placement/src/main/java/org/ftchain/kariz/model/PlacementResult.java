package org.ftchain.kariz.model;

/** What a solver answers: a {@link Placement} or {@link Infeasible}; there is no third. */
public abstract class PlacementResult {
    PlacementResult() {
    }

    public abstract boolean isPlaced();

    /** @throws IllegalStateException with the reason, if there is no placement */
    public abstract Placement placement();

    /** Why there is no placement, in one line; empty when there is one. */
    public abstract String reason();
}
