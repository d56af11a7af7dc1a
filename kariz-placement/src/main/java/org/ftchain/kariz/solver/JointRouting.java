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
 * Routes several segments with given ends together, for when routing them one after the other has blocked the last one.
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
        this.solver = new MinCostFlow(flow.nodeCount());
        this.budget = budget;
    }

    /**
     * @param stops the nodes to visit in order, one more than segments
     * @return int[segments][]: the links of each segment in order; null when there is no such routing or none was found
     */
    int[][] route(int[] stops) {
        int segments = stops.length - 1;
        Outcome first = new Outcome(segments);
        for (int s = 0; s < segments; s++) {
            if (!reroute(first, s, stops)) {
                return null;
            }
        }
        PriorityQueue<Outcome> open = new PriorityQueue<>(
            Comparator.<Outcome>comparingInt(o -> o.length).thenComparingInt(o -> o.number));
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
        if (stops[segment] == stops[segment + 1]) {
            outcome.routes[segment] = new int[0];
            return true;
        }
        if (!budget.spend(substrate.routeWork())) {
            return false;
        }
        BitSet forbidden = outcome.forbidden.get(segment);
        setCapacities(forbidden, false);
        FlowResult result = solver.route(flow, stops[segment], stops[segment + 1], 1);
        setCapacities(forbidden, true);
        if (result.volume() == 0) {
            return false;
        }
        outcome.length -= outcome.routes[segment] == null ? 0 : outcome.routes[segment].length;
        outcome.routes[segment] = result.path();
        outcome.length += outcome.routes[segment].length;
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
                if (++used[link] > substrate.units[link] && (found < 0 || link < found)) {
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

    /** Routes under prohibitions. All links cost the same, so the length orders outcomes by cost. */
    private static final class Outcome {
        final int number;
        final int[][] routes;
        final List<BitSet> forbidden = new ArrayList<>();
        int length;

        Outcome(int segments) {
            this.number = 0;
            this.routes = new int[segments][];
            for (int s = 0; s < segments; s++) {
                forbidden.add(new BitSet());
            }
        }

        Outcome(Outcome parent, int number) {
            this.number = number;
            this.routes = parent.routes.clone();
            this.length = parent.length;
            for (BitSet links : parent.forbidden) {
                forbidden.add((BitSet) links.clone());
            }
        }
    }
}
