package org.ftchain.agent.replication;

import org.ftchain.agent.stm.StateStore;

import java.util.Arrays;

/**
 * Which commits one worker thread has told on, in and against chain direction (rule 9): changed ones travel, and all of
 * them after {@link #forgetAll}. Comparing with what was told, instead of marking what changed, keeps the threads apart.
 */
public final class ToldCommits {
    private final Replication replication;
    private final long[][] forward;
    private final long[][] reverse;
    private final long[] numbers = new long[StateStore.PARTITIONS];
    private long untoldNumbers;
    private long forwardAt = -1;
    private long reverseAt = -1;

    ToldCommits(Replication replication) {
        this.replication = replication;
        int groups = replication.ring().hops();
        this.forward = new long[groups][StateStore.PARTITIONS];
        this.reverse = new long[groups][StateStore.PARTITIONS];
    }

    public int groups() {
        return forward.length;
    }

    /** False when nothing can have changed since {@link #allTold} in this direction. */
    public boolean mayHaveChanged(boolean inChainDirection, long advances) {
        return advances != (inChainDirection ? forwardAt : reverseAt);
    }

    /** All that changed up to {@code advances} has been told. */
    public void allTold(boolean inChainDirection, long advances) {
        if (inChainDirection) {
            forwardAt = advances;
        } else {
            reverseAt = advances;
        }
    }

    /** Reads the group's commits into {@link #numbers()}; returns the partitions (bit p) not yet told as they are now. */
    public int read(int group, boolean inChainDirection) {
        long[] told = (inChainDirection ? forward : reverse)[group];
        replication.commits().read(group, numbers);
        int changed = 0;
        untoldNumbers = 0;
        for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
            if (numbers[partition] != told[partition]) {
                changed |= 1 << partition;
                untoldNumbers += numbers[partition] - told[partition];
            }
        }
        return changed;
    }

    /**
     * Whether what {@link #read} has read is so far ahead of what was told that the head could run out of its window
     * (rule 13): then it must not wait for a frame that happens to leave.
     */
    public boolean isFarAhead() {
        return untoldNumbers >= Replication.WINDOW / 64;
    }

    /** What {@link #read} has read, long[PARTITIONS]. */
    public long[] numbers() {
        return numbers;
    }

    /** What was read last has been told. */
    public void told(int group, boolean inChainDirection) {
        System.arraycopy(numbers, 0, (inChainDirection ? forward : reverse)[group], 0, StateStore.PARTITIONS);
    }

    /** The group's whole vector goes into the next messages. */
    void forget(int group) {
        Arrays.fill(forward[group], 0);
        Arrays.fill(reverse[group], 0);
        forwardAt = -1;
        reverseAt = -1;
    }

    /** The whole vector of every group goes into the next messages. */
    public void forgetAll() {
        for (int group = 0; group < forward.length; group++) {
            forget(group);
        }
    }

    /** All members know the bases, {@code long[groups][PARTITIONS]} or null for zero. */
    void startEpoch(long[][] bases) {
        forgetAll();
        for (int group = 0; bases != null && group < bases.length; group++) {
            System.arraycopy(bases[group], 0, forward[group], 0, StateStore.PARTITIONS);
            System.arraycopy(bases[group], 0, reverse[group], 0, StateStore.PARTITIONS);
        }
    }
}
