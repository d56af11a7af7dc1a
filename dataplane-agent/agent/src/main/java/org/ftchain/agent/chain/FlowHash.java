package org.ftchain.agent.chain;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Hash of a packet's addresses, protocol and ports as they stand, for choosing a worker thread and for keeping a flow's
 * order. Fragments have none of the ports, so they may part from their flow's whole packets. Never reads beyond the
 * packet, whatever is in it.
 */
final class FlowHash {
    /** How many buckets a hop tells flows apart by while it holds packets. */
    static final int BUCKETS = 64;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    /** Protocols with ports in their first four bytes: TCP, UDP. */
    private static final long WITH_PORTS = 1L << 6 | 1L << 17;

    private FlowHash() {
    }

    static int bucket(MemorySegment segment, long ip, int length) {
        return of(segment, ip, length) & BUCKETS - 1;
    }

    /** @param ip offset of the IP header */
    static int of(MemorySegment segment, long ip, int length) {
        if (length < IPV4_BYTES) {
            return 0;
        }
        int first = segment.get(ValueLayout.JAVA_BYTE, ip);
        if ((first & 0xf0) == 0x40) {
            int protocol = segment.get(ValueLayout.JAVA_BYTE, ip + 9) & 0xff;
            int headerBytes = (first & 0xf) * 4;
            boolean fragment = (segment.get(ValueLayout.JAVA_BYTE, ip + 6) & 0x3f | segment.get(ValueLayout.JAVA_BYTE, ip + 7)) != 0;
            long hash = segment.get(LONG, ip + 12) + protocol;
            return mix(fragment ? hash : hash * 31 + ports(segment, ip, headerBytes, length, protocol));
        }
        if ((first & 0xf0) == 0x60 && length >= IPV6_BYTES) {
            int protocol = segment.get(ValueLayout.JAVA_BYTE, ip + 6) & 0xff;
            long hash = segment.get(LONG, ip + 8) * 31 + segment.get(LONG, ip + 16);
            hash = (hash * 31 + segment.get(LONG, ip + 24)) * 31 + segment.get(LONG, ip + 32) + protocol;
            return mix(hash * 31 + ports(segment, ip, IPV6_BYTES, length, protocol));
        }
        return 0;
    }

    private static long ports(MemorySegment segment, long ip, int headerBytes, int length, int protocol) {
        return protocol < 64 && (WITH_PORTS >>> protocol & 1) != 0 && headerBytes + 4 <= length
                ? segment.get(INT, ip + headerBytes) : 0;
    }

    private static int mix(long hash) {
        long mixed = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        return (int) (mixed >>> 33);
    }
}
