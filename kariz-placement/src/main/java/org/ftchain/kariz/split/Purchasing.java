package org.ftchain.kariz.split;

/** Turns the parts of instances that a relaxation wants into whole ones. Not thread-safe. */
final class Purchasing {
    /** The part of the throughput that may stay unused of what counts as used in full. */
    private static final double FULL = 1e-6;

    private final SplitProblem problem;
    private final Candidates candidates;
    private final int hops;
    private final int count;
    private Stock alternative;

    Purchasing(SplitProblem problem, Candidates candidates) {
        this.problem = problem;
        this.candidates = candidates;
        this.hops = problem.hops;
        this.count = candidates.count;
    }

    /** What {@link #buySome} could have done instead of the last thing that it bought; null when there was no choice. */
    Stock alternative() {
        return alternative;
    }

    /**
     * Buys whatever is wanted to its full capacity and makes nothing dearer; then the one thing that makes the whole least
     * dearer, and among equals the one of which least stays unused.
     *
     * @param wanted double[hops][candidates]: parts of the throughput for which nothing is bought yet
     * @param careful buys the one thing only
     * @return false when nothing is wanted
     */
    boolean buySome(Stock stock, double[][] wanted, boolean careful) {
        alternative = null;
        int bestHop = -1;
        int bestK = -1;
        double leastRegret = Double.POSITIVE_INFINITY;
        double leastUnused = Double.POSITIVE_INFINITY;
        Purchase bestPurchase = null;
        boolean any = false;
        boolean bought = false;
        for (int hop = 0; hop < hops; hop++) {
            for (int k = 0; k < count; k++) {
                if (wanted[hop][k] <= 1e-7) {
                    continue;
                }
                any = true;
                double had = stock.capacity(hop, k);
                double volume = had + wanted[hop][k] * problem.throughput;
                double held = stock.held(hop, k);
                Purchase up = problem.menus[hop].cheapest(volume - held, stock.freeWithout(hop, k));
                if (up == null) {
                    // What was bought for other hops a moment ago is in the way.
                    continue;
                }
                Purchase down = withoutSmallest(hop, up);
                if (!careful && up.capacity + held - volume > FULL * problem.throughput && down != null
                    && down.capacity + held > had
                    && regret(stock, hop, k, down) <= 1e-9) {
                    stock.buy(hop, k, down);
                    bought = true;
                    continue;
                }
                double regret = regret(stock, hop, k, up);
                double unused = up.capacity + held - volume;
                if (!careful && unused <= FULL * problem.throughput && regret <= 1e-9) {
                    stock.buy(hop, k, up);
                    bought = true;
                    continue;
                }
                double relative = unused / (wanted[hop][k] * problem.throughput);
                if (regret < leastRegret - 1e-9 || regret <= leastRegret + 1e-9 && relative < leastUnused) {
                    leastRegret = regret;
                    leastUnused = relative;
                    bestHop = hop;
                    bestK = k;
                    bestPurchase = up;
                }
            }
        }
        if (bestHop >= 0 && !bought) {
            Stock other = stock.copy();
            Purchase down = withoutSmallest(bestHop, bestPurchase);
            double floor = Math.max(0, (down == null ? 0 : down.capacity) + stock.held(bestHop, bestK)
                - stock.capacity(bestHop, bestK));
            other.limit[bestHop][bestK] = Math.min(other.limit[bestHop][bestK], floor);
            alternative = other;
            if (fits(stock, bestHop, bestK, bestPurchase)) {
                stock.buy(bestHop, bestK, bestPurchase);
            } else {
                stock.limit[bestHop][bestK] = Math.min(stock.limit[bestHop][bestK], floor);
            }
        }
        return any;
    }

    /** By how much all instances of the hop become dearer when these are among them. */
    private double regret(Stock stock, int hop, int k, Purchase purchase) {
        Purchase had = stock.bought[hop][k];
        double missing = problem.throughput - stock.capacity(hop);
        double then = missing - purchase.capacity + (had == null ? 0 : had.capacity);
        return purchase.cost - (had == null ? 0 : had.cost) + leastCost(hop, then) - leastCost(hop, missing);
    }

    /** What the cheapest instances for a volume cost where nothing is short. */
    double leastCost(int hop, double volume) {
        if (volume <= 1e-6 * problem.throughput) {
            return 0;
        }
        Purchase purchase = problem.menus[hop].cheapest(volume, null);
        return purchase == null ? 0 : purchase.cost;
    }

    /** One instance less, of the offering that carries least; null when nothing is left. */
    private Purchase withoutSmallest(int hop, Purchase purchase) {
        int smallest = -1;
        for (int o = 0; o < purchase.counts.length; o++) {
            if (purchase.counts[o] > 0
                && (smallest < 0 || problem.menus[hop].throughput[o] < problem.menus[hop].throughput[smallest])) {
                smallest = o;
            }
        }
        int[] counts = purchase.counts.clone();
        counts[smallest]--;
        Purchase less = problem.menus[hop].purchase(counts);
        return less.capacity > 0 ? less : null;
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

    /** @return the cheapest purchases that carry what the paths bring; null when they do not fit */
    Stock rounded(Relaxed relaxed) {
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
                    double missing = volumes[hop][k] - stock.held(hop, k) / problem.throughput;
                    if (missing > 1e-7 && stock.bought[hop][k] == null) {
                        Purchase one = problem.menus[hop].cheapest(missing * problem.throughput, stock.free[k]);
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
}
