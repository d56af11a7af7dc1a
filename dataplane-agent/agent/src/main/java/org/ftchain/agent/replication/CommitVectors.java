package org.ftchain.agent.replication;

import org.ftchain.agent.stm.StateStore;

import java.util.Arrays;

/**
 * What this hop knows of every group's commit = MAX of its tail (rule 9), and which of it has not yet been told on in
 * either direction. Merged by maximum within an epoch.
 */
public final class CommitVectors {
    /** long[groups][PARTITIONS]. */
    private final long[][] commits;
    /** Partition sets (bit p = partition p) per group not yet sent forward and reverse. */
    private final int[] unsentForward;
    private final int[] unsentReverse;

    public CommitVectors(int groups) {
        commits = new long[groups][StateStore.PARTITIONS];
        unsentForward = new int[groups];
        unsentReverse = new int[groups];
    }

    public int groups() {
        return commits.length;
    }

    /** True when that was news. */
    public boolean merge(int group, int partition, long number) {
        if (number <= commits[group][partition]) {
            return false;
        }
        commits[group][partition] = number;
        unsentForward[group] |= 1 << partition;
        unsentReverse[group] |= 1 << partition;
        return true;
    }

    public long commit(int group, int partition) {
        return commits[group][partition];
    }

    /** The group's vector itself, read-only. */
    public long[] vector(int group) {
        return commits[group];
    }

    /** The epoch's base (rule 19), {@code long[groups][PARTITIONS]} or null for zero. */
    public void reset(long[][] bases) {
        for (int group = 0; group < commits.length; group++) {
            if (bases == null) {
                Arrays.fill(commits[group], 0);
            } else {
                System.arraycopy(bases[group], 0, commits[group], 0, StateStore.PARTITIONS);
            }
        }
        markAllUnsent();
    }

    /** The whole vector goes into the next messages. */
    public void markAllUnsent() {
        for (int group = 0; group < commits.length; group++) {
            markUnsent(group);
        }
    }

    public void markUnsent(int group) {
        int known = 0;
        for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
            if (commits[group][partition] != 0) {
                known |= 1 << partition;
            }
        }
        unsentForward[group] |= known;
        unsentReverse[group] |= known;
    }

    public int unsentForward(int group) {
        return unsentForward[group];
    }

    public int unsentReverse(int group) {
        return unsentReverse[group];
    }

    public void sentForward(int group) {
        unsentForward[group] = 0;
    }

    public void sentReverse(int group) {
        unsentReverse[group] = 0;
    }
}
