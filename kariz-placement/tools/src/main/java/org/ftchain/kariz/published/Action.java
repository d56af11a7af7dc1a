package org.ftchain.kariz.published;

/** An evaluated add or open action: one layer and the segments at it as they would be afterwards. Immutable. */
final class Action {
    private final int hop;
    private final long[] z;
    private final Bundle[] y;
    private final long[] in;
    /** Null while the segment behind the layer is not routed. */
    private final long[] out;
    /** Cost of what the action decides: the layer's instances and the segments at it. */
    final double cost;

    private Action(int hop, long[] z, Bundle[] y, long[] in, long[] out, double cost) {
        this.hop = hop;
        this.z = z;
        this.y = y;
        this.in = in;
        this.out = out;
        this.cost = cost;
    }

    /** Reroutes with the given capacities and buys the cheapest instances. @return null when that is not possible */
    static Action of(Solution solution, int hop, Rerouting rerouting, long[] capacity) {
        if (!rerouting.route(capacity)) {
            return null;
        }
        Problem problem = solution.problem;
        Bundle[] bundles = new Bundle[rerouting.z.length];
        double cost = Solution.bandwidthCost(problem, rerouting.in)
            + (rerouting.out == null ? 0 : Solution.bandwidthCost(problem, rerouting.out));
        for (int n = 0; n < bundles.length; n++) {
            if (rerouting.z[n] > 0) {
                bundles[n] = problem.knapsacks.get(hop).cheapest(solution.freeFor(hop, n), rerouting.z[n]);
                if (bundles[n] == null) {
                    return null;
                }
                cost += bundles[n].cost;
            }
        }
        return new Action(hop, rerouting.z, bundles, rerouting.in, rerouting.out, cost);
    }

    void perform(Solution solution) {
        solution.z[hop] = z;
        solution.y[hop] = y;
        solution.x[hop] = in;
        if (out != null) {
            solution.x[hop + 1] = out;
        }
    }
}
