package org.ftchain.testbed.openflow;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.onlab.packet.EthType;
import org.onlab.packet.IpAddress;
import org.onlab.packet.MacAddress;
import org.onlab.packet.MplsLabel;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onosproject.core.GroupId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.meter.MeterId;
import org.projectfloodlight.openflow.protocol.OFFlowMod;
import org.projectfloodlight.openflow.protocol.OFFlowModCommand;
import org.projectfloodlight.openflow.protocol.OFFlowModFlags;
import org.projectfloodlight.openflow.protocol.action.OFActions;
import org.projectfloodlight.openflow.protocol.instruction.OFInstruction;
import org.projectfloodlight.openflow.protocol.instruction.OFInstructions;
import org.projectfloodlight.openflow.protocol.oxm.OFOxms;
import org.projectfloodlight.openflow.types.IPv4Address;
import org.projectfloodlight.openflow.types.OFGroup;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.OFVlanVidMatch;
import org.projectfloodlight.openflow.types.TableId;
import org.projectfloodlight.openflow.types.TransportPort;
import org.projectfloodlight.openflow.types.U32;
import org.projectfloodlight.openflow.types.U64;

public class FlowModEncoderTest {
    private static final OFActions ACTIONS = Rules.FACTORY.actions();
    private static final OFInstructions INSTRUCTIONS = Rules.FACTORY.instructions();
    private static final OFOxms OXMS = Rules.FACTORY.oxms();

    private static FlowRule rule(TrafficTreatment.Builder treatment) {
        return Rules.rule(100, DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(1)).build(), treatment.build());
    }

    private static List<OFInstruction> instructions(TrafficTreatment.Builder treatment) throws UnsupportedRuleException {
        return new ArrayList<>(FlowModEncoder.add(rule(treatment), Rules.FACTORY).getInstructions());
    }

    @Test
    public void shouldCarryFlowIdAsCookieWhenAdded() throws Exception {
        FlowRule rule = rule(DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)));
        OFFlowMod added = FlowModEncoder.add(rule, Rules.FACTORY);
        assertEquals(OFFlowModCommand.ADD, added.getCommand());
        assertEquals(rule.id().value(), added.getCookie().getValue());
        assertEquals(100, added.getPriority());
        assertTrue(added.getFlags().contains(OFFlowModFlags.SEND_FLOW_REM));
        assertEquals(List.of(INSTRUCTIONS.applyActions(List.of(ACTIONS.output(OFPort.of(2), 0)))), added.getInstructions());
    }

    @Test
    public void shouldNameOnlyCookieAndTableWhenRemoved() throws Exception {
        FlowRule rule = rule(DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)));
        OFFlowMod removed = FlowModEncoder.remove(rule, Rules.FACTORY);
        assertEquals(OFFlowModCommand.DELETE, removed.getCommand());
        assertEquals(rule.id().value(), removed.getCookie().getValue());
        assertEquals(0xffffffffffffffffL, removed.getCookieMask().getValue());
        assertEquals(TableId.of(0), removed.getTableId());
        assertEquals(OFPort.ANY, removed.getOutPort());
        assertEquals(OFGroup.ANY, removed.getOutGroup());
        assertEquals(false, removed.getMatch().getMatchFields().iterator().hasNext());
    }

    @Test
    public void shouldPushLabelThenSendWhenIngress() throws Exception {
        assertEquals(List.of(INSTRUCTIONS.applyActions(List.of(
                ACTIONS.pushMpls(org.projectfloodlight.openflow.types.EthType.MPLS_UNICAST),
                ACTIONS.setField(OXMS.mplsLabel(U32.of(1024))), ACTIONS.output(OFPort.of(2), 0)))),
                instructions(DefaultTrafficTreatment.builder().pushMpls().setMpls(MplsLabel.mplsLabel(1024))
                        .setOutput(PortNumber.portNumber(2))));
    }

    @Test
    public void shouldNameEtherTypeWhenLabelPopped() throws Exception {
        assertEquals(List.of(INSTRUCTIONS.applyActions(List.of(
                ACTIONS.popMpls(org.projectfloodlight.openflow.types.EthType.IPv4), ACTIONS.output(OFPort.of(1), 0)))),
                instructions(DefaultTrafficTreatment.builder().popMpls(EthType.EtherType.IPV4.ethType())
                        .setOutput(PortNumber.portNumber(1))));
    }

    @Test
    public void shouldHaveNoInstructionWhenDropping() throws Exception {
        assertEquals(List.of(), instructions(DefaultTrafficTreatment.builder().drop()));
        assertEquals(List.of(), instructions(DefaultTrafficTreatment.builder()));
    }

    @Test
    public void shouldSendWholePacketsWhenToController() throws Exception {
        assertEquals(List.of(INSTRUCTIONS.applyActions(List.of(ACTIONS.output(OFPort.CONTROLLER, 0xffff)))),
                instructions(DefaultTrafficTreatment.builder().punt()));
    }

    @Test
    public void shouldKeepOrderWhenFieldsAreSet() throws Exception {
        assertEquals(List.of(INSTRUCTIONS.applyActions(List.of(
                ACTIONS.setField(OXMS.ethDst(org.projectfloodlight.openflow.types.MacAddress.of("02:00:00:00:02:20"))),
                ACTIONS.setField(OXMS.ipv4Dst(IPv4Address.of("10.0.2.20"))),
                ACTIONS.setField(OXMS.tcpDst(TransportPort.of(80))),
                ACTIONS.pushVlan(org.projectfloodlight.openflow.types.EthType.VLAN_FRAME),
                ACTIONS.setField(OXMS.vlanVid(OFVlanVidMatch.ofVlan(7))),
                ACTIONS.popVlan(), ACTIONS.decNwTtl(), ACTIONS.group(OFGroup.of(9))))),
                instructions(DefaultTrafficTreatment.builder().setEthDst(MacAddress.valueOf("02:00:00:00:02:20"))
                        .setIpDst(IpAddress.valueOf("10.0.2.20")).setTcpDst(TpPort.tpPort(80)).pushVlan()
                        .setVlanId(VlanId.vlanId((short) 7)).popVlan().decNwTtl().group(GroupId.valueOf(9))));
    }

    @Test
    public void shouldUseAllInstructionsWhenTablesArePassed() throws Exception {
        assertEquals(List.of(INSTRUCTIONS.applyActions(List.of(ACTIONS.output(OFPort.of(1), 0))), INSTRUCTIONS.clearActions(),
                INSTRUCTIONS.writeActions(List.of(ACTIONS.output(OFPort.of(2), 0))),
                INSTRUCTIONS.writeMetadata(U64.of(5), U64.of(0xff)), INSTRUCTIONS.gotoTable(TableId.of(3))),
                instructions(DefaultTrafficTreatment.builder().immediate().setOutput(PortNumber.portNumber(1)).wipeDeferred()
                        .deferred().setOutput(PortNumber.portNumber(2)).writeMetadata(5, 0xff).transition(3)));
    }

    @Test
    public void shouldBeRefusedWhenMetered() {
        assertThrows(UnsupportedRuleException.class,
                () -> instructions(DefaultTrafficTreatment.builder().meter(MeterId.meterId(1)).setOutput(PortNumber.portNumber(2))));
    }
}
