package org.ftchain.kariz.split;

import java.util.Arrays;

/** Breadth-first search over links that have anything free. */
final class Distances {
    private Distances() {
    }

    /**
     * @param from nodes, at least one
     * @return int[nodeCount]: links to go from the nearest of the nodes; -1 where there is no way
     */
    static int[] from(SplitProblem problem, int... from) {
        Topology t = problem.topology;
        int[] core = new int[t.coreCount];
        Arrays.fill(core, -1);
        int[] queue = new int[t.coreCount];
        int tail = 0;
        // Leaves are a link away from the core: those that begin in it go first.
        for (int begin = 0; begin <= 1; begin++) {
            for (int node : from) {
                boolean leaf = t.leafLink[node] >= 0;
                if ((leaf ? begin == 1 && problem.usable(t.leafLink[node]) : begin == 0) && core[t.coreOf[node]] < 0) {
                    core[t.coreOf[node]] = begin;
                    queue[tail++] = t.coreOf[node];
                }
            }
        }
        for (int at = 0; at < tail; at++) {
            int node = queue[at];
            problem.effort.accept(t.firstArc[node + 1] - t.firstArc[node]);
            for (int arc = t.firstArc[node]; arc < t.firstArc[node + 1]; arc++) {
                if (core[t.arcTo[arc]] < 0 && problem.usable(t.arcLink[arc])) {
                    core[t.arcTo[arc]] = core[node] + 1;
                    queue[tail++] = t.arcTo[arc];
                }
            }
        }
        int[] distance = new int[t.nodeCount];
        for (int node = 0; node < t.nodeCount; node++) {
            boolean leaf = t.leafLink[node] >= 0;
            int there = core[t.coreOf[node]];
            distance[node] = there < 0 || leaf && !problem.usable(t.leafLink[node]) ? -1 : there + (leaf ? 1 : 0);
        }
        for (int node : from) {
            distance[node] = 0;
        }
        return distance;
    }
}
