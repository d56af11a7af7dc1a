package org.ftchain.kariz.published;

/**
 * Which instances of one hop to put on one node (thesis 2.4.1): those of the most throughput that fit, and its dual, the
 * cheapest that carry a throughput. Branch and bound over the counts of each offering, those of the least cost per
 * throughput first; exact up to {@link #MAX_WORK} branches, then the best found so far. Not thread-safe.
 */
final class Knapsack {
    static final int MAX_WORK = 200_000;
    private static final double TOLERANCE = 1e-9;

    /** long[offeringCount]: throughput of one instance in units, > 0. */
    private final long[] throughput;
    /** double[offeringCount][resourceCount] */
    private final double[][] need;
    private final double[] cost;
    /** double[offeringCount]: the least cost of one unit from this offering on. */
    private final double[] leastRate;
    private final int[] counts;
    private double[] free;
    private int work;
    private int[] best;
    private double bestCost;
    private long bestThroughput;

    /** Offerings in the order of their cost per throughput. */
    Knapsack(long[] throughput, double[][] need, double[] cost) {
        this.throughput = throughput;
        this.need = need;
        this.cost = cost;
        this.counts = new int[throughput.length];
        this.leastRate = new double[throughput.length + 1];
        leastRate[throughput.length] = Double.POSITIVE_INFINITY;
        for (int i = throughput.length - 1; i >= 0; i--) {
            leastRate[i] = Math.min(leastRate[i + 1], cost[i] / throughput[i]);
        }
    }

    /** long[offeringCount], in units. */
    long[] throughputs() {
        return throughput;
    }

    /** What so many instances of each offering carry. */
    long carried(int[] instances) {
        long sum = 0;
        for (int i = 0; i < instances.length; i++) {
            sum += instances[i] * throughput[i];
        }
        return sum;
    }

    /** @return the most units that fit into {@code free}, at most {@code limit} */
    long most(double[] freeAmounts, long limit) {
        free = freeAmounts.clone();
        work = 0;
        bestThroughput = 0;
        searchMost(0, limit, 0);
        return Math.min(bestThroughput, limit);
    }

    private void searchMost(int offering, long limit, long so) {
        bestThroughput = Math.max(bestThroughput, so);
        if (offering == throughput.length || bestThroughput >= limit || ++work > MAX_WORK
            || so + atMost(offering) <= bestThroughput) {
            return;
        }
        int most = (int) Math.min(fitting(offering), ceil(limit - so, throughput[offering]));
        for (int count = most; count >= 0; count--) {
            take(offering, count);
            searchMost(offering + 1, limit, so + count * throughput[offering]);
            take(offering, -count);
        }
    }

    /** The most units that the offerings from this one on can add, if instances could be cut into pieces. */
    private double atMost(int offering) {
        double least = Double.POSITIVE_INFINITY;
        for (int r = 0; r < free.length; r++) {
            double rate = 0;
            for (int i = offering; i < throughput.length; i++) {
                rate = Math.max(rate, need[i][r] > 0 ? throughput[i] / need[i][r] : Double.POSITIVE_INFINITY);
            }
            least = Math.min(least, Double.isInfinite(rate) ? rate : rate * (free[r] + TOLERANCE));
        }
        return least;
    }

    /** @return the cheapest instances that carry so many units and fit; null when none do */
    Bundle cheapest(double[] freeAmounts, long units) {
        free = freeAmounts.clone();
        work = 0;
        best = null;
        bestCost = Double.POSITIVE_INFINITY;
        searchCheapest(0, units, 0);
        if (best == null) {
            return null;
        }
        double[] together = new double[free.length];
        for (int i = 0; i < best.length; i++) {
            for (int r = 0; r < together.length; r++) {
                together[r] += best[i] * need[i][r];
            }
        }
        return new Bundle(best, together, bestCost);
    }

    private void searchCheapest(int offering, long missing, double so) {
        if (missing <= 0) {
            if (so < bestCost) {
                bestCost = so;
                best = counts.clone();
            }
            return;
        }
        if (offering == throughput.length || ++work > MAX_WORK
            || so + missing * leastRate[offering] >= bestCost - TOLERANCE) {
            return;
        }
        int most = (int) Math.min(fitting(offering), ceil(missing, throughput[offering]));
        int least = offering == throughput.length - 1 ? most : 0;
        for (int count = most; count >= least; count--) {
            take(offering, count);
            counts[offering] = count;
            searchCheapest(offering + 1, missing - count * throughput[offering], so + count * cost[offering]);
            counts[offering] = 0;
            take(offering, -count);
        }
    }

    private void take(int offering, int count) {
        for (int r = 0; r < free.length; r++) {
            free[r] -= count * need[offering][r];
        }
    }

    private long fitting(int offering) {
        double fits = Integer.MAX_VALUE;
        for (int r = 0; r < free.length; r++) {
            if (need[offering][r] > 0) {
                fits = Math.min(fits, Math.floor(free[r] / need[offering][r] + TOLERANCE));
            }
        }
        return (long) Math.max(0, fits);
    }

    private static long ceil(long units, long each) {
        return Math.min(Integer.MAX_VALUE, (units + each - 1) / each);
    }
}
