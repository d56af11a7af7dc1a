package org.ftchain.kariz.verify;

import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.Route;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks that a placement's paths are a decomposition of its allocations and, where their routes are known, of its flows,
 * and that every path survives the failures it has to. Not thread-safe.
 */
final class PathChecker {
    private final Network network;
    private final ChainDemand demand;
    private final Placement placement;
    private final Violations violations;

    PathChecker(Network network, ChainDemand demand, Placement placement, Violations violations) {
        this.network = network;
        this.demand = demand;
        this.placement = placement;
        this.violations = violations;
    }

    void check() {
        if (demand.failures() >= demand.hops()) {
            violations.add("failures: " + demand.failures() + " needs more than " + demand.hops() + " hops");
        }
        boolean shaped = true;
        for (int number = 0; number < placement.paths().size(); number++) {
            shaped &= checkShape(number, placement.paths().get(number));
        }
        if (!shaped) {
            return;
        }
        double volume = 0;
        for (int number = 0; number < placement.paths().size(); number++) {
            ChainPath path = placement.paths().get(number);
            volume += path.volumeMbps();
            if (demand.failures() < demand.hops()) {
                checkIsolation(path);
            }
            for (int segment = 0; segment < path.routes().size(); segment++) {
                checkRoute("path " + number + " route " + segment + ": ", path, segment);
            }
        }
        if (Violations.different(volume, demand.throughputMbps())) {
            violations.add("paths: carry " + volume + " of " + demand.throughputMbps());
        }
        checkAllocations();
        if (placement.paths().stream().noneMatch(path -> path.routes().isEmpty())) {
            checkFlows();
        }
    }

    private boolean checkShape(int number, ChainPath path) {
        if (path.nodes().size() != demand.hops()) {
            violations.add("path " + number + ": visits " + path.nodes().size() + " hops, the chain has "
                + demand.hops());
            return false;
        }
        if (!path.routes().isEmpty() && path.routes().size() != demand.hops() + 1) {
            violations.add("path " + number + ": has " + path.routes().size() + " routes, the chain has "
                + (demand.hops() + 1) + " segments");
            return false;
        }
        return true;
    }

    /** Every window of failures+1 consecutive hops, going round, must be on nodes that do not fail together. */
    private void checkIsolation(ChainPath path) {
        int hops = demand.hops();
        Set<String> reported = new HashSet<>();
        for (int start = 0; start < hops; start++) {
            for (int a = 0; a <= demand.failures(); a++) {
                for (int b = a + 1; b <= demand.failures(); b++) {
                    int first = (start + a) % hops;
                    int second = (start + b) % hops;
                    String firstNode = path.nodes().get(first);
                    String secondNode = path.nodes().get(second);
                    String pair = Math.min(first, second) + " and " + Math.max(first, second);
                    if (failTogether(firstNode, secondNode) && reported.add(pair)) {
                        violations.add("failures: hops " + pair + " fail together on " + firstNode + " and "
                            + secondNode);
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

    private void checkRoute(String label, ChainPath path, int segment) {
        Route route = path.routes().get(segment);
        String from = segment == 0 ? demand.source() : path.nodes().get(segment - 1);
        String to = segment == demand.hops() ? demand.target() : path.nodes().get(segment);
        if (!route.from().equals(from) || !route.to().equals(to)) {
            violations.add(label + "leads from " + route.from() + " to " + route.to() + " and must lead from " + from
                + " to " + to);
        }
        if (new HashSet<>(route.nodes()).size() != route.nodes().size()) {
            violations.add(label + "visits a node twice: " + route);
        }
        for (int i = 0; i < route.links().size(); i++) {
            if (!joins(network, route.links().get(i), route.nodes().get(i), route.nodes().get(i + 1))) {
                violations.add(label + "link " + route.links().get(i) + " does not join " + route.nodes().get(i)
                    + " and " + route.nodes().get(i + 1));
            }
        }
    }

    static boolean joins(Network network, String linkId, String from, String to) {
        Link link = network.links().get(linkId);
        return link != null && (link.a().equals(from) && link.b().equals(to)
            || link.b().equals(from) && link.a().equals(to));
    }

    /** What paths bring to each hop's nodes must be what is allocated there. */
    private void checkAllocations() {
        Map<String, Double> allocated = new TreeMap<>();
        for (Allocation allocation : placement.allocations()) {
            allocated.merge("hop " + allocation.hop() + " on " + allocation.node(), allocation.throughputMbps(),
                Double::sum);
        }
        Map<String, Double> visited = new TreeMap<>();
        for (ChainPath path : placement.paths()) {
            List<String> nodes = path.nodes();
            for (int hop = 0; hop < nodes.size(); hop++) {
                visited.merge("hop " + hop + " on " + nodes.get(hop), path.volumeMbps(), Double::sum);
            }
        }
        violations.compare("allocated", allocated, "paths bring", visited);
    }

    /** The flows must be the routes' with the paths' volumes, no more and no less. */
    private void checkFlows() {
        Map<String, Double> routed = new TreeMap<>();
        for (ChainPath path : placement.paths()) {
            for (int segment = 0; segment < path.routes().size(); segment++) {
                Route route = path.routes().get(segment);
                for (int i = 0; i < route.links().size(); i++) {
                    routed.merge(flowName(segment, route.links().get(i), route.nodes().get(i),
                        route.nodes().get(i + 1)), path.volumeMbps(), Double::sum);
                }
            }
        }
        Map<String, Double> flows = new TreeMap<>();
        for (LinkFlow flow : placement.flows()) {
            flows.merge(flowName(flow.segment(), flow.link(), flow.from(), flow.to()), flow.volumeMbps(), Double::sum);
        }
        violations.compare("flow", flows, "its routes carry", routed);
    }

    private static String flowName(int segment, String link, String from, String to) {
        return "segment " + segment + " " + from + " -> " + to + " over " + link;
    }
}
