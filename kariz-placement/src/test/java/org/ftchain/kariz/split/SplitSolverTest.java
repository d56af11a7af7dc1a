package org.ftchain.kariz.split;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.solver.KarizSolver;
import org.ftchain.kariz.solver.SolveOptions;
import org.ftchain.kariz.verify.PlacementChecker;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

public class SplitSolverTest {
    static final CostWeights WEIGHTS = CostWeights.of(Map.of("cpu", 1.0), 0.01);
    static final List<Offering> OFFERINGS = List.of(offering("firewall", "1", 100, 1), offering("firewall", "5", 200, 2),
        offering("firewall", "10", 400, 4), offering("ids", "1", 80, 1), offering("ipsec", "1", 268, 1),
        offering("ipsec", "4", 580, 4), offering("wan", "770", 10, 2), offering("wan", "1555", 50, 4));
    static final List<String> LEN4 = List.of("firewall", "ids", "ipsec", "wan");

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    private static Offering offering(String middlebox, String name, double throughput, double cpu) {
        return Offering.of(middlebox, name, throughput, Map.of("cpu", cpu));
    }

    @Test
    public void shouldSplitAHopThatFitsOnNoSingleNode() {
        Network network = star(3, 20, 2000);

        Placement placement = placed(network, ChainDemand.of("h0", "h1", LEN4, 300, 0));

        assertEquals("3 + 4 + 2 + 24 cores, 300 Mbit/s over two links", 33 + 6, placement.cost(), 1e-9);
    }

    @Test
    public void shouldSplitOverParallelLinksAndDetours() {
        Network network = Network.builder().node("s").node("x").node("t", Map.of("cpu", 9.0))
            .link("s", "t", 100).link("s", "t", 60).link("s", "x", 80).link("x", "t", 50).build();

        Placement placement = placed(network, ChainDemand.of("s", "t", List.of("ids"), 200, 0));

        assertEquals(3 + 0.01 * (160 + 2 * 40), placement.cost(), 1e-9);
        assertEquals(3, placement.paths().size());
        assertReason(network, ChainDemand.of("s", "t", List.of("ids"), 211, 0),
            "not enough bandwidth: at most 210 of 211 Mbit/s find a way through the chain");
    }

    @Test
    public void shouldShareALinkBetweenBothDirections() {
        Network network = Network.builder().node("s").node("h", Map.of("cpu", 9.0)).link("s", "h", 150).build();

        assertTrue(solve(network, ChainDemand.of("s", "s", List.of("ids"), 75, 0)).isPlaced());
        assertReason(network, ChainDemand.of("s", "s", List.of("ids"), 80, 0),
            "not enough bandwidth: at most 75 of 80 Mbit/s find a way through the chain");
    }

    @Test
    public void shouldSayWhatIsMissing() {
        Network network = star(3, 5, 2000);
        assertReason(network, ChainDemand.of("h0", "h1", LEN4, 100, 4),
            "failures=4 needs at least 5 middleboxes in the chain: it has 4");
        assertReason(network, ChainDemand.of("h0", "h1", LEN4, 300, 0),
            "hop 4 (wan): all nodes that can be reached together have room for 150 of 300 Mbit/s");
        assertReason(network, ChainDemand.of("h0", "h1", List.of("wan", "wan"), 100, 0),
            "not enough room on the nodes: at most 93.75 of 100 Mbit/s can be hosted");
        assertReason(network, ChainDemand.of("h0", "h1", LEN4, 1, 0).withExcluded(List.of("h0", "h1", "h2")),
            "hop 1 (firewall): no node is left to host it");
        Network apart = Network.builder().node("s").node("t", Map.of("cpu", 9.0)).build();
        assertReason(apart, ChainDemand.of("s", "t", LEN4, 1, 0), "no route is free from the source s to the target t");
    }

    @Test
    public void shouldKeepTheHopsOfEveryPathApart() {
        Network network = star(6, 12, 2000);
        for (int failures = 1; failures <= 2; failures++) {
            Placement placement = placed(network, ChainDemand.of("h0", "h1", LEN4, 200, failures));
            assertTrue("checked by PlacementChecker", placement.paths().size() >= 1);
        }
    }

    @Test
    public void shouldKeepFixedHopsAndLeaveExcludedNodes() {
        ChainDemand demand = ChainDemand.of("h0", "h1", LEN4, 100, 0).withFixed(Map.of(1, "h4")).withExcluded(List.of("h0"));

        Placement placement = placed(star(6, 12, 2000), demand);

        placement.paths().forEach(path -> assertEquals("h4", path.nodes().get(1)));
    }

    @Test
    public void shouldAnswerTheSameForAnyOrderOfTheInputAndEqualSeeds() {
        for (long seed = 0; seed < 12; seed++) {
            Network network = random(seed);
            ChainDemand demand = demand(network, seed);
            List<Node> nodes = new ArrayList<>(network.nodes().values());
            List<Link> links = new ArrayList<>(network.links().values());
            List<Offering> offerings = new ArrayList<>(OFFERINGS);
            Collections.shuffle(nodes, new Random(seed));
            Collections.shuffle(links, new Random(seed));
            Collections.shuffle(offerings, new Random(seed));

            assertEquals(solve(network, demand).toString(), new KarizSolver()
                .solve(Network.of(nodes, links), offerings, demand, WEIGHTS).toString());
        }
    }

    @Test
    public void shouldTellEveryImprovementAndStopWhenToldTo() {
        Network network = random(3);
        ChainDemand demand = demand(network, 3);
        List<Double> costs = new ArrayList<>();
        PlacementResult whole = new KarizSolver().solve(network, OFFERINGS, demand, WEIGHTS,
            SolveOptions.defaults().withProgress(costs::add));

        for (int i = 1; i < costs.size(); i++) {
            assertTrue(costs.toString(), costs.get(i) < costs.get(i - 1));
        }
        assertEquals(whole.placement().cost(), costs.get(costs.size() - 1), 1e-6);
        PlacementResult first = new KarizSolver().solve(network, OFFERINGS, demand, WEIGHTS,
            SolveOptions.defaults().withStop(() -> !costs.isEmpty()));
        assertFalse("stopped at once", first.isPlaced());
        assertFalse(((Infeasible) first).proven());
    }

    @Test
    public void shouldPlaceValidlyOnRandomNetworks() {
        int placed = 0;
        for (long seed = 0; seed < 150; seed++) {
            Network network = random(seed);
            placed += solve(network, demand(network, seed)).isPlaced() ? 1 : 0;
        }
        assertTrue("placed " + placed, placed > 60 && placed < 145);
    }

    static Network random(long seed) {
        Random random = new Random(seed * 31 + 7);
        int size = 8 + random.nextInt(20);
        Network.Builder builder = Network.builder();
        for (int n = 0; n < size; n++) {
            builder.node(Node.of("n" + n, Map.of("cpu", (double) random.nextInt(16)), "d" + n % 5));
        }
        for (int n = 1; n < size; n++) {
            builder.link("n" + n, "n" + random.nextInt(n), 50.0 * (1 + random.nextInt(20)));
            builder.link("n" + n, "n" + (n + 1 + random.nextInt(size - 1)) % size, 50.0 * (1 + random.nextInt(20)));
        }
        return builder.build();
    }

    static ChainDemand demand(Network network, long seed) {
        Random random = new Random(seed * 17 + 3);
        int size = network.nodes().size();
        return ChainDemand.of("n" + random.nextInt(size), "n" + random.nextInt(size), LEN4.subList(0, 1 + random.nextInt(4)),
            50 + 50 * random.nextInt(8), random.nextInt(4) == 0 ? Math.min(1, random.nextInt(2)) : 0);
    }

    private static Network star(int hosts, double cpu, double bandwidth) {
        Network.Builder builder = Network.builder().node("sw");
        for (int h = 0; h < hosts; h++) {
            builder.node("h" + h, Map.of("cpu", cpu)).link("h" + h, "sw", bandwidth);
        }
        return builder.build();
    }

    private static Placement placed(Network network, ChainDemand demand) {
        PlacementResult result = solve(network, demand);
        assertTrue(result.reason(), result.isPlaced());
        return result.placement();
    }

    private static void assertReason(Network network, ChainDemand demand, String reason) {
        PlacementResult result = solve(network, demand);
        assertEquals(reason, result.reason());
        assertTrue(((Infeasible) result).proven());
    }

    private static PlacementResult solve(Network network, ChainDemand demand) {
        PlacementResult result = new KarizSolver().solve(network, OFFERINGS, demand, WEIGHTS);
        if (result.isPlaced()) {
            assertEquals(List.of(), PlacementChecker.check(network, OFFERINGS, demand, WEIGHTS, result.placement()));
        }
        return result;
    }
}
