package org.ftchain.kariz.published;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;

public class KnapsackTest {
    /** Most throughput and least cost against trying all counts, two resources, one to three offerings. */
    @Test(timeout = 60_000)
    public void shouldFindWhatTryingEverythingFinds() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            int offerings = 1 + random.nextInt(3);
            long[] throughput = new long[offerings];
            double[][] need = new double[offerings][2];
            double[] cost = new double[offerings];
            Integer[] order = new Integer[offerings];
            for (int i = 0; i < offerings; i++) {
                throughput[i] = 1 + random.nextInt(9);
                need[i] = new double[] {1 + random.nextInt(4), random.nextInt(3)};
                cost[i] = random.nextInt(5) + need[i][0];
                order[i] = i;
            }
            Arrays.sort(order, Comparator.comparingDouble(i -> cost[i] / throughput[i]));
            long[] t = new long[offerings];
            double[][] n = new double[offerings][];
            double[] c = new double[offerings];
            for (int i = 0; i < offerings; i++) {
                t[i] = throughput[order[i]];
                n[i] = need[order[i]];
                c[i] = cost[order[i]];
            }
            double[] free = {random.nextInt(12), random.nextInt(8)};
            long limit = 1 + random.nextInt(25);
            long most = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int code = 0; code < 13 * 13 * 13; code++) {
                int[] counts = {code % 13, code / 13 % 13, code / 169};
                double used0 = 0;
                double used1 = 0;
                double sum = 0;
                long carried = 0;
                boolean known = true;
                for (int i = 0; i < 3; i++) {
                    known &= i < offerings || counts[i] == 0;
                    if (i < offerings) {
                        used0 += counts[i] * n[i][0];
                        used1 += counts[i] * n[i][1];
                        sum += counts[i] * c[i];
                        carried += counts[i] * t[i];
                    }
                }
                if (known && used0 <= free[0] && used1 <= free[1]) {
                    most = Math.max(most, carried);
                    least = carried >= limit ? Math.min(least, sum) : least;
                }
            }
            Knapsack knapsack = new Knapsack(t, n, c);
            assertEquals("seed " + seed, Math.min(most, limit), knapsack.most(free, limit));
            Bundle bundle = knapsack.cheapest(free, limit);
            assertEquals("seed " + seed, least, bundle == null ? Double.POSITIVE_INFINITY : bundle.cost, 1e-9);
            if (bundle != null) {
                assertTrue("seed " + seed, knapsack.carried(bundle.counts) >= limit);
                assertTrue("seed " + seed, bundle.need[0] <= free[0] && bundle.need[1] <= free[1]);
            }
        }
    }

    @Test
    public void shouldTakeOfferingsThatNeedNothing() {
        Knapsack knapsack = new Knapsack(new long[] {3}, new double[][] {{0}}, new double[] {0});
        assertEquals(100, knapsack.most(new double[] {0}, 100));
        assertEquals(34, knapsack.cheapest(new double[] {0}, 100).counts[0]);
    }
}
