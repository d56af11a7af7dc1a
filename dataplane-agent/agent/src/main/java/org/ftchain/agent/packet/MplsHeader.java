package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * One MPLS label stack entry (RFC 3032) at (segment, offset), big-endian.
 *
 * <pre>
 * 31                  12 11   9 8 7       0
 * |        label        |  TC  |S|   TTL   |
 * </pre>
 */
public final class MplsHeader {
    public static final int BYTES = 4;
    public static final int MAX_LABEL = 0xfffff;

    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private MplsHeader() {
    }

    /** 0..{@link #MAX_LABEL}. */
    public static int label(MemorySegment segment, long offset) {
        return segment.get(U32, offset) >>> 12;
    }

    /** 0..7. */
    public static int trafficClass(MemorySegment segment, long offset) {
        return segment.get(U32, offset) >>> 9 & 7;
    }

    public static boolean isBottomOfStack(MemorySegment segment, long offset) {
        return (segment.get(U32, offset) & 0x100) != 0;
    }

    /** 0..255. */
    public static int ttl(MemorySegment segment, long offset) {
        return segment.get(U32, offset) & 0xff;
    }

    /** Writes the whole entry; numbers are cut to their fields' bits. */
    public static void write(MemorySegment segment, long offset, int label, int trafficClass, boolean bottomOfStack,
                             int ttl) {
        segment.set(U32, offset, (label & MAX_LABEL) << 12 | (trafficClass & 7) << 9 | (bottomOfStack ? 0x100 : 0)
                | ttl & 0xff);
    }

    /** Changes the label alone. */
    public static void setLabel(MemorySegment segment, long offset, int label) {
        segment.set(U32, offset, segment.get(U32, offset) & 0xfff | label << 12);
    }

    /** Changes the traffic class alone. */
    public static void setTrafficClass(MemorySegment segment, long offset, int trafficClass) {
        segment.set(U32, offset, segment.get(U32, offset) & ~0xe00 | (trafficClass & 7) << 9);
    }
}
