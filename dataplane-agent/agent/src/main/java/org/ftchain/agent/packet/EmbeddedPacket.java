package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The beginning of the offending packet inside an ICMP or ICMPv6 error (RFC 792, 4443: its IP headers and at least 8
 * bytes), of the same IP version as the error. Part of a {@link Packet}, valid as long as that one's wrapping. Setters, for
 * IPv4 only, correct the embedded checksums, as far as they are there, and the ICMP checksum, which covers all of them.
 */
public final class EmbeddedPacket {
    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Ipv6Headers headers = new Ipv6Headers();
    private MemorySegment segment;
    private int version;
    private boolean present;
    private long icmpChecksum;
    private long offset;
    private long transport;
    private int protocol;
    private int kind;
    private boolean hasChecksum;

    EmbeddedPacket() {
    }

    /**
     * @param ipVersion      of the error, 4 or 6
     * @param ipOffset       of the outer IP header
     * @param icmpOffset     of the ICMP header
     * @param availableBytes behind the 8 bytes of the ICMP header
     */
    void wrap(MemorySegment segment, int ipVersion, long ipOffset, long icmpOffset, int availableBytes) {
        this.segment = segment;
        this.version = ipVersion;
        this.present = false;
        this.icmpChecksum = icmpOffset + 2;
        this.offset = icmpOffset + 8;
        if (availableBytes < 28 || (segment.get(U8, offset) & 0xff) >>> 4 != ipVersion) {
            return;
        }
        if (ipVersion == 6) {
            this.present = wrapIpv6(availableBytes);
        } else {
            wrapIpv4(ipOffset, availableBytes);
        }
    }

    /** True when ports or an echo's identifier can be read. */
    private boolean wrapIpv6(int availableBytes) {
        if (!headers.wrap(segment, offset, availableBytes, false) || headers.isLaterFragment()
                || headers.transportBytes < 8) {
            return false;
        }
        protocol = headers.protocol;
        transport = headers.transport;
        if (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP) {
            kind = Transport.PORTS;
            return true;
        }
        kind = protocol == IpProtocol.ICMPV6 ? Transport.icmpKind(6, segment.get(U8, transport) & 0xff) : Transport.OTHER;
        return kind == Transport.ICMP_ECHO;
    }

    private void wrapIpv4(long ipOffset, int availableBytes) {
        int headerLength = (segment.get(U8, offset) & 0xf) * 4;
        if (headerLength < 20 || headerLength + 8 > availableBytes || (segment.get(U16, offset + 6) & 0x1fff) != 0) {
            return;
        }
        this.protocol = segment.get(U8, offset + 9) & 0xff;
        this.transport = offset + headerLength;
        switch (protocol) {
            case IpProtocol.TCP:
            case IpProtocol.UDP:
                this.kind = Transport.PORTS;
                break;
            case IpProtocol.ICMP:
                this.kind = Transport.icmpKind(4, segment.get(U8, transport) & 0xff);
                break;
            default:
                this.kind = Transport.OTHER;
        }
        if (kind != Transport.PORTS && kind != Transport.ICMP_ECHO) {
            return;
        }
        // A TCP checksum lies beyond the 8 bytes that are always there; what an error pads is no checksum (RFC 4884).
        int datagramBytes = Math.min(segment.get(U16, offset + 2) & 0xffff, availableBytes);
        this.hasChecksum = protocol != IpProtocol.TCP || datagramBytes >= headerLength + 18;
        long end = protocol == IpProtocol.TCP && hasChecksum ? transport + 18 : transport + 8;
        this.present = end - ipOffset <= Packet.CHANGEABLE_BYTES;
    }

    boolean isPresent() {
        return present;
    }

    /** TCP, UDP, or ICMP or ICMPv6 (an echo request or reply). */
    public int protocol() {
        return protocol;
    }

    public boolean isIcmpEcho() {
        return kind == Transport.ICMP_ECHO;
    }

    /** Of an ICMP echo: 8 request, 0 reply; of an ICMPv6 echo: 128 request, 129 reply. */
    public int icmpType() {
        return segment.get(U8, transport) & 0xff;
    }

    /** Of an IPv4 packet. */
    public int sourceAddress() {
        return segment.get(U32, offset + 12);
    }

    /** Of an IPv4 packet. */
    public int destinationAddress() {
        return segment.get(U32, offset + 16);
    }

    /** First 8 bytes of the source; an IPv4 address counts as IPv4-mapped, as in {@link Packet}. */
    public long sourceHigh() {
        return version == 6 ? segment.get(U64, offset + 8) : 0;
    }

    /** Last 8 bytes of the source. */
    public long sourceLow() {
        return version == 6 ? segment.get(U64, offset + 16) : Packet.mapped(sourceAddress());
    }

    /** First 8 bytes of the destination. */
    public long destinationHigh() {
        return version == 6 ? segment.get(U64, offset + 24) : 0;
    }

    /** Last 8 bytes of the destination. */
    public long destinationLow() {
        return version == 6 ? segment.get(U64, offset + 32) : Packet.mapped(destinationAddress());
    }

    /** 0..65535; an ICMP echo's identifier. */
    public int sourcePort() {
        return segment.get(U16, Transport.portOffset(transport, kind, true)) & 0xffff;
    }

    /** 0..65535; an ICMP echo's identifier. */
    public int destinationPort() {
        return segment.get(U16, Transport.portOffset(transport, kind, false)) & 0xffff;
    }

    /** Of an IPv4 packet. */
    public void setSource(int address, int port) {
        set(offset + 12, address, Transport.portOffset(transport, kind, true), port);
    }

    /** Of an IPv4 packet. */
    public void setDestination(int address, int port) {
        set(offset + 16, address, Transport.portOffset(transport, kind, false), port);
    }

    private void set(long addressAt, int address, long portAt, int port) {
        if (version != 4) {
            throw new IllegalStateException("packet must be IPv4: version=" + version);
        }
        int oldAddress = segment.get(U32, addressAt);
        int oldPort = segment.get(U16, portAt) & 0xffff;
        segment.set(U32, addressAt, address);
        segment.set(U16, portAt, (short) port);
        int icmp = segment.get(U16, icmpChecksum) & 0xffff;
        icmp = Checksum.replaceInt(icmp, oldAddress, address);
        icmp = Checksum.replaceShort(icmp, oldPort, port);
        long ipChecksum = offset + 10;
        int oldIp = segment.get(U16, ipChecksum) & 0xffff;
        int newIp = Checksum.replaceInt(oldIp, oldAddress, address);
        segment.set(U16, ipChecksum, (short) newIp);
        icmp = Checksum.replaceShort(icmp, oldIp, newIp);
        if (hasChecksum) {
            long at = Transport.checksumOffset(transport, protocol);
            int oldChecksum = segment.get(U16, at) & 0xffff;
            int newChecksum = Checksum.replaceShort(oldChecksum, oldPort, port);
            if (kind == Transport.PORTS) {
                newChecksum = Checksum.replaceInt(newChecksum, oldAddress, address);
            }
            newChecksum = Transport.checksum(protocol, oldChecksum, newChecksum);
            segment.set(U16, at, (short) newChecksum);
            icmp = Checksum.replaceShort(icmp, oldChecksum, newChecksum);
        }
        segment.set(U16, icmpChecksum, (short) icmp);
    }
}
