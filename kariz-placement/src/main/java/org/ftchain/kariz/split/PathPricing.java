package org.ftchain.kariz.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds paths that are cheaper than those known: dynamic programming over the hops, forwards and backwards, so that for every
 * hop and candidate the best path through it is known. With fault isolation, which dynamic programming cannot see, the
 * backward costs are the bound of a search. Not thread-safe.
 */
final class PathPricing {
    private static final int MOST_COLUMNS = 12;
    /** After so many it is asked whether to go on. */
    private static final int STEPS = 4096;
    /** Bits for the number of a candidate. */
    private static final long NUMBER = 0xfff;
    /** Bits for the numbers of a hop and a candidate. */
    private static final long THROUGH = 0xffffff;

    private final SplitProblem problem;
    private final Candidates candidates;
    private final Metric metric;
    private final int hops;
    private final int count;
    private final int sourcePoint;
    private final int targetPoint;
    /** double[hops][count]: what serving the hop there costs; infinite where it cannot be. */
    final double[][] serve;
    /** int[hops][count]. */
    final int[][] mode;
    /** double[hops][count]: to arrive there, without serving; and all that comes after serving. */
    final double[][] to;
    final double[][] onward;
    private final int[][] toBy;
    private final int[][] onwardBy;
    /** int[hops]: the candidates where a hop can be served. */
    final int[][] open;
    final int[] openCount;
    private final long[] order;
    private final int[] orderedBy;
    private final double[] ordered;
    /** double[hops * count]: the best path through each, by hop * count + candidate. */
    private final double[] through;
    private final long[] throughOrder;
    private boolean cutShort;
    private long work;

    PathPricing(SplitProblem problem, Candidates candidates, Metric metric) {
        this.problem = problem;
        this.candidates = candidates;
        this.metric = metric;
        this.hops = problem.hops;
        this.count = candidates.count;
        this.sourcePoint = count;
        this.targetPoint = count + 1;
        this.serve = new double[hops][count];
        this.mode = new int[hops][count];
        this.to = new double[hops][count];
        this.onward = new double[hops][count];
        this.toBy = new int[hops][count];
        this.onwardBy = new int[hops][count];
        this.open = new int[hops][count];
        this.openCount = new int[hops];
        this.order = new long[count];
        this.orderedBy = new int[count];
        this.ordered = new double[count];
        this.through = new double[hops * count];
        this.throughOrder = new long[hops * count];
    }

    /** @return paths that cost less than {@code below}, cheapest first; none when there is none */
    List<Column> cheaperThan(double below) {
        compute(below);
        return problem.failures > 0 ? isolated(below) : throughEach(below);
    }

    private void compute(double below) {
        double[] leastServe = new double[hops];
        for (int hop = 0; hop < hops; hop++) {
            openCount[hop] = 0;
            for (int k = 0; k < count; k++) {
                leastServe[hop] = k == 0 ? serve[hop][k] : Math.min(leastServe[hop], serve[hop][k]);
                if (serve[hop][k] < Double.POSITIVE_INFINITY) {
                    open[hop][openCount[hop]++] = k;
                }
            }
        }
        for (int hop = 0; hop < hops; hop++) {
            if (hop == 0) {
                endAt(to[0], 0, sourcePoint);
            } else {
                step(hop - 1, to[hop - 1], hop, to[hop], toBy[hop], targetPoint, below - sum(leastServe, hop, hops));
            }
        }
        for (int hop = hops - 1; hop >= 0; hop--) {
            if (hop == hops - 1) {
                endAt(onward[hop], hop, targetPoint);
            } else {
                step(hop + 1, onward[hop + 1], hop, onward[hop], onwardBy[hop], sourcePoint,
                    below - sum(leastServe, 0, hop + 1));
            }
        }
    }

    private static double sum(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }

    private void endAt(double[] cost, int hop, int point) {
        Arrays.fill(cost, Double.POSITIVE_INFINITY);
        for (int i = 0; i < openCount[hop]; i++) {
            cost[open[hop][i]] = metric.between[point][open[hop][i]];
        }
    }

    /**
     * From one hop to a neighbouring one; ways cost the same in both directions.
     *
     * @param end where the path leads in the end
     * @param below what costs as much, with the way to the end, is not looked at
     */
    private void step(int from, double[] costFrom, int hop, double[] cost, int[] by, int end, double below) {
        Arrays.fill(cost, Double.POSITIVE_INFINITY);
        int length = 0;
        for (int i = 0; i < openCount[from]; i++) {
            int k = open[from][i];
            double served = costFrom[k] + serve[from][k];
            if (served + metric.between[k][end] < below) {
                // Bits of doubles >= 0 are ordered like these; the last ones give way to the candidate's number.
                order[length++] = Double.doubleToRawLongBits(served) & ~NUMBER | k;
            }
        }
        Arrays.sort(order, 0, length);
        for (int j = 0; j < length; j++) {
            orderedBy[j] = (int) (order[j] & NUMBER);
            ordered[j] = costFrom[orderedBy[j]] + serve[from][orderedBy[j]];
        }
        long steps = 8L * length;
        for (int i = 0; i < openCount[hop]; i++) {
            int k = open[hop][i];
            double[] between = metric.between[k];
            double best = Double.POSITIVE_INFINITY;
            int bestBy = -1;
            int j = 0;
            for (; j < length && ordered[j] < best; j++) {
                double through = ordered[j] + between[orderedBy[j]];
                if (through < best) {
                    best = through;
                    bestBy = orderedBy[j];
                }
            }
            cost[k] = best;
            by[k] = bestBy;
            steps += 2 + j;
            if (steps > STEPS) {
                spend(steps);
                steps = 0;
            }
        }
        spend(steps);
    }

    /** Counts work. */
    void spend(long steps) {
        work += steps;
        problem.effort.accept(steps);
    }

    private List<Column> throughEach(double below) {
        int length = 0;
        for (int hop = 0; hop < hops; hop++) {
            for (int i = 0; i < openCount[hop]; i++) {
                int number = hop * count + open[hop][i];
                double cost = to[hop][open[hop][i]] + serve[hop][open[hop][i]] + onward[hop][open[hop][i]];
                if (cost < below) {
                    through[number] = cost;
                    throughOrder[length++] = Double.doubleToRawLongBits(cost) & ~THROUGH | number;
                }
            }
        }
        sortThrough(length);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < length && columns.size() < MOST_COLUMNS; i++) {
            int number = (int) (throughOrder[i] & THROUGH);
            int[] at = through(number / count, number % count);
            boolean isNew = true;
            for (Column other : columns) {
                isNew &= !Arrays.equals(other.at, at);
            }
            if (isNew) {
                columns.add(column(at));
            }
        }
        return columns;
    }

    /** By cost, then by number. */
    private void sortThrough(int length) {
        Arrays.sort(throughOrder, 0, length);
        // The bits that gave way to the numbers.
        for (int i = 1; i < length; i++) {
            long key = throughOrder[i];
            double cost = through[(int) (key & THROUGH)];
            int at = i;
            for (; at > 0; at--) {
                double before = through[(int) (throughOrder[at - 1] & THROUGH)];
                if (before < cost || before == cost && (throughOrder[at - 1] & THROUGH) < (key & THROUGH)) {
                    break;
                }
                throughOrder[at] = throughOrder[at - 1];
            }
            throughOrder[at] = key;
        }
    }

    private int[] through(int hop, int k) {
        int[] at = new int[hops];
        at[hop] = k;
        for (int h = hop; h > 0; h--) {
            at[h - 1] = toBy[h][at[h]];
        }
        for (int h = hop; h < hops - 1; h++) {
            at[h + 1] = onwardBy[h][at[h]];
        }
        return at;
    }

    private Column column(int[] at) {
        int[] modes = new int[hops];
        int[][] routes = new int[hops + 1][];
        for (int hop = 0; hop < hops; hop++) {
            modes[hop] = mode[hop][at[hop]];
            routes[hop] = metric.route(hop == 0 ? sourcePoint : at[hop - 1], at[hop]);
        }
        routes[hops] = metric.route(at[hops - 1], targetPoint);
        return new Column(at, modes, routes);
    }

    /** Depth first, nearest first, with the backward costs as bound; every improvement on the way is an answer. */
    private List<Column> isolated(double below) {
        IsolatedSearch search = new IsolatedSearch(problem, candidates, metric, this, below);
        search.extend(0, 0);
        cutShort |= search.isCutShort();
        List<Column> columns = new ArrayList<>();
        for (int i = search.found.size() - 1; i >= 0 && columns.size() < MOST_COLUMNS; i--) {
            columns.add(column(search.found.get(i)));
        }
        return columns;
    }

    /** True when a search was given up, so that there may be cheaper paths. */
    boolean isCutShort() {
        return cutShort;
    }

    long work() {
        return work;
    }
}
