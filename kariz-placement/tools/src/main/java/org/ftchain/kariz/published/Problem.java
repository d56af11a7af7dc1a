package org.ftchain.kariz.published;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What is to be solved, in numbers: nodes and links in the order of their ids, volumes in whole units. */
final class Problem {
    /** Units per Mbit/s: the thesis takes volumes to be integral. */
    private static final double UNITS_PER_MBPS = 1000;
    private static final double TOLERANCE = 1e-9;
    /** More units than any chain has, few enough to be added up. */
    private static final long ENDLESS = Long.MAX_VALUE / 16;

    final ChainDemand demand;
    final int hops;
    final List<Node> nodes;
    final List<Link> links;
    final int[] linkA;
    final int[] linkB;
    /** int[nodeCount][]: the other ends of the node's links. */
    final int[][] neighbours;
    /** long[linkCount]: free units. */
    final long[] linkUnits;
    /** double[nodeCount][resourceCount], null for nodes that host nothing. */
    final double[][] free;
    final int source;
    final int target;
    /** The chain's throughput in units. */
    final long volume;
    final double unitMbps;
    /** int[nodeCount]: equal for nodes that fail together. */
    final int[] domain;
    /** What one unit pays for one link. */
    final double unitCost;
    /** Per hop, by cost per throughput. */
    final List<List<Offering>> offerings = new ArrayList<>();
    final List<Knapsack> knapsacks = new ArrayList<>();
    private final Map<String, Integer> numberOf = new HashMap<>();

    /** @throws IllegalArgumentException one line naming field and value */
    Problem(Network network, List<Offering> all, ChainDemand demand, CostWeights weights) {
        this.demand = demand;
        this.hops = demand.hops();
        this.nodes = new ArrayList<>(network.nodes().values());
        this.links = new ArrayList<>(network.links().values());
        for (int n = 0; n < nodes.size(); n++) {
            numberOf.put(nodes.get(n).id(), n);
        }
        this.domain = domains();
        this.source = number("chain source", demand.source());
        this.target = number("chain target", demand.target());
        this.volume = Math.max(1, Math.round(Math.min(ENDLESS / 1e3, demand.throughputMbps() * UNITS_PER_MBPS)));
        this.unitMbps = demand.throughputMbps() / volume;
        // Free bandwidth still prefers short ways, by an amount that decides nothing else.
        this.unitCost = Math.max(weights.beta() * unitMbps, TOLERANCE / volume);
        this.linkA = new int[links.size()];
        this.linkB = new int[links.size()];
        this.linkUnits = new long[links.size()];
        for (int l = 0; l < linkA.length; l++) {
            linkA[l] = numberOf.get(links.get(l).a());
            linkB[l] = numberOf.get(links.get(l).b());
            linkUnits[l] = units(links.get(l).bandwidthMbps());
        }
        this.neighbours = neighbours();
        TreeSet<String> resources = new TreeSet<>();
        all.forEach(offering -> resources.addAll(offering.demand().keySet()));
        List<String> sorted = List.copyOf(resources);
        this.free = new double[nodes.size()][];
        for (int n = 0; n < free.length; n++) {
            if (nodes.get(n).hosts()) {
                free[n] = sorted.stream().mapToDouble(nodes.get(n)::capacity).toArray();
            }
        }
        for (String middlebox : demand.middleboxes()) {
            addHop(middlebox, all, sorted, weights);
        }
    }

    /** Nodes without a domain fail alone. */
    private int[] domains() {
        Map<String, Integer> named = new HashMap<>();
        int[] found = new int[nodes.size()];
        for (int n = 0; n < found.length; n++) {
            int number = n;
            found[n] = nodes.get(n).domain().map(name -> named.computeIfAbsent(name, d -> number)).orElse(n);
        }
        return found;
    }

    private int[][] neighbours() {
        int[] degree = new int[nodes.size()];
        for (int l = 0; l < linkA.length; l++) {
            degree[linkA[l]]++;
            degree[linkB[l]]++;
        }
        int[][] ends = new int[degree.length][];
        Arrays.setAll(ends, n -> new int[degree[n]]);
        for (int l = 0; l < linkA.length; l++) {
            ends[linkA[l]][--degree[linkA[l]]] = linkB[l];
            ends[linkB[l]][--degree[linkB[l]]] = linkA[l];
        }
        return ends;
    }

    private int number(String field, String id) {
        if (!numberOf.containsKey(id)) {
            throw new IllegalArgumentException(field + " must be a node of the network: " + field + "=" + id);
        }
        return numberOf.get(id);
    }

    private long units(double mbps) {
        return (long) Math.min(ENDLESS, Math.floor(mbps / unitMbps * (1 + TOLERANCE) + TOLERANCE));
    }

    private void addHop(String middlebox, List<Offering> all, List<String> resources, CostWeights weights) {
        List<Offering> useful = new ArrayList<>();
        for (Offering offering : all) {
            if (offering.middlebox().equals(middlebox) && units(offering.throughputMbps()) > 0) {
                useful.add(offering);
            }
        }
        if (useful.isEmpty()) {
            throw new IllegalArgumentException("chain middleboxes must have an offering each: middlebox=" + middlebox);
        }
        useful.sort(Comparator.<Offering>comparingDouble(o -> cost(o, weights) / o.throughputMbps())
            .thenComparing(Offering::name));
        int count = useful.size();
        long[] throughput = new long[count];
        double[][] need = new double[count][];
        double[] cost = new double[count];
        for (int i = 0; i < count; i++) {
            Offering offering = useful.get(i);
            throughput[i] = units(offering.throughputMbps());
            need[i] = resources.stream().mapToDouble(r -> offering.demand().getOrDefault(r, 0.0)).toArray();
            cost[i] = cost(offering, weights);
        }
        offerings.add(useful);
        knapsacks.add(new Knapsack(throughput, need, cost));
    }

    private static double cost(Offering offering, CostWeights weights) {
        double cost = 0;
        for (Map.Entry<String, Double> need : offering.demand().entrySet()) {
            cost += weights.alpha(need.getKey()) * need.getValue();
        }
        return cost;
    }

    /** Whether the two hops are so near on the ring that one failure must not hit both. */
    boolean apart(int hop, int other) {
        int distance = Math.abs(hop - other);
        return distance > 0 && Math.min(distance, hops - distance) <= demand.failures();
    }

    /** Whether the chain lets the hop be on the node; its capacity is another matter. */
    boolean allows(int hop, int node) {
        String fixed = demand.fixed().get(hop);
        String id = nodes.get(node).id();
        return free[node] != null && (fixed == null ? !demand.excluded().contains(id) : fixed.equals(id));
    }
}
