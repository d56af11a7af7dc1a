package org.ftchain.agent.replication;

import org.ftchain.agent.stm.StateStore;

/** One log as it is kept: its encoded form and the numbers of the partitions that it writes. */
final class PiggybackLog {
    final byte[] bytes;
    /** Partition set, bit p = partition p. */
    final int written;
    /** long[PARTITIONS]: number before, of the partitions written. */
    final long[] numberBefore;
    final long retainedNs;
    long sentNs;

    PiggybackLog(byte[] bytes, int written, long[] numberBefore, long retainedNs) {
        this.bytes = bytes;
        this.written = written;
        this.numberBefore = numberBefore;
        this.retainedNs = retainedNs;
        this.sentNs = retainedNs;
    }

    boolean isCommitted(long[] commit) {
        for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
            if ((written & 1 << partition) != 0 && commit[partition] <= numberBefore[partition]) {
                return false;
            }
        }
        return true;
    }
}
