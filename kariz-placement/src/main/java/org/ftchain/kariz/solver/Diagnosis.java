package org.ftchain.kariz.solver;

import org.ftchain.kariz.model.Link;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says in one line why a chain cannot be placed: first by inspection, and when each requirement alone could be met, by
 * finding one without which the others can be. Hops are numbered from 1 in what it says.
 */
final class Diagnosis {
    private final Problem problem;
    private final Substrate substrate;

    Diagnosis(Problem problem) {
        this.problem = problem;
        this.substrate = problem.substrate;
    }

    /** What forbids the chain on sight; null when nothing does. */
    String obstacle() {
        int f = problem.failures;
        if (f >= problem.hops) {
            return "failures=" + f + " needs at least " + (f + 1L) + " middleboxes in the chain: it has " + problem.hops;
        }
        for (int hop = 0; hop < problem.hops; hop++) {
            String fixed = fixedObstacle(hop);
            if (fixed != null) {
                return fixed;
            }
        }
        for (int hop = 0; hop < problem.hops; hop++) {
            String host = hostObstacle(hop);
            if (host != null) {
                return host;
            }
        }
        return domainObstacle();
    }

    private String fixedObstacle(int hop) {
        int node = problem.fixedNode[hop];
        if (node == -1) {
            return null;
        }
        String where = problem.hopName(hop) + " is fixed on " + problem.demand.fixed().get(hop);
        if (node < 0) {
            return where + ", which is not in the network";
        }
        for (int other = 0; other < hop; other++) {
            if (problem.fixedNode[other] >= 0 && problem.apart(hop, other)
                && problem.together(node, problem.fixedNode[other])) {
                return "failures=" + problem.failures + ": " + where + ", which fails together with "
                    + problem.demand.fixed().get(other) + " of " + problem.hopName(other);
            }
        }
        return null;
    }

    /** Null when some permitted node has all that some offering needs. */
    private String hostObstacle(int hop) {
        int permitted = 0;
        for (int node = 0; node < substrate.nodeCount(); node++) {
            substrate.effort.accept(8);
            if (substrate.free[node] != null && Layers.permitted(problem, hop, node)) {
                if (Layers.hosts(problem, hop, node)) {
                    return null;
                }
                permitted++;
            }
        }
        String who = problem.hopName(hop);
        if (problem.options.get(hop).isEmpty()) {
            return who + ": no offering carries throughput=" + amount(problem.demand.throughputMbps());
        }
        if (permitted == 0) {
            return problem.fixedNode[hop] >= 0
                ? who + " is fixed on " + problem.demand.fixed().get(hop) + ", which hosts nothing"
                : who + ": no node is left to host it (excluded: " + problem.demand.excluded() + ", failures="
                + problem.failures + ")";
        }
        return who + ": " + resourceShortage(hop);
    }

    private String resourceShortage(int hop) {
        for (int r = 0; r < problem.resources.size(); r++) {
            int most = -1;
            for (int node = 0; node < substrate.nodeCount(); node++) {
                if (substrate.free[node] != null && Layers.permitted(problem, hop, node)
                    && (most < 0 || substrate.free[node][r] > substrate.free[most][r])) {
                    most = node;
                }
            }
            double least = Double.POSITIVE_INFINITY;
            for (Option option : problem.options.get(hop)) {
                least = option.fits(substrate.free[most], r) ? 0 : Math.min(least, option.need[r]);
                if (least == 0) {
                    break;
                }
            }
            if (least > 0) {
                return "needs " + problem.resources.get(r) + "=" + amount(least) + ", the most free on a node is "
                    + amount(substrate.free[most][r]) + " (" + substrate.nodes.get(most).id() + ")";
            }
        }
        return "no node has enough of " + String.join(", ", problem.resources) + " at the same time";
    }

    /** Null when there may be enough nodes or domains for the failures asked for. */
    private String domainObstacle() {
        if (problem.failures == 0) {
            return null;
        }
        Set<Integer> domains = new TreeSet<>();
        int nodes = 0;
        for (int node = 0; node < substrate.nodeCount(); node++) {
            boolean useful = false;
            substrate.effort.accept(8L * problem.hops);
            for (int hop = 0; hop < problem.hops && !useful; hop++) {
                useful = Layers.permitted(problem, hop, node) && Layers.hosts(problem, hop, node);
            }
            if (useful) {
                domains.add(substrate.domain[node]);
                nodes++;
            }
        }
        int perDomain = problem.hops / (problem.failures + 1);
        int needed = (problem.hops + perDomain - 1) / perDomain;
        if (domains.size() >= needed) {
            return null;
        }
        return "failures=" + problem.failures + " needs " + needed + " nodes in distinct failure domains for "
            + problem.hops + " middleboxes: " + nodes + " nodes in " + domains.size() + " domains can host them";
    }

    /** What in the links forbids the chain even if nothing else used them; null when nothing does. */
    String obstacle(Layers layers) {
        double throughput = problem.demand.throughputMbps();
        for (int hop = 0; hop < problem.hops; hop++) {
            if (layers.nodes[hop].length == 0) {
                return problem.hopName(hop) + ": the links of " + bestConnectedHost(hop) + " cannot carry throughput="
                    + amount(throughput) + " in and out";
            }
        }
        if (layers.rest[0][problem.source] < Double.POSITIVE_INFINITY) {
            return null;
        }
        boolean[] ends = new boolean[substrate.nodeCount()];
        for (int hop = 0; hop < problem.hops; hop++) {
            Arrays.fill(ends, false);
            Arrays.stream(layers.nodes[hop]).forEach(node -> ends[node] = true);
            String obstacle = noRoute("any node for " + problem.hopName(hop), ends);
            if (obstacle != null) {
                return obstacle;
            }
        }
        Arrays.fill(ends, false);
        ends[problem.target] = true;
        return noRoute("the target " + problem.demand.target(), ends);
    }

    private String bestConnectedHost(int hop) {
        long[] units = substrate.unitsAtNodes();
        int best = -1;
        for (int node = 0; node < substrate.nodeCount(); node++) {
            if (Layers.permitted(problem, hop, node) && Layers.hosts(problem, hop, node)
                && (best < 0 || units[node] > units[best])) {
                best = node;
            }
        }
        return substrate.nodes.get(best).id();
    }

    /** Null when the source reaches one of the ends over links that have a unit; otherwise names the bottleneck. */
    private String noRoute(String to, boolean[] ends) {
        Integer[] byWidth = new Integer[substrate.linkCount()];
        Arrays.setAll(byWidth, l -> l);
        Arrays.sort(byWidth, Comparator.comparingDouble(l -> -substrate.links.get(l).bandwidthMbps()));
        int[] part = new int[substrate.nodeCount()];
        Arrays.setAll(part, n -> n);
        String what = "no route with throughput=" + amount(problem.demand.throughputMbps()) + " free from "
            + problem.demand.source() + " to " + to + ": ";
        if (ends[problem.source]) {
            return null;
        }
        // Links are put in from the widest on; the one that connects source and ends is the bottleneck of the best way.
        boolean[] holdsEnd = ends.clone();
        for (int l : byWidth) {
            substrate.effort.accept(8);
            int a = root(part, substrate.linkA[l]);
            int b = root(part, substrate.linkB[l]);
            part[b] = a;
            holdsEnd[a] |= holdsEnd[b];
            if (holdsEnd[a] && a == root(part, problem.source)) {
                return substrate.units[l] > 0 ? null : what + "the bottleneck of the best one is link "
                    + substrate.links.get(l).id() + " with " + amount(substrate.links.get(l).bandwidthMbps()) + " free";
            }
        }
        return what + "they are not connected";
    }

    private static int root(int[] part, int node) {
        int at = node;
        while (part[at] != at) {
            part[at] = part[part[at]];
            at = part[at];
        }
        return at;
    }

    /** At most three decimals, none where there are none. */
    private static String amount(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }

    /** Which requirement is one too many, when the search has found nothing and no one requirement forbids the chain. */
    String shortage(Budget budget) {
        for (int r = 0; r < problem.resources.size(); r++) {
            LayerSearch.Solution easier = solve(problem.with(substrate.withEndless(r)), budget);
            if (easier != null) {
                return "not enough " + problem.resources.get(r) + " for all middleboxes: " + fullestNode(easier, r);
            }
        }
        LayerSearch.Solution easier = solve(problem.with(substrate.withEndlessLinks()), budget);
        if (easier != null) {
            return fullestLink(easier);
        }
        if (problem.failures > 0 && solve(problem.withoutFailures(), budget) != null) {
            return "failures=" + problem.failures + " cannot be had with throughput="
                + amount(problem.demand.throughputMbps()) + " on the free nodes and links; without failures the chain could be placed";
        }
        return "no placement of " + problem.demand.middleboxes() + " with throughput="
            + amount(problem.demand.throughputMbps()) + " and failures=" + problem.failures
            + " fits the free nodes and links together";
    }

    private static LayerSearch.Solution solve(Problem easier, Budget budget) {
        return new LayerSearch(easier, new Layers(easier), budget, 0).search();
    }

    private String fullestNode(LayerSearch.Solution easier, int resource) {
        for (int hop = 0; hop < problem.hops; hop++) {
            int node = easier.nodeOf[hop];
            double needed = 0;
            for (int other = 0; other < problem.hops; other++) {
                needed += easier.nodeOf[other] == node ? easier.optionOf[other].need[resource] : 0;
            }
            if (needed > substrate.free[node][resource]) {
                return problem.hopName(hop) + " would need " + amount(needed) + " on " + substrate.nodes.get(node).id()
                    + ", which has " + amount(substrate.free[node][resource]) + " free";
            }
        }
        return "the nodes that have it are not well enough connected";
    }

    private String fullestLink(LayerSearch.Solution easier) {
        int[] used = new int[substrate.linkCount()];
        int fullest = -1;
        for (int[] route : easier.routeOf) {
            for (int link : route) {
                if (++used[link] > substrate.units[link]
                    && (fullest < 0 || used[link] - substrate.units[link] > used[fullest] - substrate.units[fullest])) {
                    fullest = link;
                }
            }
        }
        if (fullest < 0) {
            return "the links do not carry throughput=" + amount(problem.demand.throughputMbps()) + " on all segments";
        }
        Link link = substrate.links.get(fullest);
        return "not enough bandwidth for all segments: link " + link.id() + " would have to carry "
            + used[fullest] + " x throughput=" + amount(problem.demand.throughputMbps()) + ", it has " + amount(link.bandwidthMbps())
            + " free";
    }
}
