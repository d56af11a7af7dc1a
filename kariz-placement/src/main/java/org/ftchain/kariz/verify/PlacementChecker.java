package org.ftchain.kariz.verify;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.Route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks a placement against the model's constraints (thesis 2.2.2, equations 2.1-2.6), fault isolation, fixed and
 * excluded nodes, and its costs (2.7-2.9). One object checks one placement. Not thread-safe.
 */
public final class PlacementChecker {
    private static final double TOLERANCE = 1e-6;

    private final Network network;
    private final List<Offering> offerings;
    private final ChainDemand demand;
    private final CostWeights weights;
    private final Placement placement;
    private final List<String> violations = new ArrayList<>();

    private PlacementChecker(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights,
                             Placement placement) {
        this.network = network;
        this.offerings = offerings;
        this.demand = demand;
        this.weights = weights;
        this.placement = placement;
    }

    /**
     * @param network what was free before the placement
     * @return what is wrong, one line each; empty when the placement is valid
     */
    public static List<String> check(Network network, List<Offering> offerings, ChainDemand demand,
                                     CostWeights weights, Placement placement) {
        PlacementChecker checker = new PlacementChecker(network, offerings, demand, weights, placement);
        if (checker.checkShape()) {
            checker.checkHops();
            checker.checkNodeCapacity();
            checker.checkIsolation();
            checker.checkRoutes();
            checker.checkFlows();
            checker.checkConservation();
            checker.checkLinkCapacity();
            checker.checkCost();
        }
        return List.copyOf(checker.violations);
    }

    private boolean checkShape() {
        if (placement.hops().size() != demand.hops()) {
            violations.add("hops: " + placement.hops().size() + " placed, the chain has " + demand.hops());
        }
        if (placement.routes().size() != demand.hops() + 1) {
            violations.add("routes: " + placement.routes().size() + ", the chain has " + (demand.hops() + 1)
                + " segments");
        }
        return violations.isEmpty();
    }

    private void checkHops() {
        for (int i = 0; i < demand.hops(); i++) {
            HopInstance hop = placement.hops().get(i);
            String label = "hop " + i + ": ";
            if (hop.hop() != i) {
                violations.add(label + "is numbered " + hop.hop());
            }
            if (!hop.offering().middlebox().equals(demand.middleboxes().get(i))) {
                violations.add(label + "is a " + hop.offering().middlebox() + " and must be a "
                    + demand.middleboxes().get(i));
            }
            if (!offerings.contains(hop.offering())) {
                violations.add(label + "offering is not offered: " + hop.offering());
            }
            double carried = hop.count() * hop.offering().throughputMbps();
            if (below(carried, demand.throughputMbps())) {
                violations.add(label + "carries " + carried + " of " + demand.throughputMbps());
            }
            String fixed = demand.fixed().get(i);
            if (fixed != null && !fixed.equals(hop.node())) {
                violations.add(label + "is on " + hop.node() + " and is fixed on " + fixed);
            }
            if (fixed == null && demand.excluded().contains(hop.node())) {
                violations.add(label + "is on the excluded node " + hop.node());
            }
        }
    }

    private void checkNodeCapacity() {
        Map<String, Map<String, Double>> used = new TreeMap<>();
        for (HopInstance hop : placement.hops()) {
            Optional<Node> node = network.node(hop.node());
            if (node.isEmpty() || !node.get().hosts()) {
                violations.add("node " + hop.node() + ": cannot host hop " + hop.hop());
                continue;
            }
            Map<String, Double> here = used.computeIfAbsent(hop.node(), n -> new TreeMap<>());
            for (Map.Entry<String, Double> need : hop.offering().demand().entrySet()) {
                here.merge(need.getKey(), need.getValue() * hop.count(), Double::sum);
            }
        }
        used.forEach((node, amounts) -> amounts.forEach((resource, amount) -> {
            double free = network.nodes().get(node).capacity(resource);
            if (below(free, amount)) {
                violations.add("node " + node + ": uses " + resource + "=" + amount + " of " + free);
            }
        }));
    }

    /** Every window of failures+1 consecutive hops, going round, must be on nodes that do not fail together. */
    private void checkIsolation() {
        int hops = demand.hops();
        if (demand.failures() >= hops) {
            violations.add("failures: " + demand.failures() + " needs more than " + hops + " hops");
            return;
        }
        Set<String> reported = new HashSet<>();
        for (int start = 0; start < hops; start++) {
            for (int a = 0; a <= demand.failures(); a++) {
                for (int b = a + 1; b <= demand.failures(); b++) {
                    HopInstance first = placement.hops().get((start + a) % hops);
                    HopInstance second = placement.hops().get((start + b) % hops);
                    if (failTogether(first.node(), second.node())) {
                        String pair = Math.min(first.hop(), second.hop()) + " and " + Math.max(first.hop(), second.hop());
                        if (reported.add(pair)) {
                            violations.add("failures: hops " + pair + " fail together on " + first.node() + " and "
                                + second.node());
                        }
                    }
                }
            }
        }
    }

    private boolean failTogether(String a, String b) {
        if (a.equals(b)) {
            return true;
        }
        Optional<String> domainA = network.node(a).flatMap(Node::domain);
        Optional<String> domainB = network.node(b).flatMap(Node::domain);
        return domainA.isPresent() && domainA.equals(domainB);
    }

    private void checkRoutes() {
        for (int segment = 0; segment < placement.routes().size(); segment++) {
            Route route = placement.routes().get(segment);
            String label = "route " + segment + ": ";
            if (!route.from().equals(segmentStart(segment)) || !route.to().equals(segmentEnd(segment))) {
                violations.add(label + "leads from " + route.from() + " to " + route.to() + " and must lead from "
                    + segmentStart(segment) + " to " + segmentEnd(segment));
            }
            if (new HashSet<>(route.nodes()).size() != route.nodes().size()) {
                violations.add(label + "visits a node twice: " + route);
            }
            for (int i = 0; i < route.links().size(); i++) {
                if (!joins(route.links().get(i), route.nodes().get(i), route.nodes().get(i + 1))) {
                    violations.add(label + "link " + route.links().get(i) + " does not join " + route.nodes().get(i)
                        + " and " + route.nodes().get(i + 1));
                }
            }
        }
    }

    private String segmentStart(int segment) {
        return segment == 0 ? demand.source() : placement.hops().get(segment - 1).node();
    }

    private String segmentEnd(int segment) {
        return segment == demand.hops() ? demand.target() : placement.hops().get(segment).node();
    }

    private boolean joins(String linkId, String from, String to) {
        Link link = network.links().get(linkId);
        return link != null && (link.a().equals(from) && link.b().equals(to)
            || link.b().equals(from) && link.a().equals(to));
    }

    /** The flows must be the routes' with the chain's throughput, no more and no less. */
    private void checkFlows() {
        Map<String, Double> expected = new TreeMap<>();
        for (int segment = 0; segment < placement.routes().size(); segment++) {
            Route route = placement.routes().get(segment);
            for (int i = 0; i < route.links().size(); i++) {
                expected.merge(flowName(segment, route.links().get(i), route.nodes().get(i), route.nodes().get(i + 1)),
                    demand.throughputMbps(), Double::sum);
            }
        }
        Map<String, Double> found = new TreeMap<>();
        for (LinkFlow flow : placement.flows()) {
            if (!joins(flow.link(), flow.from(), flow.to())) {
                violations.add("flow: link " + flow.link() + " does not join " + flow.from() + " and " + flow.to());
            }
            found.merge(flowName(flow.segment(), flow.link(), flow.from(), flow.to()), flow.volumeMbps(), Double::sum);
        }
        Set<String> names = new HashSet<>(expected.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            double want = expected.getOrDefault(name, 0.0);
            double have = found.getOrDefault(name, 0.0);
            if (different(want, have)) {
                violations.add("flow " + name + ": is " + have + ", its route carries " + want);
            }
        }
    }

    private static String flowName(int segment, String link, String from, String to) {
        return "segment " + segment + " " + from + " -> " + to + " over " + link;
    }

    /** Equation 2.6, from the flows alone: what a segment brings to a node minus what it takes away. */
    private void checkConservation() {
        for (int segment = 0; segment <= demand.hops(); segment++) {
            Map<String, Double> balance = new TreeMap<>();
            balance.merge(segmentStart(segment), demand.throughputMbps(), Double::sum);
            balance.merge(segmentEnd(segment), -demand.throughputMbps(), Double::sum);
            for (LinkFlow flow : placement.flows()) {
                if (flow.segment() == segment) {
                    balance.merge(flow.from(), -flow.volumeMbps(), Double::sum);
                    balance.merge(flow.to(), flow.volumeMbps(), Double::sum);
                }
            }
            for (Map.Entry<String, Double> entry : balance.entrySet()) {
                if (Math.abs(entry.getValue()) > TOLERANCE * Math.max(1, demand.throughputMbps())) {
                    violations.add("segment " + segment + ": " + entry.getValue() + " left over at " + entry.getKey());
                }
            }
        }
    }

    private void checkLinkCapacity() {
        Map<String, Double> used = new TreeMap<>();
        for (LinkFlow flow : placement.flows()) {
            used.merge(flow.link(), flow.volumeMbps(), Double::sum);
        }
        used.forEach((id, volume) -> {
            double free = network.link(id).map(Link::bandwidthMbps).orElse(0.0);
            if (below(free, volume)) {
                violations.add("link " + id + ": carries " + volume + " of " + free);
            }
        });
    }

    private void checkCost() {
        double bandwidth = 0;
        for (LinkFlow flow : placement.flows()) {
            bandwidth += weights.beta() * flow.volumeMbps();
        }
        if (different(bandwidth, placement.bandwidthCost())) {
            violations.add("bandwidthCost: is " + placement.bandwidthCost() + " and must be " + bandwidth);
        }
        double host = 0;
        for (HopInstance hop : placement.hops()) {
            for (Map.Entry<String, Double> need : hop.offering().demand().entrySet()) {
                host += weights.alpha(need.getKey()) * need.getValue() * hop.count();
            }
        }
        if (different(host, placement.hostCost())) {
            violations.add("hostCost: is " + placement.hostCost() + " and must be " + host);
        }
        if (different(bandwidth + host, placement.cost())) {
            violations.add("cost: is " + placement.cost() + " and must be " + (bandwidth + host));
        }
    }

    private static boolean below(double have, double need) {
        return have < need - TOLERANCE * Math.max(1, Math.abs(need));
    }

    private static boolean different(double a, double b) {
        return Math.abs(a - b) > TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }
}
