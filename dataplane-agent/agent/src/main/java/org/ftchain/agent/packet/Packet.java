package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A flyweight over an IP packet inside a frame. {@link #wrap} checks all bounds once; whatever the predicates then
 * promise can be read and changed without an exception. Setters keep the checksums right incrementally (RFC 1624), so a
 * wrong checksum stays wrong and is found by the receiver. Allocates nothing. One thread.
 *
 * <p>The "ports" of an ICMP echo request or reply are its identifier, as source and as destination port alike, so that
 * a reply's flow key is the request's with both ends swapped. Packets without ports (other protocols, other ICMP
 * messages, fragments but the first) read port 0.
 */
public final class Packet {
    /** Nothing beyond so many bytes from the IP header on is ever changed through this class. */
    public static final int CHANGEABLE_BYTES = 128;
    /** Size of {@link #flowKey}. */
    public static final int FLOW_KEY_BYTES = 13;

    static final int OTHER = 0;
    static final int PORTS = 1;
    static final int ICMP_ECHO = 2;
    static final int ICMP_ERROR = 3;

    private static final int TCP_MIN_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int ICMP_BYTES = 8;

    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private MemorySegment segment;
    private long offset;
    private int length;
    private boolean ipv4;
    private int protocol;
    private int fragmentWord;
    private int kind;
    /** Offset of the transport header in the segment. */
    private long transport;
    private final EmbeddedPacket embedded = new EmbeddedPacket();

    /**
     * Points this flyweight at a packet. The segment stays the caller's.
     *
     * @param ipOffset offset of the IP header in the segment
     * @param ipLength bytes from there to the frame's end, link padding included
     * @return false for a packet that no router would forward: cut short, an IPv4 header that contradicts itself, or
     *         a TCP, UDP or ICMP header that is not whole in the first fragment (RFC 1858). True with
     *         {@link #isIpv4()} false for anything that is not IPv4. After false nothing else may be called.
     */
    public boolean wrap(MemorySegment segment, long ipOffset, int ipLength) {
        if (ipLength < 1 || ipOffset < 0 || ipOffset > segment.byteSize() - ipLength) {
            return false;
        }
        this.segment = segment;
        this.offset = ipOffset;
        this.length = ipLength;
        this.ipv4 = false;
        this.protocol = 0;
        this.fragmentWord = 0;
        this.kind = OTHER;
        int first = segment.get(U8, ipOffset) & 0xff;
        if (first >>> 4 != 4) {
            return true;
        }
        int headerLength = (first & 0xf) * 4;
        if (ipLength < 20 || headerLength < 20) {
            return false;
        }
        int totalLength = segment.get(U16, ipOffset + 2) & 0xffff;
        if (totalLength < headerLength || totalLength > ipLength) {
            return false;
        }
        this.ipv4 = true;
        this.length = totalLength;
        this.protocol = segment.get(U8, ipOffset + 9) & 0xff;
        this.fragmentWord = segment.get(U16, ipOffset + 6) & 0x3fff;
        this.transport = ipOffset + headerLength;
        return isLaterFragment() || wrapTransport(totalLength - headerLength);
    }

    private boolean wrapTransport(int transportLength) {
        switch (protocol) {
            case IpProtocol.TCP:
                kind = PORTS;
                return transportLength >= TCP_MIN_BYTES;
            case IpProtocol.UDP:
                kind = PORTS;
                return transportLength >= UDP_BYTES;
            case IpProtocol.ICMP:
                if (transportLength < ICMP_BYTES) {
                    return false;
                }
                kind = icmpKind(icmpType());
                if (kind == ICMP_ERROR) {
                    embedded.wrap(segment, offset, transport, transportLength - ICMP_BYTES);
                }
                return true;
            default:
                return true;
        }
    }

    static int icmpKind(int icmpType) {
        switch (icmpType) {
            case 0:
            case 8:
                return ICMP_ECHO;
            case 3:
            case 4:
            case 5:
            case 11:
            case 12:
                return ICMP_ERROR;
            default:
                return OTHER;
        }
    }

    /** When false, only {@link #length()}, {@link #segment()} and {@link #offset()} mean anything. */
    public boolean isIpv4() {
        return ipv4;
    }

    public MemorySegment segment() {
        return segment;
    }

    /** Offset of the IP header in the segment. */
    public long offset() {
        return offset;
    }

    /** Bytes of the IPv4 packet with its header and without link padding; for other packets the length given. */
    public int length() {
        return length;
    }

    /** 0..255. */
    public int protocol() {
        return protocol;
    }

    /** 0..255. */
    public int ttl() {
        return segment.get(U8, offset + 8) & 0xff;
    }

    public void setTtl(int ttl) {
        int oldWord = segment.get(U16, offset + 8) & 0xffff;
        int newWord = ttl << 8 & 0xff00 | oldWord & 0xff;
        segment.set(U16, offset + 8, (short) newWord);
        replaceIpChecksumShort(oldWord, newWord);
    }

    /** Part of a fragmented datagram, the first fragment included. */
    public boolean isFragment() {
        return fragmentWord != 0;
    }

    /** A fragment other than the first: it has no transport header. */
    public boolean isLaterFragment() {
        return (fragmentWord & 0x1fff) != 0;
    }

    public int sourceAddress() {
        return segment.get(U32, offset + 12);
    }

    public int destinationAddress() {
        return segment.get(U32, offset + 16);
    }

    public void setSourceAddress(int address) {
        setAddress(offset + 12, address);
    }

    public void setDestinationAddress(int address) {
        setAddress(offset + 16, address);
    }

    /** True for TCP, UDP and ICMP echo, but for fragments other than the first. */
    public boolean hasPorts() {
        return kind == PORTS || kind == ICMP_ECHO;
    }

    /** 0..65535; 0 without ports. */
    public int sourcePort() {
        return hasPorts() ? segment.get(U16, portOffset(transport, kind, true)) & 0xffff : 0;
    }

    /** 0..65535; 0 without ports. */
    public int destinationPort() {
        return hasPorts() ? segment.get(U16, portOffset(transport, kind, false)) & 0xffff : 0;
    }

    /** Changes nothing without ports; an ICMP echo's identifier is both ports. */
    public void setSourcePort(int port) {
        if (hasPorts()) {
            setPort(portOffset(transport, kind, true), port);
        }
    }

    /** Changes nothing without ports; an ICMP echo's identifier is both ports. */
    public void setDestinationPort(int port) {
        if (hasPorts()) {
            setPort(portOffset(transport, kind, false), port);
        }
    }

    /** An ICMP message with its header in this packet: {@link #icmpType()} can be read. */
    public boolean isIcmp() {
        return protocol == IpProtocol.ICMP && !isLaterFragment();
    }

    public boolean isIcmpEcho() {
        return kind == ICMP_ECHO;
    }

    /** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
    public boolean isIcmpError() {
        return kind == ICMP_ERROR;
    }

    /** 0..255. */
    public int icmpType() {
        return segment.get(U8, transport) & 0xff;
    }

    /** 0..255. */
    public int icmpCode() {
        return segment.get(U8, transport + 1) & 0xff;
    }

    /** The packet that an ICMP error speaks about, or null when there is none that could be read and changed. */
    public EmbeddedPacket embedded() {
        return kind == ICMP_ERROR && embedded.isPresent() ? embedded : null;
    }

    /**
     * Writes source and destination address, source and destination port and protocol, big-endian.
     *
     * @param into byte[{@link #FLOW_KEY_BYTES}]
     */
    public void flowKey(byte[] into) {
        BigEndian.putInt(into, 0, sourceAddress());
        BigEndian.putInt(into, 4, destinationAddress());
        BigEndian.putShort(into, 8, sourcePort());
        BigEndian.putShort(into, 10, destinationPort());
        into[12] = (byte) protocol;
    }

    /** "tcp 10.0.1.10:40000 > 10.0.2.20:80" of a {@link #flowKey}. */
    public static String renderFlowKey(byte[] key) {
        return IpProtocol.name(key[12] & 0xff)
                + ' ' + Ipv4Address.format(BigEndian.getInt(key, 0)) + ':' + BigEndian.unsignedShort(key, 8)
                + " > " + Ipv4Address.format(BigEndian.getInt(key, 4)) + ':' + BigEndian.unsignedShort(key, 10);
    }

    static long portOffset(long transport, int kind, boolean source) {
        return kind == ICMP_ECHO ? transport + 4 : source ? transport : transport + 2;
    }

    static long checksumOffset(long transport, int protocol) {
        return protocol == IpProtocol.TCP ? transport + 16 : protocol == IpProtocol.UDP ? transport + 6 : transport + 2;
    }

    private void setAddress(long at, int address) {
        int oldAddress = segment.get(U32, at);
        segment.set(U32, at, address);
        long ipChecksum = offset + 10;
        segment.set(U16, ipChecksum,
                (short) Checksum.replaceInt(segment.get(U16, ipChecksum) & 0xffff, oldAddress, address));
        if (kind == PORTS) {
            // The pseudo header of TCP and UDP holds the addresses; ICMP has none.
            long at16 = checksumOffset(transport, protocol);
            int checksum = segment.get(U16, at16) & 0xffff;
            segment.set(U16, at16, (short) transportChecksum(protocol, checksum,
                    Checksum.replaceInt(checksum, oldAddress, address)));
        }
    }

    private void setPort(long at, int port) {
        int oldPort = segment.get(U16, at) & 0xffff;
        segment.set(U16, at, (short) port);
        long at16 = checksumOffset(transport, protocol);
        int checksum = segment.get(U16, at16) & 0xffff;
        segment.set(U16, at16, (short) transportChecksum(protocol, checksum,
                Checksum.replaceShort(checksum, oldPort, port)));
    }

    /** UDP: 0 means that there is no checksum and stays; a computed 0 is sent as 0xffff (RFC 768). */
    static int transportChecksum(int protocol, int oldChecksum, int newChecksum) {
        if (protocol == IpProtocol.UDP) {
            return oldChecksum == 0 ? 0 : newChecksum == 0 ? 0xffff : newChecksum;
        }
        return newChecksum;
    }

    private void replaceIpChecksumShort(int oldWord, int newWord) {
        long at = offset + 10;
        segment.set(U16, at, (short) Checksum.replaceShort(segment.get(U16, at) & 0xffff, oldWord, newWord));
    }
}
