package org.ftchain.kariz.lp;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

import java.util.Arrays;
import java.util.Random;

/** Optimality by its certificate: a feasible solution, prices >= 0, no column worth more than it costs, equal objectives. */
public class LinearProgramTest {
    @Test(timeout = 60_000)
    public void shouldProveItsSolutionsOptimalWhateverTheOrderOfRowsAndColumns() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            int rows = 1 + random.nextInt(12);
            int columns = 1 + random.nextInt(25);
            double[] bound = new double[rows];
            double[] cost = new double[columns];
            double[][] a = new double[rows][columns];
            for (int r = 0; r < rows; r++) {
                bound[r] = random.nextInt(4) == 0 ? 0 : random.nextInt(10) + random.nextDouble();
            }
            for (int c = 0; c < columns; c++) {
                cost[c] = random.nextInt(20) - 15;
                for (int r = 0; r < rows; r++) {
                    a[r][c] = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
                }
                a[0][c] = 1;
            }
            LinearProgram program = new LinearProgram();
            program.addRow(bound[0]);
            // Rows are added in the midst of the columns, with a solution in between.
            int first = random.nextInt(columns + 1);
            int rowsFirst = 1;
            for (int c = 0; c < first; c++) {
                program.addColumn(cost[c], new int[] {0}, new double[] {1});
            }
            assertTrue(program.solve());
            while (rowsFirst < rows) {
                addRow(program, bound[rowsFirst], a[rowsFirst], first);
                rowsFirst++;
                assertTrue("seed " + seed, program.solve());
            }
            for (int c = first; c < columns; c++) {
                int[] all = new int[rows];
                double[] entries = new double[rows];
                int length = 0;
                for (int r = 0; r < rows; r++) {
                    if (a[r][c] != 0) {
                        all[length] = r;
                        entries[length++] = a[r][c];
                    }
                }
                program.addColumn(cost[c], Arrays.copyOf(all, length), Arrays.copyOf(entries, length));
                assertTrue(program.solve());
            }
            assertOptimal("seed " + seed, program, bound, cost, a);
        }
    }

    private static void addRow(LinearProgram program, double bound, double[] row, int columns) {
        int[] numbers = new int[columns];
        double[] entries = new double[columns];
        int length = 0;
        for (int c = 0; c < columns; c++) {
            if (row[c] != 0) {
                numbers[length] = c;
                entries[length++] = row[c];
            }
        }
        program.addRow(bound, Arrays.copyOf(numbers, length), Arrays.copyOf(entries, length));
    }

    private static void assertOptimal(String label, LinearProgram program, double[] bound, double[] cost, double[][] a) {
        double[] x = program.values();
        double primal = 0;
        double dual = 0;
        for (int r = 0; r < bound.length; r++) {
            double used = 0;
            for (int c = 0; c < cost.length; c++) {
                used += a[r][c] * x[c];
            }
            assertTrue(label + " row " + r, used <= bound[r] + 1e-6);
            assertTrue(label, program.price(r) >= 0);
            dual -= program.price(r) * bound[r];
        }
        for (int c = 0; c < cost.length; c++) {
            double reduced = cost[c];
            for (int r = 0; r < bound.length; r++) {
                reduced += program.price(r) * a[r][c];
            }
            assertTrue(label + " column " + c, x[c] >= 0 && reduced >= -1e-6);
            primal += cost[c] * x[c];
        }
        assertEquals(label, primal, dual, 1e-5);
    }

    @Test
    public void shouldRefuseABoundBelowZero() {
        assertThrows(IllegalArgumentException.class, () -> new LinearProgram().addRow(-1));
    }
}
