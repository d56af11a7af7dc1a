package org.ftchain.agent.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Builds IPv4 packets as byte arrays with checksums computed in full, and checks checksums in full. */
public final class TestPackets {
    public static final int CLIENT = Ipv4Address.parse("10.0.1.10");
    public static final int WEB = Ipv4Address.parse("10.0.2.20");
    public static final int EXTERNAL = Ipv4Address.parse("10.0.2.100");
    public static final int TTL = 64;

    private TestPackets() {
    }

    public static byte[] tcp(int from, int fromPort, int to, int toPort, int payloadBytes) {
        return ipv4(IpProtocol.TCP, from, to, tcpSegment(fromPort, toPort, payloadBytes), 0, 20);
    }

    static byte[] tcpSegment(int fromPort, int toPort, int payloadBytes) {
        byte[] segment = payload(20, payloadBytes);
        BigEndian.putShort(segment, 0, fromPort);
        BigEndian.putShort(segment, 2, toPort);
        BigEndian.putInt(segment, 4, 0x12345678);
        segment[12] = 0x50;
        segment[13] = 0x10;
        return segment;
    }

    public static byte[] udp(int from, int fromPort, int to, int toPort, int payloadBytes) {
        return ipv4(IpProtocol.UDP, from, to, udpDatagram(fromPort, toPort, payloadBytes), 0, 20);
    }

    static byte[] udpDatagram(int fromPort, int toPort, int payloadBytes) {
        byte[] datagram = payload(8, payloadBytes);
        BigEndian.putShort(datagram, 0, fromPort);
        BigEndian.putShort(datagram, 2, toPort);
        BigEndian.putShort(datagram, 4, datagram.length);
        return datagram;
    }

    public static byte[] icmp(int type, int from, int to, int identifier, int payloadBytes) {
        return ipv4(IpProtocol.ICMP, from, to, icmpMessage(type, identifier, payloadBytes), 0, 20);
    }

    static byte[] icmpMessage(int type, int identifier, int payloadBytes) {
        byte[] message = payload(8, payloadBytes);
        message[0] = (byte) type;
        BigEndian.putShort(message, 4, identifier);
        BigEndian.putShort(message, 6, 7);
        return message;
    }

    /** An ICMP error that holds so many bytes of the offending packet. */
    public static byte[] icmpError(int type, int from, int to, byte[] offending, int offendingBytes) {
        byte[] message = new byte[8 + offendingBytes];
        message[0] = (byte) type;
        message[1] = 1;
        System.arraycopy(offending, 0, message, 8, offendingBytes);
        return ipv4(IpProtocol.ICMP, from, to, message, 0, 20);
    }

    /** Any IPv4 packet; options are filled with no-operation. Transport checksums of TCP, UDP and ICMP are computed. */
    public static byte[] ipv4(int protocol, int from, int to, byte[] transport, int fragmentWord, int headerBytes) {
        byte[] packet = new byte[headerBytes + transport.length];
        packet[0] = (byte) (0x40 | headerBytes / 4);
        BigEndian.putShort(packet, 2, packet.length);
        BigEndian.putShort(packet, 4, 0xbeef);
        BigEndian.putShort(packet, 6, fragmentWord);
        packet[8] = TTL;
        packet[9] = (byte) protocol;
        BigEndian.putInt(packet, 12, from);
        BigEndian.putInt(packet, 16, to);
        for (int index = 20; index < headerBytes; index++) {
            packet[index] = 1;
        }
        System.arraycopy(transport, 0, packet, headerBytes, transport.length);
        fillChecksums(packet, (fragmentWord & 0x1fff) == 0);
        return packet;
    }

    public static void fillChecksums(byte[] packet, boolean transportToo) {
        int header = (packet[0] & 0xf) * 4;
        BigEndian.putShort(packet, 10, 0);
        BigEndian.putShort(packet, 10, Checksum.compute(MemorySegment.ofArray(packet), 0, header, 0));
        int at = checksumIndex(packet, header);
        if (transportToo && at > 0) {
            BigEndian.putShort(packet, at, 0);
            int checksum = transportChecksum(packet);
            BigEndian.putShort(packet, at, checksum == 0 && packet[9] == IpProtocol.UDP ? 0xffff : checksum);
        }
    }

    /** All checksums of a whole packet are right, and also those of the packet inside an ICMP error, if it is whole. */
    public static void assertChecksums(byte[] packet) {
        int header = (packet[0] & 0xf) * 4;
        assertEquals("IP checksum", 0, Checksum.compute(MemorySegment.ofArray(packet), 0, header, 0));
        int at = checksumIndex(packet, header);
        boolean noUdpChecksum = packet[9] == IpProtocol.UDP && BigEndian.unsignedShort(packet, at) == 0;
        boolean fragment = (BigEndian.unsignedShort(packet, 6) & 0x3fff) != 0;
        if (at > 0 && !noUdpChecksum && !fragment) {
            assertEquals("transport checksum", 0, transportChecksum(packet));
        }
        boolean error = packet[9] == IpProtocol.ICMP && (packet[header] == 3 || packet[header] == 11
                || packet[header] == 12 || packet[header] == 4 || packet[header] == 5);
        if (error && packet.length >= header + 28) {
            byte[] inner = Arrays.copyOfRange(packet, header + 8, packet.length);
            if (BigEndian.unsignedShort(inner, 2) == inner.length) {
                assertChecksums(inner);
            } else {
                assertEquals("embedded IP checksum", 0,
                        Checksum.compute(MemorySegment.ofArray(inner), 0, (inner[0] & 0xf) * 4, 0));
            }
        }
    }

    /** Wraps a copy that fills its memory exactly, so that an access out of bounds throws. */
    public static Packet wrap(byte[] bytes) {
        Packet packet = new Packet();
        assertTrue("a well-formed packet", packet.wrap(copy(bytes), 0, bytes.length));
        return packet;
    }

    public static MemorySegment copy(byte[] bytes) {
        MemorySegment segment = Arena.ofAuto().allocate(bytes.length);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    public static byte[] bytes(Packet packet) {
        return packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] payload(int headerBytes, int payloadBytes) {
        byte[] bytes = new byte[headerBytes + payloadBytes];
        for (int index = headerBytes; index < bytes.length; index++) {
            bytes[index] = (byte) (index * 31);
        }
        return bytes;
    }

    private static int checksumIndex(byte[] packet, int header) {
        switch (packet[9]) {
            case IpProtocol.TCP:
                return header + 16;
            case IpProtocol.UDP:
                return header + 6;
            case IpProtocol.ICMP:
                return header + 2;
            default:
                return -1;
        }
    }

    private static int transportChecksum(byte[] packet) {
        int header = (packet[0] & 0xf) * 4;
        int pseudo = 0;
        if (packet[9] != IpProtocol.ICMP) {
            for (int index = 12; index < 20; index += 2) {
                pseudo += BigEndian.unsignedShort(packet, index);
            }
            pseudo += packet[9] + packet.length - header;
        }
        return Checksum.compute(MemorySegment.ofArray(packet), header, packet.length - header, pseudo);
    }
}
