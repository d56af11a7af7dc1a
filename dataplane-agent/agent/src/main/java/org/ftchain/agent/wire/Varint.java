package org.ftchain.agent.wire;

/** Unsigned LEB128 numbers of 1..9 bytes for 0..2^63-1: 7 bits a byte, least significant first, top bit = more follows. */
public final class Varint {
    public static final int MAX_BYTES = 9;

    private Varint() {
    }

    /** Writes {@code value} (not negative) at {@code at}; the caller has made sure of {@link #MAX_BYTES}. Returns the position after it. */
    public static int put(byte[] into, int at, long value) {
        long rest = value;
        int position = at;
        while (rest > 0x7f) {
            into[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[position++] = (byte) rest;
        return position;
    }

    /** How many bytes {@code value} (not negative) takes. */
    public static int size(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }

    /** Position after the number at {@code at}, or -1 when it does not end before {@code end} or is longer than 9 bytes. */
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
        return value;
    }
}
