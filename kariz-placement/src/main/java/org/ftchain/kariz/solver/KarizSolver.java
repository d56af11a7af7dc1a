package org.ftchain.kariz.solver;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.PlacementResult;

import java.util.List;

/** Places one chain on what is free in a network. Thread-safe, keeps nothing between calls. */
public final class KarizSolver {
    /**
     * @param network what is free, that is the network {@link Network#minus} the placements of all other chains. When a
     *     running chain is re-placed its own old placement is not taken out: fixed hops are charged like the others
     * @param offerings every type in the chain needs at least one
     * @return a placement, or the reason why there is none; infeasible is an answer, not an exception
     * @throws IllegalArgumentException one line naming field and value: source or target unknown to the network, a
     *     middlebox type without offering, two offerings with the same middlebox and name
     */
    public PlacementResult solve(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights) {
        return Infeasible.of("not built yet", false);
    }
}
