package org.ftchain.kariz.solver;

import org.ftchain.kariz.flow.FlowNetwork;
import org.ftchain.kariz.flow.NearestTarget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The layers (thesis 2.4): for each hop the nodes that can host it, and for each node the least that the rest of the chain
 * can cost from there. The latter ignores that segments share links, that hops share nodes, and fault isolation but for
 * neighbouring hops, so it never exceeds the truth: a lower bound to prune with, and the search's look ahead.
 */
final class Layers {
    /** int[hops][]: the nodes of each layer, ascending. */
    final int[][] nodes;
    /** double[hops + 1][nodeCount + 1]: least cost of all that comes after hop h-1 on a node; [0] is from the source. */
    final double[][] rest;
    /** long[nodeCount]: how many units all links of a node have together. */
    final long[] unitsAtNode;

    Layers(Problem problem) {
        Substrate substrate = problem.substrate;
        unitsAtNode = substrate.unitsAtNodes();
        nodes = new int[problem.hops][];
        for (int hop = 0; hop < problem.hops; hop++) {
            List<Integer> layer = new ArrayList<>();
            for (int node = 0; node < substrate.nodeCount(); node++) {
                substrate.effort.accept(8);
                if (permitted(problem, hop, node) && hosts(problem, hop, node)
                    && unitsAtNode[node] >= unitsThrough(problem, hop, node)) {
                    layer.add(node);
                }
            }
            nodes[hop] = layer.stream().mapToInt(Integer::intValue).toArray();
        }
        rest = new double[problem.hops + 1][];
        FlowNetwork flow = substrate.flowNetwork();
        double[] end = new double[flow.nodeCount()];
        Arrays.fill(end, Double.POSITIVE_INFINITY);
        end[problem.target] = 0;
        rest[problem.hops] = NearestTarget.distances(flow, end, substrate.effort);
        for (int hop = problem.hops - 1; hop >= 0; hop--) {
            Arrays.fill(end, Double.POSITIVE_INFINITY);
            for (int node : nodes[hop]) {
                end[node] = leastCost(problem, hop, node) + rest[hop + 1][node];
            }
            rest[hop] = hop > 0 && problem.failures > 0
                ? NearestTarget.distancesToOtherGroups(flow, end, Arrays.copyOf(substrate.domain, end.length),
                    substrate.effort)
                : NearestTarget.distances(flow, end, substrate.effort);
        }
    }

    /** True unless the node is excluded, or the hop is fixed elsewhere, or a hop fixed too near on the ring is there. */
    static boolean permitted(Problem problem, int hop, int node) {
        if (problem.fixedNode[hop] == -1 ? problem.demand.excluded().contains(problem.substrate.nodes.get(node).id())
            : problem.fixedNode[hop] != node) {
            return false;
        }
        for (int other = 0; other < problem.hops; other++) {
            if (problem.fixedNode[other] >= 0 && problem.apart(hop, other)
                && problem.together(node, problem.fixedNode[other])) {
                return false;
            }
        }
        return true;
    }

    static boolean hosts(Problem problem, int hop, int node) {
        return leastCost(problem, hop, node) < Double.POSITIVE_INFINITY;
    }

    private static double leastCost(Problem problem, int hop, int node) {
        double[] free = problem.substrate.free[node];
        if (free != null) {
            for (Option option : problem.options.get(hop)) {
                if (option.fits(free)) {
                    return option.cost;
                }
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** How many units the node's links must carry at least when the hop is there: one to enter, one to leave. */
    static int unitsThrough(Problem problem, int hop, int node) {
        boolean apart = problem.failures > 0;
        boolean enters = hop > 0 && apart || problem.source != node;
        boolean leaves = hop < problem.hops - 1 && apart || problem.target != node;
        return (enters ? 1 : 0) + (leaves ? 1 : 0);
    }
}
