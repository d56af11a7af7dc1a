package org.ftchain.kariz.files;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;

import java.util.List;

/** What an instance file holds: a network, offerings, weights, and the chains to place on it in order. Immutable. */
public final class Instance {
    private final Network network;
    private final List<Offering> offerings;
    private final CostWeights weights;
    private final List<ChainDemand> chains;
    private final boolean list;

    private Instance(Network network, List<Offering> offerings, CostWeights weights, List<ChainDemand> chains,
                     boolean list) {
        this.network = network;
        this.offerings = List.copyOf(offerings);
        this.weights = weights;
        this.chains = List.copyOf(chains);
        this.list = list;
    }

    /** An instance with one chain. */
    public static Instance of(Network network, List<Offering> offerings, CostWeights weights, ChainDemand chain) {
        return new Instance(network, offerings, weights, List.of(chain), false);
    }

    /** An instance with a list of chains, be it of one. */
    public static Instance ofList(Network network, List<Offering> offerings, CostWeights weights,
                                  List<ChainDemand> chains) {
        return new Instance(network, offerings, weights, chains, true);
    }

    public Network network() {
        return network;
    }

    public List<Offering> offerings() {
        return offerings;
    }

    public CostWeights weights() {
        return weights;
    }

    public List<ChainDemand> chains() {
        return chains;
    }

    /** True when the file has {@code chains}, so that its placements are a list as well. */
    public boolean isList() {
        return list;
    }
}
