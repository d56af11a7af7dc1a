package org.ftchain.kariz.exact;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.FatTree;
import org.ftchain.kariz.networks.RandomLoad;
import org.ftchain.kariz.published.PublishedKariz;
import org.ftchain.kariz.solver.KarizSolver;
import org.ftchain.kariz.verify.PlacementChecker;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Test;

import java.util.List;
import java.util.Map;
import java.util.Random;

public class ExactSolverTest {
    private static final CostWeights WEIGHTS = CostWeights.of(Map.of("cpu", 1.0), 0.01);
    private static final List<Offering> OFFERINGS = List.of(Offering.of("nat", "small", 50, Map.of("cpu", 1.0)),
        Offering.of("nat", "large", 200, Map.of("cpu", 3.0)), Offering.of("ids", "one", 33.3, Map.of("cpu", 0.7)));

    @Before
    public void needsOrTools() {
        Assume.assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"));
    }

    private static ExactResult solve(Network network, ChainDemand demand) {
        return solve(network, OFFERINGS, demand);
    }

    private static ExactResult solve(Network network, List<Offering> offerings, ChainDemand demand) {
        ExactResult result = ExactSolver.solve(network, offerings, demand, WEIGHTS, 60, 1);
        if (result.result().isPlaced()) {
            assertEquals(demand.toString(), List.of(),
                PlacementChecker.check(network, offerings, demand, WEIGHTS, result.result().placement()));
        }
        return result;
    }

    /** s - a, b - t, each way of 100 Mbit/s. */
    private static Network twoWays(double cpu) {
        return Network.builder().node("s").node("t").node("a", Map.of("cpu", cpu)).node("b", Map.of("cpu", cpu))
            .link("s", "a", 100).link("a", "t", 100).link("s", "b", 100).link("b", "t", 100).build();
    }

    @Test(timeout = 60_000)
    public void shouldSplitAChainThatFitsNowhereWhole() {
        ExactResult result = solve(twoWays(2), ChainDemand.of("s", "t", List.of("nat"), 150, 0));
        assertEquals(2, result.result().placement().paths().size());
        assertEquals(6, result.result().placement().cost(), 1e-6);
        assertEquals(6, result.bound().orElse(0), 1e-6);
    }

    @Test(timeout = 60_000)
    public void shouldProveThatThereIsNone() {
        PlacementResult result = solve(twoWays(1), ChainDemand.of("s", "t", List.of("nat"), 150, 0)).result();
        assertFalse(result.isPlaced());
        assertTrue(((Infeasible) result).proven());
    }

    @Test(timeout = 60_000)
    public void shouldFollowWhatIsFixedAndExcluded() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat"), 50, 0);
        assertEquals(List.of("b"), solve(twoWays(2), demand.withExcluded(List.of("a"))).result().placement().nodes());
        assertEquals(List.of("b"), solve(twoWays(2), demand.withFixed(Map.of(0, "b"))).result().placement().nodes());
    }

    @Test(timeout = 60_000)
    public void shouldKeepApartWhatMustNotFailTogether() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat", "nat"), 50, 1);
        Network ring = Network.builder().node("s").node("t").node("a", Map.of("cpu", 2.0), "rack")
            .node("b", Map.of("cpu", 2.0), "rack").node("c", Map.of("cpu", 2.0))
            .link("s", "a", 100).link("a", "b", 100).link("b", "c", 100).link("c", "t", 100).build();
        ExactResult together = solve(ring, demand.withFailures(0));
        assertEquals(2 + 4 * 0.5, together.result().placement().cost(), 1e-6);
        ExactResult apart = solve(ring, demand);
        assertTrue(apart.result().placement().nodes().toString(), apart.result().placement().nodes().contains("c"));
        assertEquals("no dearer, so optimal", 4, apart.bound().orElse(0), 1e-6);
        ExactResult none = solve(ring, demand.withExcluded(List.of("c")));
        assertFalse(none.result().isPlaced() || ((Infeasible) none.result()).proven());
        ExactResult never = solve(ring, demand.withExcluded(List.of("a", "b", "c")));
        assertTrue(((Infeasible) never.result()).proven());
    }

    /** Kariz keeps hops apart on each path, exact on all together: it may be dearer, but its bound never is. */
    @Test(timeout = 120_000)
    public void shouldBoundWhatIsKeptApart() {
        int placed = 0;
        int equal = 0;
        for (long seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            Network network = RandomLoad.of(FatTree.of(4, Evaluation.HOST_CPU, Evaluation.LINK_MBPS), 0.3, random);
            ChainDemand demand = ChainDemand.of("host" + random.nextInt(16), "host" + random.nextInt(16),
                Evaluation.CHAIN.subList(0, 3), 200 + random.nextInt(200), 1 + random.nextInt(2));
            ExactResult exact = solve(network, Evaluation.OFFERINGS, demand);
            for (PlacementResult other : List.of(new KarizSolver().solve(network, Evaluation.OFFERINGS, demand, WEIGHTS),
                    new PublishedKariz(1).solve(network, Evaluation.OFFERINGS, demand, WEIGHTS, () -> false))) {
                if (other.isPlaced() && exact.result().isPlaced()) {
                    assertEquals(List.of(),
                        PlacementChecker.check(network, Evaluation.OFFERINGS, demand, WEIGHTS, other.placement()));
                    assertTrue("seed " + seed, exact.bound().orElse(0) <= other.placement().cost() * (1 + 1e-6));
                    placed++;
                    equal += other.placement().cost() <= exact.result().placement().cost() + 1e-6 ? 1 : 0;
                }
            }
        }
        assertTrue("placed " + placed + ", equal " + equal, placed > 10 && equal > 3);
    }

    /** Whatever a heuristic places, exact places, and never dearer. */
    @Test(timeout = 150_000)
    public void shouldBeatOrEqualTheHeuristicsOnRandomNetworks() {
        int placed = 0;
        int cheaper = 0;
        double ratios = 0;
        int both = 0;
        for (long seed = 0; seed < 80; seed++) {
            Random random = new Random(seed);
            int size = 3 + random.nextInt(5);
            Network.Builder builder = Network.builder();
            for (int n = 0; n < size; n++) {
                builder.node("n" + n, Map.of("cpu", 1.0 * random.nextInt(5)));
            }
            for (int l = 0; l < 2 * size; l++) {
                int a = random.nextInt(size);
                int b = random.nextInt(size);
                if (a != b) {
                    builder.link("n" + a, "n" + b, 20 + random.nextInt(400) / 3.0);
                }
            }
            Network network = builder.build();
            List<String> chain = List.of("nat", "ids", "nat").subList(0, 1 + random.nextInt(3));
            ChainDemand demand = ChainDemand.of("n0", "n" + random.nextInt(size), chain, 20 + random.nextInt(600) / 7.0, 0);
            ExactResult exact = solve(network, demand);
            PlacementResult kariz = new KarizSolver().solve(network, OFFERINGS, demand, WEIGHTS);
            assertEquals("seed " + seed, exact.result().isPlaced(), kariz.isPlaced());
            if (kariz.isPlaced()) {
                ratios += kariz.placement().cost() / exact.result().placement().cost();
                both++;
                assertEquals(List.of(), PlacementChecker.check(network, OFFERINGS, demand, WEIGHTS, kariz.placement()));
            }
            for (PlacementResult other : List.of(kariz,
                    new KarizSolver().solve(network, OFFERINGS, demand.unsplit(), WEIGHTS),
                    new PublishedKariz(1).solve(network, OFFERINGS, demand, WEIGHTS, () -> false))) {
                if (other.isPlaced()) {
                    String label = "seed " + seed;
                    assertTrue(label, exact.result().isPlaced());
                    double cost = exact.result().placement().cost();
                    assertTrue(label + ": " + cost + " > " + other.placement().cost(),
                        cost <= other.placement().cost() * (1 + 1e-6));
                    assertEquals(label, cost, exact.bound().orElse(0), 1e-9);
                    placed++;
                    cheaper += cost < other.placement().cost() - 1e-6 ? 1 : 0;
                }
            }
        }
        assertTrue("mean cost ratio of kariz " + ratios / both, ratios / both < 1.002);
        assertTrue("placed " + placed + ", cheaper " + cheaper, placed > 40 && cheaper > 5);
    }

    @Test(timeout = 60_000)
    public void shouldPlaceTheEvaluationsChain() {
        Network network = FatTree.of(4, Evaluation.HOST_CPU, Evaluation.LINK_MBPS);
        ChainDemand demand = ChainDemand.of("host0", "host9", Evaluation.CHAIN, 200, 0);
        ExactResult exact = solve(network, Evaluation.OFFERINGS, demand);
        PlacementResult published = new PublishedKariz(PublishedKariz.EPSILON).solve(network, Evaluation.OFFERINGS, demand,
            Evaluation.WEIGHTS, () -> false);
        assertTrue(exact.result().placement().cost() <= published.placement().cost() + 1e-6);
    }
}
