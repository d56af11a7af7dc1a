package org.ftchain.app.steering;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.HopSpec.Labels;
import org.junit.Test;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.flow.FlowRule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import static org.ftchain.app.TestChains.point;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

public class RuleCompilerTest {
    private static final RuleCompiler COMPILER = new RuleCompiler(new DefaultApplicationId(7, "org.ftchain"));
    private static final RouteFinder RING = new RouteFinder(RouteFinderTest.ring(3));

    /** Hops on s1 (switch 1, port 11), s3 (switch 2, port 13), s5 (switch 3, port 15). */
    private static ChainRecord web() {
        return TestChains.active(TestChains.web(), 1, 3, 5);
    }

    private static String text(FlowRule rule) {
        return rule.deviceId().toString().substring(18) + " " + rule.priority() + " " + rule.selector().criteria().stream()
                .map(Object::toString).sorted().collect(Collectors.joining(" ")) + " -> "
                + rule.treatment().allInstructions().stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    private static List<String> texts(List<FlowRule> rules) {
        return rules.stream().map(RuleCompilerTest::text).collect(Collectors.toList());
    }

    @Test
    public void shouldCompileEveryWayOfASymmetricChain() throws SteeringException {
        Labels labels = web().path().labels();
        ChainRules rules = COMPILER.compile(web(), RING);
        List<String> texts = texts(rules.labelled());
        String pop = "ETH_TYPE:mpls_unicast IN_PORT:15 MPLS_LABEL:" + labels.egressForward
                + " -> MPLS_POP:ipv4 OUTPUT:2";
        assertTrue(texts.toString(), texts.get(0).equals("3 40000 " + pop));
        assertTrue(texts.contains("1 40000 ETH_TYPE:mpls_unicast IN_PORT:11 MPLS_LABEL:" + labels.forward[1]
                + " -> OUTPUT:102"));
        assertTrue(texts.contains("2 40000 ETH_TYPE:mpls_unicast IN_PORT:101 MPLS_LABEL:" + labels.forward[1]
                + " -> OUTPUT:13"));
        assertTrue(texts.contains("1 40000 ETH_TYPE:mpls_unicast IN_PORT:103 MPLS_LABEL:" + labels.ring
                + " -> OUTPUT:11"));
        assertTrue(texts.contains("1 40000 ETH_TYPE:mpls_unicast IN_PORT:11 MPLS_LABEL:" + labels.egressReverse
                + " -> MPLS_POP:ipv4 OUTPUT:1"));
        // egress, 2 x 2 forward, 2 ring, egress, 2 x 2 reverse
        assertEquals(12, texts.size());
        assertEquals(new HashSet<>(texts).size(), texts.size());
    }

    @Test
    public void shouldPushAtTheHostsPortsOnly() throws SteeringException {
        Labels labels = web().path().labels();
        assertEquals(List.of(
                "3 30064 ETH_TYPE:ipv4 IN_PORT:2 IPV4_DST:10.0.2.100/32 IPV4_SRC:10.0.2.20/32 -> "
                        + "ETH_DST:02:FC:00:00:00:01 MPLS_PUSH:mpls_unicast MPLS_LABEL:" + labels.reverse[2] + " OUTPUT:15",
                "1 30064 ETH_TYPE:ipv4 IN_PORT:1 IPV4_DST:10.0.2.20/32 IPV4_SRC:10.0.1.10/32 -> "
                        + "ETH_DST:02:FC:00:00:00:01 MPLS_PUSH:mpls_unicast MPLS_LABEL:" + labels.forward[0] + " OUTPUT:11"),
                texts(COMPILER.compile(web(), RING).classifiers()));
    }

    @Test
    public void shouldPopToIpv6AndClassifyByIpv6WhenTheEndsAreIpv6() throws SteeringException {
        ChainRecord record = TestChains.activeV6(1, 5);
        Labels labels = record.path().labels();
        ChainRules rules = COMPILER.compile(record, RING);
        List<String> texts = texts(rules.labelled());
        assertEquals("3 40000 ETH_TYPE:mpls_unicast IN_PORT:15 MPLS_LABEL:" + labels.egressForwardV6
                + " -> MPLS_POP:ipv6 OUTPUT:2", texts.get(0));
        assertTrue(texts.toString(), texts.contains("1 40000 ETH_TYPE:mpls_unicast IN_PORT:11 MPLS_LABEL:"
                + labels.egressReverseV6 + " -> MPLS_POP:ipv6 OUTPUT:1"));
        assertTrue(texts.toString(), texts.stream().noneMatch(text -> text.contains("MPLS_POP:ipv4")
                || text.contains("MPLS_LABEL:0 ")));
        assertEquals(List.of(
                "3 30256 ETH_TYPE:ipv6 IN_PORT:2 IPV6_DST:2001:db8:1::10/128 IPV6_SRC:2001:db8:2::20/128 -> "
                        + "MPLS_PUSH:mpls_unicast MPLS_LABEL:" + labels.reverse[1] + " OUTPUT:15",
                "1 30256 ETH_TYPE:ipv6 IN_PORT:1 IPV6_DST:2001:db8:2::20/128 IPV6_SRC:2001:db8:1::10/128 -> "
                        + "ETH_DST:02:FC:00:00:00:01 MPLS_PUSH:mpls_unicast MPLS_LABEL:" + labels.forward[0] + " OUTPUT:11"),
                texts(rules.classifiers()));
        List<List<FlowRule>> unused = PathRules.unused(rules.labelled(), TestChains.LABEL_BASE, Set.of(), labels);
        assertTrue("egress first", texts(unused.get(0)).containsAll(List.of(texts.get(0))));
    }

    @Test
    public void shouldCarryTheFirstLabelOverTransitSwitches() throws SteeringException {
        ChainRecord record = TestChains.active(TestChains.monitors(2, 1, false), 3, 5);
        int label = record.path().labels().forward[0];
        ChainRules rules = COMPILER.compile(record, RING);
        assertTrue(text(rules.classifiers().get(0)).endsWith("MPLS_LABEL:" + label + " OUTPUT:102"));
        assertTrue(texts(rules.labelled()).contains(
                "2 40000 ETH_TYPE:mpls_unicast IN_PORT:101 MPLS_LABEL:" + label + " -> OUTPUT:13"));
    }

    @Test
    public void shouldMirrorTheClassifierWhenThereIsNoNat() throws SteeringException {
        ChainRecord record = TestChains.active(TestChains.spec("{'name':'web','from':'10.0.1.10','to':'10.0.2.20',"
                + "'middleboxes':[{'type':'monitor'},{'type':'monitor'}],'throughput':1,'failures':1,'symmetric':true,"
                + "'classifier':{'protocol':'tcp','destinationPort':80}}"), 1, 3);
        List<String> texts = texts(COMPILER.compile(record, RING).classifiers());
        assertTrue(texts.toString(), texts.get(0).startsWith(
                "3 30088 ETH_TYPE:ipv4 IN_PORT:2 IPV4_DST:10.0.1.10/32 IPV4_SRC:10.0.2.20/32 IP_PROTO:6 TCP_SRC:80 -> MPLS_PUSH"));
        assertTrue(texts.toString(), texts.get(1).startsWith(
                "1 30088 ETH_TYPE:ipv4 IN_PORT:1 IPV4_DST:10.0.2.20/32 IPV4_SRC:10.0.1.10/32 IP_PROTO:6 TCP_DST:80 -> MPLS_PUSH"));
    }

    @Test
    public void shouldMatchTheArrivalPortOfEveryLabel() throws SteeringException {
        for (FlowRule rule : COMPILER.compile(web(), RING).labelled()) {
            assertTrue(text(rule), text(rule).contains("IN_PORT:"));
        }
    }

    @Test
    public void shouldSendBackWithInPortWhenInAndOutAreTheSame() throws SteeringException {
        ChainRecord record = web();
        List<HopPlacement> hops = new ArrayList<>(record.path().hops());
        hops.set(2, HopPlacement.of("s9", 1, "a:1", point(2, 13)));
        record = record.withPath(record.path().withHops(hops));
        assertTrue(texts(COMPILER.compile(record, RING).labelled()).contains("2 40000 ETH_TYPE:mpls_unicast IN_PORT:13 "
                + "MPLS_LABEL:" + record.path().labels().forward[2] + " -> OUTPUT:IN_PORT"));
    }

    @Test
    public void shouldOverwriteTheClassifierInPlaceWhenTheFirstHopIsReplaced() throws SteeringException {
        ChainRecord old = web();
        LabelPlan plan = LabelPlan.replace(old.path(), Set.of(0));
        List<HopPlacement> hops = new ArrayList<>(old.path().hops());
        hops.set(0, TestChains.server(4));
        PathRecord path = old.path().withHops(hops).withLabels(plan.labels()).withLabelOrder(plan.orderWhenUsed());
        Set<Integer> fresh = LabelPlan.inUse(plan.labels());
        fresh.removeAll(LabelPlan.inUse(old.path().labels()));
        ChainRules rules = COMPILER.compile(old.withPath(path), RING, fresh);
        FlowRule before = COMPILER.compile(old, RING).classifiers().get(1);
        FlowRule after = rules.classifiers().get(0);
        assertEquals(1, rules.classifiers().size());
        assertEquals(before.id(), after.id());
        assertEquals(before, after);
        assertTrue(!before.treatment().equals(after.treatment()));
        for (FlowRule rule : rules.labelled()) {
            assertTrue(fresh.contains(PathRules.label(rule)));
        }
    }

    @Test
    public void shouldTouchNoRuleOfASurvivorsLabels() throws SteeringException {
        ChainRecord old = web();
        LabelPlan plan = LabelPlan.replace(old.path(), Set.of(1));
        List<HopPlacement> hops = new ArrayList<>(old.path().hops());
        hops.set(1, TestChains.server(2));
        ChainRecord now = old.withPath(old.path().withHops(hops).withLabels(plan.labels()));
        Set<FlowRule> before = new HashSet<>(COMPILER.compile(old, RING).labelled());
        Set<FlowRule> after = new HashSet<>(COMPILER.compile(now, RING).labelled());
        Set<FlowRule> removed = new HashSet<>();
        PathRules.unused(before, TestChains.LABEL_BASE, LabelPlan.inUse(plan.labels()), old.path().labels())
                .forEach(removed::addAll);
        Set<FlowRule> expected = new HashSet<>(before);
        expected.removeAll(after);
        assertEquals(expected, removed);
        Set<Integer> kept = LabelPlan.inUse(plan.labels());
        kept.retainAll(LabelPlan.inUse(old.path().labels()));
        assertEquals(before.stream().filter(rule -> kept.contains(PathRules.label(rule))).collect(Collectors.toSet()),
                after.stream().filter(rule -> kept.contains(PathRules.label(rule))).collect(Collectors.toSet()));
    }

    @Test
    public void shouldRemoveTheEgressFirst() throws SteeringException {
        ChainRecord old = web();
        LabelPlan plan = LabelPlan.replace(old.path(), Set.of(2));
        List<List<FlowRule>> stages = PathRules.unused(COMPILER.compile(old, RING).labelled(), TestChains.LABEL_BASE,
                LabelPlan.inUse(plan.labels()), old.path().labels());
        assertEquals(Set.of(old.path().labels().egressForward),
                stages.get(0).stream().map(PathRules::label).collect(Collectors.toSet()));
        assertTrue(stages.get(1).stream().noneMatch(rule -> PathRules.label(rule) == old.path().labels().egressForward));
    }

    @Test
    public void shouldFindAllRulesOfAPathClassifiersFirst() throws SteeringException {
        ChainRules rules = COMPILER.compile(web(), RING);
        List<FlowRule> installed = new ArrayList<>(rules.labelled());
        installed.addAll(rules.classifiers());
        installed.add(COMPILER.edgeDrop(point(1, 1)));
        List<List<FlowRule>> found = PathRules.all(installed, TestChains.LABEL_BASE);
        assertEquals(new HashSet<>(rules.classifiers()), new HashSet<>(found.get(0)));
        assertEquals(new HashSet<>(rules.labelled()), new HashSet<>(found.get(1)));
        assertEquals(List.of(List.of(), List.of()), PathRules.all(installed, TestChains.LABEL_BASE + 64));
    }

    @Test
    public void shouldDropLabelledFramesAtAHostsPort() {
        assertEquals("1 45000 ETH_TYPE:mpls_unicast IN_PORT:1 -> NOACTION", text(COMPILER.edgeDrop(point(1, 1))));
    }
}
