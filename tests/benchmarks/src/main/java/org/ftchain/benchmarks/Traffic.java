package org.ftchain.benchmarks;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * UDP packets of a number of flows, in turn, as the ingress switch hands them to the first hop. A flow is a source
 * address and port. Only headers are written; payloads are what the slot has.
 */
final class Traffic {
    /** A packet's Ethernet frame before the switch pushes the label. */
    static final int FRAME_BYTES = 256;
    static final int LABELLED_BYTES = FRAME_BYTES + 4;
    private static final int HEADER_BYTES = 14 + 4 + 20 + 8;
    private static final int SOURCE_AT = 18 + 12;
    private static final int PORT_AT = 18 + 20;
    private static final int IP_BYTES = FRAME_BYTES - 14;
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 32768;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final byte[] header;
    private final int firstFlow;
    private final int flows;
    private int next;

    /** Flows {@code firstFlow} to {@code firstFlow + flows - 1}. */
    Traffic(int label, int firstFlow, int flows) {
        this.firstFlow = firstFlow;
        this.flows = flows;
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES);
        frame.putLong(0x0200000000020200L).putInt(1).putShort((short) 0x8847).putInt(label << 12 | 0x140);
        frame.putShort((short) 0x4500).putShort((short) IP_BYTES).putInt(0).putShort((short) 0x4011).putShort((short) 0)
                .putInt(0).putInt(0xcb007105);
        frame.putShort((short) 0).putShort((short) 53).putShort((short) (IP_BYTES - 20)).putShort((short) 0x1234);
        header = frame.array();
    }

    /** Writes the next packet as a frame of {@link #LABELLED_BYTES}. */
    void write(MemorySegment segment, long offset) {
        int flow = firstFlow + next;
        next = next + 1 == flows ? 0 : next + 1;
        MemorySegment.copy(header, 0, segment, ValueLayout.JAVA_BYTE, offset, HEADER_BYTES);
        segment.set(INT, offset + SOURCE_AT, 0x0a000001 + flow / PORTS);
        segment.set(SHORT, offset + PORT_AT, (short) (FIRST_PORT + flow % PORTS));
    }
}
