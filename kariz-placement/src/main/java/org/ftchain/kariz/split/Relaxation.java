package org.ftchain.kariz.split;

import org.ftchain.kariz.lp.LinearProgram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The linear relaxation over whole paths: the cheapest way to send the volume when instances may be bought in parts. Columns
 * are paths, found by {@link PathPricing} when they are worth it; rows are what paths share: the volume, bought instances,
 * resources of nodes, and links and limits of purchases as soon as they are broken. Parts of instances cost what whole ones
 * cost that together carry what is still to be carried. One object serves many stocks. Not thread-safe.
 */
final class Relaxation {
    private static final double VIOLATION = 1e-8;
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

    private LinearProgram program;
    private Stock stock;
    private List<Column> columns;
    private List<Integer> linkRows;
    /** double[hops][candidates]: added to what buying there costs, to look elsewhere; null for nothing. */
    private double[][] noise;
    private int[][] rowOfBought;
    private int[][] rowOfLimit;
    private int[][] rowOfResource;
    /** boolean[candidates]: whether any row is about the candidate, so that its prices may change. */
    private boolean[] hasRow;
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
        program = new LinearProgram();
        columns = new ArrayList<>();
        for (int row : linkRowsOrNone()) {
            rowOfLink[row] = -1;
        }
        linkRows = new ArrayList<>();
        rowOfBought = filled(hops);
        rowOfLimit = filled(hops);
        rowOfResource = new int[count][problem.resources];
        for (int[] rows : rowOfResource) {
            Arrays.fill(rows, -1);
        }
        hasRow = new boolean[count];
        program.addRow(1);
        computeSlopes();
        for (int hop = 0; hop < hops; hop++) {
            for (int k = 0; k < count; k++) {
                priceServing(hop, k);
            }
        }
        for (Column column : known) {
            Column adapted = adapt(column);
            if (adapted != null) {
                add(adapted);
            }
        }
        for (int round = 0; round < MOST_ROUNDS; round++) {
            boolean sound = program.solve();
            if (addBrokenRows()) {
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
        return solution();
    }

    private List<Integer> linkRowsOrNone() {
        return linkRows == null ? List.of() : linkRows;
    }

    private int[][] filled(int rows) {
        int[][] numbers = new int[rows][count];
        for (int[] row : numbers) {
            Arrays.fill(row, -1);
        }
        return numbers;
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

    private void add(Column column) {
        int most = 1 + hops * (2 + problem.resources) + linkRows.size();
        int[] rows = new int[most];
        double[] coefficients = new double[most];
        int length = 0;
        rows[length++] = 0;
        coefficients[0] = 1;
        double cost = problem.linkCost * column.links();
        for (int hop = 0; hop < hops; hop++) {
            int k = column.at[hop];
            if (column.mode[hop] == Column.BOUGHT) {
                if (rowOfBought[hop][k] < 0) {
                    hasRow[k] = true;
                    rowOfBought[hop][k] = program.addRow(stock.capacity(hop, k) / problem.throughput);
                }
                length = put(rows, coefficients, length, rowOfBought[hop][k], 1);
                continue;
            }
            int offering = column.mode[hop];
            cost += slope[hop][offering] + (noise == null ? 0 : noise[hop][k]);
            if (rowOfLimit[hop][k] >= 0) {
                length = put(rows, coefficients, length, rowOfLimit[hop][k], 1);
            }
            for (int r = 0; r < problem.resources; r++) {
                if (rowOfResource[k][r] >= 0) {
                    length = put(rows, coefficients, length, rowOfResource[k][r], needOf(hop, offering, r));
                }
            }
        }
        if (!linkRows.isEmpty()) {
            for (int[] route : column.routes) {
                for (int link : route) {
                    if (rowOfLink[link] >= 0) {
                        length = put(rows, coefficients, length, rowOfLink[link], 1);
                    }
                }
            }
        }
        program.addColumn(cost - unservedCost, Arrays.copyOf(rows, length), Arrays.copyOf(coefficients, length));
        columns.add(column);
    }

    private double needOf(int hop, int offering, int r) {
        Menu menu = problem.menus[hop];
        return menu.need[offering][r] * problem.throughput / menu.throughput[offering] / scale[r];
    }

    private static int put(int[] rows, double[] coefficients, int length, int row, double coefficient) {
        for (int i = 0; i < length; i++) {
            if (rows[i] == row) {
                coefficients[i] += coefficient;
                return length;
            }
        }
        if (coefficient == 0) {
            return length;
        }
        rows[length] = row;
        coefficients[length] = coefficient;
        return length + 1;
    }

    private boolean addBrokenRows() {
        double[] values = program.values();
        boolean broken = false;
        double[][] bought = new double[hops][count];
        double[][] needed = new double[count][problem.resources];
        int[] touched = new int[64];
        int touchedCount = 0;
        for (int c = 0; c < values.length; c++) {
            if (values[c] <= 1e-12) {
                continue;
            }
            Column column = columns.get(c);
            for (int hop = 0; hop < hops; hop++) {
                if (column.mode[hop] != Column.BOUGHT) {
                    bought[hop][column.at[hop]] += values[c];
                    for (int r = 0; r < problem.resources; r++) {
                        needed[column.at[hop]][r] += values[c] * needOf(hop, column.mode[hop], r);
                    }
                }
            }
            for (int[] route : column.routes) {
                for (int link : route) {
                    if (load[link] == 0) {
                        touched = touchedCount == touched.length ? Arrays.copyOf(touched, 2 * touchedCount) : touched;
                        touched[touchedCount++] = link;
                    }
                    load[link] += values[c];
                }
            }
        }
        for (int i = 0; i < touchedCount; i++) {
            int link = touched[i];
            double bound = problem.bandwidth[link] / problem.throughput;
            if (rowOfLink[link] < 0 && load[link] > bound + VIOLATION) {
                rowOfLink[link] = addRow(bound, column -> uses(column, link));
                linkRows.add(link);
                broken = true;
            }
            load[link] = 0;
        }
        for (int k = 0; k < count; k++) {
            broken |= addBrokenRows(k, bought, needed[k]);
        }
        return broken;
    }

    private boolean addBrokenRows(int k, double[][] bought, double[] needed) {
        boolean broken = false;
        for (int r = 0; r < problem.resources; r++) {
            int resource = r;
            double bound = Math.max(0, stock.free[k][r]) / scale[r];
            if (rowOfResource[k][r] < 0 && needed[r] > bound + VIOLATION) {
                hasRow[k] = true;
                rowOfResource[k][r] = addRow(bound, column -> needs(column, k, resource));
                broken = true;
            }
        }
        for (int hop = 0; hop < hops; hop++) {
            int h = hop;
            if (bought[hop][k] > 0 && rowOfLimit[hop][k] < 0) {
                double bound = problem.menus[hop].most(stock.free[k], stock.limit[hop][k]) / problem.throughput;
                if (bought[hop][k] > bound + VIOLATION) {
                    hasRow[k] = true;
                    rowOfLimit[hop][k] = addRow(bound,
                        column -> column.at[h] == k && column.mode[h] != Column.BOUGHT ? 1 : 0);
                    broken = true;
                }
            }
        }
        return broken;
    }

    private static double uses(Column column, int link) {
        int times = 0;
        for (int[] route : column.routes) {
            for (int other : route) {
                times += other == link ? 1 : 0;
            }
        }
        return times;
    }

    private double needs(Column column, int k, int resource) {
        double sum = 0;
        for (int hop = 0; hop < hops; hop++) {
            if (column.at[hop] == k && column.mode[hop] != Column.BOUGHT) {
                sum += needOf(hop, column.mode[hop], resource);
            }
        }
        return sum;
    }

    private int addRow(double bound, ToDoubleFunction<Column> coefficient) {
        int[] numbers = new int[columns.size()];
        double[] coefficients = new double[columns.size()];
        int length = 0;
        for (int c = 0; c < columns.size(); c++) {
            double value = coefficient.applyAsDouble(columns.get(c));
            if (value != 0) {
                numbers[length] = c;
                coefficients[length++] = value;
            }
        }
        return program.addRow(bound, Arrays.copyOf(numbers, length), Arrays.copyOf(coefficients, length));
    }

    private boolean addCheaperColumns() {
        priceLinks();
        for (int hop = 0; hop < hops; hop++) {
            for (int k = 0; k < count; k++) {
                if (hasRow[k]) {
                    priceServing(hop, k);
                }
            }
        }
        work += (long) hops * count;
        double below = unservedCost - program.price(0);
        List<Column> cheaper = pricing.cheaperThan(below - 1e-7 * Math.max(1, Math.abs(below)));
        int before = columns.size();
        for (Column column : cheaper) {
            if (!isKnown(column)) {
                add(column);
            }
        }
        return columns.size() > before;
    }

    private boolean isKnown(Column column) {
        for (Column other : columns) {
            if (column.sameAs(other)) {
                return true;
            }
        }
        return false;
    }

    private void priceLinks() {
        int[] links = new int[linkRows.size()];
        double[] prices = new double[linkRows.size()];
        int length = 0;
        for (int link : linkRows) {
            double price = program.price(rowOfLink[link]);
            if (price > 1e-12) {
                links[length] = link;
                prices[length++] = price;
            }
        }
        metric.price(links, prices, length, pricedLinks, pricedCount);
        pricedLinks = links;
        pricedCount = length;
    }

    private void priceServing(int hop, int k) {
        double best = Double.POSITIVE_INFINITY;
        int mode = 0;
        if (stock.capacity(hop, k) > 0) {
            best = rowOfBought[hop][k] < 0 ? 0 : program.price(rowOfBought[hop][k]);
            mode = Column.BOUGHT;
        }
        if (stock.limit[hop][k] > 0) {
            Menu menu = problem.menus[hop];
            double limit = rowOfLimit[hop][k] < 0 ? 0 : program.price(rowOfLimit[hop][k]);
            for (int o = 0; o < menu.size; o++) {
                if (menu.fits(o, stock.free[k])) {
                    double cost = slope[hop][o] + limit + (noise == null ? 0 : noise[hop][k]);
                    for (int r = 0; r < problem.resources; r++) {
                        if (rowOfResource[k][r] >= 0) {
                            cost += program.price(rowOfResource[k][r]) * needOf(hop, o, r);
                        }
                    }
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
                Column column = columns.get(c);
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
