package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.IpProtocol;
import org.ftchain.agent.packet.Ipv4Address;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.packet.TestPackets;
import org.ftchain.agent.packet.TestPacketsV6;
import org.junit.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.EXTERNAL;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.ftchain.agent.packet.TestPackets.wrap;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

/** Translation, packet in and packet out. */
public class SimpleNatTest {
    private final MiddleboxFixture nat = new MiddleboxFixture("nat", "{'externalAddress':'10.0.2.100'}");

    @Test
    public void shouldTranslateThereAndBackWhenTcpOrUdp() {
        for (int protocol : new int[] {IpProtocol.TCP, IpProtocol.UDP}) {
            Packet out = wrap(nat.forward(packet(protocol, CLIENT, 40000, WEB, 80)));
            assertEquals(EXTERNAL, out.sourceAddress());
            assertEquals(WEB, out.destinationAddress());
            assertEquals(80, out.destinationPort());
            assertTrue(NatConfig.DEFAULT_PORTS.contains(out.sourcePort()));
            assertNotEquals(40000, out.sourcePort());
            assertEquals(TestPackets.TTL - 1, out.ttl());
            Packet back = wrap(nat.reverse(packet(protocol, WEB, 80, EXTERNAL, out.sourcePort())));
            assertEquals(WEB, back.sourceAddress());
            assertEquals(80, back.sourcePort());
            assertEquals(CLIENT, back.destinationAddress());
            assertEquals(40000, back.destinationPort());
            assertEquals(TestPackets.TTL - 1, back.ttl());
        }
    }

    @Test
    public void shouldTranslateIdentifierWhenIcmpEcho() {
        Packet out = wrap(nat.forward(TestPackets.icmp(8, CLIENT, WEB, 77, 56)));
        assertEquals(EXTERNAL, out.sourceAddress());
        Packet back = wrap(nat.reverse(TestPackets.icmp(0, WEB, EXTERNAL, out.sourcePort(), 56)));
        assertEquals(CLIENT, back.destinationAddress());
        assertEquals(77, back.destinationPort());
        assertNull("a reply nobody asked for", nat.forward(TestPackets.icmp(0, CLIENT, WEB, 77, 56)));
        assertNull("a request from outside", nat.reverse(TestPackets.icmp(8, WEB, EXTERNAL, out.sourcePort(), 56)));
    }

    @Test
    public void shouldKeepMappingWhateverTheDestination() {
        int port = wrap(nat.forward(packet(IpProtocol.UDP, CLIENT, 40000, WEB, 53))).sourcePort();
        assertEquals(port, wrap(nat.forward(packet(IpProtocol.UDP, CLIENT, 40000, WEB + 1, 54))).sourcePort());
        assertNotEquals(port, wrap(nat.forward(packet(IpProtocol.UDP, CLIENT, 40001, WEB, 53))).sourcePort());
        assertNotEquals(port, wrap(nat.forward(packet(IpProtocol.UDP, CLIENT + 1, 40000, WEB, 53))).sourcePort());
        assertNotNull(nat.reverse(packet(IpProtocol.UDP, WEB + 9, 999, EXTERNAL, port)));
    }

    @Test
    public void shouldRenderTablesForPeople() {
        int tcp = wrap(nat.forward(packet(IpProtocol.TCP, CLIENT, 40000, WEB, 80))).sourcePort();
        assertEquals(List.of("tcp 10.0.1.10:40000 = port=" + tcp + " lastUsedMs=1700000000000"),
                nat.transaction.render(nat.middlebox, NatMappings.MAPPING));
        assertEquals(List.of("tcp " + tcp + " = 10.0.1.10:40000"),
                nat.transaction.render(nat.middlebox, NatMappings.REVERSE));
        assertEquals(List.of("tcp = next=" + (tcp + 1)), nat.transaction.render(nat.middlebox, NatMappings.POOL));
    }

    @Test
    public void shouldDropReversePacketWhenNoMapping() {
        int port = wrap(nat.forward(packet(IpProtocol.TCP, CLIENT, 40000, WEB, 80))).sourcePort();
        assertNull(nat.reverse(packet(IpProtocol.TCP, WEB, 80, EXTERNAL, port + 1)));
        assertNull("other protocol", nat.reverse(packet(IpProtocol.UDP, WEB, 80, EXTERNAL, port)));
        assertNull("not for the NAT", nat.reverse(packet(IpProtocol.TCP, WEB, 80, CLIENT, port)));
        assertNull("from itself", nat.reverse(packet(IpProtocol.TCP, EXTERNAL, 80, EXTERNAL, port)));
    }

    @Test
    public void shouldDropWithoutStateWhenItCannotTranslate() {
        assertNull("hairpin", nat.forward(packet(IpProtocol.TCP, CLIENT, 40000, EXTERNAL, 80)));
        assertNull("spoofed", nat.forward(packet(IpProtocol.TCP, EXTERNAL, 40000, WEB, 80)));
        assertNull("GRE", nat.forward(TestPackets.ipv4(47, CLIENT, WEB, new byte[20], 0, 20)));
        assertNull("ICMP timestamp", nat.forward(TestPackets.icmp(13, CLIENT, WEB, 1, 12)));
        assertNull("later fragment", nat.forward(TestPackets.ipv4(IpProtocol.UDP, CLIENT, WEB, new byte[20], 9, 20)));
        assertNull("first fragment",
                nat.forward(TestPackets.ipv4(IpProtocol.UDP, CLIENT, WEB, new byte[20], 0x2000, 20)));
        assertNull("IPv6", nat.forward(TestPacketsV6.tcp(TestPacketsV6.CLIENT, 40000, TestPacketsV6.WEB, 80, 0)));
        assertEquals(0, nat.transaction.writes);
    }

    @Test
    public void shouldDropWithoutStateWhenTtlRunsOut() {
        for (int ttl = 0; ttl <= 2; ttl++) {
            byte[] bytes = packet(IpProtocol.TCP, CLIENT, 40000, WEB, 80);
            bytes[8] = (byte) ttl;
            TestPackets.fillChecksums(bytes, true);
            byte[] out = nat.forward(bytes);
            assertEquals(ttl == 2, out != null);
            assertEquals(ttl == 2 ? 1 : 0, nat.transaction.size(NatMappings.MAPPING));
        }
    }

    @Test
    public void shouldTellTheInsideHostWhenTtlRunsOut() {
        byte[] probe = withTtl(packet(IpProtocol.UDP, CLIENT, 40000, WEB, 33434), 1);
        assertNull(nat.forward(probe));
        FakeTransaction.Emitted emitted = nat.transaction.emitted.getFirst();
        assertEquals(Direction.REVERSE, emitted.direction());
        Packet error = wrap(emitted.packet());
        TestPackets.assertChecksums(emitted.packet());
        assertEquals(11, error.icmpType());
        assertEquals(0, error.icmpCode());
        assertEquals(EXTERNAL, error.sourceAddress());
        assertEquals(CLIENT, error.destinationAddress());
        assertArrayEquals("the packet as it came", probe,
                Arrays.copyOfRange(emitted.packet(), 28, emitted.packet().length));
    }

    @Test
    public void shouldTellTheOutsideHostWhenTtlOfMappedTrafficRunsOut() {
        int port = wrap(nat.forward(packet(IpProtocol.UDP, CLIENT, 40000, WEB, 53))).sourcePort();
        assertNull(nat.reverse(withTtl(packet(IpProtocol.UDP, WEB, 53, EXTERNAL, port + 1), 1)));
        assertEquals("no word to strangers", 0, nat.transaction.emitted.size());
        assertNull(nat.reverse(withTtl(packet(IpProtocol.UDP, WEB, 53, EXTERNAL, port), 1)));
        FakeTransaction.Emitted emitted = nat.transaction.emitted.getFirst();
        assertEquals(Direction.FORWARD, emitted.direction());
        Packet error = wrap(emitted.packet());
        assertEquals(WEB, error.destinationAddress());
        assertEquals(EXTERNAL, error.sourceAddress());
        assertEquals(EXTERNAL, error.embedded().destinationAddress());
    }

    @Test
    public void shouldSendNoErrorAboutErrorsNorToWhatIsNoHost() {
        byte[] sent = nat.forward(packet(IpProtocol.UDP, CLIENT, 40000, WEB, 53));
        assertNull(nat.reverse(withTtl(TestPackets.icmpError(3, WEB, EXTERNAL, sent, 28), 1)));
        for (String source : new String[] {"0.0.0.1", "127.0.0.1", "224.0.0.1", "255.255.255.255"}) {
            assertNull(nat.forward(withTtl(packet(IpProtocol.UDP, Ipv4Address.parse(source), 40000, WEB, 53), 1)));
        }
        assertNull(nat.forward(withTtl(packet(IpProtocol.UDP, CLIENT, 40000, Ipv4Address.parse("224.0.0.5"), 53), 1)));
        assertEquals(0, nat.transaction.emitted.size());
        assertNull(nat.forward(withTtl(TestPackets.icmp(8, CLIENT, WEB, 7, 8), 1)));
        assertEquals("an echo is answered", 1, nat.transaction.emitted.size());
    }

    @Test
    public void shouldLimitErrorsPerSecond() {
        byte[] probe = withTtl(packet(IpProtocol.UDP, CLIENT, 40000, WEB, 33434), 1);
        for (int count = 0; count < NatErrors.MAX_PER_SECOND + 50; count++) {
            assertNull(nat.forward(probe));
        }
        assertEquals(NatErrors.MAX_PER_SECOND, nat.transaction.emitted.size());
        assertEquals("beyond the limit nothing is written", NatErrors.MAX_PER_SECOND, nat.transaction.writes);
        assertEquals(List.of("icmp errors = second=1700000000 sent=100"), nat.transaction.render(nat.middlebox, 3));
        nat.transaction.nowMs += 1000;
        assertNull(nat.forward(probe));
        assertEquals(NatErrors.MAX_PER_SECOND + 1, nat.transaction.emitted.size());
    }

    @Test
    public void shouldQuoteNoMoreThanAnErrorHolds() {
        assertNull(nat.forward(withTtl(TestPackets.udp(CLIENT, 40000, WEB, 53, 1400), 1)));
        byte[] error = nat.transaction.emitted.getFirst().packet();
        assertEquals(576, error.length);
        TestPackets.assertChecksums(error);
    }

    @Test
    public void shouldSayProhibitedWhenNoPortIsFree() {
        MiddleboxFixture small = new MiddleboxFixture("nat", "{'externalAddress':'10.0.2.100','ports':'5000-5001'}");
        assertNotNull(small.forward(packet(IpProtocol.UDP, CLIENT, 1, WEB, 80)));
        assertNotNull(small.forward(packet(IpProtocol.UDP, CLIENT, 2, WEB, 80)));
        assertNull(small.forward(packet(IpProtocol.UDP, CLIENT, 3, WEB, 80)));
        Packet error = wrap(small.transaction.emitted.getFirst().packet());
        assertEquals(3, error.icmpType());
        assertEquals(13, error.icmpCode());
        assertEquals(CLIENT, error.destinationAddress());
        assertEquals(3, error.embedded().sourcePort());
    }

    @Test
    public void shouldForgetExpiredMappingsOnItsTimer() {
        for (int port = 1000; port < 1300; port++) {
            nat.forward(packet(IpProtocol.UDP, CLIENT, port, WEB, 80));
        }
        nat.transaction.nowMs += 300_000 * 5 / 4;
        byte[] alive = nat.forward(packet(IpProtocol.UDP, CLIENT, 1000, WEB, 80));
        nat.transaction.nowMs++;
        sweepAll();
        assertEquals(1, nat.transaction.size(NatMappings.MAPPING));
        assertEquals(1, nat.transaction.size(NatMappings.REVERSE));
        assertNotNull(nat.reverse(packet(IpProtocol.UDP, WEB, 80, EXTERNAL, wrap(alive).sourcePort())));
        nat.transaction.nowMs += 300_000 * 5 / 4 + 1;
        sweepAll();
        assertEquals(0, nat.transaction.size(NatMappings.MAPPING) + nat.transaction.size(NatMappings.REVERSE));
        int writes = nat.transaction.writes;
        sweepAll();
        assertEquals("nothing to do, nothing written", writes, nat.transaction.writes);
    }

    @Test
    public void shouldBoundTheWorkOfATimer() {
        for (int port = 1; port <= 4000; port++) {
            nat.forward(packet(IpProtocol.UDP, CLIENT, port, WEB, 80));
        }
        nat.transaction.nowMs += 1_000_000;
        int before = nat.transaction.size(NatMappings.MAPPING);
        nat.middlebox.onTimer(nat.transaction);
        int swept = before - nat.transaction.size(NatMappings.MAPPING);
        assertEquals(NatMappings.MAX_SWEPT, swept);
    }

    /** As many calls as there are partitions, one after each interval. */
    private void sweepAll() {
        long intervalMs = nat.middlebox.timerIntervalMs();
        for (int call = 0; call < 32; call++) {
            nat.middlebox.onTimer(nat.transaction);
            nat.transaction.nowMs += intervalMs;
        }
    }

    private static byte[] withTtl(byte[] packet, int ttl) {
        packet[8] = (byte) ttl;
        TestPackets.fillChecksums(packet, true);
        return packet;
    }

    @Test
    public void shouldTranslateInsideOfIcmpErrorWhenFromOutside() {
        for (byte[] original : new byte[][] {packet(IpProtocol.TCP, CLIENT, 40000, WEB, 80),
                packet(IpProtocol.UDP, CLIENT, 40000, WEB, 80), TestPackets.icmp(8, CLIENT, WEB, 40000, 20)}) {
            byte[] sent = nat.forward(original);
            int router = WEB - 19;
            for (int length = 28; length <= sent.length; length += sent.length - 28) {
                Packet error = wrap(nat.reverse(TestPackets.icmpError(11, router, EXTERNAL, sent, length)));
                assertEquals(router, error.sourceAddress());
                assertEquals(CLIENT, error.destinationAddress());
                assertEquals(CLIENT, error.embedded().sourceAddress());
                assertEquals(40000, error.embedded().sourcePort());
                assertEquals(WEB, error.embedded().destinationAddress());
            }
            assertNull("redirect", nat.reverse(TestPackets.icmpError(5, router, EXTERNAL, sent, 28)));
            assertNull("unreadable", nat.reverse(TestPackets.icmpError(11, router, EXTERNAL, sent, 27)));
            assertNull("not ours", nat.reverse(TestPackets.icmpError(11, router, EXTERNAL, original, 28)));
        }
        byte[] others = nat.forward(packet(IpProtocol.TCP, CLIENT, 40000, WEB, 80));
        BigEndian.putInt(others, 12, EXTERNAL + 1);
        assertNull("somebody else's packet", nat.reverse(TestPackets.icmpError(3, WEB, EXTERNAL, others, 28)));
        assertNull("no mapping", nat.reverse(TestPackets.icmpError(3, WEB, EXTERNAL,
                packet(IpProtocol.TCP, EXTERNAL, 1, WEB, 80), 28)));
    }

    @Test
    public void shouldTranslateInsideOfIcmpErrorWhenFromInside() {
        int port = wrap(nat.forward(packet(IpProtocol.UDP, CLIENT, 40000, WEB, 53))).sourcePort();
        int writes = nat.transaction.writes;
        byte[] received = nat.reverse(packet(IpProtocol.UDP, WEB, 53, EXTERNAL, port));
        Packet error = wrap(nat.forward(TestPackets.icmpError(3, CLIENT, WEB, received, received.length)));
        assertEquals(EXTERNAL, error.sourceAddress());
        assertEquals(WEB, error.destinationAddress());
        assertEquals(EXTERNAL, error.embedded().destinationAddress());
        assertEquals(port, error.embedded().destinationPort());
        assertEquals("an error refreshes nothing", writes, nat.transaction.writes);
        assertNull("no mapping", nat.forward(TestPackets.icmpError(3, CLIENT, WEB,
                packet(IpProtocol.UDP, WEB, 53, CLIENT, 40001), 28)));
    }

    @Test
    public void shouldStartElsewhereWhenStateWasLost() {
        Set<Integer> firstPorts = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            MiddleboxFixture fresh = new MiddleboxFixture("nat", "{'externalAddress':'10.0.2.100'}");
            fresh.transaction.seed(seed * 7919L);
            firstPorts.add(wrap(fresh.forward(packet(IpProtocol.TCP, CLIENT, 40000, WEB, 80))).sourcePort());
        }
        assertTrue("different first ports: " + firstPorts.size(), firstPorts.size() > 45);
    }

    @Test
    public void shouldNeverPreserveSourcePortWhenItWouldBeNext() {
        MiddleboxFixture small = new MiddleboxFixture("nat", "{'externalAddress':'10.0.2.100','ports':'5000-5001'}");
        for (int port = 5000; port <= 5001; port++) {
            int outside = wrap(small.forward(packet(IpProtocol.UDP, CLIENT, port, WEB, 80))).sourcePort();
            assertEquals(10001 - port, outside);
        }
        assertEquals(2, small.transaction.size(NatMappings.MAPPING));
    }

    static byte[] packet(int protocol, int from, int fromPort, int to, int toPort) {
        return protocol == IpProtocol.TCP ? TestPackets.tcp(from, fromPort, to, toPort, 13)
                : TestPackets.udp(from, fromPort, to, toPort, 13);
    }

    @Test
    public void shouldKeepUdpWithoutChecksumWithoutChecksum() {
        byte[] bytes = packet(IpProtocol.UDP, CLIENT, 40000, WEB, 53);
        BigEndian.putShort(bytes, 26, 0);
        assertEquals(0, BigEndian.unsignedShort(nat.forward(bytes), 26));
    }
}
