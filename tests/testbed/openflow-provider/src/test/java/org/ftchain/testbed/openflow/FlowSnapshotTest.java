package org.ftchain.testbed.openflow;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRule.FlowRemoveReason;
import org.onosproject.net.flow.TrafficSelector;
import org.projectfloodlight.openflow.protocol.OFFlowRemovedReason;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;

public class FlowSnapshotTest {
    private final FlowRule rule = Rules.rule(100, 1);
    private final List<FlowEntry> stored = List.of(new DefaultFlowEntry(rule));

    private List<FlowEntry> entries(boolean withUnknown, OFFlowStatsEntry... told) {
        return FlowSnapshot.entries(Rules.DEVICE, List.of(told), stored, withUnknown);
    }

    @Test
    public void shouldCarryCountersWhenRuleIsKnown() throws Exception {
        List<FlowEntry> entries = entries(true, Rules.told(rule.id().value(), 100, rule.selector()));
        assertEquals(1, entries.size());
        assertEquals(rule, entries.get(0));
        assertEquals(rule.treatment(), entries.get(0).treatment());
        assertEquals(FlowEntry.FlowEntryState.ADDED, entries.get(0).state());
        assertEquals(5, entries.get(0).packets());
        assertEquals(500, entries.get(0).bytes());
        assertEquals(3, entries.get(0).life());
    }

    @Test
    public void shouldTellUnknownWithItsCookieWhenNotInStore() throws Exception {
        TrafficSelector selector = DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(9)).build();
        List<FlowEntry> entries = entries(true, Rules.told(0x99, 7, selector));
        assertEquals(0x99, entries.get(0).id().value());
        assertEquals(selector, entries.get(0).selector());
        assertEquals(List.of(), entries(false, Rules.told(0x99, 7, selector)));
    }

    @Test
    public void shouldLeaveOutWhenKnownRuleWasOverwritten() throws Exception {
        assertEquals(List.of(), entries(true, Rules.told(0x99, 100, rule.selector())));
    }

    @Test
    public void shouldBeUnknownWhenCookieIsKnownButPriorityIsNot() throws Exception {
        List<FlowEntry> entries = entries(true, Rules.told(rule.id().value(), 101, rule.selector()));
        assertTrue(!entries.get(0).equals(rule));
        assertEquals(101, entries.get(0).priority());
    }

    @Test
    public void shouldNameReasonWhenRemoved() {
        FlowEntry removed = FlowSnapshot.removed(rule, OFFlowRemovedReason.HARD_TIMEOUT);
        assertEquals(rule, removed);
        assertEquals(rule.id(), removed.id());
        assertEquals(FlowRemoveReason.HARD_TIMEOUT, removed.reason());
    }
}
