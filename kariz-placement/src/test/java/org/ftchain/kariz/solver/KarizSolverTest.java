package org.ftchain.kariz.solver;

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
import org.ftchain.kariz.verify.PlacementChecker;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

public class KarizSolverTest {
    private static final CostWeights WEIGHTS = CostWeights.of(Map.of("cpu", 1.0), 0.01);
    private static final List<Offering> OFFERINGS = List.of(
        Offering.of("firewall", "small", 100, Map.of("cpu", 1.0)),
        Offering.of("firewall", "large", 400, Map.of("cpu", 3.0)),
        Offering.of("monitor", "one", 1000, Map.of("cpu", 1.0)),
        Offering.of("nat", "one", 1000, Map.of("cpu", 1.0)));
    private static final List<String> WEB = List.of("firewall", "monitor", "nat");

    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    @Test
    public void shouldPlaceOnDistinctServersForOneFailure() {
        Placement placement = placed(ring(), web(100, 1));

        assertEquals(3, new HashSet<>(placement.nodes()).size());
        assertEquals(4, placement.routes().size());
        assertEquals("client", placement.routes().get(0).from());
        assertEquals("web", placement.routes().get(3).to());
        assertEquals("in, three servers, on to the next switch, out", 9, placement.flows().size());
    }

    @Test
    public void shouldShareOneServerWhenNothingNeedsToSurvive() {
        assertEquals(1, new HashSet<>(placed(ring(), web(100, 0)).nodes()).size());
    }

    @Test
    public void shouldBuyTheCheapestInstances() {
        assertEquals("1 x small", bought(100));
        assertEquals("2 x small", bought(200));
        assertEquals("1 x large", bought(301));
    }

    private static String bought(double throughput) {
        Placement placement = placed(ring(), ChainDemand.of("client", "web", List.of("firewall"), throughput, 0));
        return placement.instances().get(0).count() + " x " + placement.instances().get(0).offering().name();
    }

    @Test
    public void shouldUseTheTighterOfferingWhenTheCheaperDoesNotLeaveRoomForTheNextHop() {
        List<Offering> offerings = List.of(
            Offering.of("a", "cheap", 100, Map.of("memory", 6.0)), Offering.of("a", "lean", 100, Map.of("cpu", 7.0)),
            Offering.of("b", "only", 100, Map.of("memory", 6.0)));
        Network network = Network.builder().node("s").node("h", Map.of("cpu", 8.0, "memory", 8.0))
            .link("s", "h", 1000).build();
        ChainDemand demand = ChainDemand.of("s", "s", List.of("a", "b"), 100, 0);

        Placement placement = placed(network, offerings, demand);

        assertEquals("lean", placement.instances().get(0).offering().name());
    }

    @Test
    public void shouldPlaceTheSameMiddleboxTwice() {
        Placement placement = placed(ring(), ChainDemand.of("client", "web", List.of("nat", "nat"), 100, 1));

        assertFalse(placement.nodes().get(0).equals(placement.nodes().get(1)));
    }

    @Test
    public void shouldKeepFailureDomainsApart() {
        Network network = Network.builder().node("sw")
            .node("a1", Map.of("cpu", 9.0), "rack a").node("a2", Map.of("cpu", 9.0), "rack a")
            .node("b1", Map.of("cpu", 9.0), "rack b")
            .link("sw", "a1", 1000).link("sw", "a2", 1000).link("sw", "b1", 1000).build();
        ChainDemand two = ChainDemand.of("sw", "sw", List.of("monitor", "nat"), 100, 1);

        assertTrue(placed(network, two).nodes().contains("b1"));
        assertReason(network, ChainDemand.of("sw", "sw", WEB, 100, 1), "failures=1 needs 3 nodes in distinct failure "
            + "domains for 3 middleboxes: 3 nodes in 2 domains can host them");
    }

    @Test
    public void shouldMoveOnlyTheFailedHopInRecovery() {
        Placement before = placed(ring(), web(100, 1));
        String failed = before.nodes().get(2);
        ChainDemand again = web(100, 1).withFixed(Map.of(0, before.nodes().get(0), 1, before.nodes().get(1)))
            .withExcluded(List.of(failed));

        Placement after = placed(ring(), again);

        assertEquals(before.nodes().subList(0, 2), after.nodes().subList(0, 2));
        assertFalse(List.of(failed, before.nodes().get(0), before.nodes().get(1)).contains(after.nodes().get(2)));
    }

    @Test
    public void shouldLetTrafficPassThroughExcludedNodes() {
        Network network = Network.builder().node("s", Map.of("cpu", 5.0)).node("m", Map.of("cpu", 5.0))
            .node("t", Map.of("cpu", 5.0)).link("s", "m", 100).link("m", "t", 100).build();
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat"), 100, 0).withExcluded(List.of("s", "m", "gone"));

        assertEquals(List.of("t"), placed(network, demand).nodes());
    }

    @Test
    public void shouldPlaceChainsInARowUntilTheNetworkIsFull() {
        Network network = ring();
        int chains = 0;
        PlacementResult result = solve(network, web(100, 1));
        while (result.isPlaced()) {
            chains++;
            network = network.minus(result.placement());
            result = solve(network, web(100, 1));
        }

        assertTrue("chains " + chains, chains >= 6 && chains <= 8);
        assertTrue(result.reason(), result.reason().contains("cpu"));
    }

    @Test
    public void shouldTakeADetourForAnEarlierSegmentWhenALaterOneNeedsTheLink() {
        // The short way from s to h takes the link that alone leads on to t; the long way through x and y is free.
        Network network = Network.builder().node("s").node("m").node("x").node("y").node("h", Map.of("cpu", 1.0)).node("t")
            .link("s", "m", 100).link("m", "h", 100).link("s", "x", 100).link("x", "y", 100).link("y", "h", 100)
            .link("m", "t", 100).build();

        Placement placement = placed(network, ChainDemand.of("s", "t", List.of("nat"), 100, 0));

        assertEquals(List.of("s", "x", "y", "h"), placement.routes().get(0).nodes());
        assertEquals(List.of("h", "m", "t"), placement.routes().get(1).nodes());
    }

    @Test
    public void shouldUseBothOfTwoParallelLinks() {
        Network network = Network.builder().node("s").node("h", Map.of("cpu", 1.0))
            .link("s", "h", 100).link("s", "h", 150).build();

        Placement placement = placed(network, ChainDemand.of("s", "s", List.of("nat"), 100, 0));

        assertEquals(2, new HashSet<>(List.of(placement.flows().get(0).link(), placement.flows().get(1).link())).size());
    }

    @Test
    public void shouldPreferShortRoutesWhenBandwidthIsFree() {
        Placement placement = solve(ring(), OFFERINGS, web(100, 1), CostWeights.of(Map.of(), 0)).placement();

        assertEquals(0, placement.cost(), 0);
        assertEquals(9, placement.flows().size());
    }

    @Test
    public void shouldNameWhatIsMissing() {
        assertReason(ring(), web(100, 3), "failures=3 needs at least 4 middleboxes in the chain: it has 3");
        assertReason(ring(), web(2000, 0), "hop 1 (firewall): needs cpu=15, the most free on a node is 8 (s1)");
        assertReason(ring(), web(600, 0), "hop 1 (firewall): the links of s1 cannot carry throughput=600 in and out");
        assertReason(ring(), web(100, 1).withExcluded(List.of("s1", "s2", "s3", "s4")),
            "failures=1 needs 3 nodes in distinct failure domains for 3 middleboxes: 2 nodes in 2 domains can host them");
        assertReason(ring(), web(100, 1).withFixed(Map.of(0, "s9")),
            "hop 1 (firewall) is fixed on s9, which is not in the network");
        assertReason(ring(), web(100, 1).withFixed(Map.of(0, "client")),
            "hop 1 (firewall) is fixed on client, which hosts nothing");
        assertReason(ring(), web(100, 1).withFixed(Map.of(0, "s1", 2, "s1")),
            "failures=1: hop 3 (nat) is fixed on s1, which fails together with s1 of hop 1 (firewall)");
        assertReason(ring(), web(100, 0).withExcluded(List.of("s1", "s2", "s3", "s4", "s5", "s6")),
            "hop 1 (firewall): no node is left to host it (excluded: [s1, s2, s3, s4, s5, s6], failures=0)");
    }

    @Test
    public void shouldNameTheLinkThatIsTooNarrow() {
        Network line = Network.builder().node("s").node("sw").node("h", Map.of("cpu", 99.0)).node("t").node("island")
            .link("s", "sw", 300).link("h", "sw", 1000).link("t", "sw", 1000).build();

        assertReason(line, ChainDemand.of("s", "t", List.of("nat"), 500, 0), "no route with throughput=500 free from s "
            + "to any node for hop 1 (nat): the bottleneck of the best one is link s-sw with 300 free");
        assertReason(line, ChainDemand.of("s", "island", List.of("nat"), 100, 0),
            "no route with throughput=100 free from s to the target island: they are not connected");
    }

    @Test
    public void shouldNameTheLinkThatTooManySegmentsNeed() {
        Network network = Network.builder().node("s").node("a", Map.of("cpu", 9.0)).node("b", Map.of("cpu", 9.0))
            .link("s", "a", 1000).link("a", "b", 150).build();

        assertReason(network, ChainDemand.of("s", "s", List.of("monitor", "nat"), 100, 1)
            .withFixed(Map.of(0, "a")), "hop 2 (nat): the links of b cannot carry throughput=100 in and out");
        Network three = Network.builder().node("s").node("a", Map.of("cpu", 9.0)).node("b", Map.of("cpu", 9.0))
            .node("c").link("s", "a", 1000).link("a", "c", 100).link("c", "b", 1000).build();
        assertReason(three, ChainDemand.of("s", "s", List.of("monitor", "nat"), 100, 1), "not enough bandwidth for all "
            + "segments: link a-c would have to carry 2 x throughput=100, it has 100 free");
    }

    @Test
    public void shouldNameTheResourceThatAllHopsTogetherLack() {
        Network network = Network.builder().node("s").node("a", Map.of("cpu", 1.5)).link("s", "a", 1000).build();

        assertReason(network, ChainDemand.of("s", "s", List.of("monitor", "nat"), 100, 0), "not enough cpu for all "
            + "middleboxes: hop 1 (monitor) would need 2 on a, which has 1.5 free");
    }

    @Test
    public void shouldSayWhenItGaveUp() {
        PlacementResult result = new KarizSolver(0, 0).solve(ring(), OFFERINGS, web(100, 1).unsplit(), WEIGHTS);

        assertFalse(((Infeasible) result).proven());
        assertTrue(result.reason(), result.reason().startsWith("nothing found within the search limit: "));
    }

    @Test
    public void shouldRefuseInputThatIsWrong() {
        assertRefused("chain source must be a node of the network: chain source=nobody", OFFERINGS,
            ChainDemand.of("nobody", "web", WEB, 1, 0));
        assertRefused("chain target must be a node of the network: chain target=nobody", OFFERINGS,
            ChainDemand.of("client", "nobody", WEB, 1, 0));
        assertRefused("chain middleboxes must have an offering each: middlebox=toaster", OFFERINGS,
            ChainDemand.of("client", "web", List.of("toaster"), 1, 0));
        assertRefused("offering must be unique: middlebox=nat, name=one", List.of(OFFERINGS.get(3), OFFERINGS.get(3)),
            ChainDemand.of("client", "web", List.of("nat"), 1, 0));
    }

    private static void assertRefused(String message, List<Offering> offerings, ChainDemand demand) {
        assertEquals(message, assertThrows(IllegalArgumentException.class,
            () -> solve(ring(), offerings, demand, WEIGHTS)).getMessage());
    }

    @Test
    public void shouldPlaceFaultTolerantChainsInADataCentre() {
        Network network = FatTree.of(16, 8, 1000, new Random(1));
        int placed = 0;
        long slowestNs = 0;
        for (int chain = 0; chain < 40; chain++) {
            Random random = new Random(chain);
            ChainDemand demand = ChainDemand.of(host(random), host(random),
                List.of("firewall", "monitor", "nat", "firewall"), 50 + 50 * random.nextInt(3), 1 + random.nextInt(2));
            long startNs = System.nanoTime();
            PlacementResult result = solve(network, demand);
            slowestNs = Math.max(slowestNs, System.nanoTime() - startNs);
            if (result.isPlaced()) {
                assertEquals(List.of(),
                    PlacementChecker.check(network, OFFERINGS, demand, WEIGHTS, result.placement()));
                network = network.minus(result.placement());
                placed++;
            }
        }
        assertTrue("placed " + placed, placed >= 25);
        assertTrue("slowest ms " + slowestNs / 1_000_000, slowestNs < 10_000_000_000L);
    }

    private static String host(Random random) {
        return "host" + random.nextInt(16) + "." + random.nextInt(8) + "." + random.nextInt(8);
    }

    /** The shape of the testbed: three switches in a ring, two servers on each, client and web server at two of them. */
    private static Network ring() {
        Network.Builder builder = Network.builder().node("client").node("web");
        for (int s = 1; s <= 3; s++) {
            builder.node("br" + s);
        }
        for (int s = 1; s <= 6; s++) {
            builder.node("s" + s, Map.of("cpu", 8.0 / (s < 3 ? 1 : 2))).link("s" + s, "br" + (s + 1) / 2, 1000);
        }
        return builder.link("br1", "br2", 2000).link("br2", "br3", 2000).link("br3", "br1", 2000)
            .link("client", "br1", 2000).link("web", "br3", 2000).build();
    }

    private static ChainDemand web(double throughput, int failures) {
        return ChainDemand.of("client", "web", WEB, throughput, failures);
    }

    private static Placement placed(Network network, ChainDemand demand) {
        return placed(network, OFFERINGS, demand);
    }

    private static Placement placed(Network network, List<Offering> offerings, ChainDemand demand) {
        PlacementResult result = solve(network, offerings, demand, WEIGHTS);
        assertTrue(result.reason(), result.isPlaced());
        return result.placement();
    }

    private static PlacementResult solve(Network network, ChainDemand demand) {
        return solve(network, OFFERINGS, demand, WEIGHTS);
    }

    /** Every placement that any test here sees has been through the checker. */
    private static PlacementResult solve(Network network, List<Offering> offerings, ChainDemand demand,
                                         CostWeights weights) {
        PlacementResult result = new KarizSolver().solve(network, offerings, demand.unsplit(), weights);
        if (result.isPlaced()) {
            assertEquals(List.of(), PlacementChecker.check(network, offerings, demand, weights, result.placement()));
        }
        return result;
    }

    private static void assertReason(Network network, ChainDemand demand, String reason) {
        assertEquals(reason, solve(network, demand).reason());
    }
}
