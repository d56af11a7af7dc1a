package org.ftchain.agent.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Unsigned LEB128 numbers of 1..9 bytes for 0..2^63-1: 7 bits a byte, least significant first, top bit = more follows.
 * Where eight bytes can be read or written at once, they are, and the bits gathered or spread by one instruction.
 */
public final class Varint {
    public static final int MAX_BYTES = 9;
    private static final long TOP_BITS = 0x8080_8080_8080_8080L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Varint() {
    }

    /**
     * Writes {@code value} (not negative) at {@code at}; the caller has made sure of {@link #MAX_BYTES}, all of which may be
     * written to. Returns the position after it.
     */
    public static int put(byte[] into, int at, long value) {
        if (value < 1L << 56 && at + Long.BYTES <= into.length) {
            int bytes = size(value);
            LONGS.set(into, at, Long.expand(value, ~TOP_BITS) | TOP_BITS & ~(-1L << 8 * bytes - 8));
            return at + bytes;
        }
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
        if (at + Long.BYTES <= end) {
            long ends = ~(long) LONGS.get(from, at) & TOP_BITS;
            if (ends != 0) {
                return at + (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
            }
        }
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
        if (at + Long.BYTES <= from.length) {
            long word = (long) LONGS.get(from, at);
            long ends = ~word & TOP_BITS;
            if (ends != 0) {
                return Long.compress(word & (ends ^ ends - 1), ~TOP_BITS);
            }
        }
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
