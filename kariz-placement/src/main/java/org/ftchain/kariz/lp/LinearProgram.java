package org.ftchain.kariz.lp;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Minimises {@code cost * x} subject to {@code A x <= b}, {@code x >= 0} with {@code b >= 0}: x = 0 is a solution, so that no first
 * phase is needed. Rows and columns may be added at any time; {@link #solve} goes on from the last basis, with the primal
 * simplex after new columns and the dual simplex after new rows. Keeps the inverse of the basis, dense: meant for up to a few
 * hundred rows. Not thread-safe.
 */
public final class LinearProgram {
    private static final double TOLERANCE = 1e-9;
    private static final double PIVOT = 1e-9;
    /** After so many pivots in one solve the choice of columns can no longer run in circles (Bland's rule). */
    private static final int PATIENCE = 400;
    private static final int MOST_PIVOTS = 4000;

    private int rowCount;
    private double[] rhs = new double[16];
    /** double[rowCount][rowCount]: the inverse of the basis. */
    private double[][] inverse = new double[16][];
    /** By position in the basis: a column, or -1-row for the slack of a row. */
    private int[] basic = new int[16];
    private double[] value = new double[16];
    /** Minus the dual: what one more unit of a row is worth. */
    private double[] price = new double[16];
    private int columnCount;
    private double[] cost = new double[64];
    private int[][] rowsOf = new int[64][];
    private double[][] coefficientsOf = new double[64][];
    private boolean[] inBasis = new boolean[64];
    private double[] direction = new double[16];
    private final LongConsumer pace;
    private long work;

    public LinearProgram() {
        this(steps -> { });
    }

    /**
     * @param pace told elementary steps as they are done; may throw something to end a solve, after which this object is of
     *     no use
     */
    public LinearProgram(LongConsumer pace) {
        this.pace = pace;
    }

    /** Adds a row that no column uses yet. @return its number, counted from 0 */
    public int addRow(double bound) {
        return addRow(bound, new int[0], new double[0]);
    }

    /**
     * Adds a row over columns that are there already.
     *
     * @param columns ascending, each once
     * @return its number, counted from 0
     */
    public int addRow(double bound, int[] columns, double[] coefficients) {
        if (!(bound >= 0)) {
            throw new IllegalArgumentException("bound must be >= 0: bound=" + bound);
        }
        int row = rowCount++;
        if (row == rhs.length) {
            int size = 2 * row;
            rhs = Arrays.copyOf(rhs, size);
            inverse = Arrays.copyOf(inverse, size);
            basic = Arrays.copyOf(basic, size);
            value = Arrays.copyOf(value, size);
            price = Arrays.copyOf(price, size);
            direction = new double[size];
        }
        rhs[row] = bound;
        for (int r = 0; r < row; r++) {
            if (inverse[r].length < rowCount) {
                inverse[r] = Arrays.copyOf(inverse[r], rhs.length);
            }
            inverse[r][row] = 0;
        }
        inverse[row] = new double[rhs.length];
        inverse[row][row] = 1;
        basic[row] = -1 - row;
        value[row] = bound;
        price[row] = 0;
        for (int i = 0; i < columns.length; i++) {
            append(columns[i], row, coefficients[i]);
            if (inBasis[columns[i]]) {
                int at = positionOf(columns[i]);
                value[row] -= coefficients[i] * value[at];
                for (int k = 0; k < row; k++) {
                    inverse[row][k] -= coefficients[i] * inverse[at][k];
                }
            }
        }
        return row;
    }

    private int positionOf(int column) {
        int at = 0;
        while (basic[at] != column) {
            at++;
        }
        return at;
    }

    private void append(int column, int row, double coefficient) {
        int length = rowsOf[column].length;
        rowsOf[column] = Arrays.copyOf(rowsOf[column], length + 1);
        coefficientsOf[column] = Arrays.copyOf(coefficientsOf[column], length + 1);
        rowsOf[column][length] = row;
        coefficientsOf[column][length] = coefficient;
    }

    /** Adds a variable with its entries, each row once. @return its number, counted from 0 */
    public int addColumn(double columnCost, int[] rows, double[] coefficients) {
        if (columnCount == cost.length) {
            int size = 2 * columnCount;
            cost = Arrays.copyOf(cost, size);
            rowsOf = Arrays.copyOf(rowsOf, size);
            coefficientsOf = Arrays.copyOf(coefficientsOf, size);
            inBasis = Arrays.copyOf(inBasis, size);
        }
        cost[columnCount] = columnCost;
        rowsOf[columnCount] = rows;
        coefficientsOf[columnCount] = coefficients;
        inBasis[columnCount] = false;
        return columnCount++;
    }

    /**
     * Finds the cheapest solution over the columns that are there.
     *
     * @return false if rounding got in the way, and the values are those of a solution that may not be the cheapest
     */
    public boolean solve() {
        boolean sound = repair();
        if (!sound) {
            restart();
        }
        for (int pivots = 0; pivots < MOST_PIVOTS; pivots++) {
            computePrices();
            int entering = entering(pivots > PATIENCE);
            if (entering == Integer.MIN_VALUE) {
                return true;
            }
            computeDirection(entering);
            int leaving = leaving(pivots > PATIENCE);
            if (leaving < 0) {
                return false;
            }
            pivot(entering, leaving);
        }
        return false;
    }

    /** Back to x = 0. */
    private void restart() {
        for (int row = 0; row < rowCount; row++) {
            Arrays.fill(inverse[row], 0, rowCount, 0);
            inverse[row][row] = 1;
            basic[row] = -1 - row;
            value[row] = rhs[row];
        }
        Arrays.fill(inBasis, 0, columnCount, false);
    }

    /** Dual simplex until no basic variable is below 0. @return false if that did not come to an end */
    private boolean repair() {
        for (int pivots = 0; pivots < PATIENCE; pivots++) {
            int leaving = -1;
            for (int r = 0; r < rowCount; r++) {
                if (value[r] < -TOLERANCE && (leaving < 0 || value[r] < value[leaving])) {
                    leaving = r;
                }
            }
            if (leaving < 0) {
                return true;
            }
            computePrices();
            int entering = dualEntering(inverse[leaving]);
            if (entering == Integer.MIN_VALUE) {
                return false;
            }
            computeDirection(entering);
            if (Math.abs(direction[leaving]) < PIVOT) {
                return false;
            }
            pivot(entering, leaving);
        }
        return false;
    }

    private int dualEntering(double[] row) {
        int best = Integer.MIN_VALUE;
        double least = Double.POSITIVE_INFINITY;
        for (int column = 0; column < columnCount; column++) {
            if (!inBasis[column]) {
                double alpha = 0;
                int[] rows = rowsOf[column];
                double[] coefficients = coefficientsOf[column];
                for (int i = 0; i < rows.length; i++) {
                    alpha += row[rows[i]] * coefficients[i];
                }
                if (alpha < -PIVOT && Math.max(0, reducedCost(column)) / -alpha < least) {
                    least = Math.max(0, reducedCost(column)) / -alpha;
                    best = column;
                }
            }
        }
        for (int r = 0; r < rowCount; r++) {
            if (row[r] < -PIVOT && !isBasicSlack(r) && Math.max(0, price[r]) / -row[r] < least) {
                least = Math.max(0, price[r]) / -row[r];
                best = -1 - r;
            }
        }
        spend(10L * columnCount);
        return best;
    }

    private boolean isBasicSlack(int row) {
        for (int at = 0; at < rowCount; at++) {
            if (basic[at] == -1 - row) {
                return true;
            }
        }
        return false;
    }

    private void computePrices() {
        Arrays.fill(price, 0, rowCount, 0);
        for (int at = 0; at < rowCount; at++) {
            double basicCost = basic[at] < 0 ? 0 : cost[basic[at]];
            if (basicCost != 0) {
                double[] row = inverse[at];
                for (int r = 0; r < rowCount; r++) {
                    price[r] -= basicCost * row[r];
                }
            }
        }
        spend((long) rowCount * rowCount);
    }

    private double reducedCost(int column) {
        double reduced = cost[column];
        int[] rows = rowsOf[column];
        double[] coefficients = coefficientsOf[column];
        for (int i = 0; i < rows.length; i++) {
            reduced += price[rows[i]] * coefficients[i];
        }
        return reduced;
    }

    private int entering(boolean first) {
        int best = Integer.MIN_VALUE;
        double least = -TOLERANCE;
        for (int column = 0; column < columnCount; column++) {
            if (!inBasis[column]) {
                double reduced = reducedCost(column);
                if (reduced < least * Math.max(1, Math.abs(cost[column]) * 1e-3)) {
                    best = column;
                    least = reduced;
                    if (first) {
                        return best;
                    }
                }
            }
        }
        for (int r = 0; r < rowCount; r++) {
            if (price[r] < least && !isBasicSlack(r)) {
                best = -1 - r;
                least = price[r];
                if (first) {
                    return best;
                }
            }
        }
        spend(10L * columnCount);
        return best;
    }

    private void computeDirection(int entering) {
        if (entering < 0) {
            for (int at = 0; at < rowCount; at++) {
                direction[at] = inverse[at][-1 - entering];
            }
            return;
        }
        int[] rows = rowsOf[entering];
        double[] coefficients = coefficientsOf[entering];
        for (int at = 0; at < rowCount; at++) {
            double sum = 0;
            double[] row = inverse[at];
            for (int i = 0; i < rows.length; i++) {
                sum += row[rows[i]] * coefficients[i];
            }
            direction[at] = sum;
        }
    }

    private int leaving(boolean smallest) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int at = 0; at < rowCount; at++) {
            if (direction[at] > PIVOT) {
                double ratio = Math.max(0, value[at]) / direction[at];
                boolean tie = best >= 0 && Math.abs(ratio - least) <= 1e-12 * Math.max(1, least);
                boolean preferred = smallest ? tie && basic[at] < basic[best] : tie && direction[at] > direction[best];
                if (best < 0 || !tie && ratio < least || preferred) {
                    best = at;
                    least = ratio;
                }
            }
        }
        return best;
    }

    private void pivot(int entering, int leaving) {
        double[] pivotRow = inverse[leaving];
        double by = 1 / direction[leaving];
        for (int k = 0; k < rowCount; k++) {
            pivotRow[k] *= by;
        }
        value[leaving] *= by;
        for (int at = 0; at < rowCount; at++) {
            double factor = direction[at];
            if (at != leaving && factor != 0) {
                double[] row = inverse[at];
                for (int k = 0; k < rowCount; k++) {
                    row[k] -= factor * pivotRow[k];
                }
                value[at] -= factor * value[leaving];
                if (Math.abs(value[at]) < 1e-13) {
                    value[at] = 0;
                }
            }
        }
        if (basic[leaving] >= 0) {
            inBasis[basic[leaving]] = false;
        }
        basic[leaving] = entering;
        if (entering >= 0) {
            inBasis[entering] = true;
        }
        spend((long) rowCount * rowCount);
    }

    private void spend(long steps) {
        work += steps;
        pace.accept(steps);
    }

    public int rows() {
        return rowCount;
    }

    public int columns() {
        return columnCount;
    }

    /** What one more unit of a row's bound saves, >= 0. */
    public double price(int row) {
        return Math.max(0, price[row]);
    }

    /** double[columns]. */
    public double[] values() {
        double[] values = new double[columnCount];
        for (int at = 0; at < rowCount; at++) {
            if (basic[at] >= 0) {
                values[basic[at]] = Math.max(0, value[at]);
            }
        }
        return values;
    }

    /** Elementary steps done so far, roughly: the same on every machine. */
    public long work() {
        return work;
    }
}
