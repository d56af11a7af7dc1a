package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The beginning of the offending packet inside an ICMP error (RFC 792: its IPv4 header and at least 8 bytes). Part of a
 * {@link Packet}, valid as long as that one's wrapping. Setters correct the embedded checksums, as far as they are
 * there, and the ICMP checksum, which covers all of them.
 */
public final class EmbeddedPacket {
    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private MemorySegment segment;
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
     * @param ipOffset       of the outer IPv4 header
     * @param icmpOffset     of the ICMP header
     * @param availableBytes behind the 8 bytes of the ICMP header
     */
    void wrap(MemorySegment segment, long ipOffset, long icmpOffset, int availableBytes) {
        this.segment = segment;
        this.present = false;
        this.icmpChecksum = icmpOffset + 2;
        this.offset = icmpOffset + 8;
        if (availableBytes < 28) {
            return;
        }
        int first = segment.get(U8, offset) & 0xff;
        int headerLength = (first & 0xf) * 4;
        if (first >>> 4 != 4 || headerLength < 20 || headerLength + 8 > availableBytes
                || (segment.get(U16, offset + 6) & 0x1fff) != 0) {
            return;
        }
        this.protocol = segment.get(U8, offset + 9) & 0xff;
        this.transport = offset + headerLength;
        switch (protocol) {
            case IpProtocol.TCP:
            case IpProtocol.UDP:
                this.kind = Packet.PORTS;
                break;
            case IpProtocol.ICMP:
                this.kind = Packet.icmpKind(segment.get(U8, transport) & 0xff);
                break;
            default:
                this.kind = Packet.OTHER;
        }
        if (kind != Packet.PORTS && kind != Packet.ICMP_ECHO) {
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

    /** TCP, UDP or ICMP (an echo request or reply). */
    public int protocol() {
        return protocol;
    }

    public boolean isIcmpEcho() {
        return kind == Packet.ICMP_ECHO;
    }

    /** Of an ICMP echo: 8 request, 0 reply. */
    public int icmpType() {
        return segment.get(U8, transport) & 0xff;
    }

    public int sourceAddress() {
        return segment.get(U32, offset + 12);
    }

    public int destinationAddress() {
        return segment.get(U32, offset + 16);
    }

    /** 0..65535; an ICMP echo's identifier. */
    public int sourcePort() {
        return segment.get(U16, Packet.portOffset(transport, kind, true)) & 0xffff;
    }

    /** 0..65535; an ICMP echo's identifier. */
    public int destinationPort() {
        return segment.get(U16, Packet.portOffset(transport, kind, false)) & 0xffff;
    }

    public void setSource(int address, int port) {
        set(offset + 12, address, Packet.portOffset(transport, kind, true), port);
    }

    public void setDestination(int address, int port) {
        set(offset + 16, address, Packet.portOffset(transport, kind, false), port);
    }

    private void set(long addressAt, int address, long portAt, int port) {
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
            long at = Packet.checksumOffset(transport, protocol);
            int oldChecksum = segment.get(U16, at) & 0xffff;
            int newChecksum = Checksum.replaceShort(oldChecksum, oldPort, port);
            if (kind == Packet.PORTS) {
                newChecksum = Checksum.replaceInt(newChecksum, oldAddress, address);
            }
            newChecksum = Packet.transportChecksum(protocol, oldChecksum, newChecksum);
            segment.set(U16, at, (short) newChecksum);
            icmp = Checksum.replaceShort(icmp, oldChecksum, newChecksum);
        }
        segment.set(U16, icmpChecksum, (short) icmp);
    }
}
