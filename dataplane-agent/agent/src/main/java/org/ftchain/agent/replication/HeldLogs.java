package org.ftchain.agent.replication;

import java.util.Arrays;

/**
 * Received logs that are not ready, in the order of their arrival; bounded, its entries are reused. What each waits for
 * first, the number before in the first partition that it writes, is kept beside it, so that looking through many that
 * wait costs little. One worker thread's.
 */
final class HeldLogs {
    private final int capacity;
    private final int[] groupCounts;
    private byte[][] arrays = new byte[8][];
    private int[] lengths = new int[8];
    private int[] groups = new int[8];
    private int[] partitions = new int[8];
    private long[] numbers = new long[8];
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

    int group(int index) {
        return groups[index];
    }

    /** The first partition that the log writes. */
    int partition(int index) {
        return partitions[index];
    }

    /** Number before, of {@link #partition}: with a lower MAX the log cannot be ready. */
    long number(int index) {
        return numbers[index];
    }

    boolean contains(byte[] array, int offset, int length) {
        for (int i = 0; i < size; i++) {
            if (lengths[i] == length && Arrays.equals(arrays[i], 0, length, array, offset, offset + length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Copies the log; false when the group has no room.
     *
     * @param partition the first that it writes
     * @param number    before, of that partition
     */
    boolean add(int group, int partition, long number, byte[] array, int offset, int length) {
        if (groupCounts[group] == capacity) {
            return false;
        }
        if (size == arrays.length) {
            arrays = Arrays.copyOf(arrays, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
            groups = Arrays.copyOf(groups, size * 2);
            partitions = Arrays.copyOf(partitions, size * 2);
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        if (arrays[size] == null || arrays[size].length < length) {
            arrays[size] = new byte[Math.max(128, Integer.highestOneBit(length) * 2)];
        }
        System.arraycopy(array, offset, arrays[size], 0, length);
        lengths[size] = length;
        groups[size] = group;
        partitions[size] = partition;
        numbers[size] = number;
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
        System.arraycopy(partitions, index + 1, partitions, index, size - index);
        System.arraycopy(numbers, index + 1, numbers, index, size - index);
        arrays[size] = array;
    }

    void clear() {
        size = 0;
        Arrays.fill(groupCounts, 0);
    }
}
