package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.IndexTableId;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.instructions.Instructions.MetadataInstruction;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFlowMod;
import org.projectfloodlight.openflow.protocol.OFFlowModFlags;
import org.projectfloodlight.openflow.protocol.action.OFAction;
import org.projectfloodlight.openflow.protocol.instruction.OFInstruction;
import org.projectfloodlight.openflow.types.OFBufferId;
import org.projectfloodlight.openflow.types.OFGroup;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.TableId;
import org.projectfloodlight.openflow.types.U64;

/**
 * Flow rules to flow modifications. The cookie is the rule's FlowId, and it alone says what is removed: removing works for rules that
 * were never encoded here, and never hits another rule with the same match. Stateless.
 */
final class FlowModEncoder {
    private FlowModEncoder() {
    }

    /**
     * Adds the rule, or replaces the one with its match and priority in one step. The switch tells when it removes it. Idle timeouts are ONOS's
     * own, as with its own provider; only hard timeouts reach the switch.
     *
     * @throws UnsupportedRuleException when OpenFlow 1.3 cannot express the rule
     */
    static OFFlowMod add(FlowRule rule, OFFactory factory) throws UnsupportedRuleException {
        return factory.buildFlowAdd()
                .setCookie(U64.of(rule.id().value()))
                .setTableId(table(rule))
                .setPriority(rule.priority())
                .setHardTimeout(rule.hardTimeout())
                .setBufferId(OFBufferId.NO_BUFFER)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setFlags(EnumSet.of(OFFlowModFlags.SEND_FLOW_REM))
                .setMatch(MatchEncoder.encode(rule.selector(), factory))
                .setInstructions(instructions(rule.treatment(), factory))
                .build();
    }

    /**
     * Removes what carries the rule's cookie in the rule's table.
     *
     * @throws UnsupportedRuleException when the table has no number
     */
    static OFFlowMod remove(FlowRule rule, OFFactory factory) throws UnsupportedRuleException {
        return factory.buildFlowDelete()
                .setCookie(U64.of(rule.id().value()))
                .setCookieMask(U64.NO_MASK)
                .setTableId(table(rule))
                .setBufferId(OFBufferId.NO_BUFFER)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setMatch(factory.buildMatch().build())
                .build();
    }

    private static TableId table(FlowRule rule) throws UnsupportedRuleException {
        if (!(rule.table() instanceof IndexTableId)) {
            throw new UnsupportedRuleException("table must have a number: table=" + rule.table());
        }
        return TableId.of(((IndexTableId) rule.table()).id());
    }

    private static List<OFInstruction> instructions(TrafficTreatment treatment, OFFactory factory)
            throws UnsupportedRuleException {
        if (treatment.meters() != null && !treatment.meters().isEmpty()) {
            throw new UnsupportedRuleException("meters are not supported: " + treatment.meters());
        }
        if (treatment.statTrigger() != null) {
            throw new UnsupportedRuleException("statistics triggers are not supported: " + treatment.statTrigger());
        }
        List<OFInstruction> result = new ArrayList<>();
        List<OFAction> immediate = ActionEncoder.encode(treatment.immediate(), factory);
        if (!immediate.isEmpty()) {
            result.add(factory.instructions().applyActions(immediate));
        }
        if (treatment.clearedDeferred()) {
            result.add(factory.instructions().clearActions());
        }
        List<OFAction> deferred = ActionEncoder.encode(treatment.deferred(), factory);
        if (!deferred.isEmpty()) {
            result.add(factory.instructions().writeActions(deferred));
        }
        MetadataInstruction metadata = treatment.writeMetadata();
        if (metadata != null) {
            result.add(factory.instructions().writeMetadata(U64.of(metadata.metadata()), U64.of(metadata.metadataMask())));
        }
        if (treatment.tableTransition() != null) {
            result.add(factory.instructions().gotoTable(TableId.of(treatment.tableTransition().tableId())));
        }
        return result;
    }
}
