package org.ftchain.kariz.solver;

import org.ftchain.kariz.flow.FlowNetwork;
import org.ftchain.kariz.flow.FlowResult;
import org.ftchain.kariz.flow.MinCostFlow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Routes several segments together, for when routing them one after the other has blocked the last one. All but the last
 * have given ends; the last one may end at any of several nodes, each at its cost.
 * Conflict-based search: every segment takes its cheapest route; when a link is used more often than it has units, at
 * least one of its segments must do without it, so the search branches over which one. Explored cheapest first, the first
 * outcome without conflict is the cheapest there is. Complete within its budget. Not thread-safe.
 */
final class JointRouting {
    /** Outcomes examined per call; what needs more is given up. */
    private static final int MAX_OUTCOMES = 300;

    private final Substrate substrate;
    private final FlowNetwork flow;
    private final MinCostFlow solver;
    private final Budget budget;

    JointRouting(Substrate substrate, Budget budget) {
        this.substrate = substrate;
        this.flow = substrate.flowNetwork();
        this.solver = new MinCostFlow(flow.nodeCount(), substrate.effort);
        this.budget = budget;
    }

    /**
     * @param stops the nodes to visit in order
     * @param endCost double[nodeCount]: what ending the last segment at a node costs; infinite where it must not end
     * @return int[stops][]: per segment the links in order, the last one's followed by linkCount + its end node; null when
     *     there is no such routing or none was found
     */
    int[][] route(int[] stops, double[] endCost) {
        for (int node = 0; node < endCost.length; node++) {
            boolean end = endCost[node] < Double.POSITIVE_INFINITY;
            flow.set(substrate.linkCount() + node, end ? 1 : 0, end ? endCost[node] : 0);
        }
        int segments = stops.length;
        Outcome first = new Outcome(segments);
        for (int s = 0; s < segments; s++) {
            if (!reroute(first, s, stops)) {
                return null;
            }
        }
        PriorityQueue<Outcome> open = new PriorityQueue<>(
            Comparator.<Outcome>comparingDouble(Outcome::cost).thenComparingInt(o -> o.number));
        open.add(first);
        int numbered = 1;
        for (int examined = 0; !open.isEmpty(); examined++) {
            Outcome outcome = open.poll();
            int link = overused(outcome);
            if (link < 0) {
                return outcome.routes;
            }
            if (examined == MAX_OUTCOMES) {
                budget.giveUp();
                return null;
            }
            for (int s = 0; s < segments; s++) {
                if (uses(outcome.routes[s], link)) {
                    Outcome without = new Outcome(outcome, numbered++);
                    without.forbidden.get(s).set(link);
                    if (reroute(without, s, stops)) {
                        open.add(without);
                    }
                }
            }
        }
        return null;
    }

    private boolean reroute(Outcome outcome, int segment, int[] stops) {
        boolean last = segment == stops.length - 1;
        int end = last ? substrate.nodeCount() : stops[segment + 1];
        if (stops[segment] == end) {
            outcome.set(segment, new int[0], 0);
            return true;
        }
        if (!budget.spend(substrate.routeWork())) {
            return false;
        }
        BitSet forbidden = outcome.forbidden.get(segment);
        setCapacities(forbidden, false);
        FlowResult result = solver.route(flow, stops[segment], end, 1);
        setCapacities(forbidden, true);
        if (result.volume() == 0) {
            return false;
        }
        int[] path = result.path();
        double arcCost = last ? flow.cost(path[path.length - 1]) - substrate.linkCost : 0;
        outcome.set(segment, path, path.length * substrate.linkCost + arcCost);
        return true;
    }

    private void setCapacities(BitSet links, boolean open) {
        for (int link = links.nextSetBit(0); link >= 0; link = links.nextSetBit(link + 1)) {
            flow.set(link, open ? substrate.units[link] : 0, substrate.linkCost);
        }
    }

    /** The first link that has too few units, or -1. */
    private int overused(Outcome outcome) {
        int[] used = new int[substrate.linkCount()];
        int found = -1;
        for (int[] route : outcome.routes) {
            for (int link : route) {
                if (link < used.length && ++used[link] > substrate.units[link] && (found < 0 || link < found)) {
                    found = link;
                }
            }
        }
        return found;
    }

    private static boolean uses(int[] route, int link) {
        for (int used : route) {
            if (used == link) {
                return true;
            }
        }
        return false;
    }

    /** Routes under prohibitions. */
    private static final class Outcome {
        final int number;
        final int[][] routes;
        final double[] costs;
        final List<BitSet> forbidden = new ArrayList<>();

        Outcome(int segments) {
            this.number = 0;
            this.routes = new int[segments][];
            this.costs = new double[segments];
            for (int s = 0; s < segments; s++) {
                forbidden.add(new BitSet());
            }
        }

        Outcome(Outcome parent, int number) {
            this.number = number;
            this.routes = parent.routes.clone();
            this.costs = parent.costs.clone();
            for (BitSet links : parent.forbidden) {
                forbidden.add((BitSet) links.clone());
            }
        }

        void set(int segment, int[] route, double cost) {
            routes[segment] = route;
            costs[segment] = cost;
        }

        double cost() {
            double sum = 0;
            for (double cost : costs) {
                sum += cost;
            }
            return sum;
        }
    }
}
