package org.ftchain.kariz.flow;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.util.Random;

public class MinCostFlowTest {
    private static final double TOLERANCE = 1e-6;

    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    @Test
    public void shouldUndoAnEarlierPathWhenThatIsCheaper() {
        FlowNetwork network = new FlowNetwork(4);
        network.addArc(0, 1, 1, 1);
        network.addArc(0, 2, 1, 4);
        network.addArc(1, 2, 1, 1);
        network.addArc(1, 3, 1, 5);
        network.addArc(2, 3, 1, 1);

        FlowResult result = MinCostFlow.solve(network, 0, 3, 2);

        assertEquals(2, result.volume());
        assertEquals(1 + 5 + 4 + 1, result.cost(), TOLERANCE);
        assertEquals(0, result.flow(2));
        assertCertificate(network, result, 0, 3);
    }

    @Test
    public void shouldShareAnEdgeBetweenDirections() {
        FlowNetwork network = new FlowNetwork(4);
        network.addEdge(0, 1, 5, 1);
        int middle = network.addEdge(2, 1, 3, 1);
        network.addEdge(2, 3, 5, 1);

        FlowResult result = MinCostFlow.solve(network, 0, 3, 5);

        assertEquals(3, result.volume());
        assertEquals("the flow goes from the edge's second end to its first", -3, result.flow(middle));
        assertEquals(9, result.cost(), TOLERANCE);
    }

    @Test
    public void shouldUseTheCheaperOfParallelArcsFirst() {
        FlowNetwork network = new FlowNetwork(2);
        int dear = network.addArc(0, 1, 10, 2);
        int cheap = network.addArc(0, 1, 3, 1);

        FlowResult result = MinCostFlow.solve(network, 0, 1, 5);

        assertEquals(3, result.flow(cheap));
        assertEquals(2, result.flow(dear));
    }

    @Test
    public void shouldSendNothingWhenTheSinkIsCutOff() {
        FlowNetwork network = new FlowNetwork(3);
        network.addEdge(0, 1, 5, 1);

        assertEquals(0, MinCostFlow.solve(network, 0, 2, 1).volume());
    }

    @Test
    public void shouldGiveTheArcsOfAUnitFlowInOrder() {
        FlowNetwork network = new FlowNetwork(4);
        int third = network.addEdge(3, 2, 1, 1);
        int first = network.addEdge(0, 1, 1, 1);
        int second = network.addEdge(2, 1, 1, 1);

        assertArrayEquals(new int[] {first, second, third}, MinCostFlow.solve(network, 0, 3, 1).path());
    }

    @Test
    public void shouldNotChangeTheNetworkByRouting() {
        FlowNetwork network = new FlowNetwork(2);
        network.addEdge(0, 1, 2, 1);
        MinCostFlow solver = new MinCostFlow(2);

        assertEquals(2, solver.route(network, 0, 1, 5).volume());
        assertEquals(2, solver.route(network, 1, 0, 5).volume());
    }

    /** Reduced costs prove that no cheaper flow of the volume exists; a cut without room, that no more fits. */
    @Test
    public void shouldProveOptimalityOnRandomNetworks() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            FlowNetwork network = randomNetwork(random, 2 + random.nextInt(40), random.nextInt(160), 20);
            int source = random.nextInt(network.nodeCount());
            int sink = (source + 1 + random.nextInt(network.nodeCount() - 1)) % network.nodeCount();
            long volume = random.nextInt(60);

            FlowResult result = MinCostFlow.solve(network, source, sink, volume);

            try {
                assertCertificate(network, result, source, sink);
                if (result.volume() < volume) {
                    assertCut(network, result, source, sink);
                }
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    public void shouldAgreeWithBruteForceOnSmallNetworks() {
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            FlowNetwork network = randomNetwork(random, 2 + random.nextInt(3), 1 + random.nextInt(6), 2);
            int sink = 1 + random.nextInt(network.nodeCount() - 1);
            long volume = random.nextInt(5);

            FlowResult result = MinCostFlow.solve(network, 0, sink, volume);

            double[] cheapest = cheapestByVolume(network, sink, 4);
            long most = volume;
            while (Double.isInfinite(cheapest[(int) most])) {
                most--;
            }
            assertEquals("volume, seed " + seed, most, result.volume());
            assertEquals("cost, seed " + seed, cheapest[(int) most], result.cost(), TOLERANCE);
        }
    }

    @Test(expected = IllegalArgumentException.class)
    public void shouldRefuseNegativeCosts() {
        new FlowNetwork(2).addArc(0, 1, 1, -1);
    }

    @Test(expected = IllegalArgumentException.class)
    public void shouldRefuseNegativeCapacities() {
        new FlowNetwork(2).addArc(0, 1, -1, 1);
    }

    private static FlowNetwork randomNetwork(Random random, int nodes, int arcs, int maxCapacity) {
        FlowNetwork network = new FlowNetwork(nodes);
        for (int i = 0; i < arcs; i++) {
            int from = random.nextInt(nodes);
            int to = (from + 1 + random.nextInt(nodes - 1)) % nodes;
            double cost = random.nextInt(4) == 0 ? 0 : random.nextInt(100) / 7.0;
            if (random.nextBoolean()) {
                network.addArc(from, to, random.nextInt(maxCapacity + 1), cost);
            } else {
                network.addEdge(from, to, random.nextInt(maxCapacity + 1), cost);
            }
        }
        return network;
    }

    private static void assertCertificate(FlowNetwork network, FlowResult result, int source, int sink) {
        long[] balance = new long[network.nodeCount()];
        for (int arc = 0; arc < network.arcCount(); arc++) {
            long flow = result.flow(arc);
            long capacity = network.capacity(arc);
            assertTrue("arc " + arc + " within capacity",
                flow <= capacity && flow >= (network.isEdge(arc) ? -capacity : 0));
            balance[network.from(arc)] -= flow;
            balance[network.to(arc)] += flow;
            double difference = result.potential(network.from(arc)) - result.potential(network.to(arc));
            double cost = network.cost(arc);
            if (flow < capacity) {
                assertTrue("arc " + arc + " could take more", (flow < 0 ? -cost : cost) + difference >= -TOLERANCE);
            }
            if (network.isEdge(arc) ? flow > -capacity : flow > 0) {
                assertTrue("arc " + arc + " could take less", (flow > 0 ? -cost : cost) - difference >= -TOLERANCE);
            }
        }
        for (int node = 0; node < balance.length; node++) {
            long expected = node == source ? -result.volume() : node == sink ? result.volume() : 0;
            assertEquals("balance of node " + node, expected, balance[node]);
        }
    }

    private static void assertCut(FlowNetwork network, FlowResult result, int source, int sink) {
        boolean[] reached = new boolean[network.nodeCount()];
        reached[source] = true;
        for (boolean grew = true; grew;) {
            grew = false;
            for (int arc = 0; arc < network.arcCount(); arc++) {
                int from = network.from(arc);
                int to = network.to(arc);
                boolean back = result.flow(arc) > (network.isEdge(arc) ? -network.capacity(arc) : 0);
                if (reached[from] && !reached[to] && result.flow(arc) < network.capacity(arc)) {
                    reached[to] = true;
                    grew = true;
                } else if (reached[to] && !reached[from] && back) {
                    reached[from] = true;
                    grew = true;
                }
            }
        }
        assertTrue("more volume fits", !reached[sink]);
    }

    /** Tries every flow on every arc. @return double[most + 1]: least cost by volume */
    private static double[] cheapestByVolume(FlowNetwork network, int sink, int most) {
        double[] cheapest = new double[most + 1];
        java.util.Arrays.fill(cheapest, Double.POSITIVE_INFINITY);
        enumerate(network, sink, 0, new long[network.nodeCount()], 0, cheapest);
        return cheapest;
    }

    private static void enumerate(FlowNetwork network, int sink, int arc, long[] balance, double cost,
                                  double[] cheapest) {
        if (arc == network.arcCount()) {
            long volume = balance[sink];
            boolean conserved = volume >= 0 && volume < cheapest.length && balance[0] == -volume;
            for (int node = 1; node < balance.length && conserved; node++) {
                conserved = node == sink || balance[node] == 0;
            }
            if (conserved) {
                cheapest[(int) volume] = Math.min(cheapest[(int) volume], cost);
            }
            return;
        }
        long capacity = network.capacity(arc);
        for (long flow = network.isEdge(arc) ? -capacity : 0; flow <= capacity; flow++) {
            balance[network.from(arc)] -= flow;
            balance[network.to(arc)] += flow;
            enumerate(network, sink, arc + 1, balance, cost + Math.abs(flow) * network.cost(arc), cheapest);
            balance[network.from(arc)] += flow;
            balance[network.to(arc)] -= flow;
        }
    }
}
