package org.ftchain.kariz.solver;

import org.ftchain.kariz.flow.FlowNetwork;
import org.ftchain.kariz.flow.FlowResult;
import org.ftchain.kariz.flow.MinCostFlow;
import org.ftchain.kariz.split.Effort;

import java.util.Arrays;
import java.util.List;

/**
 * Layer routing with look-ahead and backtracking. From the node of one hop, min-cost flow leads to the super-sink behind
 * the next layer (thesis 2.4.1); an arc into the super-sink costs what hosting there costs plus a lower bound of the rest
 * of the chain. The node so chosen is taken, the search goes on behind it, and when that fails, or could still be
 * cheaper, the next cheapest node is tried. One object searches once. Not thread-safe.
 */
final class LayerSearch {
    private final Problem problem;
    private final Substrate substrate;
    private final Layers layers;
    private final Budget budget;
    private final long workAfterFirst;
    private final FlowNetwork flow;
    private final MinCostFlow solver;
    private final JointRouting joint;

    private final int[] nodeOf;
    private final Option[] optionOf;
    private final int[][] routeOf;
    private final double[][] free;
    private final long[] unitsLeft;
    private Solution best;

    /**
     * @param budget bounds the work until a solution is found
     * @param workAfterFirst bounds the work for a cheaper one
     */
    LayerSearch(Problem problem, Layers layers, Budget budget, long workAfterFirst) {
        this.problem = problem;
        this.substrate = problem.substrate;
        this.layers = layers;
        this.budget = budget;
        this.workAfterFirst = workAfterFirst;
        this.flow = substrate.flowNetwork();
        this.solver = new MinCostFlow(flow.nodeCount(), substrate.effort);
        this.joint = new JointRouting(substrate, budget);
        this.nodeOf = new int[problem.hops];
        this.optionOf = new Option[problem.hops];
        this.routeOf = new int[problem.hops + 1][];
        this.free = new double[substrate.nodeCount()][];
        for (int n = 0; n < free.length; n++) {
            free[n] = substrate.free[n] == null ? null : substrate.free[n].clone();
        }
        this.unitsLeft = substrate.units.clone();
    }

    /**
     * @return the cheapest solution found until the caller said stop, null when there is none or the budget did not suffice
     *     for one
     */
    Solution search() {
        try {
            if (layers.rest[0][problem.source] < Double.POSITIVE_INFINITY) {
                place(0, 0);
            }
        } catch (Effort.Stopped e) {
            budget.giveUp();
        }
        return best;
    }

    /** Hops before {@code hop} are placed and paid for with {@code cost}; places the others. */
    private void place(int hop, double cost) {
        int from = hop == 0 ? problem.source : nodeOf[hop - 1];
        if (hop == problem.hops) {
            finish(from, cost);
            return;
        }
        int[] layer = layers.nodes[hop];
        int[] next = new int[layer.length];
        for (int i = 0; i < layer.length; i++) {
            boolean possible = isolated(hop, layer[i]) && connected(hop, layer[i])
                && layers.rest[hop + 1][layer[i]] < Double.POSITIVE_INFINITY;
            next[i] = possible ? nextFitting(hop, layer[i], 0) : problem.options.get(hop).size();
        }
        while (budget.spend(substrate.routeWork())) {
            FlowResult result = routeToLayer(from, hop, next);
            if (result.volume() == 0) {
                break;
            }
            int[] path = result.path();
            int last = path[path.length - 1];
            int node = last - substrate.linkCount();
            if (cost + substrate.linkCost * (path.length - 1) + flow.cost(last) >= bestCost()) {
                return; // and all others of this layer cost no less
            }
            int index = Arrays.binarySearch(layer, node);
            Option option = problem.options.get(hop).get(next[index]);
            take(hop, node, option, Arrays.copyOf(path, path.length - 1));
            place(hop + 1, cost + substrate.linkCost * (path.length - 1) + option.cost);
            giveBack(hop);
            next[index] = nextFitting(hop, node, next[index] + 1);
        }
        if (best == null) {
            placeByReroute(hop, next);
        }
    }

    private FlowResult routeToLayer(int from, int hop, int[] next) {
        for (int n = 0; n < substrate.nodeCount(); n++) {
            flow.set(substrate.linkCount() + n, 0, 0);
        }
        int[] layer = layers.nodes[hop];
        for (int i = 0; i < layer.length; i++) {
            if (next[i] < problem.options.get(hop).size()) {
                flow.set(substrate.linkCount() + layer[i], 1,
                    problem.options.get(hop).get(next[i]).cost + layers.rest[hop + 1][layer[i]]);
            }
        }
        return solver.route(flow, from, substrate.nodeCount(), 1);
    }

    /** Tries the nodes that the routes so far have cut off, with new routes for all segments up to there. */
    private void placeByReroute(int hop, int[] next) {
        int[] layer = layers.nodes[hop];
        List<Option> options = problem.options.get(hop);
        while (best == null) {
            double[] endCost = new double[substrate.nodeCount()];
            Arrays.fill(endCost, Double.POSITIVE_INFINITY);
            for (int i = 0; i < layer.length; i++) {
                if (next[i] < options.size()) {
                    endCost[layer[i]] = options.get(next[i]).cost + layers.rest[hop + 1][layer[i]];
                }
            }
            int[][] routes = joint.route(stops(hop), endCost);
            if (routes == null) {
                return;
            }
            int[] last = routes[hop];
            int node = last[last.length - 1] - substrate.linkCount();
            int index = Arrays.binarySearch(layer, node);
            int[][] before = Arrays.copyOf(routeOf, hop);
            replaceRoutes(Arrays.copyOf(routes, hop));
            take(hop, node, options.get(next[index]), Arrays.copyOf(last, last.length - 1));
            place(hop + 1, costSoFar(hop + 1));
            giveBack(hop);
            replaceRoutes(before);
            next[index] = nextFitting(hop, node, next[index] + 1);
        }
    }

    private void finish(int from, double cost) {
        int[] last = new int[0];
        if (from != problem.target) {
            if (!budget.spend(substrate.routeWork())) {
                return;
            }
            FlowResult result = solver.route(flow, from, problem.target, 1);
            last = result.volume() == 0 ? null : result.path();
        }
        if (last != null) {
            routeOf[problem.hops] = last;
            accept(cost + substrate.linkCost * last.length);
        } else if (best == null) {
            double[] endCost = new double[substrate.nodeCount()];
            Arrays.fill(endCost, Double.POSITIVE_INFINITY);
            endCost[problem.target] = 0;
            int[][] routes = joint.route(stops(problem.hops), endCost);
            if (routes != null) {
                int[][] before = Arrays.copyOf(routeOf, problem.hops);
                replaceRoutes(Arrays.copyOf(routes, problem.hops));
                int links = routes[problem.hops].length - 1;
                routeOf[problem.hops] = Arrays.copyOf(routes[problem.hops], links);
                accept(costSoFar(problem.hops) + substrate.linkCost * links);
                replaceRoutes(before);
            }
        }
    }

    private void accept(double cost) {
        if (cost < bestCost()) {
            if (best == null) {
                budget.lowerTo(workAfterFirst);
            }
            best = new Solution(cost, nodeOf.clone(), optionOf.clone(), routeOf.clone());
        }
    }

    /** A solution must be cheaper than this; rounding is no improvement. */
    private double bestCost() {
        return best == null ? Double.POSITIVE_INFINITY
            : best.cost - Substrate.TOLERANCE * Math.max(substrate.linkCost, best.cost);
    }

    private double costSoFar(int hop) {
        double cost = 0;
        for (int h = 0; h < hop; h++) {
            cost += optionOf[h].cost + substrate.linkCost * routeOf[h].length;
        }
        return cost;
    }

    /** The source and the nodes of the hops before {@code hop}. */
    private int[] stops(int hop) {
        int[] stops = new int[hop + 1];
        stops[0] = problem.source;
        System.arraycopy(nodeOf, 0, stops, 1, hop);
        return stops;
    }

    private boolean isolated(int hop, int node) {
        for (int other = 0; other < hop; other++) {
            if (problem.apart(hop, other) && problem.together(node, nodeOf[other])) {
                return false;
            }
        }
        return true;
    }

    /** False when the node's links have not enough units for all the entering and leaving, wherever the routes go. */
    private boolean connected(int hop, int node) {
        boolean leaves = hop < problem.hops - 1 && problem.failures > 0 || problem.target != node;
        long needed = leaves ? 1 : 0;
        int at = problem.source;
        for (int h = 0; h <= hop; h++) {
            int next = h == hop ? node : nodeOf[h];
            needed += at != next && (at == node || next == node) ? 1 : 0;
            at = next;
        }
        return needed <= layers.unitsAtNode[node];
    }

    private int nextFitting(int hop, int node, int option) {
        int at = option;
        while (at < problem.options.get(hop).size() && !problem.options.get(hop).get(at).fits(free[node])) {
            at++;
        }
        return at;
    }

    private void take(int hop, int node, Option option, int[] route) {
        nodeOf[hop] = node;
        optionOf[hop] = option;
        charge(node, option, 1);
        routeOf[hop] = route;
        charge(route, 1);
    }

    private void giveBack(int hop) {
        charge(nodeOf[hop], optionOf[hop], -1);
        charge(routeOf[hop], -1);
    }

    private void replaceRoutes(int[][] routes) {
        for (int s = 0; s < routes.length; s++) {
            charge(routeOf[s], -1);
        }
        for (int s = 0; s < routes.length; s++) {
            routeOf[s] = routes[s];
            charge(routes[s], 1);
        }
    }

    private void charge(int node, Option option, int sign) {
        for (int r = 0; r < option.need.length; r++) {
            free[node][r] -= sign * option.need[r];
        }
    }

    private void charge(int[] route, int sign) {
        for (int link : route) {
            unitsLeft[link] -= sign;
            flow.set(link, Math.max(0, unitsLeft[link]), substrate.linkCost);
        }
    }

    /** Per hop a node and an option, per segment the links of its route in order. */
    static final class Solution {
        final double cost;
        final int[] nodeOf;
        final Option[] optionOf;
        final int[][] routeOf;

        Solution(double cost, int[] nodeOf, Option[] optionOf, int[][] routeOf) {
            this.cost = cost;
            this.nodeOf = nodeOf;
            this.optionOf = optionOf;
            this.routeOf = routeOf;
        }
    }
}
