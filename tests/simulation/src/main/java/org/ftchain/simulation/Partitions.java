package org.ftchain.simulation;

/** Partitions of the keys as specified: FNV-1a (64 bit) over map and key, mixed; the top five bits. */
final class Partitions {
    static final int COUNT = 32;
    private static final int[] OF_KEY = new int[ScriptedMiddlebox.KEYS];

    static {
        for (int key = 0; key < OF_KEY.length; key++) {
            byte[] bytes = new byte[ScriptedMiddlebox.mapOf(key) == 0 ? 2 : 5];
            ScriptedMiddlebox.keyBytes(key, bytes);
            OF_KEY[key] = partition(ScriptedMiddlebox.mapOf(key), bytes);
        }
    }

    private Partitions() {
    }

    private static int partition(int map, byte[] key) {
        long h = 0xcbf29ce484222325L;
        h = (h ^ map) * 0x100000001b3L;
        for (byte b : key) {
            h = (h ^ b & 0xff) * 0x100000001b3L;
        }
        h = (h ^ h >>> 32) * 0xd6e8feb86659fd93L;
        return (int) ((h ^ h >>> 32) >>> 59);
    }

    static int of(int key) {
        return OF_KEY[key];
    }
}
