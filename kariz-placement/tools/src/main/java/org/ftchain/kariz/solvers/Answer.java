package org.ftchain.kariz.solvers;

import org.ftchain.kariz.model.PlacementResult;

import java.util.OptionalDouble;

/** A result and, where the solver knows one, a lower bound of the cost. Immutable. */
public final class Answer {
    private final PlacementResult result;
    private final OptionalDouble bound;

    private Answer(PlacementResult result, OptionalDouble bound) {
        this.result = result;
        this.bound = bound;
    }

    public static Answer of(PlacementResult result) {
        return new Answer(result, OptionalDouble.empty());
    }

    /** @param bound no placement costs less; equal to the placement's cost when it is proven to be optimal */
    public static Answer of(PlacementResult result, OptionalDouble bound) {
        return new Answer(result, bound);
    }

    public PlacementResult result() {
        return result;
    }

    public OptionalDouble bound() {
        return bound;
    }
}
