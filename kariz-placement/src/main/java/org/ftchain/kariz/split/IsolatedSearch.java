package org.ftchain.kariz.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for the cheapest path whose hops are isolated: depth first, nearest first, with the costs of {@link PathPricing} as
 * bound. One object searches once. Not thread-safe.
 */
final class IsolatedSearch {
    private static final int MOST_STEPS = 20_000;

    /** int[hops] each: candidates, better and better. */
    final List<int[]> found = new ArrayList<>();
    private final SplitProblem problem;
    private final Candidates candidates;
    private final Metric metric;
    private final PathPricing pricing;
    private final int[] at;
    private double best;
    private int steps;
    private boolean cutShort;

    /** @param below what a path must cost less than */
    IsolatedSearch(SplitProblem problem, Candidates candidates, Metric metric, PathPricing pricing, double below) {
        this.problem = problem;
        this.candidates = candidates;
        this.metric = metric;
        this.pricing = pricing;
        this.at = new int[problem.hops];
        this.best = below;
    }

    /** Hops before {@code hop} have their places and cost {@code cost}. */
    void extend(int hop, double cost) {
        if (hop == problem.hops) {
            double whole = cost + metric.between[at[hop - 1]][candidates.count + 1];
            if (whole < best) {
                best = whole;
                found.add(at.clone());
            }
            return;
        }
        int from = hop == 0 ? candidates.count : at[hop - 1];
        Integer[] order = new Integer[pricing.openCount[hop]];
        int length = 0;
        double[] estimate = new double[candidates.count];
        for (int i = 0; i < pricing.openCount[hop]; i++) {
            int k = pricing.open[hop][i];
            estimate[k] = cost + metric.between[from][k] + pricing.serve[hop][k] + pricing.onward[hop][k];
            if (estimate[k] < best && isIsolated(hop, k)) {
                order[length++] = k;
            }
        }
        Arrays.sort(order, 0, length, (a, b) -> {
            int byEstimate = Double.compare(estimate[a], estimate[b]);
            return byEstimate != 0 ? byEstimate : Integer.compare(a, b);
        });
        pricing.spend(4L * pricing.openCount[hop]);
        for (int i = 0; i < length; i++) {
            int k = order[i];
            if (estimate[k] >= best - 1e-9) {
                return;
            }
            if (++steps > MOST_STEPS) {
                cutShort = true;
                return;
            }
            at[hop] = k;
            extend(hop + 1, cost + metric.between[from][k] + pricing.serve[hop][k]);
        }
    }

    private boolean isIsolated(int hop, int k) {
        for (int other = 0; other < hop; other++) {
            if (problem.apart(hop, other) && problem.together(candidates.nodes[k], candidates.nodes[at[other]])) {
                return false;
            }
        }
        return true;
    }

    /** True when the search was given up, so that there may be a cheaper path. */
    boolean isCutShort() {
        return cutShort;
    }
}
