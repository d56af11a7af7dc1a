package org.ftchain.agent.replication;

import org.ftchain.agent.stm.StateStore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What this hop knows of every group's commit = MAX of its tail (rule 9), merged by maximum within an epoch. Where this
 * hop is the tail, the commit is its own MAX and nothing is kept. Shared by the hop's worker threads: a number is
 * published by release (or a compare-and-set when there are several threads) and read by acquire.
 */
public final class CommitVectors {
    private static final VarHandle NUMBERS = MethodHandles.arrayElementVarHandle(long[].class);

    /** The groups whose tail this hop is; null for the others. */
    private final Group[] tails;
    private final boolean shared;
    /** long[groups * PARTITIONS]. */
    private final long[] numbers;

    CommitVectors(Ring ring, Group[] groups, boolean shared) {
        this.tails = new Group[groups.length];
        for (int group = 0; group < tails.length; group++) {
            tails[group] = ring.isTail(group) ? groups[group] : null;
        }
        this.shared = shared;
        this.numbers = new long[groups.length * StateStore.PARTITIONS];
    }

    /** True when that was news. */
    boolean merge(int group, int partition, long number) {
        if (tails[group] != null) {
            return false;
        }
        int at = group * StateStore.PARTITIONS + partition;
        if (!shared) {
            if (number <= numbers[at]) {
                return false;
            }
            numbers[at] = number;
            return true;
        }
        while (true) {
            long known = (long) NUMBERS.getAcquire(numbers, at);
            if (number <= known) {
                return false;
            }
            if (NUMBERS.compareAndSet(numbers, at, known, number)) {
                return true;
            }
        }
    }

    public long commit(int group, int partition) {
        Group tail = tails[group];
        if (tail != null) {
            return tail.store().max(partition);
        }
        int at = group * StateStore.PARTITIONS + partition;
        return shared ? (long) NUMBERS.getAcquire(numbers, at) : numbers[at];
    }

    /** A copy of the group's vector, long[PARTITIONS]. */
    public long[] vector(int group) {
        long[] vector = new long[StateStore.PARTITIONS];
        read(group, vector);
        return vector;
    }

    /** Copies the group's vector into {@code into}, long[PARTITIONS]. */
    void read(int group, long[] into) {
        if (tails[group] == null && !shared) {
            System.arraycopy(numbers, group * StateStore.PARTITIONS, into, 0, StateStore.PARTITIONS);
            return;
        }
        for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
            into[partition] = commit(group, partition);
        }
    }

    /** The epoch's base (rule 19), {@code long[groups][PARTITIONS]} or null for zero. While the workers stand still. */
    void reset(long[][] bases) {
        Arrays.fill(numbers, 0);
        for (int group = 0; bases != null && group < bases.length; group++) {
            System.arraycopy(bases[group], 0, numbers, group * StateStore.PARTITIONS, StateStore.PARTITIONS);
        }
    }
}
