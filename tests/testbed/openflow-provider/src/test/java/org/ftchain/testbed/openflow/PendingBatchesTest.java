package org.ftchain.testbed.openflow;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry.FlowRuleOperation;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.net.meter.MeterId;
import org.onosproject.openflow.controller.Dpid;
import org.projectfloodlight.openflow.protocol.OFType;

public class PendingBatchesTest {
    private static final Dpid ONE = new Dpid(1);
    private static final Dpid TWO = new Dpid(2);

    private final FlowRule first = Rules.rule(1, 1);
    private final FlowRule second = Rules.rule(2, 1);
    private final FlowRule metered = Rules.rule(3, first.selector(),
            DefaultTrafficTreatment.builder().meter(MeterId.meterId(1)).build());
    private final PendingBatches pending = new PendingBatches();
    private final List<PendingBatches.Ended> ended = new ArrayList<>();

    private static FlowRuleBatchOperation batch(long id, FlowRule... rules) {
        return new FlowRuleBatchOperation(List.of(rules).stream().map(rule ->
                new FlowRuleBatchEntry(FlowRuleOperation.ADD, rule, rule.id().value())).collect(Collectors.toList()), Rules.DEVICE, id);
    }

    private EncodedBatch send(Dpid dpid, FlowRuleBatchOperation batch, long nowNs) {
        EncodedBatch encoded = new EncodedBatch(batch, Rules.FACTORY);
        pending.add(dpid, batch, encoded, nowNs);
        return encoded;
    }

    private static long xid(EncodedBatch encoded, FlowRule rule) {
        return encoded.entries().entrySet().stream().filter(entry -> entry.getValue().target().equals(rule))
                .map(Map.Entry::getKey).findFirst().orElseThrow();
    }

    @Test
    public void shouldEndWithBarrierWhenEncoded() {
        EncodedBatch encoded = new EncodedBatch(batch(1, first, second), Rules.FACTORY);
        assertEquals(List.of(OFType.FLOW_MOD, OFType.FLOW_MOD, OFType.BARRIER_REQUEST),
                encoded.messages().stream().map(message -> message.getType()).collect(Collectors.toList()));
    }

    @Test
    public void shouldSucceedOnceWhenBarrierAnswered() {
        EncodedBatch encoded = send(ONE, batch(5, first, second), 0);
        PendingBatches.Ended end = pending.onBarrier(ONE, encoded.barrierXid()).orElseThrow();
        assertEquals(5, end.batchId());
        assertTrue(end.result().isSuccess());
        assertEquals(Rules.DEVICE, end.result().deviceId());
        assertFalse(pending.onBarrier(ONE, encoded.barrierXid()).isPresent());
        assertEquals(List.of(), pending.onDisconnect(ONE));
    }

    @Test
    public void shouldFailWithItsEntryWhenErrorCameBeforeBarrier() {
        EncodedBatch encoded = send(ONE, batch(5, first, second), 0);
        EncodedBatch other = send(ONE, batch(6, first), 0);
        assertEquals(second, pending.onError(ONE, xid(encoded, second), ended).orElseThrow().target());
        assertEquals(List.of(), ended);
        PendingBatches.Ended end = pending.onBarrier(ONE, encoded.barrierXid()).orElseThrow();
        assertFalse(end.result().isSuccess());
        assertEquals(Set.of(second), end.result().failedItems());
        assertEquals(Set.of(second.id().value()), end.result().failedIds());
        assertTrue(pending.onBarrier(ONE, other.barrierXid()).orElseThrow().result().isSuccess());
    }

    @Test
    public void shouldIgnoreErrorOfAnotherSwitch() {
        EncodedBatch encoded = send(ONE, batch(5, first), 0);
        assertFalse(pending.onError(TWO, xid(encoded, first), ended).isPresent());
        assertFalse(pending.onBarrier(TWO, encoded.barrierXid()).isPresent());
        assertTrue(pending.onBarrier(ONE, encoded.barrierXid()).orElseThrow().result().isSuccess());
    }

    @Test
    public void shouldFailAsAWholeWhenBarrierRefused() {
        EncodedBatch encoded = send(ONE, batch(5, first, second), 0);
        assertFalse(pending.onError(ONE, encoded.barrierXid(), ended).isPresent());
        assertEquals(1, ended.size());
        assertEquals(Set.of(first, second), ended.get(0).result().failedItems());
    }

    @Test
    public void shouldFailWithEntryThatCannotBeSent() {
        EncodedBatch encoded = send(ONE, batch(5, first, metered), 0);
        assertEquals(2, encoded.messages().size());
        PendingBatches.Ended end = pending.onBarrier(ONE, encoded.barrierXid()).orElseThrow();
        assertFalse(end.result().isSuccess());
        assertEquals(Set.of(metered), end.result().failedItems());
    }

    @Test
    public void shouldFailOnlyItsBatchesWhenSwitchDisconnects() {
        send(ONE, batch(5, first), 0);
        send(ONE, batch(6, second), 0);
        EncodedBatch other = send(TWO, batch(7, first), 0);
        List<PendingBatches.Ended> failed = pending.onDisconnect(ONE);
        assertEquals(Set.of(5L, 6L), failed.stream().map(PendingBatches.Ended::batchId).collect(Collectors.toSet()));
        failed.forEach(end -> assertFalse(end.result().isSuccess()));
        assertTrue(pending.onBarrier(TWO, other.barrierXid()).isPresent());
    }

    @Test
    public void shouldFailWhenNotAnsweredInTime() {
        send(ONE, batch(5, first), 100);
        send(ONE, batch(6, second), 150);
        assertEquals(List.of(), pending.onTimer(200, 100));
        List<PendingBatches.Ended> failed = pending.onTimer(201, 100);
        assertEquals(1, failed.size());
        assertEquals(5, failed.get(0).batchId());
        assertEquals(1, pending.close().size());
        assertEquals(0, pending.close().size());
    }
}
