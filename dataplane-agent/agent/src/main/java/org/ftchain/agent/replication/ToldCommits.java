package org.ftchain.agent.replication;

import org.ftchain.agent.stm.StateStore;

import java.util.Arrays;

/**
 * Which commits one worker thread has told on, in and against chain direction (rule 9): those travel that changed through
 * this thread, and all of them after {@link #forgetAll}. What another thread of the hop learns it tells on itself, so that
 * they do not look at each other's numbers.
 */
public final class ToldCommits {
    private final Replication replication;
    private final long[][] forward;
    private final long[][] reverse;
    /** By group, bit p: partition p may be ahead of what was told. */
    private final int[] forwardChanged;
    private final int[] reverseChanged;
    private final long[] numbers = new long[StateStore.PARTITIONS];
    private long untoldNumbers;

    ToldCommits(Replication replication) {
        this.replication = replication;
        int groups = replication.ring().hops();
        this.forward = new long[groups][StateStore.PARTITIONS];
        this.reverse = new long[groups][StateStore.PARTITIONS];
        this.forwardChanged = new int[groups];
        this.reverseChanged = new int[groups];
        forgetAll();
    }

    public int groups() {
        return forward.length;
    }

    /** This thread has advanced the group's commit in these partitions (bit p = partition p). */
    void changed(int group, int partitions) {
        forwardChanged[group] |= partitions;
        reverseChanged[group] |= partitions;
    }

    /**
     * Reads what may have changed of the group's commits into {@link #numbers()}; returns the partitions (bit p) not yet
     * told as they are now.
     */
    public int read(int group, boolean inChainDirection) {
        int[] changed = inChainDirection ? forwardChanged : reverseChanged;
        long[] told = (inChainDirection ? forward : reverse)[group];
        untoldNumbers = 0;
        for (int rest = changed[group]; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            numbers[partition] = replication.commits().commit(group, partition);
            if (numbers[partition] == told[partition]) {
                changed[group] &= ~(1 << partition);
            }
            untoldNumbers += numbers[partition] - told[partition];
        }
        return changed[group];
    }

    /**
     * Whether what {@link #read} has read is so far ahead of what was told that the head could run out of its window
     * (rule 13): then it must not wait for a frame that happens to leave.
     */
    public boolean isFarAhead() {
        return untoldNumbers >= Replication.WINDOW / 64;
    }

    /** What {@link #read} has read, long[PARTITIONS]; only the partitions that it returned. */
    public long[] numbers() {
        return numbers;
    }

    /** What was read last has been told. */
    public void told(int group, boolean inChainDirection) {
        int[] changed = inChainDirection ? forwardChanged : reverseChanged;
        long[] told = (inChainDirection ? forward : reverse)[group];
        for (int rest = changed[group]; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            told[partition] = numbers[partition];
        }
        changed[group] = 0;
    }

    /** The group's whole vector goes into the next messages. */
    void forget(int group) {
        Arrays.fill(forward[group], 0);
        Arrays.fill(reverse[group], 0);
        changed(group, -1);
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
