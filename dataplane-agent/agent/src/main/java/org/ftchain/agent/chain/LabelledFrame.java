package org.ftchain.agent.chain;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A frame between hops, big-endian:
 *
 * <pre>
 *  0                  6                  12      14                      18
 * +------------------+------------------+-------+-----------------------+----------------------+-----------
 * | destination MAC  | source MAC       | 8847  | label20 TC3 S1 TTL8   | piggyback message    | IP packet
 * +------------------+------------------+-------+-----------------------+----------------------+-----------
 * </pre>
 *
 * TC bit 0 says that a message is present, TC bit 1 that no packet follows it. The message is found from the front,
 * because Ethernet pads at the end.
 */
final class LabelledFrame {
    static final int ETHERNET_BYTES = 14;
    static final int HEADER_BYTES = 18;
    static final int TC_MESSAGE = 1;
    static final int TC_NO_PACKET = 2;
    static final int MPLS = 0x8847;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int TTL = 64;
    /** Locally administered addresses of frames that carry a message only; switches match the label alone. */
    private static final long PROPAGATING_MAC = 0x02_f7_00_00_00_01L;

    private LabelledFrame() {
    }

    /** The 20-bit label, or -1 when the frame has none. */
    static int label(MemorySegment segment, long offset, int length) {
        if (length < HEADER_BYTES || (segment.get(SHORT, offset + 12) & 0xffff) != MPLS) {
            return -1;
        }
        return segment.get(INT, offset + ETHERNET_BYTES) >>> 12;
    }

    static int trafficClass(MemorySegment segment, long offset) {
        return segment.get(INT, offset + ETHERNET_BYTES) >>> 9 & 7;
    }

    static void setLabel(MemorySegment segment, long offset, int label, int trafficClass) {
        segment.set(INT, offset + ETHERNET_BYTES, label << 12 | trafficClass << 9 | 1 << 8 | TTL);
    }

    /** Moves the Ethernet header and label from {@code from} to {@code to}. */
    static void moveHeader(MemorySegment segment, long from, long to) {
        MemorySegment.copy(segment, from, segment, to, HEADER_BYTES);
    }

    /** Writes the header of a frame that carries a message only. */
    static void writePropagatingHeader(MemorySegment segment, long offset, int label) {
        setMac(segment, offset, PROPAGATING_MAC);
        setMac(segment, offset + 6, PROPAGATING_MAC);
        segment.set(SHORT, offset + 12, (short) MPLS);
        setLabel(segment, offset, label, TC_MESSAGE | TC_NO_PACKET);
    }

    static long destinationMac(MemorySegment segment, long offset) {
        return (long) (segment.get(SHORT, offset) & 0xffff) << 32 | segment.get(INT, offset + 2) & 0xffffffffL;
    }

    static void setDestinationMac(MemorySegment segment, long offset, long mac) {
        setMac(segment, offset, mac);
    }

    static void setSourceMac(MemorySegment segment, long offset, long mac) {
        setMac(segment, offset + 6, mac);
    }

    private static void setMac(MemorySegment segment, long at, long mac) {
        segment.set(SHORT, at, (short) (mac >>> 32));
        segment.set(INT, at + 2, (int) mac);
    }

    /** "aa:bb:cc:dd:ee:ff" as a number; -1 for null. */
    static long parseMac(String mac) {
        return mac == null ? -1 : Long.parseLong(mac.replace(":", ""), 16);
    }
}
