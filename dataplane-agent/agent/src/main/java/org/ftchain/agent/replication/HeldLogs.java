package org.ftchain.agent.replication;

import org.ftchain.agent.replication.LogReceiver.LogOutcome;
import org.ftchain.agent.stm.Interleaving;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Received logs that are not ready, in the order of their arrival; bounded, its entries are reused. What each waits for
 * first, the number before in the first partition that it writes, is kept beside it, so that looking through many that
 * wait costs little. All worker threads of a hop share them, under one lock: logs of a head's threads that share
 * partitions wait for each other in turn, and whoever has the one that was missing applies all that waited for it. Who
 * holds the lock may lock partitions of a store, not the other way round.
 */
final class HeldLogs {
    private static final VarHandle LOCKED;
    private static final VarHandle SIZE;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(HeldLogs.class, "locked", boolean.class);
            SIZE = MethodHandles.lookup().findVarHandle(HeldLogs.class, "size", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int capacity;
    /** Null where one thread works, which needs no lock. */
    private final Interleaving interleaving;
    private final int[] groupCounts;
    private boolean locked;
    private byte[][] arrays = new byte[8][];
    private int[] lengths = new int[8];
    private int[] groups = new int[8];
    private int[] partitions = new int[8];
    private long[] numbers = new long[8];
    private int size;

    /**
     * @param capacity     per group
     * @param interleaving what threads do that wait for the lock, null where there is only one
     */
    HeldLogs(int capacity, int groupCount, Interleaving interleaving) {
        this.capacity = capacity;
        this.interleaving = interleaving;
        this.groupCounts = new int[groupCount];
    }

    /** Waits for the lock that everything but {@link #isEmpty} and {@link #count} needs. */
    void lock() {
        if (interleaving != null) {
            interleaving.beforeLock();
            for (int tries = 0; !LOCKED.compareAndSet(this, false, true); tries++) {
                interleaving.waiting(tries);
            }
        }
    }

    void unlock() {
        if (interleaving != null) {
            LOCKED.setRelease(this, false);
            interleaving.afterUnlock();
        }
    }

    /** A hint without the lock. */
    boolean isEmpty() {
        return (int) SIZE.getOpaque(this) == 0;
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

    private boolean contains(int group, int partition, long number, byte[] array, int offset, int length) {
        for (int i = 0; i < size; i++) {
            if (numbers[i] == number && partitions[i] == partition && groups[i] == group && lengths[i] == length
                    && Arrays.equals(arrays[i], 0, length, array, offset, offset + length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Copies the log, if it is not here yet.
     *
     * @param partition the first that it writes
     * @param number    before, of that partition
     */
    LogOutcome add(int group, int partition, long number, byte[] array, int offset, int length) {
        if (contains(group, partition, number, array, offset, length)) {
            return LogOutcome.DUPLICATE;
        }
        if (groupCounts[group] == capacity) {
            return LogOutcome.REFUSED;
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
        return LogOutcome.HELD;
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
