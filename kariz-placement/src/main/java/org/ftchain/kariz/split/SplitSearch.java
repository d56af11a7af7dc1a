package org.ftchain.kariz.split;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;

/**
 * From relaxations to placements. Diving: solve the relaxation, buy whole instances where the parts that it wants waste least,
 * solve again; what was not done is kept as another start, cheapest first. Every relaxation is also rounded up as it is.
 * Then parts of the best placement (a hop, a node, two nodes) are sold again and bought anew. One object searches once. Not
 * thread-safe.
 */
final class SplitSearch {
    private static final double IMPROVEMENT = 1e-6;
    private static final int MOST_STEPS = 60;

    private final SplitProblem problem;
    private final Candidates candidates;
    private final Relaxation relaxation;
    private final Effort effort;
    private final DoubleConsumer progress;
    private final int hops;
    private final int count;
    private final PriorityQueue<Branch> open = new PriorityQueue<>();
    private int branches;
    private Plan best;
    private double bound;

    /** A start for a dive. */
    private static final class Branch implements Comparable<Branch> {
        final Stock stock;
        final double estimate;
        final int number;

        Branch(Stock stock, double estimate, int number) {
            this.stock = stock;
            this.estimate = estimate;
            this.number = number;
        }

        @Override
        public int compareTo(Branch other) {
            int byEstimate = Double.compare(estimate, other.estimate);
            return byEstimate != 0 ? byEstimate : Integer.compare(number, other.number);
        }
    }

    SplitSearch(SplitProblem problem, Candidates candidates, Metric metric, Effort effort, DoubleConsumer progress) {
        this.problem = problem;
        this.candidates = candidates;
        this.relaxation = new Relaxation(problem, candidates, metric);
        this.effort = effort;
        this.progress = progress;
        this.hops = problem.hops;
        this.count = candidates.count;
    }

    /** Solves the relaxation of everything. @return the part of the throughput that finds a way; 1 when all does */
    double relax() {
        Relaxed root = relaxation.solve(new Stock(problem, candidates));
        bound = root.cost();
        return root.serves() ? 1 : 1 - root.unserved;
    }

    /** True when no relaxation was cut short, so that what they refuse cannot be. */
    boolean isExact() {
        return !relaxation.isCutShort();
    }

    /**
     * @param workToFind until there is a placement
     * @param workToImprove to make it cheaper
     * @return null when nothing was found
     */
    Plan run(long workToFind, long workToImprove, long seed) {
        long workToBranch = workToImprove / 2;
        long begin = relaxation.work();
        dive(new Stock(problem, candidates), begin + workToFind);
        while (best == null && !open.isEmpty() && effort.mayGoOn(relaxation.work() - begin, workToFind)) {
            dive(open.poll().stock, begin + workToFind);
        }
        if (best == null) {
            return null;
        }
        long found = relaxation.work();
        while (!open.isEmpty() && !isGoodEnough() && effort.mayGoOn(relaxation.work() - found, workToBranch)) {
            Branch next = open.poll();
            if (next.estimate >= target()) {
                break;
            }
            dive(next.stock, found + workToBranch);
        }
        improve(found, workToImprove, new SplittableRandom(seed));
        return best;
    }

    private boolean isGoodEnough() {
        return best != null && best.cost <= bound * (1 + 1e-4);
    }

    private double target() {
        return best == null ? Double.POSITIVE_INFINITY : best.cost - IMPROVEMENT * Math.max(1e-9, best.cost);
    }

    /** Buys step by step; what it leaves is put into {@link #open}. */
    private void dive(Stock start, long workLimit) {
        Stock stock = start;
        for (int step = 0; step < MOST_STEPS && effort.mayGoOn(relaxation.work(), workLimit); step++) {
            Relaxed relaxed = relaxation.solve(stock);
            if (!relaxed.serves() || relaxed.cost() >= target()) {
                return;
            }
            tryRounded(relaxed);
            if (relaxed.cost() >= target()) {
                return;
            }
            double[][] wanted = relaxed.volumes(hops, count, true);
            stock = stock.copy();
            if (!buySome(stock, wanted, relaxed.cost())) {
                return;
            }
        }
    }

    /** @return false when nothing is wanted */
    private boolean buySome(Stock stock, double[][] wanted, double estimate) {
        int bestHop = -1;
        int bestK = -1;
        double least = Double.POSITIVE_INFINITY;
        Purchase bestPurchase = null;
        boolean any = false;
        for (int hop = 0; hop < hops; hop++) {
            for (int k = 0; k < count; k++) {
                if (wanted[hop][k] <= 1e-7) {
                    continue;
                }
                any = true;
                double volume = stock.capacity(hop, k) + wanted[hop][k] * problem.throughput;
                Purchase up = problem.menus[hop].cheapest(volume, stock.freeWithout(hop, k));
                if (up == null) {
                    // What was bought for other hops a moment ago is in the way.
                    continue;
                }
                double waste = up.capacity - volume;
                if (waste <= 1e-6 * problem.throughput) {
                    stock.buy(hop, k, up);
                    continue;
                }
                double relative = waste / (wanted[hop][k] * problem.throughput);
                if (relative < least) {
                    least = relative;
                    bestHop = hop;
                    bestK = k;
                    bestPurchase = up;
                }
            }
        }
        if (bestHop >= 0) {
            Stock other = stock.copy();
            double smallest = Double.POSITIVE_INFINITY;
            for (int o = 0; o < bestPurchase.counts.length; o++) {
                if (bestPurchase.counts[o] > 0) {
                    smallest = Math.min(smallest, problem.menus[bestHop].throughput[o]);
                }
            }
            double floor = Math.max(0, bestPurchase.capacity - smallest - stock.capacity(bestHop, bestK));
            other.limit[bestHop][bestK] = Math.min(other.limit[bestHop][bestK], floor);
            open.add(new Branch(other, estimate, branches++));
            if (fits(stock, bestHop, bestK, bestPurchase)) {
                stock.buy(bestHop, bestK, bestPurchase);
            } else {
                stock.limit[bestHop][bestK] = Math.min(stock.limit[bestHop][bestK], floor);
            }
        }
        return any;
    }

    private boolean fits(Stock stock, int hop, int k, Purchase purchase) {
        double[] free = stock.freeWithout(hop, k);
        for (int r = 0; r < free.length; r++) {
            if (purchase.need[r] > free[r] + Menu.TOLERANCE * Math.max(1, free[r])) {
                return false;
            }
        }
        return true;
    }

    /** Rounds every part up to whole instances, routes anew through these, and keeps the result if it is the best. */
    private boolean tryRounded(Relaxed relaxed) {
        Stock rounded = rounded(relaxed);
        if (rounded == null || rounded.cost() + 0.9 * relaxed.bandwidthCost >= target()) {
            return false;
        }
        Relaxed paths = relaxation.solve(rounded);
        if (!paths.serves()) {
            return false;
        }
        boolean better = false;
        for (int round = 0; round < 3; round++) {
            Stock trimmed = rounded(paths);
            if (trimmed == null) {
                break;
            }
            Plan plan = new Plan(trimmed, paths);
            if (plan.cost >= target()) {
                break;
            }
            best = plan;
            better = true;
            progress.accept(plan.cost);
            if (trimmed.cost() >= rounded.cost() - 1e-9) {
                break;
            }
            rounded = trimmed;
            paths = relaxation.solve(rounded);
            if (!paths.serves()) {
                break;
            }
        }
        return better;
    }

    /** @return the cheapest purchases that carry what the paths bring; null when they do not fit */
    private Stock rounded(Relaxed relaxed) {
        double[][] volumes = relaxed.volumes(hops, count, false);
        Stock stock = new Stock(problem, candidates);
        stock.close();
        for (int k = 0; k < count; k++) {
            boolean done = false;
            while (!done) {
                // The hop that needs most of what is there goes first.
                int most = -1;
                double largest = -1;
                Purchase purchase = null;
                for (int hop = 0; hop < hops; hop++) {
                    if (volumes[hop][k] > 1e-7 && stock.bought[hop][k] == null) {
                        Purchase one = problem.menus[hop].cheapest(volumes[hop][k] * problem.throughput, stock.free[k]);
                        if (one == null) {
                            return null;
                        }
                        double size = one.cost;
                        for (int r = 0; r < one.need.length; r++) {
                            size += stock.free[k][r] > 0 ? one.need[r] / stock.free[k][r] : 0;
                        }
                        if (size > largest) {
                            largest = size;
                            most = hop;
                            purchase = one;
                        }
                    }
                }
                done = most < 0;
                if (!done) {
                    stock.buy(most, k, purchase);
                }
            }
        }
        return stock;
    }

    private void improve(long begin, long workLimit, SplittableRandom random) {
        int failed = 0;
        int[] order = new int[hops];
        for (int i = 0; i < hops; i++) {
            order[i] = i;
        }
        for (int turn = 0; !isGoodEnough() && failed < 200 && effort.mayGoOn(relaxation.work() - begin, workLimit); turn++) {
            double before = best.cost;
            Stock partly = best.stock.copy();
            partly.reopen();
            sell(partly, turn, random);
            open.clear();
            dive(partly, begin + workLimit);
            for (int extra = 0; extra < 2 && !open.isEmpty() && best.cost >= before; extra++) {
                Branch next = open.poll();
                if (next.estimate < target()) {
                    dive(next.stock, begin + workLimit);
                }
            }
            failed = best.cost < before ? 0 : failed + 1;
        }
    }

    private void sell(Stock stock, int turn, SplittableRandom random) {
        int[] used = new int[count];
        int usedCount = 0;
        for (int k = 0; k < count; k++) {
            boolean uses = false;
            for (int hop = 0; hop < hops; hop++) {
                uses |= stock.bought[hop][k] != null;
            }
            if (uses) {
                used[usedCount++] = k;
            }
        }
        int kind = turn % 3;
        if (kind == 0) {
            int hop = random.nextInt(hops);
            for (int i = 0; i < usedCount; i++) {
                stock.buy(hop, used[i], null);
            }
            return;
        }
        int first = used[random.nextInt(usedCount)];
        int second = kind == 1 ? first : used[random.nextInt(usedCount)];
        for (int hop = 0; hop < hops; hop++) {
            stock.buy(hop, first, null);
            stock.buy(hop, second, null);
        }
    }

    long work() {
        return relaxation.work();
    }
}
