package org.ftchain.agent.stm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hash of a key of a map (rule 1), the same everywhere: h = (map * 256 + length) * K, then for each word
 * h = (h ^ word) * K, h ^= h >>> 32, and the same once more with the word 0; all in 64 bits, K = {@link #FACTOR}. The words:
 * <ul>
 * <li>1 to 3 bytes: one word, the bytes as a little-endian number
 * <li>4 to 7 bytes: one word, the first four bytes as a little-endian number, plus 2^32 times the last four
 * <li>8 bytes and more: eight bytes each from the front as little-endian numbers while more than eight are left, then the
 * last eight
 * </ul>
 */
final class KeyHash {
    private static final long FACTOR = 0xd6e8feb86659fd93L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private KeyHash() {
    }

    /** @param length at least 1 */
    static long of(int map, byte[] key, int at, int length) {
        long h = ((long) map << 8 | length) * FACTOR;
        if (length >= Long.BYTES) {
            int last = at + length - Long.BYTES;
            for (int i = at; i < last; i += Long.BYTES) {
                h = mix(h, (long) LONGS.get(key, i));
            }
            h = mix(h, (long) LONGS.get(key, last));
        } else {
            h = mix(h, shortKey(key, at, length));
        }
        return mix(h, 0);
    }

    private static long shortKey(byte[] key, int at, int length) {
        if (length >= Integer.BYTES) {
            return (int) INTS.get(key, at) & 0xffffffffL | (long) (int) INTS.get(key, at + length - Integer.BYTES) << 32;
        }
        long word = key[at] & 0xff;
        if (length > 1) {
            word |= (key[at + 1] & 0xff) << 8;
        }
        return length > 2 ? word | (key[at + 2] & 0xff) << 16 : word;
    }

    private static long mix(long h, long word) {
        long product = (h ^ word) * FACTOR;
        return product ^ product >>> 32;
    }
}
