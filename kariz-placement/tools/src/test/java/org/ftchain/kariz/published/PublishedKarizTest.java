package org.ftchain.kariz.published;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.FatTree;
import org.ftchain.kariz.verify.PlacementChecker;
import org.junit.Test;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

public class PublishedKarizTest {
    private static final CostWeights WEIGHTS = CostWeights.of(Map.of("cpu", 1.0), 0.01);
    private static final List<Offering> NAT = List.of(Offering.of("nat", "small", 50, Map.of("cpu", 1.0)),
        Offering.of("nat", "large", 200, Map.of("cpu", 3.0)));

    private static PlacementResult solve(Network network, List<Offering> offerings, ChainDemand demand, double epsilon) {
        PlacementResult result = new PublishedKariz(epsilon).solve(network, offerings, demand, WEIGHTS, () -> false);
        if (result.isPlaced()) {
            assertEquals(demand.toString(), List.of(),
                PlacementChecker.check(network, offerings, demand, WEIGHTS, result.placement()));
        }
        return result;
    }

    /** s - a, b - t, each way of 100 Mbit/s. */
    private static Network twoWays(double cpuOfA, double cpuOfB) {
        return Network.builder().node("s").node("t").node("a", Map.of("cpu", cpuOfA)).node("b", Map.of("cpu", cpuOfB))
            .link("s", "a", 100).link("a", "t", 100).link("s", "b", 100).link("b", "t", 100).build();
    }

    @Test
    public void shouldSplitAChainThatFitsNowhereWhole() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat"), 150, 0);
        Placement placement = solve(twoWays(2, 2), NAT, demand, 1).placement();
        assertEquals(2, placement.paths().size());
        assertEquals(3, placement.hostCost(), 1e-9);
        assertEquals(3, placement.bandwidthCost(), 1e-9);
    }

    @Test
    public void shouldFollowWhatIsFixedAndExcluded() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat"), 50, 0);
        assertEquals(List.of("b"), solve(twoWays(2, 2), NAT, demand.withExcluded(List.of("a")), 1).placement().nodes());
        assertEquals(List.of("b"), solve(twoWays(2, 2), NAT, demand.withFixed(Map.of(0, "b")), 1).placement().nodes());
    }

    /** 100 Mbit/s leave over two links of 50: route finds one dear instance behind each, one for both is cheaper. */
    @Test
    public void shouldOpenANodeThatReplacesScatteredInstances() {
        Network network = Network.builder().node("s").node("a", Map.of("cpu", 9.0)).node("b", Map.of("cpu", 9.0))
            .node("c", Map.of("cpu", 9.0)).node("t")
            .link("s", "a", 50).link("s", "b", 50).link("a", "c", 200).link("b", "c", 200).link("c", "t", 100).build();
        List<Offering> dear = List.of(Offering.of("nat", "one", 100, Map.of("cpu", 9.0)));
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat"), 100, 0);
        Placement scattered = new PublishedKariz(1e9).solve(network, dear, demand, WEIGHTS, () -> false).placement();
        assertEquals(18, scattered.hostCost(), 1e-9);
        Placement improved = solve(network, dear, demand, 1).placement();
        assertEquals(9, improved.hostCost(), 1e-9);
        assertEquals("c", improved.instances().get(0).node());
        assertEquals(2, improved.paths().size());
        Placement stopped = new PublishedKariz(1).solve(network, dear, demand, WEIGHTS, () -> true).placement();
        assertEquals("told to stop", 18, stopped.hostCost(), 1e-9);
    }

    @Test
    public void shouldSayWhereItGotStuck() {
        PlacementResult result = solve(twoWays(1, 1), NAT, ChainDemand.of("s", "t", List.of("nat"), 150, 0), 1);
        assertEquals("kariz-2017 got stuck: not all of the volume reaches hop 1 (nat) from where the hops before it were placed",
            result.reason());
        assertFalse(((Infeasible) result).proven());
    }

    @Test
    public void shouldRefuseWhatItDoesNotKnow() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat", "nat"), 50, 0);
        assertThrows(IllegalArgumentException.class, () -> new PublishedKariz(0));
        assertThrows(IllegalArgumentException.class,
            () -> solve(twoWays(2, 2), List.of(), demand, 1));
        assertThrows(IllegalArgumentException.class,
            () -> solve(twoWays(2, 2), NAT, ChainDemand.of("x", "t", List.of("nat"), 1, 0), 1));
    }

    @Test
    public void shouldKeepApartWhatMustNotFailTogether() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat", "nat"), 50, 1);
        assertEquals(Set.of("a", "b"), Set.copyOf(solve(twoWays(2, 2), NAT, demand, 1).placement().nodes()));
        assertEquals(List.of("b", "a"), solve(twoWays(2, 2), NAT, demand.withFixed(Map.of(1, "a")), 1).placement().nodes());
        Network tree = FatTree.of(4, Evaluation.HOST_CPU, Evaluation.LINK_MBPS);
        for (int failures = 1; failures <= 3; failures++) {
            PlacementResult result = solve(tree, Evaluation.OFFERINGS,
                ChainDemand.of("host0", "host0", Evaluation.CHAIN, 200, failures), 1);
            assertTrue("racks as domains, " + failures, result.isPlaced());
        }
    }

    /** Random networks with hosts that are switches, parallel links, sources that are targets; some fit, some do not. */
    @Test(timeout = 120_000)
    public void shouldKeepAllConstraintsOnRandomNetworks() {
        int placed = 0;
        int split = 0;
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int size = 3 + random.nextInt(6);
            Network.Builder builder = Network.builder();
            for (int n = 0; n < size; n++) {
                if (random.nextInt(3) == 0) {
                    builder.node("n" + n);
                } else {
                    builder.node("n" + n, Map.of("cpu", 1.0 * random.nextInt(6)));
                }
            }
            for (int l = 0; l < 2 * size; l++) {
                int a = random.nextInt(size);
                int b = random.nextInt(size);
                if (a != b) {
                    builder.link("n" + a, "n" + b, 20 + random.nextInt(400) / 3.0);
                }
            }
            List<String> chain = List.of("nat", "ids", "nat").subList(0, 1 + random.nextInt(3));
            List<Offering> offerings = List.of(NAT.get(0), NAT.get(1), Offering.of("ids", "one", 33.3, Map.of("cpu", 0.7)));
            ChainDemand demand = ChainDemand.of("n0", "n" + random.nextInt(size), chain, 20 + random.nextInt(130) / 7.0,
                random.nextInt(4) / 3);
            PlacementResult result = solve(builder.build(), offerings, demand, 1 + random.nextInt(32));
            placed += result.isPlaced() ? 1 : 0;
            split += result.isPlaced() && result.placement().paths().size() > 1 ? 1 : 0;
        }
        assertTrue("placed " + placed, placed > 100 && placed < 300);
        assertTrue("split " + split, split > 5);
    }

    /** Len-4 on the thesis's network until it is well loaded. */
    @Test(timeout = 120_000)
    public void shouldFillAFatTree() {
        Network free = FatTree.of(6, Evaluation.HOST_CPU, Evaluation.LINK_MBPS);
        List<String> hosts = FatTree.hosts(6);
        Random random = new Random(1);
        int placed = 0;
        for (int i = 0; i < 30; i++) {
            ChainDemand demand = ChainDemand.of(hosts.get(random.nextInt(54)), hosts.get(random.nextInt(54)), Evaluation.CHAIN,
                300, 0);
            PlacementResult result = solve(free, Evaluation.OFFERINGS, demand, PublishedKariz.EPSILON);
            if (result.isPlaced()) {
                placed++;
                free = free.minus(result.placement());
            }
        }
        assertTrue("placed " + placed, placed > 20);
    }
}
