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
    private static final int SCALINGS = 6;
    /** So near to the relaxation that more work is not worth it. */
    private static final double GOOD_ENOUGH = 1e-3;
    private static final int MOST_RESTARTS = 400;

    private final SplitProblem problem;
    private final Candidates candidates;
    private final Relaxation relaxation;
    private final Purchasing purchasing;
    private final Effort effort;
    private final DoubleConsumer progress;
    private final int hops;
    private final int count;
    private final PriorityQueue<Branch> open = new PriorityQueue<>();
    private int branches;
    /** Whether purchases are made one at a time, each with an alternative. */
    private boolean careful;
    private Plan best;
    private double bound;
    private SplittableRandom random;

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

    SplitSearch(SplitProblem problem, Candidates candidates, Metric metric, DoubleConsumer progress) {
        this.problem = problem;
        this.candidates = candidates;
        this.relaxation = new Relaxation(problem, candidates, metric);
        this.purchasing = new Purchasing(problem, candidates);
        this.effort = problem.effort;
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
     * @return the best that was found until the end or until the caller said stop; null when nothing was
     */
    Plan run(long workToFind, long workToImprove, long seed) {
        try {
            return search(workToFind, workToImprove, seed);
        } catch (Effort.Stopped e) {
            return best;
        }
    }

    private Plan search(long workToFind, long workToImprove, long seed) {
        long workToBranch = workToImprove / 5;
        random = new SplittableRandom(seed);
        long begin = relaxation.work();
        scale(new Stock(problem, candidates), new double[hops][count], begin + workToFind);
        relaxation.disturb(null);
        if (isGoodEnough()) {
            return best;
        }
        dive(new Stock(problem, candidates), begin + workToFind);
        find(begin + workToFind);
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
        improve(found, workToImprove);
        return best;
    }

    /** More and more carefully: what the first dive left, one purchase at a time, from other starts. */
    private void find(long workLimit) {
        careful = true;
        if (best == null) {
            dive(new Stock(problem, candidates), workLimit);
        }
        int restarts = 0;
        while (best == null && effort.mayGoOn(relaxation.work(), workLimit)) {
            // Every other start is a new one: the cheapest of the old ones may all have the same flaw.
            if (!open.isEmpty() && restarts % 8 != 7) {
                dive(open.poll().stock, workLimit);
            } else if (restarts > MOST_RESTARTS) {
                break;
            } else {
                scale(new Stock(problem, candidates), noise(), workLimit);
                dive(new Stock(problem, candidates), workLimit);
                relaxation.disturb(null);
            }
            restarts++;
        }
        careful = false;
    }

    private boolean isGoodEnough() {
        return best != null && best.cost <= bound * (1 + GOOD_ENOUGH);
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
            if (!purchasing.buySome(stock, wanted, careful)) {
                return;
            }
            if (purchasing.alternative() != null) {
                open.add(new Branch(purchasing.alternative(), relaxed.cost(), branches++));
            }
        }
    }

    /** Rounds every part up to whole instances, routes anew through these, and keeps the result if it is the best. */
    private boolean tryRounded(Relaxed relaxed) {
        Stock rounded = purchasing.rounded(relaxed);
        if (rounded == null || rounded.cost() + 0.9 * relaxed.bandwidthCost >= target()) {
            return false;
        }
        Relaxed paths = relaxation.solve(rounded);
        if (!paths.serves()) {
            return false;
        }
        boolean better = false;
        for (int round = 0; round < 3; round++) {
            Stock trimmed = purchasing.rounded(paths);
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

    private void improve(long begin, long workLimit) {
        int failed = 0;
        for (int turn = 0; !isGoodEnough() && failed < 200 && effort.mayGoOn(relaxation.work() - begin, workLimit); turn++) {
            double before = best.cost;
            Stock partly = best.stock.copy();
            partly.reopen();
            sell(partly);
            relaxation.disturb(turn % 4 == 0 ? null : noise());
            open.clear();
            if (turn % 2 == 0) {
                scale(partly, noise(), begin + workLimit);
            }
            dive(partly, begin + workLimit);
            failed = best.cost < before ? 0 : failed + 1;
        }
        relaxation.disturb(null);
    }

    /**
     * Slope scaling: parts cost next what the whole instances for them would have cost, so that small parts of a hop on many
     * nodes give way to large ones on few.
     */
    private void scale(Stock stock, double[][] surcharge, long workLimit) {
        for (int round = 0; round < SCALINGS && !isGoodEnough() && effort.mayGoOn(relaxation.work(), workLimit); round++) {
            relaxation.disturb(surcharge);
            Relaxed relaxed = relaxation.solve(stock);
            if (!relaxed.serves()) {
                return;
            }
            tryRounded(relaxed);
            double[][] wanted = relaxed.volumes(hops, count, true);
            for (int hop = 0; hop < hops; hop++) {
                double usual = purchasing.leastCost(hop, problem.throughput);
                for (int k = 0; k < count; k++) {
                    if (wanted[hop][k] > 1e-7) {
                        double had = stock.capacity(hop, k);
                        Purchase before = stock.bought[hop][k];
                        Purchase whole = problem.menus[hop].cheapest(had - stock.held(hop, k)
                            + wanted[hop][k] * problem.throughput, stock.freeWithout(hop, k));
                        double paid = whole == null ? usual : whole.cost - (before == null ? 0 : before.cost);
                        surcharge[hop][k] = Math.max(0, paid / wanted[hop][k] - usual);
                    }
                }
            }
        }
    }

    private double[][] noise() {
        double[][] noise = new double[hops][count];
        double strength = 0.02 * problem.linkCost * (1 << 2 * random.nextInt(4));
        for (int hop = 0; hop < hops; hop++) {
            for (int k = 0; k < count; k++) {
                noise[hop][k] = strength * random.nextDouble();
            }
        }
        return noise;
    }

    /** Sells what some hops have everywhere, or all that some nodes have. */
    private void sell(Stock stock) {
        int kind = random.nextInt(4);
        if (kind < 2) {
            for (int times = kind == 0 ? hops * 3 : 1 + random.nextInt(2); times > 0; times--) {
                int hop = random.nextInt(hops);
                for (int k = 0; k < count; k++) {
                    stock.buy(hop, k, null);
                }
            }
            return;
        }
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
        for (int times = usedCount == 0 ? 0 : 1 + random.nextInt(Math.min(4, usedCount)); times > 0; times--) {
            int k = used[random.nextInt(usedCount)];
            for (int hop = 0; hop < hops; hop++) {
                stock.buy(hop, k, null);
            }
        }
    }
}
