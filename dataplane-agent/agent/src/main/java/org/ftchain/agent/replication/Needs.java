package org.ftchain.agent.replication;

import java.util.Arrays;

/**
 * What a packet depends on: per group and partition the number that must be covered (rule 3). A small set merged by
 * maximum; reused.
 */
public final class Needs {
    private int[] keys = new int[8];
    private long[] numbers = new long[8];
    private int size;

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int group(int index) {
        return keys[index] >>> 8;
    }

    public int partition(int index) {
        return keys[index] & 0xff;
    }

    public long number(int index) {
        return numbers[index];
    }

    public void add(int group, int partition, long number) {
        int key = group << 8 | partition;
        for (int i = 0; i < size; i++) {
            if (keys[i] == key) {
                numbers[i] = Math.max(numbers[i], number);
                return;
            }
        }
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        keys[size] = key;
        numbers[size++] = number;
    }

    /** Makes this set equal to {@code other}. */
    public void copy(Needs other) {
        if (keys.length < other.size) {
            keys = new int[other.keys.length];
            numbers = new long[other.keys.length];
        }
        size = other.size;
        for (int i = 0; i < size; i++) {
            keys[i] = other.keys[i];
            numbers[i] = other.numbers[i];
        }
    }

    /** Removes the need at {@code index}; the last one takes its place. */
    public void remove(int index) {
        size--;
        keys[index] = keys[size];
        numbers[index] = numbers[size];
    }
}
