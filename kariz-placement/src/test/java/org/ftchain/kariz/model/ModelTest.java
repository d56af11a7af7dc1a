package org.ftchain.kariz.model;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public class ModelTest {
    private static final Offering NAT = Offering.of("nat", "one", 100, Map.of("cpu", 2.0));

    @Test
    public void shouldNameFieldAndValueOfWhatIsWrong() {
        assertRefused("node id must not be empty: node id=\" \"", () -> Node.of(" "));
        assertRefused("node id must not be empty: node id=null", () -> Node.of(null));
        assertRefused("node id must not contain control characters: node id=\"a?b\"", () -> Node.of("a\nb"));
        assertRefused("node a capacity.cpu must be >= 0 and finite: node a capacity.cpu=-1.0",
            () -> Node.of("a", Map.of("cpu", -1.0)));
        assertRefused("node a capacity.cpu must be >= 0 and finite: node a capacity.cpu=NaN",
            () -> Node.of("a", Map.of("cpu", Double.NaN)));
        assertRefused("node a capacity.cpu must be given: node a capacity.cpu=null",
            () -> Node.of("a", new HashMap<>(Collections.singletonMap("cpu", null))));
        assertRefused("link l bandwidth must be >= 0 and finite: link l bandwidth=Infinity",
            () -> Link.of("l", "a", "b", Double.POSITIVE_INFINITY));
        assertRefused("link l must join two nodes: a=b=a", () -> Link.of("l", "a", "a", 1));
        assertRefused("offering nat/one throughput must be > 0 and finite: offering nat/one throughput=0.0",
            () -> Offering.of("nat", "one", 0, Map.of()));
        assertRefused("beta must be >= 0 and finite: beta=-0.1", () -> CostWeights.of(Map.of(), -0.1));
        assertRefused("alpha.cpu must be >= 0 and finite: alpha.cpu=Infinity",
            () -> CostWeights.of(Map.of("cpu", Double.POSITIVE_INFINITY), 1));
    }

    @Test
    public void shouldNameWhatIsWrongInAChain() {
        assertRefused("chain middleboxes must not be empty: middleboxes=[]", () -> ChainDemand.of("s", "t", List.of(), 1, 0));
        assertRefused("chain middleboxes[1] must be given: chain middleboxes[1]=null",
            () -> ChainDemand.of("s", "t", Arrays.asList("nat", null), 1, 0));
        assertRefused("chain throughput must be > 0 and finite: chain throughput=-5.0",
            () -> ChainDemand.of("s", "t", List.of("nat"), -5, 0));
        assertRefused("chain failures must be >= 0: failures=-1",
            () -> ChainDemand.of("s", "t", List.of("nat"), 1, -1));
        assertRefused("chain fixed hop must be in 0..0: hop=1",
            () -> ChainDemand.of("s", "t", List.of("nat"), 1, 0).withFixed(Map.of(1, "a")));
    }

    @Test
    public void shouldNameWhatIsWrongInANetwork() {
        assertRefused("node id must be unique: id=a", () -> Network.builder().node("a").node("a").build());
        assertRefused("link id must be unique: id=l",
            () -> Network.builder().node("a").node("b").link("l", "a", "b", 1).link("l", "b", "a", 1).build());
        assertRefused("link a-c must join known nodes: b=c", () -> Network.builder().node("a").link("c", "a", 1).build());
    }

    @Test
    public void shouldNumberParallelLinksWhateverTheirOrder() {
        Network one = Network.builder().node("a").node("b").link("a", "b", 1).link("b", "a", 2).build();
        Network two = Network.builder().node("b").node("a").link("b", "a", 2).link("b", "a", 1).build();

        assertEquals(one, two);
        assertEquals(1, one.link("a-b#2").orElseThrow().bandwidthMbps(), 0);
    }

    @Test
    public void shouldTakeAPlacementOutOfTheNetwork() {
        Network network = Network.builder().node("a", Map.of("cpu", 5.0, "memory", 1.0)).node("s").link("a", "s", 250).build();

        Network left = network.minus(placement(100));

        assertEquals(Map.of("cpu", 3.0, "memory", 1.0), left.node("a").orElseThrow().capacity());
        assertEquals("both segments share the link", 50, left.link("a-s").orElseThrow().bandwidthMbps(), 0);
        assertEquals("the old network is as it was", 250, network.link("a-s").orElseThrow().bandwidthMbps(), 0);
    }

    @Test
    public void shouldIgnoreWhatIsGoneAndNotFallBelowZero() {
        Network shrunk = Network.builder().node("a", Map.of("cpu", 1.0)).node("s").link("a", "s", 150).build();
        Network gone = Network.builder().node("s").build();

        Network left = shrunk.minus(placement(100));

        assertEquals(0, left.node("a").orElseThrow().capacity("cpu"), 0);
        assertEquals(0, left.link("a-s").orElseThrow().bandwidthMbps(), 0);
        assertTrue("still a host", left.node("a").orElseThrow().hosts());
        assertEquals(gone, gone.minus(placement(100)));
    }

    @Test
    public void shouldSayWhyThereIsNoPlacement() {
        PlacementResult result = Infeasible.of("link a-s is too narrow", true);

        assertEquals("there is no placement: link a-s is too narrow",
            assertThrows(IllegalStateException.class, result::placement).getMessage());
    }

    @Test
    public void shouldRefuseARouteWithTooManyLinks() {
        assertRefused("route must have one link less than nodes: nodes=1, links=1",
            () -> Route.of(List.of("a"), List.of("l")));
    }

    private static Placement placement(double volume) {
        return Placement.of(List.of(HopInstance.of(0, "a", NAT, 1)), List.of(Allocation.of(0, "a", volume)),
            List.of(LinkFlow.of(0, "a-s", "s", "a", volume), LinkFlow.of(1, "a-s", "a", "s", volume)), 1, 1);
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
