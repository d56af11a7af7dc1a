package org.ftchain.kariz.solver;

import org.ftchain.kariz.flow.FlowNetwork;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.split.Effort;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The network in numbers, as one chain sees it: nodes and links numbered in the order of their ids, a link's bandwidth in
 * whole multiples of the chain's throughput. That makes a segment a flow of one unit, and an integral flow of one unit is
 * one path: routes are never split. Immutable.
 */
final class Substrate {
    /** Relative room for rounding in what callers computed, for example by subtracting placements. */
    static final double TOLERANCE = 1e-9;
    /** More units than any chain uses, few enough to be added up. */
    private static final long ENDLESS = Long.MAX_VALUE / 4;

    final Network network;
    /** Told about every loop that may take long. */
    final Effort effort;
    final List<Node> nodes;
    final List<Link> links;
    /** int[linkCount]: the ends. */
    final int[] linkA;
    final int[] linkB;
    /** long[linkCount]: how often the chain's throughput fits into the free bandwidth. */
    final long[] units;
    /** double[nodeCount][resourceCount]: free amounts, null for nodes that host nothing. */
    final double[][] free;
    /** int[nodeCount]: equal for nodes that fail together. */
    final int[] domain;
    /** What one segment pays for one link. */
    final double linkCost;
    private final Map<String, Integer> numberOf = new HashMap<>();

    Substrate(Network network, List<String> resources, ChainDemand demand, CostWeights weights,
              Effort effort) {
        this.effort = effort;
        this.network = network;
        this.nodes = new ArrayList<>(network.nodes().values());
        this.links = new ArrayList<>(network.links().values());
        this.free = new double[nodes.size()][];
        this.domain = new int[nodes.size()];
        Map<String, Integer> domains = new HashMap<>();
        for (int n = 0; n < nodes.size(); n++) {
            Node node = nodes.get(n);
            effort.accept(32);
            numberOf.put(node.id(), n);
            int number = n;
            domain[n] = node.domain().map(name -> domains.computeIfAbsent(name, d -> number)).orElse(n);
            if (node.hosts()) {
                free[n] = resources.stream().mapToDouble(node::capacity).toArray();
            }
        }
        this.linkA = new int[links.size()];
        this.linkB = new int[links.size()];
        this.units = new long[links.size()];
        for (int l = 0; l < links.size(); l++) {
            effort.accept(16);
            linkA[l] = numberOf.get(links.get(l).a());
            linkB[l] = numberOf.get(links.get(l).b());
            units[l] = Math.min(ENDLESS,
                (long) Math.floor(links.get(l).bandwidthMbps() / demand.throughputMbps() + TOLERANCE));
        }
        // Free bandwidth still prefers short ways, by an amount that decides nothing else.
        double cost = weights.beta() * demand.throughputMbps();
        this.linkCost = cost > 0 ? cost : TOLERANCE;
    }

    private Substrate(Substrate other, long[] units, double[][] free) {
        this.network = other.network;
        this.effort = other.effort;
        this.nodes = other.nodes;
        this.links = other.links;
        this.linkA = other.linkA;
        this.linkB = other.linkB;
        this.domain = other.domain;
        this.linkCost = other.linkCost;
        this.numberOf.putAll(other.numberOf);
        this.units = units;
        this.free = free;
    }

    /** The same network with links that never fill up. */
    Substrate withEndlessLinks() {
        long[] endless = new long[units.length];
        Arrays.fill(endless, ENDLESS);
        return new Substrate(this, endless, free);
    }

    /** The same network with no shortage of one resource. */
    Substrate withEndless(int resource) {
        double[][] more = new double[free.length][];
        for (int n = 0; n < free.length; n++) {
            if (free[n] != null) {
                more[n] = free[n].clone();
                more[n][resource] = Double.MAX_VALUE;
            }
        }
        return new Substrate(this, units, more);
    }

    /** @return the node's number, -1 when the network does not have it */
    int number(String nodeId) {
        return numberOf.getOrDefault(nodeId, -1);
    }

    int nodeCount() {
        return nodes.size();
    }

    int linkCount() {
        return links.size();
    }

    /** What finding one route counts for in a {@link Budget}. */
    long routeWork() {
        return 100 + linkCount() + nodeCount();
    }

    int otherEnd(int link, int node) {
        return linkA[link] == node ? linkB[link] : linkA[link];
    }

    /**
     * A flow network whose edge l is link l, with one more node (number nodeCount) as the super-sink of layers, and for
     * every node n an arc linkCount + n into it, of capacity 0.
     */
    FlowNetwork flowNetwork() {
        FlowNetwork flow = new FlowNetwork(nodeCount() + 1);
        for (int l = 0; l < linkCount(); l++) {
            effort.accept(8);
            flow.addEdge(linkA[l], linkB[l], units[l], linkCost);
        }
        for (int n = 0; n < nodeCount(); n++) {
            flow.addArc(n, nodeCount(), 0, 0);
        }
        return flow;
    }

    /** Sums of units of the links at each node, long[nodeCount]; large sums stay at a large number. */
    long[] unitsAtNodes() {
        long[] sums = new long[nodeCount()];
        for (int l = 0; l < linkCount(); l++) {
            sums[linkA[l]] = Math.min(ENDLESS, sums[linkA[l]] + units[l]);
            sums[linkB[l]] = Math.min(ENDLESS, sums[linkB[l]] + units[l]);
        }
        return sums;
    }
}
