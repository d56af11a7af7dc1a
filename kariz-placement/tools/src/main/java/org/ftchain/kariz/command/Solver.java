package org.ftchain.kariz.command;

import org.ftchain.kariz.files.Instance;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.PlacementResult;

import java.util.OptionalDouble;

/** A solver that the command can be told to use. */
interface Solver {
    /** An answer and, where the solver knows one, a lower bound of the cost. */
    final class Answer {
        final PlacementResult result;
        final OptionalDouble bound;

        Answer(PlacementResult result, OptionalDouble bound) {
            this.result = result;
            this.bound = bound;
        }
    }

    /**
     * @param instance offerings and weights
     * @param network what is free
     * @throws IllegalArgumentException when the solver does not know what the chain asks for, in one line
     * @throws UnsupportedOperationException when the solver cannot run on this machine, in one line
     */
    Answer solve(Instance instance, Network network, ChainDemand chain);
}
