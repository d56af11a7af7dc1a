package org.ftchain.agent.packet;

import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Mutated and random packets: never an exception, and nothing beyond the first 128 bytes changes. */
public class PacketFuzzTest {
    private static final int ROUNDS = 300_000;
    private static final Ipv6Address V6_CLIENT = TestPacketsV6.CLIENT;
    private static final Ipv6Address V6_WEB = TestPacketsV6.WEB;
    private static final int[] NEXT_HEADERS = {0x60, 0, 43, 44, 60, 58, 6, 17, 59};

    @Test(timeout = 60_000)
    public void shouldNeverThrowNorWriteBeyondTheLimitWhenBytesAreRandom() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Packet packet = new Packet();
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = randomPacket(random);
            MemorySegment segment = MemorySegment.ofArray(bytes);
            byte[] before = bytes.clone();
            String what = "seed " + seed + " round " + round;
            try {
                if (packet.wrap(segment, 0, bytes.length)) {
                    accepted++;
                    useAll(packet, random);
                }
            } catch (RuntimeException e) {
                throw new AssertionError(what, e);
            }
            for (int index = 0; index < bytes.length; index++) {
                if (before[index] != segment.get(ValueLayout.JAVA_BYTE, index)) {
                    assertTrue(what + " index " + index, index < Math.min(packet.length(), Packet.CHANGEABLE_BYTES));
                }
            }
        }
        assertTrue("most mutations are accepted: " + accepted, accepted > ROUNDS / 10);
    }

    /** A packet of a random kind, sometimes cut, with some bytes of its headers overwritten. */
    public static byte[] randomPacket(Random random) {
        byte[] bytes = switch (random.nextInt(11)) {
            case 0 -> TestPackets.tcp(CLIENT, 40000, WEB, 80, random.nextInt(150));
            case 1 -> TestPackets.udp(CLIENT, 40000, WEB, 53, random.nextInt(150));
            case 2 -> TestPackets.icmp(random.nextInt(2) * 8, CLIENT, WEB, 77, random.nextInt(150));
            case 3 -> TestPackets.icmpError(3 + random.nextInt(10), WEB, CLIENT,
                    TestPackets.tcp(CLIENT, 40000, WEB, 80, 150), 28 + random.nextInt(120));
            case 4 -> TestPackets.icmpError(11, WEB, CLIENT, TestPackets.udp(CLIENT, 40000, WEB, 80, 150),
                    random.nextInt(120));
            case 5 -> TestPacketsV6.tcp(V6_CLIENT, 40000, V6_WEB, 80, random.nextInt(150));
            case 6 -> TestPacketsV6.icmp(128 + random.nextInt(2), V6_CLIENT, V6_WEB, 77, random.nextInt(150));
            case 7 -> TestPacketsV6.icmpError(1 + random.nextInt(4), V6_WEB, V6_CLIENT,
                    TestPacketsV6.tcp(V6_CLIENT, 40000, V6_WEB, 80, 150), random.nextInt(150));
            case 8, 9 -> TestPacketsV6.ipv6(IpProtocol.UDP, V6_CLIENT, V6_WEB,
                    TestPackets.udpDatagram(40000, 53, random.nextInt(20) * 8),
                    new int[] {TestPacketsV6.HOP_BY_HOP, TestPacketsV6.FRAGMENT, TestPacketsV6.DESTINATION},
                    TestPacketsV6.options(8 + random.nextInt(3) * 8),
                    TestPacketsV6.fragment(random.nextInt(2) * 8 * random.nextInt(100), random.nextBoolean()),
                    TestPacketsV6.options(8));
            default -> {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                yield noise;
            }
        };
        if (random.nextInt(4) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
        }
        int mutations = random.nextInt(4);
        for (int index = 0; index < mutations && bytes.length > 0; index++) {
            bytes[random.nextInt(Math.min(bytes.length, 90))] = (byte) (random.nextBoolean() ? random.nextInt()
                    : random.nextBoolean() ? 0x40 + random.nextInt(16) : NEXT_HEADERS[random.nextInt(NEXT_HEADERS.length)]);
        }
        return bytes;
    }

    private static void readAllOfIpv6(Packet packet) {
        assertTrue(packet.sourcePort() + packet.destinationPort() >= 0);
        if (packet.isIcmp()) {
            assertTrue(packet.icmpType() + packet.icmpCode() >= 0);
        }
        EmbeddedPacket embedded = packet.embedded();
        if (embedded != null) {
            assertTrue(embedded.sourcePort() + embedded.destinationPort() >= 0);
            assertTrue(embedded.sourceHigh() + embedded.sourceLow() + embedded.destinationHigh()
                    + embedded.destinationLow() != 1 || embedded.protocol() > 0);
        }
    }

    private static void useAll(Packet packet, Random random) {
        if (packet.version() == 0) {
            return;
        }
        int length = packet.length();
        byte[] key = new byte[packet.isIpv6() ? FlowKey.V6_BYTES : FlowKey.BYTES];
        FlowKey.write(packet, key);
        assertTrue(FlowKey.render(key).length() > 0);
        packet.setTtl(packet.ttl() - 1);
        if (packet.isIpv6()) {
            readAllOfIpv6(packet);
            return;
        }
        packet.setSourceAddress(random.nextInt());
        packet.setDestinationAddress(random.nextInt());
        packet.setSourcePort(random.nextInt(65536));
        packet.setDestinationPort(random.nextInt(65536));
        if (packet.isIcmp()) {
            assertTrue(packet.icmpType() + packet.icmpCode() >= 0);
        }
        EmbeddedPacket embedded = packet.embedded();
        if (embedded != null) {
            embedded.setSource(embedded.destinationAddress(), embedded.destinationPort());
            embedded.setDestination(random.nextInt(), random.nextInt(65536));
        }
        assertEquals(length, packet.length());
    }
}
