package org.ftchain.agent.packet;

import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;

import static org.ftchain.agent.packet.TestPackets.bytes;
import static org.ftchain.agent.packet.TestPackets.wrap;
import static org.ftchain.agent.packet.TestPacketsV6.CLIENT;
import static org.ftchain.agent.packet.TestPacketsV6.DESTINATION;
import static org.ftchain.agent.packet.TestPacketsV6.FRAGMENT;
import static org.ftchain.agent.packet.TestPacketsV6.HOP_BY_HOP;
import static org.ftchain.agent.packet.TestPacketsV6.ROUTING;
import static org.ftchain.agent.packet.TestPacketsV6.WEB;
import static org.ftchain.agent.packet.TestPacketsV6.fragment;
import static org.ftchain.agent.packet.TestPacketsV6.ipv6;
import static org.ftchain.agent.packet.TestPacketsV6.options;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

public class PacketV6Test {
    private static final byte[] UDP = TestPackets.udpDatagram(1000, 53, 16);

    @Test
    public void shouldReadFieldsWhenTcp() {
        Packet packet = wrap(TestPacketsV6.tcp(CLIENT, 40000, WEB, 80, 11));
        assertEquals(6, packet.version());
        assertTrue(packet.isIpv6());
        assertEquals(IpProtocol.TCP, packet.protocol());
        assertEquals(CLIENT, new Ipv6Address(packet.sourceHigh(), packet.sourceLow()));
        assertEquals(WEB, new Ipv6Address(packet.destinationHigh(), packet.destinationLow()));
        assertEquals(40000, packet.sourcePort());
        assertEquals(80, packet.destinationPort());
        assertEquals(64, packet.ttl());
        assertEquals(71, packet.length());
        assertFalse(packet.isFragment() || packet.isIcmp());
    }

    @Test
    public void shouldChangeNothingButHopLimitWhenTtlIsSet() {
        byte[] tcp = TestPacketsV6.tcp(CLIENT, 40000, WEB, 80, 11);
        Packet packet = wrap(tcp);
        packet.setTtl(packet.ttl() - 1);
        tcp[7] = 63;
        assertEquals(HexFormat.of().formatHex(tcp), HexFormat.of().formatHex(bytes(packet)));
        TestPacketsV6.assertChecksums(bytes(packet));
    }

    @Test
    public void shouldRefuseToSetAddressesAndPorts() {
        Packet packet = wrap(TestPacketsV6.tcp(CLIENT, 40000, WEB, 80, 11));
        assertThrows(IllegalStateException.class, () -> packet.setSourceAddress(1));
        assertThrows(IllegalStateException.class, () -> packet.setDestinationAddress(1));
        assertThrows(IllegalStateException.class, () -> packet.setSourcePort(1));
        assertThrows(IllegalStateException.class, () -> packet.setDestinationPort(1));
    }

    @Test
    public void shouldLeaveLinkPaddingOutOfLengthWhenFrameIsPadded() {
        byte[] udp = TestPacketsV6.udp(CLIENT, 1, WEB, 2, 0);
        assertEquals(48, wrap(Arrays.copyOf(udp, 60)).length());
    }

    @Test
    public void shouldWriteGoldenFlowKey() {
        byte[] key = new byte[FlowKey.V6_BYTES];
        FlowKey.write(wrap(TestPacketsV6.tcp(CLIENT, 40000, WEB, 80, 0)), key);
        assertEquals("20010db8000100000000000000000010" + "20010db8000200000000000000000020" + "9c40005006",
                HexFormat.of().formatHex(key));
        assertEquals("tcp [2001:db8:1::10]:40000 > [2001:db8:2::20]:80", FlowKey.render(key));
        FlowKey.write(wrap(TestPacketsV6.icmp(129, WEB, CLIENT, 77, 0)), key);
        assertEquals("icmpv6 [2001:db8:2::20]:77 > [2001:db8:1::10]:77", FlowKey.render(key));
    }

    @Test
    public void shouldFindPortsBehindExtensionHeaders() {
        int[] types = {HOP_BY_HOP, DESTINATION, ROUTING, FRAGMENT, DESTINATION};
        byte[] bytes = ipv6(IpProtocol.UDP, CLIENT, WEB, UDP, types, options(16), options(8), options(24),
                fragment(0, true), options(2040));
        Packet packet = wrap(bytes);
        assertEquals(IpProtocol.UDP, packet.protocol());
        assertEquals(1000, packet.sourcePort());
        assertEquals(53, packet.destinationPort());
        assertTrue(packet.isFragment());
        assertFalse(packet.isLaterFragment());
    }

    @Test
    public void shouldHaveNoPortsWhenLaterFragmentOrOtherProtocol() {
        Packet later = wrap(ipv6(IpProtocol.UDP, CLIENT, WEB, UDP, new int[] {FRAGMENT}, fragment(8, false)));
        assertTrue(later.isFragment() && later.isLaterFragment());
        assertFalse(later.hasPorts());
        assertEquals(IpProtocol.UDP, later.protocol());
        Packet atomic = wrap(ipv6(IpProtocol.UDP, CLIENT, WEB, UDP, new int[] {FRAGMENT}, fragment(0, false)));
        assertFalse(atomic.isFragment());
        assertEquals(53, atomic.destinationPort());
        for (int protocol : new int[] {50, 51, 59, 132, IpProtocol.ICMP}) {
            Packet other = wrap(ipv6(protocol, CLIENT, WEB, UDP));
            assertEquals(protocol, other.protocol());
            assertFalse(other.hasPorts() || other.isIcmp());
        }
        assertFalse("ICMPv6 in IPv4 is not ICMP", wrap(TestPackets.ipv4(IpProtocol.ICMPV6, TestPackets.CLIENT,
                TestPackets.WEB, UDP, 0, 20)).isIcmp());
    }

    @Test
    public void shouldRefuseHeadersThatContradictThemselves() {
        refused("hop-by-hop not first", new int[] {DESTINATION, HOP_BY_HOP}, options(8), options(8));
        refused("two fragment headers", new int[] {FRAGMENT, FRAGMENT}, fragment(0, true), fragment(0, true));
        refused("beyond a datagram", new int[] {FRAGMENT}, fragment(0xfff8, false));
        byte[] odd = TestPackets.udpDatagram(1000, 53, 15);
        assertFalse("fragment of odd size", wraps(ipv6(IpProtocol.UDP, CLIENT, WEB, odd, new int[] {FRAGMENT},
                fragment(0, true))));
        byte[] options = options(8);
        options[1] = 9;
        refused("options beyond the packet", new int[] {DESTINATION}, options);
        byte[] jumbo = ipv6(IpProtocol.UDP, CLIENT, WEB, UDP, new int[] {HOP_BY_HOP}, options(8));
        BigEndian.putShort(jumbo, 4, 0);
        assertFalse("jumbogram", wraps(jumbo));
    }

    @Test
    public void shouldBoundTheWalk() {
        int[] types = new int[Ipv6Headers.MAX_EXTENSIONS];
        byte[][] headers = new byte[types.length][];
        Arrays.fill(types, DESTINATION);
        Arrays.fill(headers, options(8));
        assertTrue(wraps(ipv6(IpProtocol.UDP, CLIENT, WEB, UDP, types, headers)));
        types = Arrays.copyOf(types, types.length + 1);
        types[types.length - 1] = DESTINATION;
        headers = Arrays.copyOf(headers, types.length);
        headers[types.length - 1] = options(8);
        assertFalse(wraps(ipv6(IpProtocol.UDP, CLIENT, WEB, UDP, types, headers)));
    }

    @Test
    public void shouldRefuseEveryTruncation() {
        byte[] error = TestPacketsV6.icmpError(1, WEB, CLIENT, TestPacketsV6.udp(CLIENT, 1, WEB, 2, 0), 48);
        byte[] extended = ipv6(IpProtocol.UDP, CLIENT, WEB, UDP, new int[] {HOP_BY_HOP, FRAGMENT}, options(16),
                fragment(0, false));
        for (byte[] whole : new byte[][] {TestPacketsV6.tcp(CLIENT, 1, WEB, 2, 5), error, extended}) {
            int headers = whole == extended ? 64 : 40;
            int needed = headers + (whole[6] == IpProtocol.TCP ? 20 : 8);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertFalse(wraps(cut));
                if (length >= 40) {
                    BigEndian.putShort(cut, 4, length - 40);
                    assertEquals("consistently cut to " + length, length >= needed, wraps(cut));
                }
            }
        }
    }

    @Test
    public void shouldReadTheFlowOfAnIcmpv6Error() {
        byte[] sent = TestPacketsV6.tcp(CLIENT, 40000, WEB, 80, 100);
        for (int type = 1; type <= 4; type++) {
            Packet error = wrap(TestPacketsV6.icmpError(type, WEB, CLIENT, sent, 48));
            assertTrue(error.isIcmp() && error.isIcmpError());
            EmbeddedPacket embedded = error.embedded();
            assertEquals(CLIENT, new Ipv6Address(embedded.sourceHigh(), embedded.sourceLow()));
            assertEquals(WEB, new Ipv6Address(embedded.destinationHigh(), embedded.destinationLow()));
            assertEquals(40000, embedded.sourcePort());
            assertEquals(80, embedded.destinationPort());
            assertThrows(IllegalStateException.class, () -> embedded.setSource(1, 2));
        }
        assertNotNull(wrap(TestPacketsV6.icmpError(3, WEB, CLIENT, TestPacketsV6.icmp(128, CLIENT, WEB, 7, 0), 48))
                .embedded());
        assertNull(wrap(TestPacketsV6.icmpError(3, WEB, CLIENT, sent, 47)).embedded());
        assertNull("an error about IPv4", wrap(TestPacketsV6.icmpError(3, WEB, CLIENT,
                TestPackets.tcp(TestPackets.CLIENT, 1, TestPackets.WEB, 2, 30), 60)).embedded());
        assertFalse("neighbour solicitation", wrap(TestPacketsV6.icmp(135, CLIENT, WEB, 0, 16)).isIcmpError());
    }

    private static void refused(String what, int[] types, byte[]... headers) {
        assertFalse(what, wraps(ipv6(IpProtocol.UDP, CLIENT, WEB, UDP, types, headers)));
    }

    private static boolean wraps(byte[] bytes) {
        return new Packet().wrap(MemorySegment.ofArray(bytes), 0, bytes.length);
    }
}
