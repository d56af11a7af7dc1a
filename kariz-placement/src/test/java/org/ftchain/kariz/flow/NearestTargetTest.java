package org.ftchain.kariz.flow;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

import java.util.Arrays;
import java.util.Random;

public class NearestTargetTest {
    @Test
    public void shouldFollowArcsBackwardsAndEdgesBothWays() {
        FlowNetwork network = new FlowNetwork(4);
        network.addArc(0, 1, 1, 2);
        network.addEdge(2, 1, 1, 3);
        network.addArc(1, 3, 0, 1);
        double[] end = {inf(), 10, inf(), 0};

        double[] distances = NearestTarget.distances(network, end);

        assertEquals("[12.0, 10.0, 13.0, 0.0]", Arrays.toString(distances));
    }

    @Test
    public void shouldAgreeWithRelaxingEveryArcUntilNothingChanges() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int nodes = 2 + random.nextInt(20);
            FlowNetwork network = new FlowNetwork(nodes);
            for (int i = random.nextInt(60); i > 0; i--) {
                int from = random.nextInt(nodes);
                int to = (from + 1 + random.nextInt(nodes - 1)) % nodes;
                if (random.nextBoolean()) {
                    network.addArc(from, to, random.nextInt(3), random.nextInt(10));
                } else {
                    network.addEdge(from, to, random.nextInt(3), random.nextInt(10));
                }
            }
            double[] end = new double[nodes];
            for (int node = 0; node < nodes; node++) {
                end[node] = random.nextInt(4) == 0 ? random.nextInt(30) : inf();
            }
            double[] expected = end.clone();
            for (int round = 0; round < nodes; round++) {
                for (int arc = 0; arc < network.arcCount(); arc++) {
                    if (network.capacity(arc) > 0) {
                        relax(expected, network.from(arc), network.to(arc), network.cost(arc));
                        if (network.isEdge(arc)) {
                            relax(expected, network.to(arc), network.from(arc), network.cost(arc));
                        }
                    }
                }
            }
            assertEquals("seed " + seed, Arrays.toString(expected),
                Arrays.toString(NearestTarget.distances(network, end)));
        }
    }

    @Test
    public void shouldFindTheNearestTargetOfAnotherGroup() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int nodes = 2 + random.nextInt(12);
            FlowNetwork network = new FlowNetwork(nodes);
            for (int i = random.nextInt(40); i > 0; i--) {
                int from = random.nextInt(nodes);
                network.addEdge(from, (from + 1 + random.nextInt(nodes - 1)) % nodes, 1, random.nextInt(6));
            }
            double[] end = new double[nodes];
            int[] group = new int[nodes];
            for (int node = 0; node < nodes; node++) {
                end[node] = random.nextInt(3) == 0 ? random.nextInt(9) : inf();
                group[node] = random.nextInt(4);
            }
            double[] expected = new double[nodes];
            for (int node = 0; node < nodes; node++) {
                double[] others = end.clone();
                for (int other = 0; other < nodes; other++) {
                    others[other] = group[other] == group[node] ? inf() : end[other];
                }
                expected[node] = NearestTarget.distances(network, others)[node];
            }
            assertEquals("seed " + seed, Arrays.toString(expected),
                Arrays.toString(NearestTarget.distancesToOtherGroups(network, end, group)));
        }
    }

    private static void relax(double[] distance, int from, int to, double cost) {
        distance[from] = Math.min(distance[from], distance[to] + cost);
    }

    private static double inf() {
        return Double.POSITIVE_INFINITY;
    }
}
