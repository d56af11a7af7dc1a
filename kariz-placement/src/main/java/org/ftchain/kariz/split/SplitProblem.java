package org.ftchain.kariz.split;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is to be solved, in numbers: one chain on what is free in a network. */
final class SplitProblem {
    final Topology topology;
    /** Told about every loop that may take long. */
    final Effort effort;
    final ChainDemand demand;
    final double beta;
    final int hops;
    final int source;
    final int target;
    final int failures;
    /** Mbit/s of the whole chain. */
    final double throughput;
    /** What the whole chain pays for one link. */
    final double linkCost;
    /** Per hop; hops of one type share theirs. */
    final Menu[] menus;
    final int resources;
    /** double[linkCount]: free Mbit/s. */
    final double[] bandwidth;
    /** double[nodeCount][resources]: free amounts; null for nodes that host nothing. */
    final double[][] free;
    /** int[hops]: the node of a fixed hop; -1 when free, -2 when the network does not have it. */
    final int[] fixed;
    final boolean[] excluded;
    /** double[hops][nodeCount]: Mbit/s that instances which are there anyway have to spare; null for none. */
    final double[][] held;
    /** boolean[hops]: whether nothing may be bought for the hop, because what is held serves it. */
    final boolean[] closed;

    /**
     * @param bandwidth free Mbit/s by link; not changed
     * @param free free amounts by node, of the given resources; not changed
     * @param held double[hops][nodes]: Mbit/s; null for none
     * @param closed the hops for which nothing may be bought; null for none
     */
    SplitProblem(Topology topology, List<String> resourceNames, double[] bandwidth, double[][] free,
                 List<Offering> offerings, ChainDemand demand, CostWeights weights, double[][] held,
                 boolean[] closed, Effort effort) {
        this.topology = topology;
        this.effort = effort;
        this.held = held;
        this.closed = closed == null ? new boolean[demand.hops()] : closed;
        this.demand = demand;
        this.bandwidth = bandwidth;
        this.free = free;
        this.resources = resourceNames.size();
        this.hops = demand.hops();
        this.source = topology.number(demand.source());
        this.target = topology.number(demand.target());
        this.failures = demand.failures();
        this.throughput = demand.throughputMbps();
        this.beta = weights.beta();
        this.menus = new Menu[hops];
        Map<String, Menu> byType = new HashMap<>();
        double least = Double.POSITIVE_INFINITY;
        for (int hop = 0; hop < hops; hop++) {
            menus[hop] = byType.computeIfAbsent(demand.middleboxes().get(hop),
                type -> new Menu(type, offerings, resourceNames, weights, effort));
            for (double cost : menus[hop].cost) {
                least = cost > 0 ? Math.min(least, cost) : least;
            }
        }
        // Free bandwidth still prefers short ways, by an amount that decides nothing else.
        double cost = beta * throughput;
        this.linkCost = cost > 0 ? cost : 1e-6 * (least < Double.POSITIVE_INFINITY ? least : 1);
        this.fixed = new int[hops];
        for (int hop = 0; hop < hops; hop++) {
            String node = demand.fixed().get(hop);
            fixed[hop] = node == null ? -1 : topology.number(node) < 0 ? -2 : topology.number(node);
        }
        this.excluded = new boolean[topology.nodeCount];
        for (String node : demand.excluded()) {
            if (topology.number(node) >= 0) {
                excluded[topology.number(node)] = true;
            }
        }
    }

    private SplitProblem(SplitProblem other, double[] bandwidth) {
        this.topology = other.topology;
        this.effort = other.effort;
        this.held = other.held;
        this.closed = other.closed;
        this.demand = other.demand;
        this.beta = other.beta;
        this.hops = other.hops;
        this.source = other.source;
        this.target = other.target;
        this.failures = other.failures;
        this.throughput = other.throughput;
        this.linkCost = other.linkCost;
        this.menus = other.menus;
        this.resources = other.resources;
        this.bandwidth = bandwidth;
        this.free = other.free;
        this.fixed = other.fixed;
        this.excluded = other.excluded;
    }

    /** The same without the links that cannot carry the whole volume. */
    SplitProblem withWideLinks() {
        double[] wide = bandwidth.clone();
        for (int l = 0; l < wide.length; l++) {
            wide[l] = wide[l] >= throughput * (1 - 1e-9) ? wide[l] : 0;
        }
        return new SplitProblem(this, wide);
    }

    /** Mbit/s that instances which are there anyway have to spare for a hop. */
    double held(int hop, int node) {
        return held == null || held[hop][node] <= 0 || !permitted(hop, node) ? 0 : held[hop][node];
    }

    /** The same with links that never fill up, as far as they have anything free. */
    SplitProblem withEndlessLinks() {
        double[] endless = bandwidth.clone();
        for (int l = 0; l < endless.length; l++) {
            endless[l] = usable(l) ? 1e6 * throughput : 0;
        }
        return new SplitProblem(this, endless);
    }

    /** @throws IllegalArgumentException one line naming field and value */
    static SplitProblem of(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights,
                           Effort effort) {
        check(offerings, demand);
        requireNode(network.node(demand.source()).isPresent(), "chain source", demand.source());
        requireNode(network.node(demand.target()).isPresent(), "chain target", demand.target());
        Topology topology = new Topology(network, effort);
        List<String> resources = resources(offerings, demand.middleboxes());
        double[] bandwidth = new double[topology.linkCount];
        int l = 0;
        for (Link link : network.links().values()) {
            effort.accept(4);
            bandwidth[l++] = link.bandwidthMbps();
        }
        return new SplitProblem(topology, resources, bandwidth, freeOf(network, resources, effort), offerings, demand,
            weights, null, null, effort);
    }

    static void requireEnds(Topology topology, ChainDemand demand) {
        requireNode(topology.number(demand.source()) >= 0, "chain source", demand.source());
        requireNode(topology.number(demand.target()) >= 0, "chain target", demand.target());
    }

    private static void requireNode(boolean known, String field, String id) {
        if (!known) {
            throw new IllegalArgumentException(field + " must be a node of the network: " + field + "=" + id);
        }
    }

    static void check(List<Offering> offerings, ChainDemand demand) {
        Set<List<String>> names = new HashSet<>();
        for (Offering offering : offerings) {
            if (!names.add(List.of(offering.middlebox(), offering.name()))) {
                throw new IllegalArgumentException("offering must be unique: middlebox=" + offering.middlebox()
                    + ", name=" + offering.name());
            }
        }
        for (String middlebox : demand.middleboxes()) {
            if (offerings.stream().noneMatch(o -> o.middlebox().equals(middlebox))) {
                throw new IllegalArgumentException(
                    "chain middleboxes must have an offering each: middlebox=" + middlebox);
            }
        }
    }

    /** The resources that the offerings of some middleboxes need, sorted. */
    static List<String> resources(List<Offering> offerings, List<String> middleboxes) {
        TreeSet<String> names = new TreeSet<>();
        for (Offering offering : offerings) {
            if (middleboxes.contains(offering.middlebox())) {
                names.addAll(offering.demand().keySet());
            }
        }
        return new ArrayList<>(names);
    }

    static double[][] freeOf(Network network, List<String> resources, Effort effort) {
        double[][] free = new double[network.nodes().size()][];
        int n = 0;
        for (Node node : network.nodes().values()) {
            effort.accept(16);
            if (node.hosts()) {
                free[n] = new double[resources.size()];
                for (int r = 0; r < free[n].length; r++) {
                    free[n][r] = node.capacity(resources.get(r));
                }
            }
            n++;
        }
        return free;
    }

    /** True when the hop may be on the node, as far as fixed and excluded nodes go. */
    boolean permitted(int hop, int node) {
        if (free[node] == null || (fixed[hop] == -1 ? excluded[node] : fixed[hop] != node)) {
            return false;
        }
        for (int other = 0; other < hops; other++) {
            if (fixed[other] >= 0 && apart(hop, other) && together(node, fixed[other])) {
                return false;
            }
        }
        return true;
    }

    /** True when two hops are so near on the ring that one failure must not hit both. */
    boolean apart(int hop, int other) {
        int distance = Math.abs(hop - other);
        return distance > 0 && Math.min(distance, hops - distance) <= failures;
    }

    boolean together(int node, int other) {
        return topology.domain[node] == topology.domain[other];
    }

    /** int[nodeCount]: links to go from a node over links that have anything free; -1 where there is no way. */
    int[] distances(int from) {
        Topology t = topology;
        int[] core = new int[t.coreCount];
        Arrays.fill(core, -1);
        int[] queue = new int[t.coreCount];
        int[] distance = new int[t.nodeCount];
        Arrays.fill(distance, -1);
        int begin = t.leafLink[from] < 0 ? 0 : usable(t.leafLink[from]) ? 1 : -1;
        if (begin >= 0) {
            int tail = 0;
            core[t.coreOf[from]] = begin;
            queue[tail++] = t.coreOf[from];
            for (int at = 0; at < tail; at++) {
                int node = queue[at];
                effort.accept(t.firstArc[node + 1] - t.firstArc[node]);
                for (int arc = t.firstArc[node]; arc < t.firstArc[node + 1]; arc++) {
                    if (core[t.arcTo[arc]] < 0 && usable(t.arcLink[arc])) {
                        core[t.arcTo[arc]] = core[node] + 1;
                        queue[tail++] = t.arcTo[arc];
                    }
                }
            }
            for (int node = 0; node < t.nodeCount; node++) {
                int there = core[t.coreOf[node]];
                if (there >= 0 && (t.leafLink[node] < 0 || usable(t.leafLink[node]))) {
                    distance[node] = there + (t.leafLink[node] < 0 ? 0 : 1);
                }
            }
        }
        distance[from] = 0;
        return distance;
    }

    boolean usable(int link) {
        return bandwidth[link] > 1e-9 * throughput;
    }
}
