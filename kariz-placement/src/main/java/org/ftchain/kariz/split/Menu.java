package org.ftchain.kariz.split;

import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Offering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The offerings for one middlebox and the two knapsacks over them (thesis 2.4): the cheapest instances that carry a volume on
 * a node, and the most that a node can carry. Branch and bound; exact for the few offerings that there are, and bounded in
 * its work where there are many. Not thread-safe.
 */
final class Menu {
    /** Relative room for rounding. */
    static final double TOLERANCE = 1e-9;
    private static final int MOST_STEPS = 20_000;

    final List<Offering> offerings;
    final int size;
    /** double[size]: Mbit/s, cost, and double[size][resources] of one instance. */
    final double[] throughput;
    final double[] cost;
    final double[][] need;
    private final int resources;
    private final Effort effort;
    /** double[size + 1]: the least cost of one Mbit/s among the offerings from there on. */
    private final double[] leastRatio;

    private final int[] counts;
    private final double[] left;
    private int[] bestCounts;
    private double bestCost;
    private double bestMeasure;
    private double bestCapacity;
    private int steps;

    Menu(String middlebox, List<Offering> all, List<String> resourceNames, CostWeights weights, Effort effort) {
        this.effort = effort;
        resources = resourceNames.size();
        offerings = new ArrayList<>();
        all.stream().filter(o -> o.middlebox().equals(middlebox))
            .sorted(Comparator.<Offering>comparingDouble(o -> costOf(o, weights) / o.throughputMbps())
                .thenComparing(Comparator.comparingDouble(Offering::throughputMbps).reversed())
                .thenComparing(Offering::name))
            .forEach(offerings::add);
        size = offerings.size();
        throughput = new double[size];
        cost = new double[size];
        need = new double[size][resources];
        for (int o = 0; o < size; o++) {
            throughput[o] = offerings.get(o).throughputMbps();
            cost[o] = costOf(offerings.get(o), weights);
            for (int r = 0; r < resources; r++) {
                need[o][r] = offerings.get(o).demand().getOrDefault(resourceNames.get(r), 0.0);
            }
        }
        leastRatio = new double[size + 1];
        leastRatio[size] = Double.POSITIVE_INFINITY;
        for (int o = size - 1; o >= 0; o--) {
            leastRatio[o] = Math.min(leastRatio[o + 1], cost[o] / throughput[o]);
        }
        counts = new int[size];
        left = new double[resources];
    }

    private static double costOf(Offering offering, CostWeights weights) {
        double cost = 0;
        for (String resource : offering.demand().keySet()) {
            cost += weights.alpha(resource) * offering.demand().get(resource);
        }
        return cost;
    }

    /**
     * @param volume Mbit/s, > 0
     * @param free double[resources]; null when nothing is short
     * @return null when they do not fit
     */
    Purchase cheapest(double volume, double[] free) {
        start(free);
        bestCost = Double.POSITIVE_INFINITY;
        bestMeasure = Double.POSITIVE_INFINITY;
        cover(0, volume * (1 - TOLERANCE), 0, 0);
        effort.accept(8L * (size + steps));
        return bestCounts == null ? null : purchase(bestCounts);
    }

    private void start(double[] free) {
        Arrays.fill(counts, 0);
        for (int r = 0; r < resources; r++) {
            left[r] = free == null ? Double.MAX_VALUE : free[r];
        }
        bestCounts = null;
        steps = 0;
    }

    /** @param measure breaks ties: instances, and what they need */
    private void cover(int o, double volume, double paid, double measure) {
        if (volume <= 0) {
            boolean tie = Math.abs(paid - bestCost) <= 1e-12 * Math.max(1, paid);
            if (tie ? measure < bestMeasure : paid < bestCost) {
                bestCost = paid;
                bestMeasure = measure;
                bestCounts = counts.clone();
            }
            return;
        }
        if (o == size || ++steps > MOST_STEPS
            || paid + volume * leastRatio[o] > bestCost + 1e-12 * Math.max(1, bestCost)) {
            return;
        }
        int most = (int) Math.min(1 << 30, Math.min(Math.ceil(volume / throughput[o]), fitting(o)));
        int least = o == size - 1 ? most : 0;
        if (least * throughput[o] < volume && o == size - 1) {
            return;
        }
        double weight = 1e-3;
        for (int r = 0; r < resources; r++) {
            weight += need[o][r];
        }
        for (int count = most; count >= least; count--) {
            take(o, count);
            cover(o + 1, volume - count * throughput[o], paid + count * cost[o], measure + count * weight);
            take(o, -count);
        }
        counts[o] = 0;
    }

    private void take(int o, int count) {
        counts[o] = Math.max(0, count);
        for (int r = 0; r < resources; r++) {
            left[r] -= count * need[o][r];
        }
    }

    private double fitting(int o) {
        double most = Double.MAX_VALUE;
        for (int r = 0; r < resources; r++) {
            if (need[o][r] > 0) {
                most = Math.min(most, Math.floor(left[r] / need[o][r] * (1 + TOLERANCE) + TOLERANCE));
            }
        }
        return Math.max(0, most);
    }

    /** @return Mbit/s that fit into {@code free}, at most {@code enough} */
    double most(double[] free, double enough) {
        start(free);
        bestCapacity = 0;
        fill(0, 0, enough);
        effort.accept(8L * (size + steps));
        return Math.min(enough, bestCapacity);
    }

    private void fill(int o, double carried, double enough) {
        bestCapacity = Math.max(bestCapacity, carried);
        if (o == size || bestCapacity >= enough || ++steps > MOST_STEPS || carried + bound(o) <= bestCapacity) {
            return;
        }
        int most = (int) Math.min(1 << 30, Math.min(Math.ceil((enough - carried) / throughput[o]), fitting(o)));
        for (int count = most; count >= 0; count--) {
            take(o, count);
            fill(o + 1, carried + count * throughput[o], enough);
            take(o, -count);
        }
        counts[o] = 0;
    }

    /** No more than this can be added with the offerings from {@code o} on. */
    private double bound(int o) {
        double most = Double.MAX_VALUE;
        for (int r = 0; r < resources; r++) {
            double ratio = 0;
            for (int p = o; p < size; p++) {
                ratio = Math.max(ratio, need[p][r] > 0 ? throughput[p] / need[p][r] : Double.MAX_VALUE);
            }
            most = Math.min(most, ratio == Double.MAX_VALUE ? most : ratio * Math.max(0, left[r]));
        }
        return most * (1 + TOLERANCE);
    }

    /** The cheapest instances of a single offering that carry the volume; null when they do not fit. */
    Purchase cheapestOfOne(double volume, double[] free) {
        Purchase best = null;
        for (int o = 0; o < size; o++) {
            double count = Math.max(1, Math.ceil(volume / throughput[o] - TOLERANCE));
            boolean fits = count <= 1 << 30;
            for (int r = 0; r < resources; r++) {
                fits &= count * need[o][r] <= free[r] + TOLERANCE * Math.max(1, free[r]);
            }
            if (fits && (best == null || count * cost[o] < best.cost)) {
                int[] one = new int[size];
                one[o] = (int) count;
                best = purchase(one);
            }
        }
        return best;
    }

    /** The most that instances of one offering alone carry: a quick lower estimate of {@link #most}. */
    double mostOfOne(double[] free, double enough) {
        double most = 0;
        for (int o = 0; o < size; o++) {
            double count = Double.MAX_VALUE;
            for (int r = 0; r < resources; r++) {
                if (need[o][r] > 0) {
                    count = Math.min(count, Math.floor(free[r] / need[o][r] * (1 + TOLERANCE) + TOLERANCE));
                }
            }
            most = Math.max(most, Math.min(enough, count * throughput[o]));
        }
        return most;
    }

    Purchase purchase(int[] instanceCounts) {
        double capacity = 0;
        double paid = 0;
        double[] needs = new double[resources];
        for (int o = 0; o < size; o++) {
            capacity += instanceCounts[o] * throughput[o];
            paid += instanceCounts[o] * cost[o];
            for (int r = 0; r < resources; r++) {
                needs[r] += instanceCounts[o] * need[o][r];
            }
        }
        return new Purchase(instanceCounts, capacity, paid, needs);
    }

    boolean fits(int offering, double[] free) {
        for (int r = 0; r < resources; r++) {
            if (need[offering][r] > free[r] + TOLERANCE * Math.max(1, free[r])) {
                return false;
            }
        }
        return true;
    }
}
