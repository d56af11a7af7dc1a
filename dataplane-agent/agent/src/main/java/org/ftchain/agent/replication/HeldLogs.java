package org.ftchain.agent.replication;

import java.util.Arrays;

/** Received logs that are not ready, in the order of their arrival; bounded, its entries are reused. One worker thread's. */
final class HeldLogs {
    private final int capacity;
    private final int[] groupCounts;
    private byte[][] arrays = new byte[8][];
    private int[] lengths = new int[8];
    private int[] groups = new int[8];
    private int size;

    /** @param capacity per group */
    HeldLogs(int capacity, int groupCount) {
        this.capacity = capacity;
        this.groupCounts = new int[groupCount];
    }

    int size() {
        return size;
    }

    int count(int group) {
        return groupCounts[group];
    }

    byte[] array(int index) {
        return arrays[index];
    }

    int length(int index) {
        return lengths[index];
    }

    boolean contains(byte[] array, int offset, int length) {
        for (int i = 0; i < size; i++) {
            if (lengths[i] == length && Arrays.equals(arrays[i], 0, length, array, offset, offset + length)) {
                return true;
            }
        }
        return false;
    }

    /** Copies the log; false when the group has no room. */
    boolean add(int group, byte[] array, int offset, int length) {
        if (groupCounts[group] == capacity) {
            return false;
        }
        if (size == arrays.length) {
            arrays = Arrays.copyOf(arrays, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
            groups = Arrays.copyOf(groups, size * 2);
        }
        if (arrays[size] == null || arrays[size].length < length) {
            arrays[size] = new byte[Math.max(128, Integer.highestOneBit(length) * 2)];
        }
        System.arraycopy(array, offset, arrays[size], 0, length);
        lengths[size] = length;
        groups[size] = group;
        groupCounts[group]++;
        size++;
        return true;
    }

    /** Takes the log at {@code index} out; those after it move up, its array is kept for another. */
    void remove(int index) {
        byte[] array = arrays[index];
        groupCounts[groups[index]]--;
        size--;
        System.arraycopy(arrays, index + 1, arrays, index, size - index);
        System.arraycopy(lengths, index + 1, lengths, index, size - index);
        System.arraycopy(groups, index + 1, groups, index, size - index);
        arrays[size] = array;
    }

    void clear() {
        size = 0;
        Arrays.fill(groupCounts, 0);
    }
}
