package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.List;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions.GroupInstruction;
import org.onosproject.net.flow.instructions.Instructions.OutputInstruction;
import org.onosproject.net.flow.instructions.Instructions.SetQueueInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModEtherInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModMplsBosInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModMplsHeaderInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModMplsLabelInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModTunnelIdInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModVlanHeaderInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModVlanIdInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModVlanPcpInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModArpEthInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModArpIPInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModArpOpInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModDscpInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModIPInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModIPv6FlowLabelInstruction;
import org.onosproject.net.flow.instructions.L4ModificationInstruction;
import org.onosproject.net.flow.instructions.L4ModificationInstruction.ModTransportPortInstruction;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.action.OFAction;
import org.projectfloodlight.openflow.protocol.action.OFActions;
import org.projectfloodlight.openflow.protocol.oxm.OFOxm;
import org.projectfloodlight.openflow.protocol.oxm.OFOxms;
import org.projectfloodlight.openflow.types.ArpOpcode;
import org.projectfloodlight.openflow.types.EthType;
import org.projectfloodlight.openflow.types.IPv4Address;
import org.projectfloodlight.openflow.types.IPv6Address;
import org.projectfloodlight.openflow.types.IPv6FlowLabel;
import org.projectfloodlight.openflow.types.IpDscp;
import org.projectfloodlight.openflow.types.OFBooleanValue;
import org.projectfloodlight.openflow.types.OFGroup;
import org.projectfloodlight.openflow.types.OFVlanVidMatch;
import org.projectfloodlight.openflow.types.TransportPort;
import org.projectfloodlight.openflow.types.U32;
import org.projectfloodlight.openflow.types.U64;
import org.projectfloodlight.openflow.types.VlanPcp;

/** Instructions of a treatment to OpenFlow actions, in their order. Not thread-safe; made for one list. */
final class ActionEncoder {
    /** OFPCML_NO_BUFFER: the controller gets whole packets. */
    private static final int WHOLE_PACKET = 0xffff;

    private final OFActions actions;
    private final OFOxms oxms;

    private ActionEncoder(OFFactory factory) {
        actions = factory.actions();
        oxms = factory.oxms();
    }

    /**
     * @return no actions for a treatment that drops
     * @throws UnsupportedRuleException when an instruction has no action in OpenFlow 1.3
     */
    static List<OFAction> encode(List<Instruction> instructions, OFFactory factory) throws UnsupportedRuleException {
        ActionEncoder encoder = new ActionEncoder(factory);
        List<OFAction> result = new ArrayList<>(instructions.size());
        for (Instruction instruction : instructions) {
            OFAction action = encoder.action(instruction);
            if (action != null) {
                result.add(action);
            }
        }
        return result;
    }

    private OFAction action(Instruction instruction) throws UnsupportedRuleException {
        switch (instruction.type()) {
            case NOACTION:
                return null;
            case OUTPUT:
                return output(((OutputInstruction) instruction).port());
            case GROUP:
                return actions.group(OFGroup.of(((GroupInstruction) instruction).groupId().id()));
            case QUEUE:
                return actions.setQueue(((SetQueueInstruction) instruction).queueId());
            case L2MODIFICATION:
                return link((L2ModificationInstruction) instruction);
            case L3MODIFICATION:
                return network((L3ModificationInstruction) instruction);
            case L4MODIFICATION:
                return transport((L4ModificationInstruction) instruction);
            default:
                throw unsupported(instruction);
        }
    }

    private OFAction output(PortNumber port) {
        return actions.output(MatchEncoder.port(port), port.equals(PortNumber.CONTROLLER) ? WHOLE_PACKET : 0);
    }

    private OFAction link(L2ModificationInstruction instruction) throws UnsupportedRuleException {
        switch (instruction.subtype()) {
            case ETH_SRC:
                return set(oxms.ethSrc(MatchEncoder.mac(((ModEtherInstruction) instruction).mac())));
            case ETH_DST:
                return set(oxms.ethDst(MatchEncoder.mac(((ModEtherInstruction) instruction).mac())));
            case VLAN_ID:
                return set(oxms.vlanVid(OFVlanVidMatch.ofVlan(((ModVlanIdInstruction) instruction).vlanId().toShort())));
            case VLAN_PCP:
                return set(oxms.vlanPcp(VlanPcp.of(((ModVlanPcpInstruction) instruction).vlanPcp())));
            case VLAN_PUSH:
                return actions.pushVlan(ethType(((ModVlanHeaderInstruction) instruction).ethernetType()));
            case VLAN_POP:
                return actions.popVlan();
            case MPLS_PUSH:
                return actions.pushMpls(ethType(((ModMplsHeaderInstruction) instruction).ethernetType()));
            case MPLS_POP:
                return actions.popMpls(ethType(((ModMplsHeaderInstruction) instruction).ethernetType()));
            case MPLS_LABEL:
                return set(oxms.mplsLabel(U32.of(((ModMplsLabelInstruction) instruction).label().toInt())));
            case MPLS_BOS:
                return set(oxms.mplsBos(OFBooleanValue.of(((ModMplsBosInstruction) instruction).mplsBos())));
            case DEC_MPLS_TTL:
                return actions.decMplsTtl();
            case TUNNEL_ID:
                return set(oxms.tunnelId(U64.of(((ModTunnelIdInstruction) instruction).tunnelId())));
            default:
                throw unsupported(instruction);
        }
    }

    private OFAction network(L3ModificationInstruction instruction) throws UnsupportedRuleException {
        switch (instruction.subtype()) {
            case IPV4_SRC:
                return set(oxms.ipv4Src(ipv4(((ModIPInstruction) instruction).ip())));
            case IPV4_DST:
                return set(oxms.ipv4Dst(ipv4(((ModIPInstruction) instruction).ip())));
            case IPV6_SRC:
                return set(oxms.ipv6Src(IPv6Address.of(((ModIPInstruction) instruction).ip().toOctets())));
            case IPV6_DST:
                return set(oxms.ipv6Dst(IPv6Address.of(((ModIPInstruction) instruction).ip().toOctets())));
            case IPV6_FLABEL:
                return set(oxms.ipv6Flabel(IPv6FlowLabel.of(((ModIPv6FlowLabelInstruction) instruction).flowLabel())));
            case IP_DSCP:
                return set(oxms.ipDscp(IpDscp.of(((ModDscpInstruction) instruction).dscp())));
            case DEC_TTL:
                return actions.decNwTtl();
            case TTL_OUT:
                return actions.copyTtlOut();
            case TTL_IN:
                return actions.copyTtlIn();
            case ARP_SPA:
                return set(oxms.arpSpa(ipv4(((ModArpIPInstruction) instruction).ip())));
            case ARP_TPA:
                return set(oxms.arpTpa(ipv4(((ModArpIPInstruction) instruction).ip())));
            case ARP_SHA:
                return set(oxms.arpSha(MatchEncoder.mac(((ModArpEthInstruction) instruction).mac())));
            case ARP_THA:
                return set(oxms.arpTha(MatchEncoder.mac(((ModArpEthInstruction) instruction).mac())));
            case ARP_OP:
                return set(oxms.arpOp(ArpOpcode.of((int) ((ModArpOpInstruction) instruction).op())));
            default:
                throw unsupported(instruction);
        }
    }

    private OFAction transport(L4ModificationInstruction instruction) throws UnsupportedRuleException {
        TransportPort port = TransportPort.of(((ModTransportPortInstruction) instruction).port().toInt());
        switch (instruction.subtype()) {
            case TCP_SRC:
                return set(oxms.tcpSrc(port));
            case TCP_DST:
                return set(oxms.tcpDst(port));
            case UDP_SRC:
                return set(oxms.udpSrc(port));
            case UDP_DST:
                return set(oxms.udpDst(port));
            default:
                throw unsupported(instruction);
        }
    }

    private OFAction set(OFOxm<?> field) {
        return actions.setField(field);
    }

    private static EthType ethType(org.onlab.packet.EthType type) {
        return EthType.of(type.toShort() & 0xffff);
    }

    private static IPv4Address ipv4(org.onlab.packet.IpAddress ip) {
        return IPv4Address.of(ip.getIp4Address().toInt());
    }

    private static UnsupportedRuleException unsupported(Instruction instruction) {
        return new UnsupportedRuleException("no OpenFlow action for instruction " + instruction);
    }
}
