package org.ftchain.kariz.solver;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.verify.PlacementChecker;
import org.junit.Test;

import java.util.List;
import java.util.Map;

public class FreeOrderTest {
    private static final CostWeights WEIGHTS = CostWeights.of(Map.of("gpu", 1.0, "disk", 1.0), 0.01);
    private static final List<Offering> OFFERINGS = List.of(Offering.of("a", "1", 100, Map.of("gpu", 1.0)),
        Offering.of("b", "1", 100, Map.of("disk", 1.0)), Offering.of("c", "1", 100, Map.of("disk", 1.0)));
    /** b and c are possible near the source, a near the target only. */
    private static final Network LINE = Network.builder().node("s").node("x", Map.of("disk", 5.0))
        .node("y", Map.of("gpu", 5.0)).node("t").link("s", "x", 1000).link("x", "y", 1000).link("y", "t", 1000).build();

    @Test(timeout = 60_000)
    public void shouldChooseTheCheapestValidOrder() {
        ChainDemand given = ChainDemand.of("s", "t", List.of("a", "b", "c"), 100, 0);
        for (ChainDemand demand : List.of(given, given.unsplit())) {
            PlacementResult strict = solve(demand);
            PlacementResult free = solve(demand.withFreeOrder(List.of(List.of(0, 1, 2))));
            assertEquals(3 + 5, strict.placement().cost(), 1e-9);
            assertEquals(3 + 3, free.placement().cost(), 1e-9);
            assertEquals("a", free.placement().instances().get(2).offering().middlebox());
            assertEquals("only c and b may change places", 3 + 5,
                solve(demand.withFreeOrder(List.of(List.of(1, 2)))).placement().cost(), 1e-9);
        }
    }

    @Test
    public void shouldListOrdersOnceAndMoveFixedHopsAlong() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("a", "b", "b", "c"), 1, 0).withFixed(Map.of(0, "y"));

        List<ChainDemand> orders = demand.withFreeOrder(List.of(List.of(0, 1, 2))).orders();

        assertEquals(3, orders.size());
        assertEquals(demand.middleboxes(), orders.get(0).middleboxes());
        orders.forEach(order -> assertEquals(Map.of(order.middleboxes().indexOf("a"), "y"), order.fixed()));
        assertEquals(List.of(demand.toString()), List.of(demand.orders().get(0).toString()));
    }

    @Test
    public void shouldRefuseAPlacementInAnInvalidOrder() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("a", "b", "c"), 100, 0);
        PlacementResult free = solve(demand.withFreeOrder(List.of(List.of(0, 1, 2))));
        assertFalse(PlacementChecker.check(LINE, OFFERINGS, demand.withFreeOrder(List.of(List.of(1, 2))), WEIGHTS,
            free.placement()).isEmpty());
    }

    @Test
    public void shouldRefuseGroupsThatAreNone() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("a", "b", "c"), 100, 0);
        for (List<List<Integer>> wrong : List.of(List.of(List.of(0)), List.of(List.of(0, 2)), List.of(List.of(2, 3)),
                List.of(List.of(1, 2), List.of(0, 1)))) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> demand.withFreeOrder(wrong)).getMessage()
                .startsWith("chain free order must be groups of neighbouring hops"));
        }
    }

    private static PlacementResult solve(ChainDemand demand) {
        PlacementResult result = new KarizSolver().solve(LINE, OFFERINGS, demand, WEIGHTS);
        assertTrue(result.reason(), result.isPlaced());
        assertEquals(List.of(), PlacementChecker.check(LINE, OFFERINGS, demand, WEIGHTS, result.placement()));
        return result;
    }
}
