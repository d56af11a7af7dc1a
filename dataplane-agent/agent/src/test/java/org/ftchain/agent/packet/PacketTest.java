package org.ftchain.agent.packet;

import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.EXTERNAL;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.ftchain.agent.packet.TestPackets.assertChecksums;
import static org.ftchain.agent.packet.TestPackets.bytes;
import static org.ftchain.agent.packet.TestPackets.wrap;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

public class PacketTest {
    @Test
    public void shouldReadFieldsWhenTcp() {
        Packet packet = wrap(TestPackets.tcp(CLIENT, 40000, WEB, 80, 11));
        assertTrue(packet.isIpv4());
        assertEquals(IpProtocol.TCP, packet.protocol());
        assertEquals(CLIENT, packet.sourceAddress());
        assertEquals(WEB, packet.destinationAddress());
        assertEquals(40000, packet.sourcePort());
        assertEquals(80, packet.destinationPort());
        assertEquals(64, packet.ttl());
        assertEquals(51, packet.length());
        assertTrue(packet.hasPorts());
        assertFalse(packet.isFragment() || packet.isIcmp());
    }

    @Test
    public void shouldLeaveLinkPaddingOutOfLengthWhenFrameIsPadded() {
        byte[] padded = Arrays.copyOf(TestPackets.udp(CLIENT, 1, WEB, 2, 0), 46);
        assertEquals(28, wrap(padded).length());
    }

    @Test
    public void shouldFindPortsBehindOptionsWhenHeaderHasOptions() {
        byte[] tcp = Arrays.copyOfRange(TestPackets.tcp(CLIENT, 40000, WEB, 80, 3), 20, 43);
        for (int headerBytes = 20; headerBytes <= 60; headerBytes += 4) {
            Packet packet = wrap(TestPackets.ipv4(IpProtocol.TCP, CLIENT, WEB, tcp, 0, headerBytes));
            assertEquals(40000, packet.sourcePort());
            assertEquals(80, packet.destinationPort());
            packet.setSourceAddress(EXTERNAL);
            packet.setSourcePort(23456);
            assertChecksums(bytes(packet));
        }
    }

    @Test
    public void shouldWriteGoldenFlowKeyWhenTcp() {
        byte[] key = new byte[FlowKey.BYTES];
        FlowKey.write(wrap(TestPackets.tcp(CLIENT, 40000, WEB, 80, 0)), key);
        assertEquals("0a00010a0a0002149c40005006", HexFormat.of().formatHex(key));
        assertEquals("tcp 10.0.1.10:40000 > 10.0.2.20:80", FlowKey.render(key));
    }

    @Test
    public void shouldUseIdentifierAsBothPortsWhenIcmpEcho() {
        byte[] key = new byte[FlowKey.BYTES];
        FlowKey.write(wrap(TestPackets.icmp(8, CLIENT, WEB, 77, 56)), key);
        assertEquals("icmp 10.0.1.10:77 > 10.0.2.20:77", FlowKey.render(key));
        FlowKey.write(wrap(TestPackets.icmp(0, WEB, CLIENT, 77, 56)), key);
        assertEquals("icmp 10.0.2.20:77 > 10.0.1.10:77", FlowKey.render(key));
    }

    @Test
    public void shouldHaveNoPortsWhenLaterFragmentOrOtherProtocol() {
        byte[] rest = new byte[16];
        Packet fragment = wrap(TestPackets.ipv4(IpProtocol.TCP, CLIENT, WEB, rest, 0x2001, 20));
        assertTrue(fragment.isLaterFragment() && fragment.isFragment());
        assertFalse(fragment.hasPorts());
        assertEquals(0, fragment.sourcePort());
        byte[] before = bytes(fragment);
        fragment.setSourceAddress(EXTERNAL);
        fragment.setDestinationPort(9);
        assertChecksumOfHeaderAndPayloadKept(before, fragment);
        Packet gre = wrap(TestPackets.ipv4(47, CLIENT, WEB, rest, 0, 20));
        assertFalse(gre.hasPorts());
        before = bytes(gre);
        gre.setDestinationAddress(EXTERNAL);
        assertChecksumOfHeaderAndPayloadKept(before, gre);
        byte[] key = new byte[FlowKey.BYTES];
        FlowKey.write(gre, key);
        assertEquals("47 10.0.1.10:0 > 10.0.2.100:0", FlowKey.render(key));
    }

    private static void assertChecksumOfHeaderAndPayloadKept(byte[] before, Packet packet) {
        byte[] after = bytes(packet);
        assertEquals(0, Checksum.compute(MemorySegment.ofArray(after), 0, 20, 0));
        assertArrayEquals(Arrays.copyOfRange(before, 20, before.length), Arrays.copyOfRange(after, 20, after.length));
    }

    @Test
    public void shouldSeeFirstFragmentWithPortsWhenMoreFragmentsFollow() {
        byte[] udp = Arrays.copyOfRange(TestPackets.udp(CLIENT, 1000, WEB, 53, 8), 20, 36);
        Packet packet = wrap(TestPackets.ipv4(IpProtocol.UDP, CLIENT, WEB, udp, 0x2000, 20));
        assertTrue(packet.isFragment() && packet.hasPorts());
        assertFalse(packet.isLaterFragment());
        assertEquals(53, packet.destinationPort());
    }

    @Test
    public void shouldKeepChecksumsRightWhenEverythingIsSetAtRandom() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            int size = random.nextInt(40);
            byte[] bytes = switch (round % 3) {
                case 0 -> TestPackets.tcp(random.nextInt(), random.nextInt(65536), random.nextInt(), 80, size);
                case 1 -> TestPackets.udp(random.nextInt(), random.nextInt(65536), random.nextInt(), 53, size);
                default -> TestPackets.icmp(8, random.nextInt(), random.nextInt(), random.nextInt(65536), size);
            };
            Packet packet = wrap(bytes);
            int address = random.nextInt(4) == 0 ? -random.nextInt(2) : random.nextInt();
            int port = random.nextInt(4) == 0 ? 65535 * random.nextInt(2) : random.nextInt(65536);
            packet.setSourceAddress(address);
            packet.setDestinationAddress(~address);
            packet.setSourcePort(port);
            packet.setTtl(random.nextInt(256));
            assertChecksums(bytes(packet));
            assertEquals(address, packet.sourceAddress());
            assertEquals(~address, packet.destinationAddress());
            assertEquals(port, packet.sourcePort());
            packet.setDestinationPort(65535 - port);
            assertEquals(65535 - port, packet.destinationPort());
            assertChecksums(bytes(packet));
            assertEquals(bytes.length, packet.length());
        }
    }

    @Test
    public void shouldKeepUdpChecksumZeroWhenSenderSentNone() {
        byte[] bytes = TestPackets.udp(CLIENT, 1000, WEB, 53, 8);
        BigEndian.putShort(bytes, 26, 0);
        Packet packet = wrap(bytes);
        packet.setSourceAddress(EXTERNAL);
        packet.setSourcePort(23456);
        assertEquals(0, BigEndian.unsignedShort(bytes(packet), 26));
    }

    @Test
    public void shouldWriteAllOnesWhenUdpChecksumComesOutZero() {
        Packet packet = wrap(TestPackets.udp(CLIENT, 1000, WEB, 53, 8));
        int allOnes = 0;
        for (int port = 0; port < 65536; port++) {
            packet.setSourcePort(port);
            int checksum = BigEndian.unsignedShort(bytes(packet), 26);
            assertTrue("0 would mean no checksum, port " + port, checksum != 0);
            allOnes += checksum == 0xffff ? 1 : 0;
        }
        assertTrue(allOnes >= 1);
        assertChecksums(bytes(packet));
    }

    @Test
    public void shouldStayWrongWhenChecksumWasWrong() {
        byte[] bytes = TestPackets.tcp(CLIENT, 40000, WEB, 80, 4);
        bytes[37] ^= 1;
        Packet packet = wrap(bytes);
        packet.setSourcePort(1);
        byte[] recomputed = bytes(packet);
        TestPackets.fillChecksums(recomputed, true);
        assertFalse(Arrays.equals(recomputed, bytes(packet)));
    }

    @Test
    public void shouldRefuseEveryTruncationWhenIpv4() {
        byte[] error = TestPackets.icmpError(3, WEB, CLIENT, TestPackets.udp(CLIENT, 1, WEB, 2, 0), 28);
        for (byte[] whole : new byte[][] {TestPackets.tcp(CLIENT, 1, WEB, 2, 5), TestPackets.udp(CLIENT, 1, WEB, 2, 5),
                TestPackets.icmp(8, CLIENT, WEB, 3, 5), error}) {
            for (int length = 0; length < whole.length; length++) {
                assertFalse(new Packet().wrap(TestPackets.copy(whole), 0, length));
                byte[] cut = Arrays.copyOf(whole, length);
                if (length >= 4) {
                    BigEndian.putShort(cut, 2, length);
                }
                boolean wrapped = new Packet().wrap(MemorySegment.ofArray(cut), 0, length);
                int needed = 20 + (whole[9] == IpProtocol.TCP ? 20 : 8);
                assertEquals("consistently cut to " + length, length >= needed, wrapped);
            }
        }
    }

    @Test
    public void shouldRefuseWhenRangeIsOutsideTheSegment() {
        MemorySegment segment = TestPackets.copy(TestPackets.udp(CLIENT, 1, WEB, 2, 5));
        assertFalse(new Packet().wrap(segment, 1, (int) segment.byteSize()));
        assertFalse(new Packet().wrap(segment, -1, 20));
        assertFalse(new Packet().wrap(segment, 0, -1));
        assertFalse(new Packet().wrap(segment, Long.MAX_VALUE, Integer.MAX_VALUE));
        assertFalse(new Packet().wrap(segment, 0, Integer.MAX_VALUE));
    }

    @Test
    public void shouldSayNotIpWhenArp() {
        Packet arp = wrap(new byte[] {0, 1, 8, 0});
        assertEquals(0, arp.version());
        assertFalse(arp.isIpv4() || arp.isIpv6());
        assertEquals(4, arp.length());
    }

    @Test
    public void shouldForgetThePacketBeforeWhenWrappedAgain() {
        Packet packet = new Packet();
        byte[] error = TestPackets.icmpError(3, WEB, CLIENT, TestPackets.udp(CLIENT, 1, WEB, 2, 0), 28);
        assertTrue(packet.wrap(TestPackets.copy(error), 0, error.length));
        assertNotNull(packet.embedded());
        byte[] tcp = TestPackets.tcp(CLIENT, 1, WEB, 2, 5);
        assertTrue(packet.wrap(TestPackets.copy(tcp), 0, tcp.length));
        assertNull(packet.embedded());
        assertFalse(packet.isIcmp());
        byte[] gre = TestPackets.ipv4(47, CLIENT, WEB, new byte[4], 0, 20);
        assertTrue(packet.wrap(TestPackets.copy(gre), 0, gre.length));
        assertFalse(packet.hasPorts());
    }
}
