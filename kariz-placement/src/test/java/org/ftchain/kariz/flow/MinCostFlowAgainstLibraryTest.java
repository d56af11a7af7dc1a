package org.ftchain.kariz.flow;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.jgrapht.Graph;
import org.jgrapht.alg.flow.mincost.CapacityScalingMinimumCostFlow;
import org.jgrapht.alg.flow.mincost.MinimumCostFlowProblem;
import org.jgrapht.alg.interfaces.MinimumCostFlowAlgorithm.MinimumCostFlow;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.DirectedWeightedMultigraph;
import org.junit.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** The same problems given to JGraphT: equal costs. */
public class MinCostFlowAgainstLibraryTest {
    @Test(timeout = 60_000)
    public void shouldCostWhatTheLibrarysFlowsCost() {
        int compared = 0;
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int nodes = 4 + random.nextInt(20);
            FlowNetwork network = new FlowNetwork(nodes);
            Graph<Integer, DefaultWeightedEdge> graph = new DirectedWeightedMultigraph<>(DefaultWeightedEdge.class);
            Map<DefaultWeightedEdge, Integer> capacities = new HashMap<>();
            for (int node = 0; node < nodes; node++) {
                graph.addVertex(node);
            }
            for (int arc = 0; arc < 4 * nodes; arc++) {
                int from = random.nextInt(nodes);
                int to = (from + 1 + random.nextInt(nodes - 1)) % nodes;
                int capacity = random.nextInt(30);
                int cost = random.nextInt(20);
                boolean edge = random.nextInt(3) == 0;
                add(graph, capacities, from, to, capacity, cost);
                if (edge) {
                    network.addEdge(from, to, capacity, cost);
                    add(graph, capacities, to, from, capacity, cost);
                } else {
                    network.addArc(from, to, capacity, cost);
                }
            }
            FlowResult result = MinCostFlow.solve(network, 0, nodes - 1, 1 + random.nextInt(60));
            if (result.volume() == 0) {
                continue;
            }
            int volume = (int) result.volume();
            MinimumCostFlow<DefaultWeightedEdge> theirs = new CapacityScalingMinimumCostFlow<Integer, DefaultWeightedEdge>()
                .getMinimumCostFlow(new MinimumCostFlowProblem.MinimumCostFlowProblemImpl<>(graph,
                    node -> node == 0 ? volume : node == nodes - 1 ? -volume : 0, capacities::get));
            assertEquals("seed " + seed, theirs.getCost(), result.cost(), 1e-6);
            compared++;
        }
        assertTrue("compared " + compared, compared > 200);
    }

    private static void add(Graph<Integer, DefaultWeightedEdge> graph, Map<DefaultWeightedEdge, Integer> capacities,
                            int from, int to, int capacity, int cost) {
        DefaultWeightedEdge edge = graph.addEdge(from, to);
        graph.setEdgeWeight(edge, cost);
        capacities.put(edge, capacity);
    }
}
