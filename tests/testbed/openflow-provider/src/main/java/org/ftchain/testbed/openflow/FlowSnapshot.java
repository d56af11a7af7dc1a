package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowEntry.FlowEntryState;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRule.FlowRemoveReason;
import org.onosproject.net.flow.IndexTableId;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFlowRemovedReason;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFFlowStatsRequest;
import org.projectfloodlight.openflow.types.OFGroup;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.TableId;

/**
 * What a switch says it has, in ONOS's terms. A rule is recognised by its cookie (its FlowId), table and priority, so treatments need no
 * decoding; the selector of an unknown one is decoded. Stateless.
 */
final class FlowSnapshot {
    private FlowSnapshot() {
    }

    /** Asks for all rules of a switch. */
    static OFFlowStatsRequest request(OFFactory factory) {
        return factory.buildFlowStatsRequest()
                .setTableId(TableId.ALL)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setMatch(factory.buildMatch().build())
                .build();
    }

    /**
     * @param stored what ONOS's store has for the device
     * @param withUnknown whether entries that are not in the store are told
     * @return the entries of the switch. An unknown one that equals a stored rule (somebody overwrote it) is left out, so that
     *     ONOS finds its own rule missing and restores it.
     */
    static List<FlowEntry> entries(DeviceId deviceId, List<OFFlowStatsEntry> snapshot, Iterable<FlowEntry> stored,
            boolean withUnknown) {
        Map<Long, FlowRule> known = new HashMap<>();
        Set<FlowRule> equalToKnown = new HashSet<>();
        for (FlowEntry entry : stored) {
            known.put(entry.id().value(), entry);
            equalToKnown.add(entry);
        }
        List<FlowEntry> result = new ArrayList<>(snapshot.size());
        for (OFFlowStatsEntry stats : snapshot) {
            FlowRule rule = known.get(stats.getCookie().getValue());
            if (rule != null && isAt(rule, stats)) {
                result.add(entry(rule, stats));
            } else if (withUnknown) {
                FlowRule unknown = unknown(deviceId, stats);
                if (!equalToKnown.contains(unknown)) {
                    result.add(entry(unknown, stats));
                }
            }
        }
        return result;
    }

    /** The rule as it was when the switch removed it. */
    static FlowEntry removed(FlowRule rule, OFFlowRemovedReason reason) {
        FlowRule.Builder builder = DefaultFlowRule.builder()
                .forDevice(rule.deviceId())
                .forTable(rule.table())
                .withPriority(rule.priority())
                .withSelector(rule.selector())
                .withTreatment(rule.treatment())
                .withCookie(rule.id().value())
                .withHardTimeout(rule.hardTimeout())
                .withReason(reason(reason));
        if (rule.isPermanent()) {
            builder.makePermanent();
        } else {
            builder.makeTemporary(rule.timeout());
        }
        return new DefaultFlowEntry(builder.build(), FlowEntryState.REMOVED);
    }

    private static boolean isAt(FlowRule rule, OFFlowStatsEntry stats) {
        return rule.priority() == stats.getPriority() && rule.table().equals(IndexTableId.of(stats.getTableId().getValue()));
    }

    private static FlowEntry entry(FlowRule rule, OFFlowStatsEntry stats) {
        long lifeNs = TimeUnit.SECONDS.toNanos(stats.getDurationSec()) + stats.getDurationNsec();
        return new DefaultFlowEntry(rule, FlowEntryState.ADDED, lifeNs, TimeUnit.NANOSECONDS,
                stats.getPacketCount().getValue(), stats.getByteCount().getValue());
    }

    private static FlowRule unknown(DeviceId deviceId, OFFlowStatsEntry stats) {
        return DefaultFlowRule.builder()
                .forDevice(deviceId)
                .forTable(IndexTableId.of(stats.getTableId().getValue()))
                .withPriority(stats.getPriority())
                .withSelector(MatchDecoder.decode(stats.getMatch()))
                .withTreatment(DefaultTrafficTreatment.emptyTreatment())
                .withCookie(stats.getCookie().getValue())
                .makePermanent()
                .build();
    }

    private static FlowRemoveReason reason(OFFlowRemovedReason reason) {
        switch (reason) {
            case IDLE_TIMEOUT:
                return FlowRemoveReason.IDLE_TIMEOUT;
            case HARD_TIMEOUT:
                return FlowRemoveReason.HARD_TIMEOUT;
            case DELETE:
                return FlowRemoveReason.DELETE;
            case GROUP_DELETE:
                return FlowRemoveReason.GROUP_DELETE;
            case METER_DELETE:
                return FlowRemoveReason.METER_DELETE;
            case EVICTION:
                return FlowRemoveReason.EVICTION;
            default:
                return FlowRemoveReason.NO_REASON;
        }
    }
}
