package org.ftchain.agent.wire;

/**
 * Signed 64-bit numbers of 1..10 bytes: zigzag (0, -1, 1, -2, ... as 0, 1, 2, 3, ...), then 7 bits a byte, least
 * significant first, top bit = more follows.
 */
public final class SignedVarint {
    public static final int MAX_BYTES = 10;

    private SignedVarint() {
    }

    /**
     * Writes {@code value} at {@code at}; the caller has made sure of {@link #MAX_BYTES}, all of which may be written to.
     * Returns the position after it.
     */
    public static int put(byte[] into, int at, long value) {
        long zigzag = value << 1 ^ value >> 63;
        if (zigzag >= 0) {
            return Varint.put(into, at, zigzag);
        }
        int position = at;
        for (long rest = zigzag; position < at + Varint.MAX_BYTES; rest >>>= 7) {
            into[position++] = (byte) (rest | 0x80);
        }
        into[position++] = 1;
        return position;
    }

    /** Position after the number at {@code at}, or -1 when it does not end before {@code end} or is longer than 10 bytes. */
    public static int skip(byte[] from, int at, int end) {
        int after = Varint.skip(from, at, end);
        return after < 0 && at + MAX_BYTES <= end && from[at + MAX_BYTES - 1] >= 0 ? at + MAX_BYTES : after;
    }

    /** The number at {@code at}, which {@link #skip} has found complete. */
    public static long get(byte[] from, int at) {
        long zigzag = Varint.get(from, at);
        return zigzag >>> 1 ^ -(zigzag & 1);
    }
}
