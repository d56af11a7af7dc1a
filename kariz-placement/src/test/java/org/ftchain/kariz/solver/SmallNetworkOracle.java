package org.ftchain.kariz.solver;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The least cost by trying every node, every offering and every simple route for every hop. Slow, simple, its own code. */
final class SmallNetworkOracle {
    private final Network network;
    private final List<Offering> offerings;
    private final ChainDemand demand;
    private final CostWeights weights;
    private final Map<String, Double> bandwidth = new HashMap<>();
    private final Map<String, Map<String, Double>> free = new HashMap<>();
    private final List<String> placed = new ArrayList<>();
    private double best = Double.POSITIVE_INFINITY;

    private SmallNetworkOracle(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights) {
        this.network = network;
        this.offerings = offerings;
        this.demand = demand;
        this.weights = weights;
        network.links().values().forEach(l -> bandwidth.put(l.id(), l.bandwidthMbps()));
        network.nodes().values().forEach(n -> free.put(n.id(), new HashMap<>(n.capacity())));
    }

    /** @return the least cost; positive infinity when there is no placement */
    static double leastCost(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights) {
        SmallNetworkOracle oracle = new SmallNetworkOracle(network, offerings, demand, weights);
        if (demand.failures() < demand.hops()) {
            oracle.walk(demand.source(), new HashSet<>(Set.of(demand.source())), 0);
        }
        return oracle.best;
    }

    private void walk(String at, Set<String> visited, double cost) {
        if (cost >= best) {
            return;
        }
        if (placed.size() == demand.hops()) {
            if (at.equals(demand.target())) {
                best = cost;
                return;
            }
        } else {
            host(at, cost);
        }
        for (Link link : network.links().values()) {
            if (link.a().equals(at) || link.b().equals(at)) {
                String next = link.other(at);
                double left = bandwidth.get(link.id()) - demand.throughputMbps();
                if (left >= -1e-9 && visited.add(next)) {
                    bandwidth.put(link.id(), left);
                    walk(next, visited, cost + weights.beta() * demand.throughputMbps());
                    bandwidth.put(link.id(), left + demand.throughputMbps());
                    visited.remove(next);
                }
            }
        }
    }

    private void host(String at, double cost) {
        int hop = placed.size();
        if (!network.nodes().get(at).hosts() || !allowed(hop, at)) {
            return;
        }
        for (Offering offering : offerings) {
            if (offering.middlebox().equals(demand.middleboxes().get(hop))) {
                double count = Math.ceil(demand.throughputMbps() / offering.throughputMbps());
                Map<String, Double> before = free.get(at);
                Map<String, Double> after = new HashMap<>(before);
                double hostCost = 0;
                for (Map.Entry<String, Double> need : offering.demand().entrySet()) {
                    after.merge(need.getKey(), -count * need.getValue(), Double::sum);
                    hostCost += weights.alpha(need.getKey()) * count * need.getValue();
                }
                if (after.values().stream().allMatch(amount -> amount >= -1e-9)) {
                    free.put(at, after);
                    placed.add(at);
                    walk(at, new HashSet<>(Set.of(at)), cost + hostCost);
                    placed.remove(hop);
                    free.put(at, before);
                }
            }
        }
    }

    private boolean allowed(int hop, String at) {
        String fixed = demand.fixed().get(hop);
        if (fixed == null ? demand.excluded().contains(at) : !fixed.equals(at)) {
            return false;
        }
        for (int other = 0; other < hop; other++) {
            int ahead = hop - other;
            int around = other + demand.hops() - hop;
            if (Math.min(ahead, around) <= demand.failures() && together(network.nodes().get(at),
                network.nodes().get(placed.get(other)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean together(Node a, Node b) {
        return a.id().equals(b.id()) || a.domain().isPresent() && a.domain().equals(b.domain());
    }
}
