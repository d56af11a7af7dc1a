package org.ftchain.kariz.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The linear relaxation over whole paths: the cheapest way to send the volume when instances may be bought in parts. Columns
 * are paths, found by {@link PathPricing} when they are worth it; rows are what paths share: the volume, bought instances,
 * resources of nodes, and links and limits of purchases as soon as they are broken. Parts of instances cost what whole ones
 * cost that together carry what is still to be carried. One object serves many stocks. Not thread-safe.
 */
final class Relaxation {
    private static final int MOST_ROUNDS = 400;

    private final SplitProblem problem;
    private final Candidates candidates;
    private final Metric metric;
    private final PathPricing pricing;
    private final int hops;
    private final int count;
    /** What not serving the whole volume costs: more than any path. */
    private final double unservedCost;
    /** Paths of earlier solutions, as a start. */
    private final List<Column> known = new ArrayList<>();
    private final int[] rowOfLink;
    private final double[] load;
    private int[] pricedLinks = new int[0];
    private int pricedCount;

    private PathProgram program;
    private Stock stock;
    /** double[hops][candidates]: added to what buying there costs, to look elsewhere; null for nothing. */
    private double[][] noise;
    private double[][] slope;
    private double[] scale;
    private boolean cutShort;
    private long work;

    Relaxation(SplitProblem problem, Candidates candidates, Metric metric) {
        this.problem = problem;
        this.candidates = candidates;
        this.metric = metric;
        this.pricing = new PathPricing(problem, candidates, metric);
        this.hops = problem.hops;
        this.count = candidates.count;
        this.rowOfLink = new int[problem.topology.linkCount];
        Arrays.fill(rowOfLink, -1);
        this.load = new double[problem.topology.linkCount];
        double longest = 0;
        for (double[] row : metric.between) {
            for (double cost : row) {
                longest = cost < Double.POSITIVE_INFINITY ? Math.max(longest, cost) : longest;
            }
        }
        double host = 0;
        this.scale = new double[problem.resources];
        for (Menu menu : problem.menus) {
            double dearest = 0;
            for (int o = 0; o < menu.size; o++) {
                double instances = Math.max(1, problem.throughput / menu.throughput[o]);
                dearest = Math.max(dearest, menu.cost[o] * instances);
                for (int r = 0; r < scale.length; r++) {
                    scale[r] = Math.max(scale[r], menu.need[o][r] * instances);
                }
            }
            host += dearest;
        }
        for (int r = 0; r < scale.length; r++) {
            scale[r] = scale[r] > 0 ? scale[r] : 1;
        }
        this.unservedCost = 100 * (host + (hops + 1) * (longest + 10 * problem.linkCost));
    }

    /** @param newNoise double[hops][candidates], >= 0: makes buying seem dearer there from now on; null for nothing */
    void disturb(double[][] newNoise) {
        noise = newNoise;
    }

    /** The cheapest solution that the stock allows. */
    Relaxed solve(Stock given) {
        stock = given;
        computeSlopes();
        problem.effort.accept(8L * hops * count);
        program = new PathProgram(problem, stock, count, scale, slope, noise, unservedCost, rowOfLink, load);
        for (int hop = 0; hop < hops; hop++) {
            for (int k = 0; k < count; k++) {
                priceServing(hop, k);
            }
        }
        for (Column column : known) {
            Column adapted = adapt(column);
            if (adapted != null) {
                program.add(adapted);
            }
        }
        for (int round = 0; round < MOST_ROUNDS; round++) {
            boolean sound = program.solve();
            if (program.addBrokenRows()) {
                continue;
            }
            if (!sound || round == MOST_ROUNDS - 1) {
                cutShort = true;
                break;
            }
            if (!addCheaperColumns()) {
                break;
            }
        }
        work += program.work() + 500;
        program.close();
        return solution();
    }

    /**
     * What the whole volume would pay for parts of an offering's instances: what whole ones cost when that offering carries as
     * much as it can of what is missing, and the cheapest carry the rest.
     */
    private void computeSlopes() {
        slope = new double[hops][];
        for (int hop = 0; hop < hops; hop++) {
            Menu menu = problem.menus[hop];
            double missing = problem.throughput - stock.capacity(hop);
            slope[hop] = new double[menu.size];
            for (int o = 0; o < menu.size; o++) {
                double linear = menu.cost[o] / menu.throughput[o];
                double whole = linear;
                if (missing > 1e-6 * problem.throughput) {
                    double full = Math.floor(missing / menu.throughput[o] + Menu.TOLERANCE);
                    double rest = missing - full * menu.throughput[o];
                    Purchase others = rest > 1e-6 * problem.throughput ? menu.cheapest(rest, null) : null;
                    whole = (full * menu.cost[o] + (others == null ? 0 : others.cost)) / missing;
                }
                slope[hop][o] = Math.max(linear, whole) * problem.throughput;
            }
        }
    }

    /** The same places and routes, served as the stock allows; null when it does not. */
    private Column adapt(Column column) {
        int[] mode = new int[hops];
        for (int hop = 0; hop < hops; hop++) {
            int k = column.at[hop];
            if (stock.capacity(hop, k) > 0) {
                mode[hop] = Column.BOUGHT;
            } else {
                mode[hop] = -2;
                for (int o = 0; o < problem.menus[hop].size && mode[hop] == -2; o++) {
                    if (stock.limit[hop][k] > 0 && problem.menus[hop].fits(o, stock.free[k])) {
                        mode[hop] = o;
                    }
                }
                if (mode[hop] == -2) {
                    return null;
                }
            }
        }
        return new Column(column.at, mode, column.routes);
    }

    private boolean addCheaperColumns() {
        priceLinks();
        for (int hop = 0; hop < hops; hop++) {
            for (int k = 0; k < count; k++) {
                if (program.hasRow[k]) {
                    priceServing(hop, k);
                }
            }
        }
        work += (long) hops * count;
        problem.effort.accept((long) hops * count);
        double below = program.worth();
        List<Column> cheaper = pricing.cheaperThan(below - 1e-7 * Math.max(1, Math.abs(below)));
        boolean added = false;
        for (Column column : cheaper) {
            added |= program.addNew(column);
        }
        return added;
    }

    private void priceLinks() {
        int[] links = new int[program.linkRows()];
        double[] prices = new double[links.length];
        int length = program.prices(links, prices);
        metric.price(links, prices, length, pricedLinks, pricedCount);
        pricedLinks = links;
        pricedCount = length;
    }

    private void priceServing(int hop, int k) {
        double best = Double.POSITIVE_INFINITY;
        int mode = 0;
        if (stock.capacity(hop, k) > 0) {
            best = program.boughtPrice(hop, k);
            mode = Column.BOUGHT;
        }
        if (stock.limit[hop][k] > 0) {
            Menu menu = problem.menus[hop];
            for (int o = 0; o < menu.size; o++) {
                if (menu.fits(o, stock.free[k])) {
                    double cost = program.buyingPrice(hop, o, k);
                    if (cost < best) {
                        best = cost;
                        mode = o;
                    }
                }
            }
        }
        pricing.serve[hop][k] = best;
        pricing.mode[hop][k] = mode;
    }

    private Relaxed solution() {
        double[] values = program.values();
        List<Column> used = new ArrayList<>();
        double[] shares = new double[values.length];
        double served = 0;
        double bandwidth = 0;
        double host = stock.cost();
        for (int c = 0; c < values.length; c++) {
            if (values[c] > 1e-9) {
                Column column = program.column(c);
                shares[used.size()] = values[c];
                used.add(column);
                served += values[c];
                bandwidth += values[c] * problem.linkCost * column.links();
                for (int hop = 0; hop < hops; hop++) {
                    host += column.mode[hop] == Column.BOUGHT ? 0 : values[c] * slope[hop][column.mode[hop]];
                }
            }
        }
        known.clear();
        known.addAll(used);
        return new Relaxed(used.toArray(new Column[0]), Arrays.copyOf(shares, used.size()), Math.max(0, 1 - served),
            bandwidth, host);
    }

    /** True when some solution may not have been the cheapest. */
    boolean isCutShort() {
        return cutShort || pricing.isCutShort();
    }

    long work() {
        return work + metric.work() + pricing.work();
    }
}
