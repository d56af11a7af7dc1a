package org.ftchain.kariz.split;

import org.ftchain.kariz.lp.LinearProgram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The linear program of one relaxation: a column per path, a row for the volume, for bought instances that a path uses, and for
 * resources, limits and links as soon as a solution breaks them. Serves one stock. Not thread-safe.
 */
final class PathProgram {
    private static final double VIOLATION = 1e-8;

    private final SplitProblem problem;
    private final Stock stock;
    private final int hops;
    private final int count;
    /** double[resources]: by what rows of resources are divided. */
    private final double[] scale;
    private final double[][] slope;
    private final double[][] noise;
    private final double unservedCost;
    private final LinearProgram program;
    private final List<Column> columns = new ArrayList<>();
    private final List<Integer> linkRows = new ArrayList<>();
    /** int[linkCount]: -1 for none; of this object until {@link #close}. */
    private final int[] rowOfLink;
    /** double[linkCount]: all 0 between calls. */
    private final double[] load;
    private final int[][] rowOfBought;
    private final int[][] rowOfLimit;
    private final int[][] rowOfResource;
    /** boolean[candidates]: whether any row is about the candidate, so that its prices may change. */
    final boolean[] hasRow;

    /**
     * @param slope double[hops][offerings]: what the whole volume pays for parts of instances
     * @param noise double[hops][candidates]: added to that; null for nothing
     * @param rowOfLink int[linkCount], all -1: scratch, shared by one program after the other
     * @param load double[linkCount], all 0: scratch
     */
    PathProgram(SplitProblem problem, Stock stock, int count, double[] scale, double[][] slope, double[][] noise,
                double unservedCost, int[] rowOfLink, double[] load) {
        this.problem = problem;
        this.program = new LinearProgram(problem.effort);
        this.stock = stock;
        this.hops = problem.hops;
        this.count = count;
        this.scale = scale;
        this.slope = slope;
        this.noise = noise;
        this.unservedCost = unservedCost;
        this.rowOfLink = rowOfLink;
        this.load = load;
        this.rowOfBought = filled(hops, count);
        this.rowOfLimit = filled(hops, count);
        this.rowOfResource = filled(count, problem.resources);
        this.hasRow = new boolean[count];
        program.addRow(1);
    }

    private static int[][] filled(int rows, int columns) {
        int[][] numbers = new int[rows][columns];
        for (int[] row : numbers) {
            Arrays.fill(row, -1);
        }
        return numbers;
    }

    /** Gives the scratch array back. */
    void close() {
        for (int link : linkRows) {
            rowOfLink[link] = -1;
        }
    }

    /** @return false if rounding got in the way */
    boolean solve() {
        return program.solve();
    }

    double[] values() {
        return program.values();
    }

    Column column(int number) {
        return columns.get(number);
    }

    long work() {
        return program.work();
    }

    /** What a path may cost at most to be worth its column. */
    double worth() {
        return unservedCost - program.price(0);
    }

    /** Writes the links with a price and their prices. @return how many */
    int prices(int[] links, double[] prices) {
        int length = 0;
        for (int link : linkRows) {
            double price = program.price(rowOfLink[link]);
            if (price > 1e-12) {
                links[length] = link;
                prices[length++] = price;
            }
        }
        return length;
    }

    int linkRows() {
        return linkRows.size();
    }

    double boughtPrice(int hop, int k) {
        return rowOfBought[hop][k] < 0 ? 0 : program.price(rowOfBought[hop][k]);
    }

    /** What the whole volume pays for buying parts of an offering's instances there, with the prices of what is short. */
    double buyingPrice(int hop, int offering, int k) {
        double cost = slope[hop][offering] + (noise == null ? 0 : noise[hop][k])
            + (rowOfLimit[hop][k] < 0 ? 0 : program.price(rowOfLimit[hop][k]));
        for (int r = 0; r < problem.resources; r++) {
            if (rowOfResource[k][r] >= 0) {
                cost += program.price(rowOfResource[k][r]) * needOf(hop, offering, r);
            }
        }
        return cost;
    }

    /** Adds a path unless it is there. @return whether it was added */
    boolean addNew(Column column) {
        for (Column other : columns) {
            if (column.sameAs(other)) {
                return false;
            }
        }
        add(column);
        return true;
    }

    void add(Column column) {
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

    /** @return whether the solution broke any row that was not there */
    boolean addBrokenRows() {
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
            problem.effort.accept(8L * hops);
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
        problem.effort.accept(8L * columns.size());
        for (int c = 0; c < columns.size(); c++) {
            double value = coefficient.applyAsDouble(columns.get(c));
            if (value != 0) {
                numbers[length] = c;
                coefficients[length++] = value;
            }
        }
        return program.addRow(bound, Arrays.copyOf(numbers, length), Arrays.copyOf(coefficients, length));
    }
}
