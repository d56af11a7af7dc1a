package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Finds what an IPv6 packet carries (RFC 8200): a walk over at most {@link #MAX_EXTENSIONS} hop-by-hop options, routing,
 * destination options and fragment headers. Everything else is what the packet carries, ESP and AH too. Part of a
 * {@link Packet} or {@link EmbeddedPacket}; the fields hold after {@link #wrap} has returned true.
 */
final class Ipv6Headers {
    static final int HEADER_BYTES = 40;
    static final int MAX_EXTENSIONS = 8;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION = 60;
    private static final int MAX_DATAGRAM_BYTES = 65_535;

    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Of the IPv6 packet with its header, by its own account. */
    int lengthBytes;
    /** The next header behind all that were walked over; of a later fragment the next header of the fragmented part. */
    int protocol;
    /** As in IPv4: bit 13 more fragments, bits 0..12 offset in 8 bytes. 0 also for an atomic fragment (RFC 6946). */
    int fragmentWord;
    /** Offset in the segment of what {@link #protocol} names. */
    long transport;
    /** Bytes from there to the packet's end, or to the end of what is there. */
    int transportBytes;

    /**
     * @param availableBytes from {@code offset} on
     * @param whole          false for the beginning of a packet, which may say that it is longer
     * @return false when headers are cut short (also in a first fragment, RFC 7112), are more than allowed or contradict
     *         each other
     */
    boolean wrap(MemorySegment segment, long offset, int availableBytes, boolean whole) {
        if (availableBytes < HEADER_BYTES) {
            return false;
        }
        lengthBytes = HEADER_BYTES + (segment.get(U16, offset + 4) & 0xffff);
        if (whole && lengthBytes > availableBytes) {
            return false;
        }
        int end = Math.min(lengthBytes, availableBytes);
        int next = segment.get(U8, offset + 6) & 0xff;
        int at = HEADER_BYTES;
        boolean fragment = false;
        fragmentWord = 0;
        for (int walked = 0; isExtension(next) && !isLaterFragment(); walked++) {
            if (walked == MAX_EXTENSIONS || end - at < 8 || next == HOP_BY_HOP && walked > 0
                    || next == FRAGMENT && fragment) {
                return false;
            }
            int size = 8;
            if (next == FRAGMENT) {
                fragment = true;
                int word = segment.get(U16, offset + at + 2) & 0xffff;
                fragmentWord = word >>> 3 | (word & 1) << 13;
                int rest = lengthBytes - at - size;
                if ((word & 1) != 0 && rest % 8 != 0 || (word & ~7) + rest > MAX_DATAGRAM_BYTES) {
                    return false;
                }
            } else {
                size += (segment.get(U8, offset + at + 1) & 0xff) * 8;
                if (size > end - at) {
                    return false;
                }
            }
            next = segment.get(U8, offset + at) & 0xff;
            at += size;
        }
        protocol = next;
        transport = offset + at;
        transportBytes = end - at;
        return true;
    }

    boolean isLaterFragment() {
        return (fragmentWord & 0x1fff) != 0;
    }

    private static boolean isExtension(int next) {
        return next == HOP_BY_HOP || next == ROUTING || next == FRAGMENT || next == DESTINATION;
    }
}
