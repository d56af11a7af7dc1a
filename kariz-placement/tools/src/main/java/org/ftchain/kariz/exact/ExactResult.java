package org.ftchain.kariz.exact;

import org.ftchain.kariz.model.PlacementResult;

import java.util.OptionalDouble;

/** A placement and what is proven about it. Immutable. */
public final class ExactResult {
    private final PlacementResult result;
    private final OptionalDouble bound;

    ExactResult(PlacementResult result, OptionalDouble bound) {
        this.result = result;
        this.bound = bound;
    }

    public PlacementResult result() {
        return result;
    }

    /** No placement costs less; equal to the placement's cost when it is proven to be optimal. Empty without a placement. */
    public OptionalDouble bound() {
        return bound;
    }
}
