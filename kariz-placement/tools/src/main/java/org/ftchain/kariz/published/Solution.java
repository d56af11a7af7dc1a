package org.ftchain.kariz.published;

/** What is placed so far: the model's x, y and z in units. Mutable, not thread-safe. */
final class Solution {
    final Problem problem;
    /** long[hops][nodeCount] */
    final long[][] z;
    /** Bundle[hops][nodeCount], null where z is 0. */
    final Bundle[][] y;
    /** long[hops + 1][linkCount]: net flow, negative from the link's second end to its first. */
    final long[][] x;
    /** How many segments are routed. */
    int routed;

    Solution(Problem problem) {
        this.problem = problem;
        this.z = new long[problem.hops][problem.nodes.size()];
        this.y = new Bundle[problem.hops][problem.nodes.size()];
        this.x = new long[problem.hops + 1][problem.links.size()];
    }

    /** long[nodeCount]: what segment {@code segment} starts with. */
    long[] origin(int segment) {
        return segment == 0 ? all(problem.source) : z[segment - 1];
    }

    /** long[nodeCount]: where segment {@code segment} ends, once it is routed. */
    long[] destination(int segment) {
        return segment == problem.hops ? all(problem.target) : z[segment];
    }

    private long[] all(int node) {
        long[] volumes = new long[problem.nodes.size()];
        volumes[node] = problem.volume;
        return volumes;
    }

    /** Free units of every link, without what segments {@code from} to {@code to} use. */
    long[] freeWithout(int from, int to) {
        long[] left = problem.linkUnits.clone();
        for (int segment = 0; segment < x.length; segment++) {
            if (segment < from || segment > to) {
                for (int l = 0; l < left.length; l++) {
                    left[l] -= Math.abs(x[segment][l]);
                }
            }
        }
        return left;
    }

    /** Whether the hop may be on the node: as the chain says, and where no hop is that must not fail with it. */
    boolean allows(int hop, int node) {
        if (!problem.allows(hop, node)) {
            return false;
        }
        for (int other = 0; other < problem.hops && problem.demand.failures() > 0; other++) {
            if (problem.apart(hop, other)) {
                String fixed = problem.demand.fixed().get(other);
                for (int n = 0; n < problem.domain.length; n++) {
                    if (problem.domain[n] == problem.domain[node]
                        && (z[other][n] > 0 || problem.nodes.get(n).id().equals(fixed))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** What the other hops leave of a node that hosts. */
    double[] freeFor(int hop, int node) {
        double[] left = problem.free[node].clone();
        for (int other = 0; other < problem.hops; other++) {
            if (other != hop && y[other][node] != null) {
                for (int r = 0; r < left.length; r++) {
                    left[r] = Math.max(0, left[r] - y[other][node].need[r]);
                }
            }
        }
        return left;
    }

    double hostCost(int hop) {
        double cost = 0;
        for (Bundle bundle : y[hop]) {
            cost += bundle == null ? 0 : bundle.cost;
        }
        return cost;
    }

    double bandwidthCost(int segment) {
        return bandwidthCost(problem, x[segment]);
    }

    static double bandwidthCost(Problem problem, long[] flows) {
        long sum = 0;
        for (long flow : flows) {
            sum += Math.abs(flow);
        }
        return sum * problem.unitCost;
    }

    double cost() {
        double cost = 0;
        for (int segment = 0; segment < x.length; segment++) {
            cost += bandwidthCost(segment) + (segment < problem.hops ? hostCost(segment) : 0);
        }
        return cost;
    }
}
