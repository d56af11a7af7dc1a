package org.ftchain.kariz.files;

import org.ftchain.kariz.model.PlacementResult;

import java.util.OptionalDouble;

/** What a solver answered for one chain, how long it took, and what is known about the best answer. Immutable. */
public final class SolvedChain {
    private final String solver;
    private final PlacementResult result;
    private final double seconds;
    private final OptionalDouble bound;

    private SolvedChain(String solver, PlacementResult result, double seconds, OptionalDouble bound) {
        this.solver = solver;
        this.result = result;
        this.seconds = seconds;
        this.bound = bound;
    }

    public static SolvedChain of(String solver, PlacementResult result, double seconds) {
        return new SolvedChain(solver, result, seconds, OptionalDouble.empty());
    }

    /** @param lowerBound no placement costs less; the placement's own cost when it is optimal */
    public SolvedChain withBound(double lowerBound) {
        return new SolvedChain(solver, result, seconds, OptionalDouble.of(lowerBound));
    }

    public String solver() {
        return solver;
    }

    public PlacementResult result() {
        return result;
    }

    public double seconds() {
        return seconds;
    }

    public OptionalDouble bound() {
        return bound;
    }
}
