package org.ftchain.kariz.split;

import java.util.Arrays;

/**
 * The nodes on which instances are considered: those that lie least off the way, until they could
 * host the chain several times over. Few candidates make a relaxation cheap; when they do not suffice, there are more. Immutable.
 */
final class Candidates {
    /** int[count]: node numbers, nearest first. */
    final int[] nodes;
    final int count;
    /** boolean[hops][count]: whether a hop may be there. */
    final boolean[][] permitted;
    /** True when no node was left out that can host anything. */
    final boolean complete;

    private Candidates(SplitProblem problem, int[] nodes, boolean complete) {
        this.nodes = nodes;
        this.count = nodes.length;
        this.complete = complete;
        this.permitted = new boolean[problem.hops][count];
        for (int hop = 0; hop < problem.hops; hop++) {
            problem.effort.accept(16L * count);
            for (int k = 0; k < count; k++) {
                permitted[hop][k] = !problem.closed[hop] && problem.permitted(hop, nodes[k])
                    && problem.menus[hop].mostOfOne(problem.free[nodes[k]], problem.throughput) > 0;
            }
        }
    }

    /**
     * @param fromBeginning int[nodeCount]: links to go from the source, or from what stays before what is new; -1 where there is no way
     * @param toEnd int[nodeCount]: links to go to the target, or to what stays behind it
     * @param least at least so many besides those that are fixed or have something to spare, if there are
     * @param times could host the chain so often
     */
    static Candidates of(SplitProblem problem, int[] fromBeginning, int[] toEnd, int least, double times) {
        int nodeCount = problem.topology.nodeCount;
        double[] whole = new double[problem.resources];
        double[] share = new double[problem.hops];
        for (int hop = 0; hop < problem.hops; hop++) {
            Purchase purchase = problem.closed[hop] ? null : problem.menus[hop].cheapest(problem.throughput, null);
            share[hop] = problem.closed[hop] ? Double.MAX_VALUE : 0;
            for (int r = 0; r < whole.length; r++) {
                whole[r] += purchase == null ? 0 : purchase.need[r];
            }
        }
        double[] around = aroundNodes(problem);
        long[] keys = new long[nodeCount];
        double[] worth = new double[nodeCount];
        int found = 0;
        for (int node = 0; node < nodeCount; node++) {
            problem.effort.accept(4);
            if (problem.free[node] != null && fromBeginning[node] >= 0 && toEnd[node] >= 0
                && canHost(problem, node)) {
                worth[node] = worth(problem, node, whole, around);
                long detour = fromBeginning[node] + toEnd[node];
                long little = Math.round(1023 * (1 - worth[node]));
                keys[found++] = detour << 42 | little << 32 | node;
            }
        }
        Arrays.sort(keys, 0, found);
        int[] chosen = new int[found];
        int count = 0;
        boolean[] in = new boolean[nodeCount];
        for (int node = 0; node < nodeCount; node++) {
            if (isNeeded(problem, node)) {
                in[node] = true;
                chosen = count == chosen.length ? Arrays.copyOf(chosen, count + problem.hops) : chosen;
                chosen[count++] = node;
            }
        }
        int needed = count;
        double total = 0;
        int at = 0;
        for (; at < found && (count < least + needed || total < times || !enough(share, times)); at++) {
            int node = (int) keys[at];
            problem.effort.accept(8L * problem.hops);
            total += worth[node];
            if (!in[node]) {
                in[node] = true;
                chosen = count == chosen.length ? Arrays.copyOf(chosen, count + found) : chosen;
                chosen[count++] = node;
            }
            for (int hop = 0; hop < problem.hops; hop++) {
                if (problem.permitted(hop, node)) {
                    share[hop] += Math.min(1,
                        problem.menus[hop].mostOfOne(problem.free[node], problem.throughput) / problem.throughput);
                }
            }
        }
        return new Candidates(problem, Arrays.copyOf(chosen, count), at == found);
    }

    private static boolean isNeeded(SplitProblem problem, int node) {
        for (int hop = 0; hop < problem.hops; hop++) {
            if (problem.fixed[hop] == node && problem.free[node] != null || problem.held(hop, node) > 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean enough(double[] share, double times) {
        for (double one : share) {
            if (one < times) {
                return false;
            }
        }
        return true;
    }

    private static boolean canHost(SplitProblem problem, int node) {
        for (int hop = 0; hop < problem.hops; hop++) {
            if (!problem.closed[hop] && problem.permitted(hop, node)
                && problem.menus[hop].mostOfOne(problem.free[node], problem.throughput) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The part of the whole chain that the node could host, by its resources and its links. */
    private static double worth(SplitProblem problem, int node, double[] whole, double[] around) {
        double worth = 1;
        for (int r = 0; r < whole.length; r++) {
            if (whole[r] > 0) {
                worth = Math.min(worth, problem.free[node][r] / whole[r]);
            }
        }
        boolean end = node == problem.source || node == problem.target;
        return Math.max(0, Math.min(worth, around[node] / ((end ? 1 : 2) * problem.throughput)));
    }

    private static double[] aroundNodes(SplitProblem problem) {
        double[] around = new double[problem.topology.nodeCount];
        for (int l = 0; l < problem.topology.linkCount; l++) {
            around[problem.topology.linkA[l]] += problem.bandwidth[l];
            around[problem.topology.linkB[l]] += problem.bandwidth[l];
        }
        return around;
    }
}
