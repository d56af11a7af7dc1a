package org.ftchain.app.steering;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.junit.Test;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.flow.FlowRule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.ftchain.app.TestChains.point;
import static org.junit.Assert.assertEquals;

public class RuleKeeperTest {
    private static final RouteFinder NO_LINKS = new RouteFinder(List.of());
    private static final RouteFinder RING = new RouteFinder(RouteFinderTest.ring(3));

    private final RuleCompiler compiler = new RuleCompiler(new DefaultApplicationId(7, "org.ftchain"));
    private final RuleKeeper keeper = new RuleKeeper(compiler);
    private final ChainRecord web = TestChains.active(TestChains.web(), 1, 3, 5);

    private List<FlowRule> all(ChainRecord record) throws SteeringException {
        ChainRules rules = compiler.compile(record, RING);
        List<FlowRule> all = new ArrayList<>(rules.labelled());
        all.addAll(rules.classifiers());
        return all;
    }

    private static Set<FlowRule> set(List<FlowRule> rules) {
        return new HashSet<>(rules);
    }

    @Test
    public void shouldMissNothingWhenAllIsThere() throws SteeringException {
        assertEquals(List.of(), keeper.missing(web, all(web), RING, all(web), rule -> true));
    }

    @Test
    public void shouldInstallWhatIsRememberedWithoutKnowingTheLinks() throws SteeringException {
        assertEquals(set(all(web)), set(keeper.missing(web, all(web), NO_LINKS, List.of(), rule -> true)));
    }

    @Test
    public void shouldCompileWhatIsNotRemembered() throws SteeringException {
        assertEquals(set(all(web)), set(keeper.missing(web, List.of(), RING, List.of(), rule -> true)));
    }

    @Test
    public void shouldWaitForLinksWhenNothingIsRemembered() {
        for (FlowRule rule : keeper.missing(web, List.of(), NO_LINKS, List.of(), rule -> true)) {
            throw new AssertionError("compiled without links: " + rule);
        }
    }

    @Test
    public void shouldLeaveUnreachableSwitchesAlone() throws SteeringException {
        List<FlowRule> missing = keeper.missing(web, all(web), RING, List.of(),
                rule -> rule.deviceId().equals(point(2, 1).deviceId()));
        assertEquals(Set.of(point(2, 1).deviceId()),
                missing.stream().map(FlowRule::deviceId).collect(java.util.stream.Collectors.toSet()));
    }

    @Test
    public void shouldNeverBringBackLabelsThatWereGivenUp() throws SteeringException {
        LabelPlan plan = LabelPlan.replace(web.path(), Set.of(1));
        ChainRecord now = web.withPath(web.path().withLabels(plan.labels()));
        List<FlowRule> remembered = new ArrayList<>(all(web));
        Set<Integer> inUse = LabelPlan.inUse(plan.labels());
        for (FlowRule rule : keeper.missing(now, remembered, NO_LINKS, List.of(), rule -> true)) {
            assertEquals(true, inUse.contains(PathRules.label(rule)));
        }
    }

    @Test
    public void shouldNotTouchAChainThatIsRecovering() throws SteeringException {
        ChainRecord recovering = web.withState(ChainState.RECOVERING, "");
        assertEquals(List.of(), keeper.missing(recovering, all(web), RING, List.of(), rule -> true));
    }

    @Test
    public void shouldOverwriteARuleWithAnotherTreatment() throws SteeringException {
        LabelPlan plan = LabelPlan.replace(web.path(), Set.of(0));
        ChainRecord now = web.withPath(web.path().withLabels(plan.labels()));
        List<FlowRule> wanted = all(now);
        FlowRule old = compiler.compile(web, RING).classifiers().get(1);
        List<FlowRule> installed = new ArrayList<>(wanted);
        installed.remove(old);
        installed.add(old);
        List<FlowRule> missing = keeper.missing(now, wanted, RING, installed, rule -> true);
        assertEquals(1, missing.size());
        assertEquals(plan.labels().forward[0], PathRules.label(missing.get(0)));
    }
}
