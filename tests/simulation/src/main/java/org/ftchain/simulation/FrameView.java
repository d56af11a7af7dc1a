package org.ftchain.simulation;

import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Fields of a labelled frame, read independently of the agent: Ethernet 14, MPLS 4, message, IPv4, UDP. What the checkers
 * follow a packet by is in its payload, so that all packets of a flow have the same addresses and ports.
 */
final class FrameView {
    private static final int ETHERTYPE = 0x8847;
    private static final int MPLS_AT = 14;
    private static final int BODY_AT = 18;
    /** From the IP header: number of the packet, number of the last transaction, changes. */
    static final int MARK_AT = 28;
    static final int MARK_BYTES = 12;

    private FrameView() {
    }

    private static int u16(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }

    private static int i32(byte[] frame, int at) {
        return u16(frame, at) << 16 | u16(frame, at + 2);
    }

    /** What a switch looks for; -1 when the frame has none. */
    static int label(byte[] frame) {
        return frame.length < BODY_AT || u16(frame, 12) != ETHERTYPE ? -1 : i32(frame, MPLS_AT) >>> 12;
    }

    /** Changes the label's bits alone. */
    static void flipToLabel(byte[] frame, int label) {
        put16(frame, MPLS_AT, label >>> 4);
        frame[MPLS_AT + 2] = (byte) (label << 4 | frame[MPLS_AT + 2] & 0xf);
    }

    /** Gives a frame with a message another label, and the checksum that goes with it. */
    static void setLabel(byte[] frame, int label) {
        flipToLabel(frame, label);
        int length = u16(frame, BODY_AT + 1);
        put32(frame, BODY_AT + 4, i32(frame, MPLS_AT) >>> 9);
        CRC32C crc = new CRC32C();
        crc.update(frame, BODY_AT, length);
        crc.update(new byte[-length & 7]);
        put32(frame, BODY_AT + 4, (int) crc.getValue());
    }

    static boolean hasMessage(byte[] frame) {
        return (frame[MPLS_AT + 2] >> 1 & 1) != 0;
    }

    static boolean hasPacket(byte[] frame) {
        return (frame[MPLS_AT + 2] >> 1 & 2) == 0;
    }

    /** Counts of needs, commits or logs: index 0, 1, 2. Only of a frame with a message. */
    static int count(byte[] frame, int index) {
        int commitsAt = afterVarint(frame, BODY_AT + 8) + 1;
        return switch (index) {
            case 0 -> frame[BODY_AT + 3] & 0xff;
            case 1 -> frame[commitsAt] & 0xff;
            default -> logs(frame, commitsAt);
        };
    }

    private static int logs(byte[] frame, int commitsAt) {
        int end = BODY_AT + u16(frame, BODY_AT + 1);
        int position = commitsAt + 1;
        for (int need = frame[BODY_AT + 3] & 0xff; need > 0; need--) {
            position = afterVarint(frame, position + 2);
        }
        for (int commit = frame[commitsAt] & 0xff; commit > 0; commit--) {
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

    /** 0 when the frame has been cut short. */
    static int packet(byte[] frame) {
        int at = ipAt(frame) + MARK_AT;
        return at + MARK_BYTES > frame.length ? 0 : i32(frame, at);
    }

    static int lastTransaction(byte[] frame) {
        return i32(frame, ipAt(frame) + MARK_AT + 4);
    }

    static int changes(byte[] frame) {
        return i32(frame, ipAt(frame) + MARK_AT + 8);
    }

    /** Changes some bits that the checkers do not live on, or cuts the frame short. */
    static byte[] corrupted(byte[] frame, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return java.util.Arrays.copyOf(frame, random.nextInt(frame.length));
        }
        int markAt = hasPacket(frame) ? ipAt(frame) + MARK_AT : frame.length;
        byte[] changed = frame.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int from = hasMessage(frame) ? 12 : BODY_AT;
            int at = from + random.nextInt(frame.length - from);
            if (at < markAt || at >= markAt + MARK_BYTES) {
                changed[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return changed;
    }

    /** A packet as an ingress switch hands it to the first hop. */
    static byte[] packet(int label, int number, int flow, int trafficClass, int payloadBytes) {
        byte[] ip = ipPacket(number, 0, 0, flow, payloadBytes);
        byte[] frame = new byte[BODY_AT + ip.length];
        put16(frame, 12, ETHERTYPE);
        put16(frame, MPLS_AT, label >>> 4);
        put16(frame, MPLS_AT + 2, label << 12 | trafficClass << 9 | 1 << 8 | 64);
        System.arraycopy(ip, 0, frame, BODY_AT, ip.length);
        return frame;
    }

    /** UDP without checksum. */
    static byte[] ipPacket(int number, int transaction, int changes, int flow, int payloadBytes) {
        byte[] ip = new byte[MARK_AT + MARK_BYTES + payloadBytes];
        ip[0] = 0x45;
        ip[8] = 64;
        ip[9] = 17;
        put16(ip, 12, 10 << 8);
        put16(ip, 14, 1 << 8 | 10);
        put16(ip, 16, 10 << 8);
        put16(ip, 18, 2 << 8 | 20);
        put16(ip, 20, 4000 + flow);
        put16(ip, 22, 5000);
        int[] marks = {number, transaction, changes};
        for (int i = 0; i < marks.length; i++) {
            put16(ip, MARK_AT + 4 * i, marks[i] >>> 16);
            put16(ip, MARK_AT + 4 * i + 2, marks[i]);
        }
        setLength(ip);
        return ip;
    }

    /** Writes the lengths that the array has into the headers of IP and UDP. */
    static void setLength(byte[] ip) {
        put16(ip, 2, ip.length);
        put16(ip, 24, ip.length - 20);
    }

    private static void put32(byte[] frame, int at, int value) {
        put16(frame, at, value >>> 16);
        put16(frame, at + 2, value);
    }

    private static void put16(byte[] frame, int at, int value) {
        frame[at] = (byte) (value >>> 8);
        frame[at + 1] = (byte) value;
    }
}
