package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry.FlowRuleOperation;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFlowMod;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A batch as messages with a barrier behind them. Entries that cannot be expressed are failed from the start; the others are sent. */
final class EncodedBatch {
    private static final Logger LOG = LoggerFactory.getLogger(EncodedBatch.class);

    private final List<OFMessage> messages = new ArrayList<>();
    private final Map<Long, FlowRuleBatchEntry> entries = new HashMap<>();
    private final Set<FlowRuleBatchEntry> failed = new HashSet<>();
    private final long barrierXid;

    EncodedBatch(FlowRuleBatchOperation batch, OFFactory factory) {
        for (FlowRuleBatchEntry entry : batch.getOperations()) {
            try {
                OFFlowMod message = encode(entry.target(), entry.operator(), factory);
                entries.put(message.getXid(), entry);
                messages.add(message);
            } catch (UnsupportedRuleException | RuntimeException e) {
                LOG.warn("Rule {} of {} cannot be sent: {}", entry.target().id(), batch.deviceId(), e.toString());
                failed.add(entry);
            }
        }
        OFMessage barrier = factory.barrierRequest();
        barrierXid = barrier.getXid();
        messages.add(barrier);
    }

    /** Modifying is adding: the switch replaces a rule with the same match and priority, keeping its counters. */
    static OFFlowMod encode(FlowRule rule, FlowRuleOperation operation, OFFactory factory) throws UnsupportedRuleException {
        return operation == FlowRuleOperation.REMOVE ? FlowModEncoder.remove(rule, factory) : FlowModEncoder.add(rule, factory);
    }

    /** The barrier is the last. */
    List<OFMessage> messages() {
        return messages;
    }

    /** By the transaction id of their message. */
    Map<Long, FlowRuleBatchEntry> entries() {
        return entries;
    }

    Set<FlowRuleBatchEntry> failed() {
        return failed;
    }

    long barrierXid() {
        return barrierXid;
    }
}
