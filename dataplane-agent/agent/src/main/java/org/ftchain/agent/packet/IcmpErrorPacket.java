package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Writes ICMP errors about IPv4 packets (RFC 792, 1812 4.3.2): the offending packet from its IP header on, as much of it as
 * an error of 576 bytes holds. Reused; allocates nothing per packet. One thread.
 *
 * <pre>
 * 0            20     21     22         24         28
 * | IPv4 header | type | code | checksum | unused 0 | offending packet ...
 * </pre>
 */
public final class IcmpErrorPacket {
    public static final int MAX_BYTES = 576;
    public static final int UNREACHABLE = 3;
    /** Of {@link #UNREACHABLE}: communication administratively prohibited. */
    public static final int PROHIBITED = 13;
    public static final int TIME_EXCEEDED = 11;

    private static final int HEADER_BYTES = 28;
    /** RFC 1812 4.3.2.5: errors have the precedence of internetwork control. */
    private static final byte TYPE_OF_SERVICE = (byte) 0xc0;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final byte TTL = 64;

    private final byte[] bytes = new byte[MAX_BYTES];
    private final MemorySegment segment = MemorySegment.ofArray(bytes);

    public IcmpErrorPacket() {
        bytes[0] = 0x45;
        bytes[1] = TYPE_OF_SERVICE;
        BigEndian.putShort(bytes, 6, DO_NOT_FRAGMENT);
        bytes[8] = TTL;
        bytes[9] = IpProtocol.ICMP;
    }

    /**
     * Whether an error about a packet may be sent at all (RFC 1122 3.2.2, 1812 4.3.2.7): not about ICMP messages but echoes,
     * fragments but the first, nor to or about what is no single host.
     */
    public static boolean isAllowed(Packet offending) {
        return offending.isIpv4() && !offending.isLaterFragment()
                && (offending.protocol() != IpProtocol.ICMP || offending.isIcmpEcho())
                && isHost(offending.sourceAddress()) && isHost(offending.destinationAddress());
    }

    private static boolean isHost(int address) {
        int first = address >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    /**
     * Writes an error to the source of {@code offending}, which must be IPv4 and as it was received.
     *
     * @param sourceAddress of the error
     * @return bytes written to {@link #bytes()}
     */
    public int write(int type, int code, int sourceAddress, Packet offending) {
        int quoted = Math.min(offending.length(), MAX_BYTES - HEADER_BYTES);
        int length = HEADER_BYTES + quoted;
        BigEndian.putShort(bytes, 2, length);
        BigEndian.putInt(bytes, 12, sourceAddress);
        BigEndian.putInt(bytes, 16, offending.sourceAddress());
        BigEndian.putShort(bytes, 10, 0);
        BigEndian.putShort(bytes, 10, Checksum.compute(segment, 0, 20, 0));
        bytes[20] = (byte) type;
        bytes[21] = (byte) code;
        BigEndian.putShort(bytes, 22, 0);
        MemorySegment.copy(offending.segment(), ValueLayout.JAVA_BYTE, offending.offset(), bytes, HEADER_BYTES, quoted);
        BigEndian.putShort(bytes, 22, Checksum.compute(segment, 20, length - 20, 0));
        return length;
    }

    public byte[] bytes() {
        return bytes;
    }
}
