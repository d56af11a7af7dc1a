package org.ftchain.agent.stm;

import java.util.Arrays;

/** Where the entries of a log begin, and the hashes of their keys: filled by {@link StateStore#accepts}. Reused, one thread. */
public final class EntryIndex {
    private int[] offsets = new int[16];
    private long[] hashes = new long[16];
    private int count;

    void clear() {
        count = 0;
    }

    void add(int offset, long hash) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        offsets[count] = offset;
        hashes[count++] = hash;
    }

    int count() {
        return count;
    }

    int offset(int index) {
        return offsets[index];
    }

    long hash(int index) {
        return hashes[index];
    }
}
