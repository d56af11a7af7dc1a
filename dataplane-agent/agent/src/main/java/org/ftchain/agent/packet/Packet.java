package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A flyweight over an IPv4 or IPv6 packet inside a frame. {@link #wrap} checks all bounds once; whatever the predicates
 * then promise can be read and changed without an exception. Setters keep the checksums right incrementally (RFC 1624), so
 * a wrong checksum stays wrong and is found by the receiver. Addresses and ports are changed in IPv4 packets only.
 * Allocates nothing. One thread.
 *
 * <p>The "ports" of an ICMP or ICMPv6 echo request or reply are its identifier, as source and as destination port alike,
 * so that a reply's {@link FlowKey} is the request's with both ends swapped. Packets without ports (other protocols, other
 * ICMP messages, fragments but the first) read port 0.
 */
public final class Packet {
    /** Nothing beyond so many bytes from the IP header on is ever changed through this class. */
    public static final int CHANGEABLE_BYTES = 128;

    /** RFC 4291: an IPv4 address as the last 8 bytes of an IPv6 address. */
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final int TCP_MIN_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int ICMP_BYTES = 8;

    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private MemorySegment segment;
    private long offset;
    private int length;
    /** 4, 6, or 0 for what is neither. */
    private int version;
    private int protocol;
    private int fragmentWord;
    private int kind;
    /** Offset of the transport header in the segment. */
    private long transport;
    private final Ipv6Headers headers = new Ipv6Headers();
    private final EmbeddedPacket embedded = new EmbeddedPacket();

    /**
     * Points this flyweight at a packet. The segment stays the caller's.
     *
     * @param ipOffset offset of the IP header in the segment
     * @param ipLength bytes from there to the frame's end, link padding included
     * @return false for a packet that no router would forward: cut short, a header that contradicts itself, more than
     *         eight IPv6 extension headers, or a TCP, UDP or ICMP header that is not whole in the first fragment (RFC
     *         1858, 7112). True with {@link #version()} 0 for anything that is neither IPv4 nor IPv6. After false nothing
     *         else may be called.
     */
    public boolean wrap(MemorySegment segment, long ipOffset, int ipLength) {
        if (ipLength < 1 || ipOffset < 0 || ipOffset > segment.byteSize() - ipLength) {
            return false;
        }
        this.segment = segment;
        this.offset = ipOffset;
        this.length = ipLength;
        this.version = 0;
        this.protocol = 0;
        this.fragmentWord = 0;
        this.kind = Transport.OTHER;
        int first = segment.get(U8, ipOffset) & 0xff;
        if (first >>> 4 == 4) {
            return wrapIpv4((first & 0xf) * 4);
        }
        return first >>> 4 != 6 || wrapIpv6();
    }

    private boolean wrapIpv4(int headerLength) {
        if (length < 20 || headerLength < 20) {
            return false;
        }
        int totalLength = segment.get(U16, offset + 2) & 0xffff;
        if (totalLength < headerLength || totalLength > length) {
            return false;
        }
        this.version = 4;
        this.length = totalLength;
        this.protocol = segment.get(U8, offset + 9) & 0xff;
        this.fragmentWord = segment.get(U16, offset + 6) & 0x3fff;
        this.transport = offset + headerLength;
        return isLaterFragment() || wrapTransport(totalLength - headerLength);
    }

    private boolean wrapIpv6() {
        if (!headers.wrap(segment, offset, length, true)) {
            return false;
        }
        this.version = 6;
        this.length = headers.lengthBytes;
        this.protocol = headers.protocol;
        this.fragmentWord = headers.fragmentWord;
        this.transport = headers.transport;
        return isLaterFragment() || wrapTransport(headers.transportBytes);
    }

    private boolean wrapTransport(int transportLength) {
        switch (protocol) {
            case IpProtocol.TCP:
                kind = Transport.PORTS;
                return transportLength >= TCP_MIN_BYTES;
            case IpProtocol.UDP:
                kind = Transport.PORTS;
                return transportLength >= UDP_BYTES;
            case IpProtocol.ICMP:
                return version != 4 || wrapIcmp(transportLength);
            case IpProtocol.ICMPV6:
                return version != 6 || wrapIcmp(transportLength);
            default:
                return true;
        }
    }

    private boolean wrapIcmp(int transportLength) {
        if (transportLength < ICMP_BYTES) {
            return false;
        }
        kind = Transport.icmpKind(version, icmpType());
        if (kind == Transport.ICMP_ERROR) {
            embedded.wrap(segment, version, offset, transport, transportLength - ICMP_BYTES);
        }
        return true;
    }

    /** 4, 6, or 0 for what is neither; then only {@link #length()}, {@link #segment()} and {@link #offset()} mean anything. */
    public int version() {
        return version;
    }

    public boolean isIpv4() {
        return version == 4;
    }

    public boolean isIpv6() {
        return version == 6;
    }

    public MemorySegment segment() {
        return segment;
    }

    /** Offset of the IP header in the segment. */
    public long offset() {
        return offset;
    }

    /** Bytes of the IP packet with its header and without link padding; for other packets the length given. */
    public int length() {
        return length;
    }

    /** 0..255; of IPv6 what follows the extension headers. */
    public int protocol() {
        return protocol;
    }

    /** 0..255; of IPv6 the hop limit. */
    public int ttl() {
        return segment.get(U8, offset + (version == 6 ? 7 : 8)) & 0xff;
    }

    public void setTtl(int ttl) {
        if (version == 6) {
            segment.set(U8, offset + 7, (byte) ttl);
            return;
        }
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

    /** Of an IPv4 packet. */
    public int sourceAddress() {
        return segment.get(U32, offset + 12);
    }

    /** Of an IPv4 packet. */
    public int destinationAddress() {
        return segment.get(U32, offset + 16);
    }

    /** First 8 bytes of the source; an IPv4 address counts as IPv4-mapped (::ffff:a.b.c.d), here and below. */
    public long sourceHigh() {
        return version == 6 ? segment.get(U64, offset + 8) : 0;
    }

    /** Last 8 bytes of the source. */
    public long sourceLow() {
        return version == 6 ? segment.get(U64, offset + 16) : mapped(sourceAddress());
    }

    /** First 8 bytes of the destination. */
    public long destinationHigh() {
        return version == 6 ? segment.get(U64, offset + 24) : 0;
    }

    /** Last 8 bytes of the destination. */
    public long destinationLow() {
        return version == 6 ? segment.get(U64, offset + 32) : mapped(destinationAddress());
    }

    /** The last 8 bytes of an IPv4-mapped address. */
    public static long mapped(int ipv4Address) {
        return MAPPED | ipv4Address & 0xffffffffL;
    }

    /** Of an IPv4 packet. */
    public void setSourceAddress(int address) {
        requireIpv4();
        setAddress(offset + 12, address);
    }

    /** Of an IPv4 packet. */
    public void setDestinationAddress(int address) {
        requireIpv4();
        setAddress(offset + 16, address);
    }

    /** True for TCP, UDP and ICMP echo, but for fragments other than the first. */
    public boolean hasPorts() {
        return kind == Transport.PORTS || kind == Transport.ICMP_ECHO;
    }

    /** 0..65535; 0 without ports. */
    public int sourcePort() {
        return hasPorts() ? segment.get(U16, Transport.portOffset(transport, kind, true)) & 0xffff : 0;
    }

    /** 0..65535; 0 without ports. */
    public int destinationPort() {
        return hasPorts() ? segment.get(U16, Transport.portOffset(transport, kind, false)) & 0xffff : 0;
    }

    /** Of an IPv4 packet. Changes nothing without ports; an ICMP echo's identifier is both ports. */
    public void setSourcePort(int port) {
        requireIpv4();
        if (hasPorts()) {
            setPort(Transport.portOffset(transport, kind, true), port);
        }
    }

    /** Of an IPv4 packet. Changes nothing without ports; an ICMP echo's identifier is both ports. */
    public void setDestinationPort(int port) {
        requireIpv4();
        if (hasPorts()) {
            setPort(Transport.portOffset(transport, kind, false), port);
        }
    }

    /** An ICMP or ICMPv6 message with its header in this packet: {@link #icmpType()} can be read. */
    public boolean isIcmp() {
        return protocol == (version == 6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP) && !isLaterFragment();
    }

    public boolean isIcmpEcho() {
        return kind == Transport.ICMP_ECHO;
    }

    /** Destination unreachable, source quench, redirect, packet too big, time exceeded, parameter problem. */
    public boolean isIcmpError() {
        return kind == Transport.ICMP_ERROR;
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
        return kind == Transport.ICMP_ERROR && embedded.isPresent() ? embedded : null;
    }

    private void requireIpv4() {
        if (version != 4) {
            throw new IllegalStateException("packet must be IPv4: version=" + version);
        }
    }

    private void setAddress(long at, int address) {
        int oldAddress = segment.get(U32, at);
        segment.set(U32, at, address);
        long ipChecksum = offset + 10;
        segment.set(U16, ipChecksum,
                (short) Checksum.replaceInt(segment.get(U16, ipChecksum) & 0xffff, oldAddress, address));
        if (kind == Transport.PORTS) {
            // The pseudo header of TCP and UDP holds the addresses; ICMP has none.
            long at16 = Transport.checksumOffset(transport, protocol);
            int checksum = segment.get(U16, at16) & 0xffff;
            segment.set(U16, at16, (short) Transport.checksum(protocol, checksum,
                    Checksum.replaceInt(checksum, oldAddress, address)));
        }
    }

    private void setPort(long at, int port) {
        int oldPort = segment.get(U16, at) & 0xffff;
        segment.set(U16, at, (short) port);
        long at16 = Transport.checksumOffset(transport, protocol);
        int checksum = segment.get(U16, at16) & 0xffff;
        segment.set(U16, at16, (short) Transport.checksum(protocol, checksum,
                Checksum.replaceShort(checksum, oldPort, port)));
    }

    private void replaceIpChecksumShort(int oldWord, int newWord) {
        long at = offset + 10;
        segment.set(U16, at, (short) Checksum.replaceShort(segment.get(U16, at) & 0xffff, oldWord, newWord));
    }
}
