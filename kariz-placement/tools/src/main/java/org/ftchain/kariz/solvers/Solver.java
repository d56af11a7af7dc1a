package org.ftchain.kariz.solvers;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;

import java.util.List;

/** A solver that a command can be told to use. */
public interface Solver {
    /**
     * @param network what is free
     * @throws IllegalArgumentException when the solver does not know what the chain asks for, in one line
     * @throws UnsupportedOperationException when the solver cannot run on this machine, in one line
     */
    Answer solve(Network network, List<Offering> offerings, ChainDemand chain, CostWeights weights);
}
