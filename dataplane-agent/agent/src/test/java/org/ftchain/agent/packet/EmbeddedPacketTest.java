package org.ftchain.agent.packet;

import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.EXTERNAL;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.ftchain.agent.packet.TestPackets.assertChecksums;
import static org.ftchain.agent.packet.TestPackets.bytes;
import static org.ftchain.agent.packet.TestPackets.wrap;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

public class EmbeddedPacketTest {
    private static final byte[][] OFFENDING = {TestPackets.tcp(EXTERNAL, 23456, WEB, 80, 12),
            TestPackets.udp(EXTERNAL, 23456, WEB, 53, 12), TestPackets.icmp(8, EXTERNAL, WEB, 23456, 12)};

    @Test
    public void shouldKeepAllChecksumsRightWhenEmbeddedPacketIsWhole() {
        for (byte[] offending : OFFENDING) {
            assertRewrites(offending, offending.length);
        }
    }

    @Test
    public void shouldKeepOuterChecksumsRightWhenEmbeddedPacketIsCut() {
        for (byte[] offending : OFFENDING) {
            for (int length = 28; length < offending.length; length++) {
                assertRewrites(offending, length);
            }
        }
    }

    private static void assertRewrites(byte[] offending, int length) {
        Packet packet = wrap(TestPackets.icmpError(11, WEB, EXTERNAL, offending, length));
        assertTrue(packet.isIcmpError() && packet.isIcmp());
        EmbeddedPacket embedded = packet.embedded();
        assertEquals(offending[9], embedded.protocol());
        assertEquals(EXTERNAL, embedded.sourceAddress());
        assertEquals(23456, embedded.sourcePort());
        embedded.setSource(CLIENT, 40000);
        packet.setDestinationAddress(CLIENT);
        assertEquals(CLIENT, embedded.sourceAddress());
        assertEquals(40000, embedded.sourcePort());
        assertEquals(WEB, embedded.destinationAddress());
        assertChecksums(bytes(packet));
        embedded.setDestination(EXTERNAL, 9);
        assertEquals(9, embedded.destinationPort());
        assertChecksums(bytes(packet));
    }

    @Test
    public void shouldKeepUdpChecksumZeroWhenEmbeddedHasNone() {
        byte[] udp = TestPackets.udp(EXTERNAL, 23456, WEB, 53, 4);
        BigEndian.putShort(udp, 26, 0);
        Packet packet = wrap(TestPackets.icmpError(3, WEB, EXTERNAL, udp, udp.length));
        packet.embedded().setSource(CLIENT, 40000);
        assertEquals(0, BigEndian.unsignedShort(bytes(packet), 28 + 26));
        assertChecksums(bytes(packet));
    }

    @Test
    public void shouldNotTakePaddingForTcpChecksumWhenDatagramIsShort() {
        byte[] tcp = OFFENDING[0].clone();
        BigEndian.putShort(tcp, 2, 28);
        BigEndian.putShort(tcp, 36, 0);
        TestPackets.fillChecksums(tcp, false);
        Packet packet = wrap(TestPackets.icmpError(3, WEB, EXTERNAL, tcp, tcp.length));
        packet.embedded().setSource(CLIENT, 40000);
        byte[] changed = bytes(packet);
        assertEquals(0, BigEndian.unsignedShort(changed, 28 + 36));
        assertEquals("ICMP checksum", 0, Checksum.compute(MemorySegment.ofArray(changed), 20, changed.length - 20, 0));
    }

    @Test
    public void shouldHaveNoEmbeddedPacketWhenItCannotBeRead() {
        byte[] udp = OFFENDING[1];
        assertNull("cut", wrap(TestPackets.icmpError(3, WEB, EXTERNAL, udp, 27)).embedded());
        byte[] fragment = udp.clone();
        BigEndian.putShort(fragment, 6, 1);
        assertNull("later fragment", wrap(TestPackets.icmpError(3, WEB, EXTERNAL, fragment, 40)).embedded());
        byte[] ipv6 = udp.clone();
        ipv6[0] = 0x65;
        assertNull("IPv6", wrap(TestPackets.icmpError(3, WEB, EXTERNAL, ipv6, 40)).embedded());
        byte[] longHeader = udp.clone();
        longHeader[0] = 0x4f;
        assertNull("options beyond the end", wrap(TestPackets.icmpError(3, WEB, EXTERNAL, longHeader, 40)).embedded());
        byte[] gre = udp.clone();
        gre[9] = 47;
        assertNull("other protocol", wrap(TestPackets.icmpError(3, WEB, EXTERNAL, gre, 40)).embedded());
        assertNull("echo is no error", wrap(TestPackets.icmp(8, CLIENT, WEB, 1, 60)).embedded());
    }

    @Test
    public void shouldHaveNoEmbeddedPacketWhenItWouldBeChangedBeyondTheLimit() {
        byte[] transport = Arrays.copyOfRange(OFFENDING[0], 20, OFFENDING[0].length);
        byte[] options = TestPackets.ipv4(IpProtocol.TCP, EXTERNAL, WEB, transport, 0, 60);
        byte[] inner = Arrays.copyOfRange(TestPackets.icmpError(3, WEB, EXTERNAL, options, options.length), 20,
                28 + options.length);
        assertNotNull(wrap(TestPackets.ipv4(IpProtocol.ICMP, WEB, EXTERNAL, inner, 0, 40)).embedded());
        assertNull(wrap(TestPackets.ipv4(IpProtocol.ICMP, WEB, EXTERNAL, inner, 0, 44)).embedded());
    }
}
