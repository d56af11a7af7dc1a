package org.ftchain.kariz.split;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A network with the chains that run on it. Chains are placed on what is free, get more or less throughput with as few
 * moved instances as possible, have failed instances re-placed with everything else as it is, and are released. The
 * network is turned into numbers once, which is why this is faster than solving anew. Not thread-safe.
 */
public final class LiveNetwork {
    private static final double NOTHING = 1e-9;

    private final Topology topology;
    private final List<Offering> offerings;
    private final CostWeights weights;
    private final List<String> resources;
    private final SplitSolver solver;
    /** For what is broken and must be back soon. */
    private final SplitSolver quickSolver;
    private final double[] bandwidth;
    private final double[][] free;
    private final TimeLimit limit;
    /** Of the call that is being served. */
    private Effort effort = Effort.endless();
    private final Map<String, Integer> linkNumbers = new HashMap<>();
    private final Map<String, ChainDemand> demands = new TreeMap<>();
    private final Map<String, Placement> placements = new TreeMap<>();

    /** With 10 s for every call ({@link TimeLimit#DEFAULT_NS}). */
    public LiveNetwork(Network network, List<Offering> offerings, CostWeights weights, SplitSolver solver) {
        this(network, offerings, weights, solver, TimeLimit.byDefault());
    }

    /**
     * @param network what is free now
     * @param offerings of all middleboxes that chains will name
     * @param limit of every call that places anything
     */
    public LiveNetwork(Network network, List<Offering> offerings, CostWeights weights, SplitSolver solver,
                       TimeLimit limit) {
        this.limit = limit;
        this.topology = new Topology(network, Effort.endless());
        this.offerings = List.copyOf(offerings);
        this.weights = weights;
        this.solver = solver;
        this.quickSolver = solver.quicker();
        SortedSet<String> names = new TreeSet<>();
        offerings.forEach(offering -> names.addAll(offering.demand().keySet()));
        this.resources = List.copyOf(names);
        this.bandwidth = new double[topology.linkCount];
        for (Link link : network.links().values()) {
            bandwidth[linkNumbers.size()] = link.bandwidthMbps();
            linkNumbers.put(link.id(), linkNumbers.size());
        }
        this.free = SplitProblem.freeOf(network, resources, Effort.endless());
    }

    /**
     * Places a chain, which then is kept.
     *
     * @throws IllegalArgumentException if there is a chain of this name, or the demand is wrong
     */
    public PlacementResult place(String name, ChainDemand demand) {
        if (demands.containsKey(name)) {
            throw new IllegalArgumentException("chain name must be new: name=" + name);
        }
        SplitProblem.check(offerings, demand);
        effort = new Effort(limit.begin());
        PlacementResult result = solve(demand, bandwidth, free, null);
        if (result.isPlaced()) {
            keep(name, demand, result.placement());
        }
        return result;
    }

    /** @throws IllegalArgumentException if there is no chain of this name */
    public void release(String name) {
        Placement placement = placed(name);
        charge(placement, -1);
        demands.remove(name);
        placements.remove(name);
    }

    public Optional<Placement> placement(String name) {
        return Optional.ofNullable(placements.get(name));
    }

    /** The names of the chains that are placed. */
    public Set<String> chains() {
        return new TreeSet<>(placements.keySet());
    }

    /** Free Mbit/s of a link. */
    public double bandwidthMbps(String link) {
        return bandwidth[linkNumbers.get(link)];
    }

    /** Free amount of a resource on a node; 0 when it has none. */
    public double capacity(String node, String resource) {
        double[] amounts = free[topology.number(node)];
        return amounts == null ? 0 : amounts[resources.indexOf(resource)];
    }

    /**
     * Changes a chain's throughput. With more, what runs stays as it is, and the rest is placed on what its instances have to
     * spare and on new ones; where that is not possible, the whole chain is placed anew. With less, no instance is moved:
     * the cheapest of its nodes' instances remain. When the answer is infeasible, all stays as it was.
     *
     * @throws IllegalArgumentException if there is no chain of this name, or the throughput is not > 0
     */
    public PlacementResult update(String name, double throughputMbps) {
        Placement before = placed(name);
        ChainDemand demand = demands.get(name);
        ChainDemand wanted = demand.withThroughput(throughputMbps);
        double more = throughputMbps - demand.throughputMbps();
        if (Math.abs(more) <= NOTHING * throughputMbps) {
            return before;
        }
        effort = new Effort(limit.begin());
        PlacementResult result = more > 0 ? extended(before, demand, more) : reduced(before, wanted);
        if (!result.isPlaced()) {
            charge(before, -1);
            result = solve(wanted, bandwidth, free, null);
            charge(before, 1);
        }
        if (result.isPlaced()) {
            charge(before, -1);
            keep(name, wanted, result.placement());
        }
        return result;
    }

    private PlacementResult extended(Placement before, ChainDemand demand, double more) {
        if (demand.isUnsplit()) {
            return Infeasible.of("one path is not extended by another", false);
        }
        PlacementResult extra = solve(demand.withThroughput(more), bandwidth, free,
            Parts.of(before).spare(demand.hops(), topology));
        return extra.isPlaced() ? Parts.of(before).plus(extra.placement()).placement(weights) : extra;
    }

    private PlacementResult reduced(Placement before, ChainDemand wanted) {
        double[][] own = new double[topology.nodeCount][];
        for (HopInstance instance : before.instances()) {
            int node = topology.number(instance.node());
            own[node] = own[node] == null ? new double[resources.size()] : own[node];
            for (int r = 0; r < resources.size(); r++) {
                own[node][r] += instance.count() * instance.offering().demand().getOrDefault(resources.get(r), 0.0);
            }
        }
        double[] links = bandwidth.clone();
        for (LinkFlow flow : before.flows()) {
            links[linkNumbers.get(flow.link())] += flow.volumeMbps();
        }
        return solve(wanted, links, own, null);
    }

    /**
     * Places what a chain had on failed nodes elsewhere. Instances that stay are used first; paths that did not visit failed
     * nodes stay. The volume of the others is led through what their instances can carry and new ones for the hops that
     * failed; only where that is not possible, through new ones for other hops as well. What ran on failed nodes is not
     * given back. When the answer is infeasible, all stays as it was.
     *
     * @param failed node ids; they get nothing of this chain any more
     * @throws IllegalArgumentException if there is no chain of this name
     */
    public PlacementResult replace(String name, Collection<String> failed) {
        Placement before = placed(name);
        ChainDemand demand = demands.get(name);
        effort = new Effort(limit.begin());
        Set<String> gone = new HashSet<>(failed);
        Set<String> excluded = new TreeSet<>(demand.excluded());
        excluded.addAll(failed);
        Map<Integer, String> fixed = new TreeMap<>(demand.fixed());
        fixed.values().removeAll(gone);
        Parts left = Parts.of(before).without(gone);
        double[] links = bandwidth.clone();
        boolean[] kept = new boolean[demand.hops()];
        Arrays.fill(kept, true);
        Map<Integer, String> keptAt = new TreeMap<>();
        double volume = 0;
        for (ChainPath path : before.paths()) {
            if (Parts.isHit(path, gone)) {
                volume += path.volumeMbps();
                giveBack(links, path);
                for (int hop = 0; hop < kept.length; hop++) {
                    keptAt.put(hop, path.nodes().get(hop));
                    kept[hop] &= !gone.contains(path.nodes().get(hop));
                }
            }
        }
        keptAt.values().removeAll(gone);
        Placement after;
        if (volume == 0) {
            after = left.placement(weights);
        } else {
            ChainDemand lost = demand.withThroughput(volume).withExcluded(excluded);
            PlacementResult result = solve(quickSolver, demand.isUnsplit() ? lost.withFixed(keptAt) : lost.withFixed(fixed),
                links, free, left.spare(demand.hops(), topology), demand.isUnsplit() ? null : kept);
            if (!result.isPlaced() && !effort.isStopped()) {
                result = solve(quickSolver, lost.withFixed(fixed), links, free, left.spare(demand.hops(), topology), null);
            }
            if (!result.isPlaced()) {
                return result;
            }
            charge(result.placement(), 1, links, free);
            after = left.plus(result.placement()).placement(weights);
        }
        System.arraycopy(links, 0, bandwidth, 0, links.length);
        demands.put(name, demand.withExcluded(excluded));
        placements.put(name, after);
        return after;
    }

    private Placement placed(String name) {
        Placement placement = placements.get(name);
        if (placement == null) {
            throw new IllegalArgumentException("chain must be placed: name=" + name);
        }
        return placement;
    }

    private PlacementResult solve(ChainDemand demand, double[] links, double[][] nodes, double[][] held) {
        return solve(solver, demand, links, nodes, held, null);
    }

    /** @param kept the hops for which nothing may be bought; null for none */
    private PlacementResult solve(SplitSolver with, ChainDemand demand, double[] links, double[][] nodes,
                                  double[][] held, boolean[] kept) {
        SplitProblem.requireEnds(topology, demand);
        return with.solve(new SplitProblem(topology, resources, links, nodes, offerings, demand, weights, held, kept,
            effort), cost -> { });
    }

    private void keep(String name, ChainDemand demand, Placement placement) {
        charge(placement, 1);
        demands.put(name, demand);
        placements.put(name, placement);
    }

    private void charge(Placement placement, int sign) {
        charge(placement, sign, bandwidth, free);
    }

    private void charge(Placement placement, int sign, double[] links, double[][] nodes) {
        for (HopInstance instance : placement.instances()) {
            double[] amounts = nodes[topology.number(instance.node())];
            for (int r = 0; r < resources.size(); r++) {
                amounts[r] -= sign * instance.count() * instance.offering().demand().getOrDefault(resources.get(r), 0.0);
            }
        }
        for (LinkFlow flow : placement.flows()) {
            links[linkNumbers.get(flow.link())] -= sign * flow.volumeMbps();
        }
    }

    private void giveBack(double[] links, ChainPath path) {
        path.routes().forEach(route -> route.links().forEach(link -> links[linkNumbers.get(link)] += path.volumeMbps()));
    }
}
