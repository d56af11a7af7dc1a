package org.ftchain.simulation;

import java.util.stream.IntStream;

/**
 * Partitions of the keys as specified: the top five bits of a hash of 64 bits, which starts as (map * 256 + length) * K and
 * takes a key of 2 bytes as a little-endian word, one of 5 bytes as the word of its first and last four.
 */
final class Partitions {
    static final int COUNT = 32;
    private static final int[] OF_KEY = new int[ScriptedMiddlebox.KEYS];
    /** Those that some key is in. */
    static final int[] USED;

    static {
        for (int key = 0; key < OF_KEY.length; key++) {
            byte[] bytes = new byte[Keys.bytesOfKeys(Keys.map(key))];
            Keys.bytes(key, bytes);
            OF_KEY[key] = partition(Keys.map(key), bytes);
        }
        USED = IntStream.of(OF_KEY).distinct().sorted().toArray();
    }

    private Partitions() {
    }

    private static int partition(int map, byte[] key) {
        long word = 0;
        int half = Math.min(key.length, 4);
        for (int i = 0; i < half; i++) {
            word |= (key[i] & 0xffL) << 8 * i;
            if (key.length > 3) {
                word |= (key[key.length - 4 + i] & 0xffL) << 8 * i + 32;
            }
        }
        long h = mix((map * 256L + key.length) * 0xd6e8feb86659fd93L ^ word);
        return (int) (mix(h) >>> 59);
    }

    private static long mix(long value) {
        long product = value * 0xd6e8feb86659fd93L;
        return product ^ product >>> 32;
    }

    static int of(int key) {
        return OF_KEY[key];
    }
}
