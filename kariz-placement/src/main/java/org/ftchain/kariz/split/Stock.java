package org.ftchain.kariz.split;

import java.util.Arrays;

/**
 * What has been decided on the way to a placement: instances that are bought, and how much of a hop may still be bought on a
 * candidate. Mutable, copied where the search branches.
 */
final class Stock {
    private final SplitProblem problem;
    private final Candidates candidates;
    /** Purchase[hops][candidates]: null where nothing is bought. */
    final Purchase[][] bought;
    /** double[hops][candidates]: Mbit/s that may be bought besides. */
    final double[][] limit;
    /** double[candidates][resources]: what the purchases leave. */
    final double[][] free;
    private double cost;

    Stock(SplitProblem problem, Candidates candidates) {
        this.problem = problem;
        this.candidates = candidates;
        this.bought = new Purchase[problem.hops][candidates.count];
        this.limit = new double[problem.hops][candidates.count];
        this.free = new double[candidates.count][];
        for (int k = 0; k < candidates.count; k++) {
            double[] amounts = problem.free[candidates.nodes[k]];
            free[k] = amounts == null ? new double[problem.resources] : amounts.clone();
        }
        for (int hop = 0; hop < problem.hops; hop++) {
            for (int k = 0; k < candidates.count; k++) {
                limit[hop][k] = candidates.permitted[hop][k] ? problem.throughput : 0;
            }
        }
    }

    private Stock(Stock other) {
        this.problem = other.problem;
        this.candidates = other.candidates;
        this.cost = other.cost;
        this.bought = new Purchase[other.bought.length][];
        this.limit = new double[other.limit.length][];
        this.free = new double[other.free.length][];
        for (int hop = 0; hop < bought.length; hop++) {
            bought[hop] = other.bought[hop].clone();
            limit[hop] = other.limit[hop].clone();
        }
        for (int k = 0; k < free.length; k++) {
            free[k] = other.free[k].clone();
        }
    }

    Stock copy() {
        return new Stock(this);
    }

    /** Replaces what is bought for a hop on a candidate; null for nothing. */
    void buy(int hop, int k, Purchase purchase) {
        Purchase before = bought[hop][k];
        if (before != null) {
            cost -= before.cost;
            for (int r = 0; r < problem.resources; r++) {
                free[k][r] += before.need[r];
            }
        }
        bought[hop][k] = purchase;
        if (purchase != null) {
            cost += purchase.cost;
            for (int r = 0; r < problem.resources; r++) {
                free[k][r] -= purchase.need[r];
            }
        }
    }

    /** What would be free on a candidate without what the hop has there. */
    double[] freeWithout(int hop, int k) {
        double[] amounts = free[k].clone();
        if (bought[hop][k] != null) {
            for (int r = 0; r < amounts.length; r++) {
                amounts[r] += bought[hop][k].need[r];
            }
        }
        return amounts;
    }

    /** What is bought and what is there anyway. */
    double capacity(int hop, int k) {
        return held(hop, k) + (bought[hop][k] == null ? 0 : bought[hop][k].capacity);
    }

    double held(int hop, int k) {
        return problem.held(hop, candidates.nodes[k]);
    }

    double capacity(int hop) {
        double sum = 0;
        for (int k = 0; k < candidates.count; k++) {
            sum += capacity(hop, k);
        }
        return sum;
    }

    double cost() {
        return cost;
    }

    /** Nothing more may be bought. */
    void close() {
        for (double[] limits : limit) {
            Arrays.fill(limits, 0);
        }
    }

    /** Everything that is permitted may be bought again. */
    void reopen() {
        for (int hop = 0; hop < limit.length; hop++) {
            for (int k = 0; k < candidates.count; k++) {
                limit[hop][k] = candidates.permitted[hop][k] ? problem.throughput : 0;
            }
        }
    }
}
