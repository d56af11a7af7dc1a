package org.ftchain.testbed.openflow;

import org.onlab.packet.Ip4Address;
import org.onlab.packet.Ip6Address;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.MplsLabel;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.TrafficSelector;
import org.projectfloodlight.openflow.protocol.match.Match;
import org.projectfloodlight.openflow.protocol.match.MatchField;
import org.projectfloodlight.openflow.types.IPv4Address;
import org.projectfloodlight.openflow.types.IPv6Address;
import org.projectfloodlight.openflow.types.Masked;
import org.projectfloodlight.openflow.types.OFValueType;
import org.projectfloodlight.openflow.types.OFVlanVidMatch;
import org.projectfloodlight.openflow.types.TransportPort;

/**
 * OpenFlow match to selector, for rules in a switch that ONOS did not put there. Fields that ONOS has no criterion for are left out.
 * Stateless; the inverse of {@link MatchEncoder}.
 */
final class MatchDecoder {
    private MatchDecoder() {
    }

    static TrafficSelector decode(Match match) {
        TrafficSelector.Builder selector = DefaultTrafficSelector.builder();
        for (MatchField<?> field : match.getMatchFields()) {
            if (!decodeLink(selector, match, field) && !decodeNetwork(selector, match, field)
                    && !decodeTransport(selector, match, field)) {
                decodeArp(selector, match, field);
            }
        }
        return selector.build();
    }

    private static boolean decodeLink(TrafficSelector.Builder selector, Match match, MatchField<?> field) {
        switch (field.id) {
            case IN_PORT:
                selector.matchInPort(PortNumber.portNumber(match.get(MatchField.IN_PORT).getPortNumber() & 0xffffffffL));
                return true;
            case METADATA:
                selector.matchMetadata(match.get(MatchField.METADATA).getValue().getValue());
                return true;
            case ETH_DST:
                if (match.isPartiallyMasked(field)) {
                    Masked<org.projectfloodlight.openflow.types.MacAddress> masked = match.getMasked(MatchField.ETH_DST);
                    selector.matchEthDstMasked(mac(masked.getValue()), mac(masked.getMask()));
                } else {
                    selector.matchEthDst(mac(match.get(MatchField.ETH_DST)));
                }
                return true;
            case ETH_SRC:
                if (match.isPartiallyMasked(field)) {
                    Masked<org.projectfloodlight.openflow.types.MacAddress> masked = match.getMasked(MatchField.ETH_SRC);
                    selector.matchEthSrcMasked(mac(masked.getValue()), mac(masked.getMask()));
                } else {
                    selector.matchEthSrc(mac(match.get(MatchField.ETH_SRC)));
                }
                return true;
            case ETH_TYPE:
                selector.matchEthType((short) match.get(MatchField.ETH_TYPE).getValue());
                return true;
            case VLAN_VID:
                selector.matchVlanId(vlan(match));
                return true;
            case VLAN_PCP:
                selector.matchVlanPcp(match.get(MatchField.VLAN_PCP).getValue());
                return true;
            case MPLS_LABEL:
                selector.matchMplsLabel(MplsLabel.mplsLabel((int) match.get(MatchField.MPLS_LABEL).getValue()));
                return true;
            case MPLS_BOS:
                selector.matchMplsBos(match.get(MatchField.MPLS_BOS).getValue());
                return true;
            case TUNNEL_ID:
                selector.matchTunnelId(match.get(MatchField.TUNNEL_ID).getValue());
                return true;
            default:
                return false;
        }
    }

    private static VlanId vlan(Match match) {
        if (match.isPartiallyMasked(MatchField.VLAN_VID)) {
            return VlanId.ANY;
        }
        OFVlanVidMatch vid = match.get(MatchField.VLAN_VID);
        return vid.equals(OFVlanVidMatch.UNTAGGED) ? VlanId.NONE : VlanId.vlanId(vid.getVlan());
    }

    private static boolean decodeNetwork(TrafficSelector.Builder selector, Match match, MatchField<?> field) {
        switch (field.id) {
            case IP_PROTO:
                selector.matchIPProtocol((byte) match.get(MatchField.IP_PROTO).getIpProtocolNumber());
                return true;
            case IP_DSCP:
                selector.matchIPDscp(match.get(MatchField.IP_DSCP).getDscpValue());
                return true;
            case IP_ECN:
                selector.matchIPEcn(match.get(MatchField.IP_ECN).getEcnValue());
                return true;
            case IPV4_SRC:
                selector.matchIPSrc(ipv4(match, MatchField.IPV4_SRC));
                return true;
            case IPV4_DST:
                selector.matchIPDst(ipv4(match, MatchField.IPV4_DST));
                return true;
            case IPV6_SRC:
                selector.matchIPv6Src(ipv6(match, MatchField.IPV6_SRC));
                return true;
            case IPV6_DST:
                selector.matchIPv6Dst(ipv6(match, MatchField.IPV6_DST));
                return true;
            default:
                return false;
        }
    }

    private static boolean decodeTransport(TrafficSelector.Builder selector, Match match, MatchField<?> field) {
        switch (field.id) {
            case TCP_SRC:
                return masked(match, MatchField.TCP_SRC, selector::matchTcpSrcMasked, selector::matchTcpSrc);
            case TCP_DST:
                return masked(match, MatchField.TCP_DST, selector::matchTcpDstMasked, selector::matchTcpDst);
            case UDP_SRC:
                return masked(match, MatchField.UDP_SRC, selector::matchUdpSrcMasked, selector::matchUdpSrc);
            case UDP_DST:
                return masked(match, MatchField.UDP_DST, selector::matchUdpDstMasked, selector::matchUdpDst);
            case SCTP_SRC:
                return masked(match, MatchField.SCTP_SRC, selector::matchSctpSrcMasked, selector::matchSctpSrc);
            case SCTP_DST:
                return masked(match, MatchField.SCTP_DST, selector::matchSctpDstMasked, selector::matchSctpDst);
            case ICMPV4_TYPE:
                selector.matchIcmpType((byte) match.get(MatchField.ICMPV4_TYPE).getType());
                return true;
            case ICMPV4_CODE:
                selector.matchIcmpCode((byte) match.get(MatchField.ICMPV4_CODE).getCode());
                return true;
            case ICMPV6_TYPE:
                selector.matchIcmpv6Type((byte) match.get(MatchField.ICMPV6_TYPE).getValue());
                return true;
            case ICMPV6_CODE:
                selector.matchIcmpv6Code((byte) match.get(MatchField.ICMPV6_CODE).getValue());
                return true;
            default:
                return false;
        }
    }

    private static void decodeArp(TrafficSelector.Builder selector, Match match, MatchField<?> field) {
        switch (field.id) {
            case ARP_OP:
                selector.matchArpOp(match.get(MatchField.ARP_OP).getOpcode());
                break;
            case ARP_SPA:
                selector.matchArpSpa(Ip4Address.valueOf(match.get(MatchField.ARP_SPA).getInt()));
                break;
            case ARP_TPA:
                selector.matchArpTpa(Ip4Address.valueOf(match.get(MatchField.ARP_TPA).getInt()));
                break;
            case ARP_SHA:
                selector.matchArpSha(mac(match.get(MatchField.ARP_SHA)));
                break;
            case ARP_THA:
                selector.matchArpTha(mac(match.get(MatchField.ARP_THA)));
                break;
            default:
                break;
        }
    }

    private interface PortCriterion {
        void add(TpPort port);
    }

    private interface MaskedPortCriterion {
        void add(TpPort port, TpPort mask);
    }

    private static boolean masked(Match match, MatchField<TransportPort> field, MaskedPortCriterion masked, PortCriterion exact) {
        if (match.isPartiallyMasked(field)) {
            Masked<TransportPort> value = match.getMasked(field);
            masked.add(TpPort.tpPort(value.getValue().getPort()), TpPort.tpPort(value.getMask().getPort()));
        } else {
            exact.add(TpPort.tpPort(match.get(field).getPort()));
        }
        return true;
    }

    private static MacAddress mac(org.projectfloodlight.openflow.types.MacAddress mac) {
        return MacAddress.valueOf(mac.getLong());
    }

    private static IpPrefix ipv4(Match match, MatchField<IPv4Address> field) {
        Masked<IPv4Address> masked = maskedOrExact(match, field, IPv4Address.NO_MASK);
        return IpPrefix.valueOf(Ip4Address.valueOf(masked.getValue().getInt()), Integer.bitCount(masked.getMask().getInt()));
    }

    private static IpPrefix ipv6(Match match, MatchField<IPv6Address> field) {
        Masked<IPv6Address> masked = maskedOrExact(match, field, IPv6Address.NO_MASK);
        int length = 0;
        for (byte octet : masked.getMask().getBytes()) {
            length += Integer.bitCount(octet & 0xff);
        }
        return IpPrefix.valueOf(Ip6Address.valueOf(masked.getValue().getBytes()), length);
    }

    private static <F extends OFValueType<F>> Masked<F> maskedOrExact(Match match, MatchField<F> field, F exactMask) {
        return match.isPartiallyMasked(field) ? match.getMasked(field) : Masked.of(match.get(field), exactMask);
    }
}
