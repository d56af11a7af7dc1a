package org.ftchain.kariz.verify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.ChainDemand;
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
    private double bandwidthCost = 4;
    private double hostCost = 6;

    @Test
    public void shouldAcceptAValidPlacement() {
        assertEquals(List.of(), check());
    }

    @Test
    public void shouldSeeAMissingHop() {
        hops.remove(1);
        assertViolation("hops: 1 placed, the chain has 2");
    }

    @Test
    public void shouldSeeAMissingRoute() {
        routes.remove(2);
        assertViolation("routes: 2, the chain has 3 segments");
    }

    @Test
    public void shouldSeeAWrongHopNumber() {
        hops.set(1, HopInstance.of(2, "b", NAT, 1));
        assertViolation("hop 1: is numbered 2");
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
        assertViolation("hop 0: carries 50.0 of 100.0");
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
        hops.set(0, HopInstance.of(0, "b", FIREWALL, 2));
        assertViolation("failures: hops 0 and 1 fail together on b and b");
        hops.set(0, HopInstance.of(0, "c", FIREWALL, 2));
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
        routes.set(2, Route.of(List.of("sw", "b", "t"), List.of("b-sw", "b-t")));
        assertViolation("route 2: leads from sw to t and must lead from b to t");
    }

    @Test
    public void shouldSeeARouteOverALinkThatIsElsewhere() {
        routes.set(0, Route.of(List.of("s", "a"), List.of("b-t")));
        assertViolation("route 0: link b-t does not join s and a");
        routes.set(0, Route.of(List.of("s", "a"), List.of("gone")));
        assertViolation("route 0: link gone does not join s and a");
    }

    @Test
    public void shouldSeeARouteThatGoesRoundInCircles() {
        routes.set(0, Route.of(List.of("s", "a", "s", "a"), List.of("a-s", "a-s", "a-s")));
        assertViolation("route 0: visits a node twice: s -> a -> s -> a");
    }

    @Test
    public void shouldSeeFlowsThatTheirRoutesDoNotCarry() {
        flows.set(0, LinkFlow.of(0, "a-s", "s", "a", 90));
        assertViolation("flow segment 0 s -> a over a-s: is 90.0, its route carries 100.0");
        assertViolation("segment 0: 10.0 left over at s");
        flows.remove(0);
        assertViolation("flow segment 0 s -> a over a-s: is 0.0, its route carries 100.0");
    }

    @Test
    public void shouldSeeAFlowInTheWrongDirectionOrSegment() {
        flows.set(0, LinkFlow.of(0, "a-s", "a", "s", 100));
        assertViolation("segment 0: 200.0 left over at s");
        flows.set(0, LinkFlow.of(1, "a-s", "s", "a", 100));
        assertViolation("flow segment 1 s -> a over a-s: is 100.0, its route carries 0.0");
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
            Placement.of(hops, routes, flows, bandwidthCost, hostCost));
    }

    private void assertViolation(String violation) {
        assertTrue(check().toString(), check().contains(violation));
    }
}
