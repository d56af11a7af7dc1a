package org.ftchain.agent.wire;

/**
 * Signed 64-bit numbers of 1..10 bytes: zigzag (0, -1, 1, -2, ... as 0, 1, 2, 3, ...), then 7 bits a byte, least
 * significant first, top bit = more follows.
 */
public final class SignedVarint {
    public static final int MAX_BYTES = 10;

    private SignedVarint() {
    }

    /** Writes {@code value} at {@code at}; the caller has made sure of {@link #MAX_BYTES}. Returns the position after it. */
    public static int put(byte[] into, int at, long value) {
        long rest = value << 1 ^ value >> 63;
        int position = at;
        while ((rest & ~0x7fL) != 0) {
            into[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[position++] = (byte) rest;
        return position;
    }

    /** Position after the number at {@code at}, or -1 when it does not end before {@code end} or is longer than 10 bytes. */
    public static int skip(byte[] from, int at, int end) {
        int limit = Math.min(end, at + MAX_BYTES);
        for (int i = at; i < limit; i++) {
            if (from[i] >= 0) {
                return i + 1;
            }
        }
        return -1;
    }

    /** The number at {@code at}, which {@link #skip} has found complete. */
    public static long get(byte[] from, int at) {
        long value = 0;
        int shift = 0;
        int position = at;
        byte b;
        do {
            b = from[position++];
            value |= (long) (b & 0x7f) << shift;
            shift += 7;
        } while (b < 0);
        return value >>> 1 ^ -(value & 1);
    }
}
