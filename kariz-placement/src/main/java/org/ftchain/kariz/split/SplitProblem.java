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
    /** int[hops][]: the nodes of closed hops; empty for others. */
    private final int[][] heldAt;

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
        this.heldAt = new int[hops][];
        for (int hop = 0; hop < hops; hop++) {
            heldAt[hop] = nodesOf(hop);
        }
    }

    /** int[]: the nodes that have something to spare for a hop for which nothing may be bought. */
    private int[] nodesOf(int hop) {
        int[] nodes = new int[topology.nodeCount];
        int length = 0;
        for (int node = 0; node < nodes.length && closed[hop]; node++) {
            if (held[hop][node] > 0) {
                nodes[length++] = node;
            }
        }
        return Arrays.copyOf(nodes, length);
    }

    private SplitProblem(SplitProblem other, double[] bandwidth) {
        this.topology = other.topology;
        this.effort = other.effort;
        this.held = other.held;
        this.closed = other.closed;
        this.heldAt = other.heldAt;
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

    /** True when the hop may be on the node, as far as fixed and excluded nodes, and instances that stay, go. */
    boolean permitted(int hop, int node) {
        if (free[node] == null || (fixed[hop] == -1 ? excluded[node] : fixed[hop] != node)) {
            return false;
        }
        for (int other = 0; other < hops; other++) {
            if (fixed[other] >= 0 && apart(hop, other) && together(node, fixed[other])) {
                return false;
            }
            if (closed[other] && apart(hop, other) && isTogetherWithAll(node, heldAt[other])) {
                return false;
            }
        }
        return true;
    }

    private boolean isTogetherWithAll(int node, int[] others) {
        for (int other : others) {
            if (!together(node, other)) {
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

    /** Where what is new begins: the source, or the nodes of the last hop in front for which nothing may be bought. */
    int[] beginnings() {
        int hop = 0;
        while (hop < hops && heldAt[hop].length > 0) {
            hop++;
        }
        return hop == 0 || hop == hops ? new int[] {source} : heldAt[hop - 1];
    }

    /** Where what is new ends: the target, or the nodes of the next hop for which nothing may be bought from there on. */
    int[] ends() {
        int hop = hops - 1;
        while (hop >= 0 && heldAt[hop].length > 0) {
            hop--;
        }
        return hop == hops - 1 || hop < 0 ? new int[] {target} : heldAt[hop + 1];
    }

    boolean usable(int link) {
        return bandwidth[link] > 1e-9 * throughput;
    }
}
