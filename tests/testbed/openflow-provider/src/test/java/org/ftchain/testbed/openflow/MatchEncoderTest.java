package org.ftchain.testbed.openflow;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.Test;
import org.onlab.packet.EthType;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.MplsLabel;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.criteria.Criteria;
import org.projectfloodlight.openflow.protocol.match.Match;
import org.projectfloodlight.openflow.protocol.match.MatchField;

public class MatchEncoderTest {
    private static Match encode(TrafficSelector selector) throws UnsupportedRuleException {
        return MatchEncoder.encode(selector, Rules.FACTORY);
    }

    private static String bytes(Match match) {
        ByteBuf buffer = Unpooled.buffer();
        match.writeTo(buffer);
        return ByteBufUtil.hexDump(buffer);
    }

    private static void assertRoundTrip(TrafficSelector.Builder builder) throws UnsupportedRuleException {
        TrafficSelector selector = builder.build();
        assertEquals(selector, MatchDecoder.decode(encode(selector)));
    }

    @Test
    public void shouldBeBytesOfTheSpecificationWhenLabelMatched() throws Exception {
        TrafficSelector selector = DefaultTrafficSelector.builder().matchEthType((short) 0x8847)
                .matchMplsLabel(MplsLabel.mplsLabel(1024)).build();
        // ofp_match: type OXM, length 4 + 6 + 8; eth_type (5), mpls_label (34); padded to 8.
        assertEquals("0001" + "0012" + "80000a02" + "8847" + "80004404" + "00000400" + "000000000000", bytes(encode(selector)));
    }

    @Test
    public void shouldBeBytesOfTheSpecificationWhenClassifier() throws Exception {
        TrafficSelector selector = DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(1)).matchEthType((short) 0x0800)
                .matchIPSrc(IpPrefix.valueOf("10.0.1.10/32")).matchIPDst(IpPrefix.valueOf("10.0.2.0/24")).build();
        assertEquals("0001" + "0026" + "80000004" + "00000001" + "80000a02" + "0800" + "80001604" + "0a00010a"
                + "80001908" + "0a000200" + "ffffff00" + "0000", bytes(encode(selector)));
    }

    @Test
    public void shouldLeaveOutFieldWhenPrefixIsEmpty() throws Exception {
        Match match = encode(DefaultTrafficSelector.builder().matchEthType((short) 0x0800)
                .matchIPDst(IpPrefix.valueOf("0.0.0.0/0")).build());
        assertTrue(match.isFullyWildcarded(MatchField.IPV4_DST));
    }

    @Test
    public void shouldComeBackWhenDecoded() throws Exception {
        assertRoundTrip(DefaultTrafficSelector.builder());
        assertRoundTrip(DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(3))
                .matchEthSrc(MacAddress.valueOf("02:00:00:00:01:10"))
                .matchEthDstMasked(MacAddress.valueOf("01:00:5e:00:00:00"), MacAddress.valueOf("ff:ff:ff:80:00:00")));
        assertRoundTrip(DefaultTrafficSelector.builder().matchVlanId(VlanId.vlanId((short) 100)).matchVlanPcp((byte) 5));
        assertRoundTrip(DefaultTrafficSelector.builder().matchVlanId(VlanId.ANY));
        assertRoundTrip(DefaultTrafficSelector.builder().matchVlanId(VlanId.NONE));
        assertRoundTrip(DefaultTrafficSelector.builder().matchEthType((short) 0x8847)
                .matchMplsLabel(MplsLabel.mplsLabel(1048575)).matchMplsBos(true));
        assertRoundTrip(DefaultTrafficSelector.builder().matchEthType((short) 0x0800).matchIPProtocol((byte) 6)
                .matchIPSrc(IpPrefix.valueOf("192.168.0.0/17")).matchIPDst(IpPrefix.valueOf("10.0.2.20/32"))
                .matchTcpSrc(TpPort.tpPort(65535)).matchTcpDstMasked(TpPort.tpPort(0x5000), TpPort.tpPort(0xf000))
                .matchIPDscp((byte) 46).matchIPEcn((byte) 1));
        assertRoundTrip(DefaultTrafficSelector.builder().matchEthType((short) 0x0800).matchIPProtocol((byte) 17)
                .matchUdpSrc(TpPort.tpPort(53)).matchUdpDst(TpPort.tpPort(1)));
        assertRoundTrip(DefaultTrafficSelector.builder().matchEthType((short) 0x0800).matchIPProtocol((byte) 1)
                .matchIcmpType((byte) 8).matchIcmpCode((byte) 0));
        assertRoundTrip(DefaultTrafficSelector.builder().matchEthType((short) 0x86dd)
                .matchIPv6Src(IpPrefix.valueOf("2001:db8::/47")).matchIPv6Dst(IpPrefix.valueOf("2001:db8::1/128")));
        assertRoundTrip(DefaultTrafficSelector.builder().matchEthType((short) 0x0806).matchArpOp(1)
                .matchArpTpa(Ip4Address.valueOf("10.0.1.1")).matchArpSpa(Ip4Address.valueOf("10.0.1.10"))
                .matchArpSha(MacAddress.valueOf("02:00:00:00:01:10")).matchArpTha(MacAddress.ZERO));
        assertRoundTrip(DefaultTrafficSelector.builder().matchMetadata(0x1122334455667788L).matchTunnelId(9));
    }

    @Test
    public void shouldKeepEtherTypesAbove7fff() throws Exception {
        assertEquals(0x88cc, encode(DefaultTrafficSelector.builder().matchEthType(EthType.EtherType.LLDP.ethType().toShort()).build())
                .get(MatchField.ETH_TYPE).getValue());
    }

    @Test
    public void shouldBeRefusedWhenNoFieldForCriterion() {
        TrafficSelector selector = DefaultTrafficSelector.builder().add(Criteria.matchInnerVlanId(VlanId.vlanId((short) 5))).build();
        assertThrows(UnsupportedRuleException.class, () -> encode(selector));
    }
}
