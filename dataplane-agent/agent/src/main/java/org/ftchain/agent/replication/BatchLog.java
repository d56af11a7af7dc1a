package org.ftchain.agent.replication;

import org.ftchain.agent.stm.BatchWrites;
import org.ftchain.agent.stm.PacketTransaction;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.wire.LogEncoder;

/**
 * The log that a head's worker is making: of the transactions of a batch of frames, which go as one (rule 2). It says what
 * they say together: of each partition written the number before the first of them and how many there were, of each only
 * read the number seen, the needs of all their packets, and the writes merged. Once it is closed it never changes. No other
 * thread's transaction comes between: the locks of all of them are kept until it is closed, so logs do not need each other
 * in a circle.
 */
final class BatchLog {
    /** A further transaction goes into the next log, so that logs fit into frames beside packets. */
    private static final int MAX_BYTES = 1200;
    /** As many as a log can carry. */
    private static final int MAX_NEEDS = 255;

    private final BatchWrites writes = new BatchWrites();
    private final Needs needs = new Needs();
    private final long[] numbers = new long[StateStore.PARTITIONS];
    private final int[] times = new int[StateStore.PARTITIONS];
    private int written;
    private int read;
    private int preferred;

    boolean isEmpty() {
        return written == 0;
    }

    /** Whether the transaction of a packet with these needs fits in. */
    boolean takes(PacketTransaction transaction, Needs packetNeeds) {
        return writes.maxBytes() + transaction.entriesLength() <= MAX_BYTES && needs.size() + packetNeeds.size() <= MAX_NEEDS;
    }

    /** Adds a transaction that writes and is about to commit, to {@code store}. */
    void add(PacketTransaction transaction, Needs packetNeeds, StateStore store) {
        int writtenNow = transaction.writtenPartitions();
        for (int rest = writtenNow; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            if ((written & 1 << partition) == 0) {
                numbers[partition] = store.max(partition);
                times[partition] = 0;
            }
            times[partition]++;
        }
        written |= writtenNow;
        read &= ~written;
        for (int rest = transaction.onlyReadPartitions() & ~(written | read); rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            numbers[partition] = store.max(partition);
            read |= 1 << partition;
        }
        for (int i = 0; i < packetNeeds.size(); i++) {
            needs.add(packetNeeds.group(i), packetNeeds.partition(i), packetNeeds.number(i));
        }
        writes.add(transaction);
    }

    /**
     * Of the partitions that a transaction writes the one that its packet names: the same as other packets did if it can be,
     * as one number of a partition says less than numbers of several.
     */
    int named(int writtenNow) {
        if ((writtenNow & 1 << preferred) == 0) {
            preferred = Integer.numberOfTrailingZeros(writtenNow);
        }
        return preferred;
    }

    /** Retains it and begins the next. */
    void close(RetainedLogs logs, LogEncoder encoder, int group, long nowNs) {
        int writtenCount = Integer.bitCount(written);
        int readCount = Integer.bitCount(read);
        int at = logs.reserve(LogEncoder.maxBytes(writtenCount, readCount, needs.size(), writes.maxBytes()));
        encoder.begin(logs.array(), at, group, writtenCount, readCount, needs.size());
        int first = named(written);
        encoder.addWritten(first, numbers[first], times[first]);
        for (int rest = written & ~(1 << first); rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            encoder.addWritten(partition, numbers[partition], times[partition]);
        }
        for (int rest = read; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            encoder.addRead(partition, numbers[partition]);
        }
        for (int i = 0; i < needs.size(); i++) {
            encoder.addNeed(needs.group(i), needs.partition(i), needs.number(i));
        }
        int end = writes.encode(logs.array(), encoder.position());
        logs.append(at, end - at, nowNs);
        clear();
    }

    void clear() {
        writes.clear();
        needs.clear();
        written = 0;
        read = 0;
    }
}
