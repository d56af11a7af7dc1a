package org.ftchain.agent.replication;

import org.ftchain.agent.wire.MessageFormat;
import org.ftchain.agent.wire.Varint;

/**
 * The logs of one group that one worker thread keeps until they are committed (rule 10), oldest first, in their encoded
 * form in one circular array: keeping a log allocates nothing. Logs have consecutive sequence numbers; those from
 * {@code unsent} on have never been sent, those in {@code resend..resendEnd} are to be sent again.
 */
final class RetainedLogs {
    private byte[] arena = new byte[1024];
    /** Rings over the sequence number; their length is a power of two. */
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private long[] retainedNs = new long[16];
    private long[] sentNs = new long[16];
    private long first;
    private long next;
    private long unsent;
    private long resend;
    private long resendEnd;
    private int writeAt;
    private int totalBytes;

    int size() {
        return (int) (next - first);
    }

    /** Bytes of all logs together. */
    int totalBytes() {
        return totalBytes;
    }

    /** Where {@code bytes} bytes may be written in {@link #array()}; valid until the next call, ends with {@link #append}. */
    int reserve(int bytes) {
        if (first == next) {
            writeAt = 0;
        }
        int head = first == next ? arena.length : offsets[slot(first)];
        if (writeAt > head || first == next) {
            if (arena.length - writeAt >= bytes) {
                return writeAt;
            }
            if (first != next && head > bytes) {
                writeAt = 0;
                return 0;
            }
        } else if (head - writeAt > bytes) {
            return writeAt;
        }
        grow(bytes);
        return writeAt;
    }

    byte[] array() {
        return arena;
    }

    /** Keeps what has been written at the reserved offset. */
    void append(int offset, int length, long nowNs) {
        if (size() == offsets.length) {
            growRings();
        }
        int slot = slot(next);
        offsets[slot] = offset;
        lengths[slot] = length;
        retainedNs[slot] = nowNs;
        sentNs[slot] = nowNs;
        writeAt = offset + length;
        totalBytes += length;
        next++;
    }

    private int slot(long sequence) {
        return (int) sequence & offsets.length - 1;
    }

    /** A larger array with all logs from its start on. */
    private void grow(int bytes) {
        byte[] larger = new byte[Math.max(arena.length * 2, Integer.highestOneBit(totalBytes + bytes) * 4)];
        int at = 0;
        for (long sequence = first; sequence < next; sequence++) {
            int slot = slot(sequence);
            System.arraycopy(arena, offsets[slot], larger, at, lengths[slot]);
            offsets[slot] = at;
            at += lengths[slot];
        }
        arena = larger;
        writeAt = at;
    }

    private void growRings() {
        int old = offsets.length;
        int[] oldOffsets = offsets;
        int[] oldLengths = lengths;
        long[] oldRetainedNs = retainedNs;
        long[] oldSentNs = sentNs;
        offsets = new int[old * 2];
        lengths = new int[old * 2];
        retainedNs = new long[old * 2];
        sentNs = new long[old * 2];
        for (long sequence = first; sequence < next; sequence++) {
            int from = (int) sequence & old - 1;
            int to = slot(sequence);
            offsets[to] = oldOffsets[from];
            lengths[to] = oldLengths[from];
            retainedNs[to] = oldRetainedNs[from];
            sentNs[to] = oldSentNs[from];
        }
    }

    // ---- sending

    boolean hasOutgoing() {
        return unsent < next || resend < resendEnd;
    }

    /** Sequence number of the log to be kept next. */
    long next() {
        return next;
    }

    /** Whether this is the last log kept, and was never sent. */
    boolean isLastUnsent(long sequence) {
        return sequence == next - 1 && unsent < next;
    }

    private long outgoing() {
        return resend < resendEnd ? resend : unsent;
    }

    /** Offset in {@link #array()} of the next log to send. */
    int outgoingOffset() {
        return offsets[slot(outgoing())];
    }

    int outgoingLength() {
        return lengths[slot(outgoing())];
    }

    /** Bytes of the never sent logs in messages, or more than {@code limit}; resending counts as too much. */
    int unsentBytes(int limit) {
        if (resend < resendEnd) {
            return limit + 1;
        }
        int bytes = 0;
        for (long sequence = unsent; sequence < next && bytes <= limit; sequence++) {
            int length = lengths[slot(sequence)];
            bytes += Varint.size(length) + length;
        }
        return bytes;
    }

    void sentOutgoing(long nowNs) {
        sentNs[slot(outgoing())] = nowNs;
        if (resend < resendEnd) {
            resend++;
        } else {
            unsent++;
        }
    }

    /** Queues up to {@code most} of the oldest logs that were sent {@code waitNs} ago; returns how many. */
    int resendDue(int most, long waitNs, long nowNs) {
        long end = Math.min(unsent, first + most);
        resend = first;
        resendEnd = first;
        while (resendEnd < end && nowNs - sentNs[slot(resendEnd)] >= waitNs) {
            resendEnd++;
        }
        return (int) (resendEnd - resend);
    }

    // ---- committing

    /** When the oldest log was retained; there is one. */
    long oldestNs() {
        return retainedNs[slot(first)];
    }

    /** Drops committed logs from the oldest on; true when there were any. */
    boolean prune(CommitVectors commits, int group) {
        long before = first;
        while (first < next && isCommitted(commits, group)) {
            totalBytes -= lengths[slot(first)];
            first++;
        }
        unsent = Math.max(unsent, first);
        resend = Math.max(resend, first);
        resendEnd = Math.max(resendEnd, resend);
        return first != before;
    }

    /** Whether the commits cover all that the oldest log writes. */
    private boolean isCommitted(CommitVectors commits, int group) {
        int at = offsets[slot(first)];
        int head = arena[at + 1];
        int end = at + lengths[slot(first)];
        at += 2 + (head >>> 7 & 1) + (head >>> 6 & 1);
        for (int left = head & 0x3f; left > 0; left--) {
            int partition = arena[at] & MessageFormat.PARTITIONS - 1;
            long times = ((arena[at] & 0xff) >>> MessageFormat.TIMES_SHIFT) + 1;
            long before = Varint.get(arena, at + 1);
            at = Varint.skip(arena, at + 1, end);
            if (times > MessageFormat.TIMES_FOLLOW) {
                times = Varint.get(arena, at);
                at = Varint.skip(arena, at, end);
            }
            if (commits.commit(group, partition) < before + times) {
                return false;
            }
        }
        return true;
    }

    /** Nothing is to be sent any more. */
    void stopSending() {
        unsent = next;
        resend = resendEnd;
    }

    void clear() {
        first = next;
        unsent = next;
        resend = next;
        resendEnd = next;
        totalBytes = 0;
        if (arena.length > 1 << 20) {
            arena = new byte[1024];
        }
        writeAt = 0;
    }
}
