package org.ftchain.agent.chain;

import org.ftchain.agent.packet.Ethernet;
import org.ftchain.agent.packet.MplsHeader;
import org.ftchain.agent.wire.MessageDecoder;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
    static final int HEADER_BYTES = Ethernet.HEADER_BYTES + MplsHeader.BYTES;
    static final int TC_MESSAGE = 1;
    static final int TC_NO_PACKET = 2;

    private static final int TTL = 64;
    /** Locally administered address of frames that carry a message only; switches match the label alone. */
    static final long PROPAGATING_MAC = 0x02_f7_00_00_00_01L;

    private LabelledFrame() {
    }

    /** The 20-bit label, or -1 when the frame has none. */
    static int label(MemorySegment segment, long offset, int length) {
        if (length < HEADER_BYTES || Ethernet.type(segment, offset) != Ethernet.TYPE_MPLS) {
            return -1;
        }
        return MplsHeader.label(segment, offset + Ethernet.HEADER_BYTES);
    }

    /** Label and traffic class: which hop a frame is for, and what is in it. */
    static int way(MemorySegment segment, long offset) {
        return MplsHeader.label(segment, offset + Ethernet.HEADER_BYTES) << 3
                | MplsHeader.trafficClass(segment, offset + Ethernet.HEADER_BYTES);
    }

    static int trafficClass(MemorySegment segment, long offset) {
        return MplsHeader.trafficClass(segment, offset + Ethernet.HEADER_BYTES);
    }

    /**
     * {@link FlowHash} of the packet behind the message, not negative; 0 for a frame without a packet.
     *
     * @param trafficClass 0 when the frame's bits came from a host
     */
    static int flowHash(MemorySegment segment, long offset, int length, int trafficClass) {
        long ip = offset + HEADER_BYTES;
        int available = length - HEADER_BYTES;
        if ((trafficClass & TC_NO_PACKET) != 0) {
            return 0;
        }
        if ((trafficClass & TC_MESSAGE) != 0) {
            int messageBytes = MessageDecoder.length(segment, ip, available);
            ip += messageBytes;
            available -= messageBytes;
        }
        return FlowHash.of(segment, ip, available);
    }

    /** Of the packet of a frame without a message: 4, 6, or another number for what is not IP. */
    static int ipVersion(MemorySegment segment, long offset) {
        return (segment.get(ValueLayout.JAVA_BYTE, offset + HEADER_BYTES) & 0xff) >>> 4;
    }

    static void setLabel(MemorySegment segment, long offset, int label, int trafficClass) {
        MplsHeader.write(segment, offset + Ethernet.HEADER_BYTES, label, trafficClass, true, TTL);
    }

    /** Moves the Ethernet header and label from {@code from} to {@code to}. */
    static void moveHeader(MemorySegment segment, long from, long to) {
        MemorySegment.copy(segment, from, segment, to, HEADER_BYTES);
    }

    /** Writes the header of a frame that carries a message only. */
    static void writePropagatingHeader(MemorySegment segment, long offset, int label) {
        Ethernet.setDestination(segment, offset, PROPAGATING_MAC);
        Ethernet.setSource(segment, offset, PROPAGATING_MAC);
        Ethernet.setType(segment, offset, Ethernet.TYPE_MPLS);
        setLabel(segment, offset, label, TC_MESSAGE | TC_NO_PACKET);
    }
}
