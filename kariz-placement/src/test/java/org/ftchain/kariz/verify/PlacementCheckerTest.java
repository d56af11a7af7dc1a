package org.ftchain.kariz.verify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.Route;
import org.junit.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A valid placement made by hand, and what the checker says when one thing about it is broken. */
public class PlacementCheckerTest {
    private static final Offering FIREWALL = Offering.of("firewall", "level 1", 50, Map.of("cpu", 1.0));
    private static final Offering NAT = Offering.of("nat", "level 1", 100, Map.of("cpu", 2.0, "memory", 4.0));
    private static final CostWeights WEIGHTS = CostWeights.of(Map.of("cpu", 1.0, "memory", 0.5), 0.01);
    private static final Network NETWORK = network(2, 200);

    private ChainDemand demand = ChainDemand.of("s", "t", List.of("firewall", "nat"), 100, 1);
    private Network network = NETWORK;
    private List<Offering> offerings = List.of(FIREWALL, NAT);
    private final List<HopInstance> hops = new ArrayList<>(List.of(
        HopInstance.of(0, "a", FIREWALL, 2), HopInstance.of(1, "b", NAT, 1)));
    private final List<Route> routes = new ArrayList<>(List.of(
        Route.of(List.of("s", "a"), List.of("a-s")), Route.of(List.of("a", "sw", "b"), List.of("a-sw", "b-sw")),
        Route.of(List.of("b", "t"), List.of("b-t"))));
    private final List<LinkFlow> flows = new ArrayList<>(List.of(
        LinkFlow.of(0, "a-s", "s", "a", 100), LinkFlow.of(1, "a-sw", "a", "sw", 100),
        LinkFlow.of(1, "b-sw", "sw", "b", 100), LinkFlow.of(2, "b-t", "b", "t", 100)));
    private final List<Allocation> allocations = new ArrayList<>(List.of(
        Allocation.of(0, "a", 100), Allocation.of(1, "b", 100)));
    /** Null: the routes are the only path. */
    private List<ChainPath> paths;
    private double bandwidthCost = 4;
    private double hostCost = 6;

    @Test
    public void shouldAcceptAValidPlacement() {
        assertEquals(List.of(), check());
    }

    @Test
    public void shouldSeeAMissingHop() {
        hops.remove(1);
        assertViolation("hop 1: instances on b carry 0.0 of 100.0");
        allocations.remove(1);
        assertViolation("hop 1: is allocated 0.0 of 100.0");
        assertViolation("allocated hop 1 on b: is 0.0, paths bring 100.0");
    }

    @Test
    public void shouldSeeAMissingRoute() {
        routes.remove(2);
        assertViolation("path 0: visits 1 hops, the chain has 2");
    }

    @Test
    public void shouldSeeAWrongHopNumber() {
        hops.set(1, HopInstance.of(2, "b", NAT, 1));
        assertViolation("instance of hop 2: the chain has 2 hops");
    }

    @Test
    public void shouldSeeTheWrongMiddlebox() {
        hops.set(1, HopInstance.of(1, "b", FIREWALL, 2));
        assertViolation("hop 1: is a firewall and must be a nat");
    }

    @Test
    public void shouldSeeAnOfferingThatIsNotOffered() {
        offerings = List.of(FIREWALL, Offering.of("nat", "level 1", 100, Map.of("cpu", 1.0)));
        assertViolation("hop 1: offering is not offered: " + NAT);
    }

    @Test
    public void shouldSeeTooFewInstances() {
        hops.set(0, HopInstance.of(0, "a", FIREWALL, 1));
        assertViolation("hop 0: instances on a carry 50.0 of 100.0");
    }

    @Test
    public void shouldSeeAFixedHopThatMoved() {
        demand = demand.withFixed(Map.of(0, "b"));
        assertViolation("hop 0: is on a and is fixed on b");
    }

    @Test
    public void shouldSeeAnExcludedNode() {
        demand = demand.withExcluded(List.of("b"));
        assertViolation("hop 1: is on the excluded node b");
        demand = demand.withFixed(Map.of(1, "b"));
        assertEquals("fixed is stronger", List.of(), check());
    }

    @Test
    public void shouldSeeANodeThatHostsNothingOrIsUnknown() {
        hops.set(0, HopInstance.of(0, "sw", FIREWALL, 2));
        assertViolation("node sw: cannot host hop 0");
        hops.set(0, HopInstance.of(0, "nowhere", FIREWALL, 2));
        assertViolation("node nowhere: cannot host hop 0");
    }

    @Test
    public void shouldSeeAnOverloadedNode() {
        network = network(1.9, 200);
        assertViolation("node b: uses cpu=2.0 of 1.9");
    }

    @Test
    public void shouldAddUpHopsOnOneNode() {
        hops.set(0, HopInstance.of(0, "b", FIREWALL, 2));
        assertViolation("node b: uses cpu=4.0 of 2.0");
    }

    @Test
    public void shouldSeeHopsThatFailTogether() {
        paths = List.of(ChainPath.of(100, List.of("b", "b")));
        assertViolation("failures: hops 0 and 1 fail together on b and b");
        paths = List.of(ChainPath.of(100, List.of("c", "b")));
        assertViolation("failures: hops 0 and 1 fail together on c and b");
        demand = demand.withFailures(0);
        assertTrue(check().stream().noneMatch(v -> v.startsWith("failures")));
    }

    @Test
    public void shouldSeeMoreFailuresThanHopsAllow() {
        demand = demand.withFailures(2);
        assertViolation("failures: 2 needs more than 2 hops");
    }

    @Test
    public void shouldSeeARouteBetweenTheWrongNodes() {
        routes.set(0, Route.of(List.of("s", "a", "sw"), List.of("a-s", "a-sw")));
        assertViolation("path 0 route 0: leads from s to sw and must lead from s to a");
    }

    @Test
    public void shouldSeeARouteOverALinkThatIsElsewhere() {
        routes.set(0, Route.of(List.of("s", "a"), List.of("b-t")));
        assertViolation("path 0 route 0: link b-t does not join s and a");
        routes.set(0, Route.of(List.of("s", "a"), List.of("gone")));
        assertViolation("path 0 route 0: link gone does not join s and a");
    }

    @Test
    public void shouldSeeARouteThatGoesRoundInCircles() {
        routes.set(0, Route.of(List.of("s", "a", "s", "a"), List.of("a-s", "a-s", "a-s")));
        assertViolation("path 0 route 0: visits a node twice: s -> a -> s -> a");
    }

    @Test
    public void shouldSeeFlowsThatTheirRoutesDoNotCarry() {
        flows.set(0, LinkFlow.of(0, "a-s", "s", "a", 90));
        assertViolation("flow segment 0 s -> a over a-s: is 90.0, its routes carry 100.0");
        assertViolation("segment 0: 10.0 left over at s");
        flows.remove(0);
        assertViolation("flow segment 0 s -> a over a-s: is 0.0, its routes carry 100.0");
    }

    @Test
    public void shouldSeeAFlowInTheWrongDirectionOrSegment() {
        flows.set(0, LinkFlow.of(0, "a-s", "a", "s", 100));
        assertViolation("segment 0: 200.0 left over at s");
        flows.set(0, LinkFlow.of(1, "a-s", "s", "a", 100));
        assertViolation("flow segment 1 s -> a over a-s: is 100.0, its routes carry 0.0");
    }

    @Test
    public void shouldSeeAFlowOnALinkThatIsNotThere() {
        flows.add(LinkFlow.of(0, "gone", "s", "a", 1));
        assertViolation("flow: link gone does not join s and a");
        assertViolation("link gone: carries 1.0 of 0.0");
    }

    @Test
    public void shouldAddUpBothDirectionsOfALink() {
        network = network(2, 99);
        assertViolation("link a-sw: carries 100.0 of 99.0");
        network = NETWORK;
        flows.add(LinkFlow.of(2, "a-sw", "sw", "a", 101));
        assertViolation("link a-sw: carries 201.0 of 200.0");
    }

    @Test
    public void shouldSeePathsThatAreNotTheAllocations() {
        paths = List.of(ChainPath.of(60, List.of("a", "b")), ChainPath.of(40, List.of("c", "b")));
        assertViolation("allocated hop 0 on a: is 100.0, paths bring 60.0");
        assertViolation("allocated hop 0 on c: is 0.0, paths bring 40.0");
        paths = List.of(ChainPath.of(60, List.of("a", "b")));
        assertViolation("paths: carry 60.0 of 100.0");
        paths = List.of();
        assertViolation("paths: carry 0.0 of 100.0");
        paths = List.of(ChainPath.of(100, List.of("a")));
        assertViolation("path 0: visits 1 hops, the chain has 2");
        paths = List.of(ChainPath.of(100, List.of("a", "b")));
        assertEquals("routes need not be known", List.of(), check());
    }

    @Test
    public void shouldSeeFlowsAndAllocationsOfHopsThatAreNot() {
        flows.add(LinkFlow.of(3, "a-s", "s", "a", 1));
        allocations.add(Allocation.of(2, "a", 1));
        assertEquals(List.of("allocated for hop 2: the chain has 2 hops", "flow of segment 3: the chain has 3 segments"),
            check());
    }

    @Test
    public void shouldCheckAHopThatIsSplitOverTwoNodes() {
        network = Network.builder().node("s").node("t").node("a", Map.of("cpu", 1.0)).node("b", Map.of("cpu", 1.0))
            .link("s", "a", 50).link("a", "t", 50).link("s", "b", 50).link("b", "t", 50).build();
        demand = ChainDemand.of("s", "t", List.of("firewall"), 100, 0);
        hops.clear();
        allocations.clear();
        flows.clear();
        List<ChainPath> halves = new ArrayList<>();
        for (String node : List.of("a", "b")) {
            hops.add(HopInstance.of(0, node, FIREWALL, 1));
            allocations.add(Allocation.of(0, node, 50));
            flows.add(LinkFlow.of(0, node + "-s", "s", node, 50));
            flows.add(LinkFlow.of(1, node + "-t", node, "t", 50));
            halves.add(ChainPath.along(50, List.of(Route.of(List.of("s", node), List.of(node + "-s")),
                Route.of(List.of(node, "t"), List.of(node + "-t")))));
        }
        paths = halves;
        bandwidthCost = 2;
        hostCost = 2;
        assertEquals(List.of(), check());
        allocations.set(0, Allocation.of(0, "a", 40));
        assertViolation("hop 0: is allocated 90.0 of 100.0");
        assertViolation("segment 0: 10.0 left over at a");
        assertViolation("allocated hop 0 on a: is 40.0, paths bring 50.0");
    }

    @Test
    public void shouldSeeWrongCosts() {
        bandwidthCost = 3.9;
        assertViolation("bandwidthCost: is 3.9 and must be 4.0");
        hostCost = 6.1;
        assertViolation("hostCost: is 6.1 and must be 6.0");
    }

    /** b and c share a rack. */
    private static Network network(double cpuOfB, double bandwidth) {
        return Network.builder().node("s").node("t").node("sw")
            .node("a", Map.of("cpu", 2.0)).node("b", Map.of("cpu", cpuOfB, "memory", 4.0), "rack")
            .node("c", Map.of("cpu", 2.0), "rack")
            .link("s", "a", 200).link("a", "sw", bandwidth).link("sw", "b", 200).link("b", "t", 200).build();
    }

    private List<String> check() {
        return PlacementChecker.check(network, offerings, demand, WEIGHTS,
            Placement.of(hops, allocations, flows, paths == null ? List.of(ChainPath.along(100, routes)) : paths,
                bandwidthCost, hostCost));
    }

    private void assertViolation(String violation) {
        assertTrue(check().toString(), check().contains(violation));
    }
}
