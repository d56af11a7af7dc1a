package org.ftchain.kariz.split;

import org.ftchain.kariz.decompose.Decomposition;
import org.ftchain.kariz.model.Allocation;
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

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
            spare(demand.hops(), before.instances(), before.paths()));
        return extra.isPlaced() ? union(before.instances(), before.paths(), extra.placement()) : extra;
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
     * Places what a chain had on failed nodes elsewhere. Paths that did not visit these stay; the others keep their other
     * hops, or are placed anew as a whole where that is not possible; instances that stay are used first. What ran on failed
     * nodes is not given back. When the answer is infeasible, all stays as it was.
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
        List<HopInstance> instances = new ArrayList<>();
        for (HopInstance instance : before.instances()) {
            if (!gone.contains(instance.node())) {
                instances.add(instance);
            }
        }
        List<ChainPath> paths = new ArrayList<>();
        Map<List<String>, Double> hit = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        double[] links = bandwidth.clone();
        for (ChainPath path : before.paths()) {
            if (path.nodes().stream().noneMatch(gone::contains)) {
                paths.add(path);
            } else {
                hit.merge(path.nodes(), path.volumeMbps(), Double::sum);
                giveBack(links, path);
            }
        }
        double[][] nodes = new double[free.length][];
        for (int n = 0; n < free.length; n++) {
            nodes[n] = free[n] == null ? null : free[n].clone();
        }
        for (Map.Entry<List<String>, Double> one : hit.entrySet()) {
            Map<Integer, String> fixed = new TreeMap<>();
            for (int hop = 0; hop < demand.hops(); hop++) {
                if (!gone.contains(one.getKey().get(hop))) {
                    fixed.put(hop, one.getKey().get(hop));
                }
            }
            ChainDemand part = demand.withThroughput(one.getValue()).withFixed(fixed).withExcluded(excluded);
            double[][] spare = spare(demand.hops(), instances, paths);
            PlacementResult result = solve(quickSolver, part, links, nodes, spare);
            if (!result.isPlaced()) {
                result = solve(quickSolver, part.withFixed(stillFixed(demand, gone)), links, nodes, spare);
            }
            if (!result.isPlaced()) {
                return result;
            }
            Placement sum = union(instances, paths, result.placement());
            charge(result.placement(), 1, links, nodes);
            instances = sum.instances();
            paths = sum.paths();
        }
        Placement after = placement(instances, paths);
        System.arraycopy(links, 0, bandwidth, 0, links.length);
        System.arraycopy(nodes, 0, free, 0, nodes.length);
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

    private static Map<Integer, String> stillFixed(ChainDemand demand, Set<String> gone) {
        Map<Integer, String> fixed = new TreeMap<>(demand.fixed());
        fixed.values().removeAll(gone);
        return fixed;
    }

    private PlacementResult solve(ChainDemand demand, double[] links, double[][] nodes, double[][] held) {
        return solve(solver, demand, links, nodes, held);
    }

    private PlacementResult solve(SplitSolver with, ChainDemand demand, double[] links, double[][] nodes,
                                  double[][] held) {
        SplitProblem.requireEnds(topology, demand);
        return with.solve(new SplitProblem(topology, resources, links, nodes, offerings, demand, weights, held, effort),
            cost -> { });
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

    /** double[hops][nodes]: what instances can carry besides the paths. */
    private double[][] spare(int hops, List<HopInstance> instances, List<ChainPath> paths) {
        double[][] spare = new double[hops][topology.nodeCount];
        for (HopInstance instance : instances) {
            spare[instance.hop()][topology.number(instance.node())]
                += instance.count() * instance.offering().throughputMbps();
        }
        for (ChainPath path : paths) {
            for (int hop = 0; hop < hops; hop++) {
                spare[hop][topology.number(path.nodes().get(hop))] -= path.volumeMbps();
            }
        }
        for (int hop = 0; hop < hops; hop++) {
            for (int n = 0; n < spare[hop].length; n++) {
                spare[hop][n] = spare[hop][n] > 1e-6 ? spare[hop][n] : 0;
            }
        }
        return spare;
    }

    private Placement union(List<HopInstance> instances, List<ChainPath> paths, Placement other) {
        Map<List<Object>, Integer> counts = new HashMap<>();
        List<HopInstance> all = new ArrayList<>(instances);
        all.addAll(other.instances());
        List<HopInstance> merged = new ArrayList<>();
        for (HopInstance instance : all) {
            counts.merge(List.of(instance.hop(), instance.node(), instance.offering()), instance.count(), Integer::sum);
        }
        counts.forEach((key, count) -> merged.add(
            HopInstance.of((Integer) key.get(0), (String) key.get(1), (Offering) key.get(2), count)));
        Map<List<Object>, Double> volumes = new LinkedHashMap<>();
        List<ChainPath> both = new ArrayList<>(paths);
        both.addAll(other.paths());
        Map<List<Object>, ChainPath> sample = new HashMap<>();
        for (ChainPath path : both) {
            List<Object> key = List.copyOf(path.routes());
            volumes.merge(key, path.volumeMbps(), Double::sum);
            sample.putIfAbsent(key, path);
        }
        List<ChainPath> sum = new ArrayList<>();
        volumes.forEach((key, volume) -> sum.add(ChainPath.along(volume, sample.get(key).routes())));
        return placement(merged, sum);
    }

    private Placement placement(List<HopInstance> instances, List<ChainPath> paths) {
        List<LinkFlow> flows = Decomposition.flows(paths);
        double volume = 0;
        for (LinkFlow flow : flows) {
            volume += flow.volumeMbps();
        }
        double host = 0;
        for (HopInstance instance : instances) {
            for (Map.Entry<String, Double> need : instance.offering().demand().entrySet()) {
                host += weights.alpha(need.getKey()) * need.getValue() * instance.count();
            }
        }
        Map<Integer, Map<String, Double>> byHop = new TreeMap<>();
        for (ChainPath path : paths) {
            for (int hop = 0; hop < path.nodes().size(); hop++) {
                byHop.computeIfAbsent(hop, h -> new TreeMap<>()).merge(path.nodes().get(hop), path.volumeMbps(), Double::sum);
            }
        }
        List<Allocation> allocations = new ArrayList<>();
        byHop.forEach((hop, nodes) -> nodes.forEach((node, amount) -> allocations.add(Allocation.of(hop, node, amount))));
        return Placement.of(instances, allocations, flows, paths, weights.beta() * volume, host);
    }
}
