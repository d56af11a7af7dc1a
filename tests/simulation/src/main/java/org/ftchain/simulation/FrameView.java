package org.ftchain.simulation;

/** Fields of a labelled frame, read independently of the agent: Ethernet 14, MPLS 4, message, IPv4. */
final class FrameView {
    private static final int MPLS_AT = 14;
    private static final int BODY_AT = 18;

    private FrameView() {
    }

    private static int u16(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }

    private static int i32(byte[] frame, int at) {
        return u16(frame, at) << 16 | u16(frame, at + 2);
    }

    static int label(byte[] frame) {
        return i32(frame, MPLS_AT) >>> 12;
    }

    static boolean hasMessage(byte[] frame) {
        return (frame[MPLS_AT + 2] >> 1 & 1) != 0;
    }

    static boolean hasPacket(byte[] frame) {
        return (frame[MPLS_AT + 2] >> 1 & 2) == 0;
    }

    /** Counts of needs, commits or logs: index 0, 1, 2. Only of a frame with a message. */
    static int count(byte[] frame, int index) {
        int at = BODY_AT + 7;
        while (frame[at] < 0) {
            at++;
        }
        return index < 2 ? frame[at + 2 + index] & 0xff : logs(frame, at + 2);
    }

    /** @param at where the counts of needs and commits are */
    private static int logs(byte[] frame, int at) {
        int end = BODY_AT + u16(frame, BODY_AT + 1);
        int position = at + 2;
        for (int need = frame[at] & 0xff; need > 0; need--) {
            position = afterVarint(frame, position + 2);
        }
        for (int commit = frame[at + 1] & 0xff; commit > 0; commit--) {
            int numbers = Integer.bitCount(i32(frame, position + 1));
            position += 5;
            for (; numbers > 0; numbers--) {
                position = afterVarint(frame, position);
            }
        }
        int logs = 0;
        while (position < end) {
            int length = 0;
            int start = afterVarint(frame, position);
            for (int i = start - 1; i >= position; i--) {
                length = length << 7 | frame[i] & 0x7f;
            }
            position = start + length;
            logs++;
        }
        return logs;
    }

    private static int afterVarint(byte[] frame, int at) {
        int position = at;
        while (frame[position] < 0) {
            position++;
        }
        return position + 1;
    }

    private static int ipAt(byte[] frame) {
        return BODY_AT + (hasMessage(frame) ? u16(frame, BODY_AT + 1) : 0);
    }

    static int ttl(byte[] frame) {
        return frame[ipAt(frame) + 8] & 0xff;
    }

    static int packet(byte[] frame) {
        return i32(frame, ipAt(frame) + 12);
    }

    static int lastTransaction(byte[] frame) {
        return i32(frame, ipAt(frame) + 16);
    }

    /** A packet as an ingress switch hands it to the first hop: UDP without checksum. */
    static byte[] packet(int label, int number, int trafficClass, int payloadBytes) {
        byte[] frame = new byte[BODY_AT + 28 + payloadBytes];
        put16(frame, 12, 0x8847);
        put16(frame, MPLS_AT, label >>> 4);
        put16(frame, MPLS_AT + 2, label << 12 | trafficClass << 9 | 1 << 8 | 64);
        frame[BODY_AT] = 0x45;
        put16(frame, BODY_AT + 2, frame.length - BODY_AT);
        frame[BODY_AT + 8] = World.TTL;
        frame[BODY_AT + 9] = 17;
        put16(frame, BODY_AT + 12, number >>> 16);
        put16(frame, BODY_AT + 14, number);
        put16(frame, BODY_AT + 20, 4000);
        put16(frame, BODY_AT + 22, 5000);
        put16(frame, BODY_AT + 24, frame.length - BODY_AT - 20);
        return frame;
    }

    private static void put16(byte[] frame, int at, int value) {
        frame[at] = (byte) (value >>> 8);
        frame[at + 1] = (byte) value;
    }
}
