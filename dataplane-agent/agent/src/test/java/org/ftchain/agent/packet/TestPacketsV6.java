package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;

import static org.junit.Assert.assertEquals;

/** Builds IPv6 packets as byte arrays with checksums computed in full, and checks checksums in full. */
public final class TestPacketsV6 {
    public static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::10");
    public static final Ipv6Address WEB = Ipv6Address.parse("2001:db8:2::20");
    public static final int HOP_BY_HOP = 0;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int DESTINATION = 60;

    private TestPacketsV6() {
    }

    public static byte[] tcp(Ipv6Address from, int fromPort, Ipv6Address to, int toPort, int payloadBytes) {
        return ipv6(IpProtocol.TCP, from, to, TestPackets.tcpSegment(fromPort, toPort, payloadBytes));
    }

    public static byte[] udp(Ipv6Address from, int fromPort, Ipv6Address to, int toPort, int payloadBytes) {
        return ipv6(IpProtocol.UDP, from, to, TestPackets.udpDatagram(fromPort, toPort, payloadBytes));
    }

    /** @param type 128 echo request, 129 echo reply */
    public static byte[] icmp(int type, Ipv6Address from, Ipv6Address to, int identifier, int payloadBytes) {
        return ipv6(IpProtocol.ICMPV6, from, to, TestPackets.icmpMessage(type, identifier, payloadBytes));
    }

    /** An ICMPv6 error that holds so many bytes of the offending packet. */
    public static byte[] icmpError(int type, Ipv6Address from, Ipv6Address to, byte[] offending, int offendingBytes) {
        byte[] message = new byte[8 + offendingBytes];
        message[0] = (byte) type;
        System.arraycopy(offending, 0, message, 8, offendingBytes);
        return ipv6(IpProtocol.ICMPV6, from, to, message);
    }

    public static byte[] ipv6(int protocol, Ipv6Address from, Ipv6Address to, byte[] transport) {
        return ipv6(protocol, from, to, transport, new int[0]);
    }

    /**
     * Any IPv6 packet. The checksum of TCP, UDP and ICMPv6 is computed when they are not fragmented.
     *
     * @param types      of the extension headers
     * @param extensions the headers, of a multiple of 8 bytes; the first byte of each is filled in
     */
    public static byte[] ipv6(int protocol, Ipv6Address from, Ipv6Address to, byte[] transport, int[] types,
                              byte[]... extensions) {
        int length = 40 + transport.length;
        for (byte[] extension : extensions) {
            length += extension.length;
        }
        byte[] packet = new byte[length];
        packet[0] = 0x60;
        BigEndian.putShort(packet, 4, length - 40);
        packet[6] = (byte) (types.length == 0 ? protocol : types[0]);
        packet[7] = TestPackets.TTL;
        BigEndian.putLong(packet, 8, from.high());
        BigEndian.putLong(packet, 16, from.low());
        BigEndian.putLong(packet, 24, to.high());
        BigEndian.putLong(packet, 32, to.low());
        int at = 40;
        boolean fragmented = false;
        for (int index = 0; index < extensions.length; index++) {
            System.arraycopy(extensions[index], 0, packet, at, extensions[index].length);
            packet[at] = (byte) (index + 1 < types.length ? types[index + 1] : protocol);
            fragmented |= types[index] == FRAGMENT;
            at += extensions[index].length;
        }
        System.arraycopy(transport, 0, packet, at, transport.length);
        int checksumAt = at + checksumIndex(protocol);
        if (checksumAt >= at && !fragmented && checksumAt + 1 < length) {
            BigEndian.putShort(packet, checksumAt, 0);
            int checksum = checksum(packet, at, protocol);
            BigEndian.putShort(packet, checksumAt, checksum == 0 && protocol == IpProtocol.UDP ? 0xffff : checksum);
        }
        return packet;
    }

    /** Options of so many bytes, a multiple of 8: padding. */
    public static byte[] options(int bytes) {
        byte[] header = new byte[bytes];
        header[1] = (byte) (bytes / 8 - 1);
        return header;
    }

    /** @param offsetBytes a multiple of 8 */
    public static byte[] fragment(int offsetBytes, boolean more) {
        byte[] header = new byte[8];
        BigEndian.putShort(header, 2, offsetBytes | (more ? 1 : 0));
        BigEndian.putInt(header, 4, 0xcafe);
        return header;
    }

    /** Of a packet without extension headers. */
    public static void assertChecksums(byte[] packet) {
        if (checksumIndex(packet[6]) >= 0) {
            assertEquals("transport checksum", 0, checksum(packet, 40, packet[6]));
        }
    }

    private static int checksumIndex(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP -> 16;
            case IpProtocol.UDP -> 6;
            case IpProtocol.ICMPV6 -> 2;
            default -> -1;
        };
    }

    private static int checksum(byte[] packet, int transport, int protocol) {
        int pseudo = protocol + packet.length - transport;
        for (int index = 8; index < 40; index += 2) {
            pseudo += BigEndian.unsignedShort(packet, index);
        }
        return Checksum.compute(MemorySegment.ofArray(packet), transport, packet.length - transport, pseudo);
    }
}
