package org.ftchain.agent.wire;

/**
 * Reads an encoded log. {@link #wrap} checks and reads all but the entries, whose sizes the state maps know. Reused,
 * single-threaded.
 */
public final class LogDecoder {
    private final int[] partitions = new int[2 * MessageFormat.PARTITIONS];
    private final long[] numbers = new long[2 * MessageFormat.PARTITIONS];
    /** By partition, of those written: number after. */
    private final long[] after = new long[MessageFormat.PARTITIONS];
    private final int[] needKeys = new int[MessageFormat.MAX_COUNT];
    private final long[] needNumbers = new long[MessageFormat.MAX_COUNT];
    private int group;
    private int writtenCount;
    private int readCount;
    private int needCount;
    private int written;
    private int entriesOffset;
    private int end;

    /** False when the log is malformed: cut off, nothing written, a partition that is not below 32 or named twice. */
    public boolean wrap(byte[] from, int offset, int length) {
        end = offset + length;
        if (length < 2) {
            return false;
        }
        group = from[offset] & 0xff;
        int head = from[offset + 1] & 0xff;
        int at = offset + 2;
        writtenCount = head & 0x3f;
        readCount = 0;
        needCount = 0;
        if (at + Integer.bitCount(head & (MessageFormat.LOG_HAS_READ | MessageFormat.LOG_HAS_NEEDS)) > end) {
            return false;
        }
        if ((head & MessageFormat.LOG_HAS_READ) != 0) {
            readCount = from[at++] & 0xff;
        }
        if ((head & MessageFormat.LOG_HAS_NEEDS) != 0) {
            needCount = from[at++] & 0xff;
        }
        if (writtenCount < 1 || writtenCount > MessageFormat.PARTITIONS || readCount > MessageFormat.PARTITIONS) {
            return false;
        }
        return readNumbers(from, at);
    }

    private boolean readNumbers(byte[] from, int offset) {
        int at = offset;
        int seen = 0;
        written = 0;
        for (int i = 0; i < writtenCount + readCount; i++) {
            int head = at < end ? from[at] & 0xff : 0xff;
            int partition = head & MessageFormat.PARTITIONS - 1;
            int code = head >>> MessageFormat.TIMES_SHIFT;
            int next = Varint.skip(from, at + 1, end);
            if (next < 0 || (seen & 1 << partition) != 0 || code > 0 && i >= writtenCount) {
                return false;
            }
            seen |= 1 << partition;
            partitions[i] = partition;
            numbers[i] = Varint.get(from, at + 1);
            at = next;
            if (i < writtenCount) {
                long times = code + 1;
                if (code == MessageFormat.TIMES_FOLLOW) {
                    next = Varint.skip(from, at, end);
                    if (next < 0) {
                        return false;
                    }
                    times = Varint.get(from, at);
                    at = next;
                }
                after[partition] = numbers[i] + times;
                if (times < 1 || after[partition] < 1) {
                    return false;
                }
                written = seen;
            }
        }
        for (int i = 0; i < needCount; i++) {
            int next = at + 2 > end || (from[at + 1] & 0xff) >= MessageFormat.PARTITIONS ? -1 : Varint.skip(from, at + 2, end);
            if (next < 0) {
                return false;
            }
            needKeys[i] = (from[at] & 0xff) << 8 | from[at + 1] & 0xff;
            needNumbers[i] = Varint.get(from, at + 2);
            at = next;
        }
        entriesOffset = at;
        return true;
    }

    /** The log's group. */
    public int group() {
        return group;
    }

    /** Partition set, bit p = partition p is written. */
    public int written() {
        return written;
    }

    public int writtenCount() {
        return writtenCount;
    }

    /** @param index 0..writtenCount-1 */
    public int writtenPartition(int index) {
        return partitions[index];
    }

    /** Number before, of the partition at {@code index}. */
    public long writtenNumber(int index) {
        return numbers[index];
    }

    /** Number after, of the partition at {@code index}. */
    public long writtenAfter(int index) {
        return after[partitions[index]];
    }

    /** long[PARTITIONS], by partition: number after, of those written. */
    public long[] after() {
        return after;
    }

    /** Partitions only read. */
    public int readCount() {
        return readCount;
    }

    public int readPartition(int index) {
        return partitions[writtenCount + index];
    }

    /** Number seen, of the partition at {@code index}. */
    public long readNumber(int index) {
        return numbers[writtenCount + index];
    }

    /** Needs that the packet brought. */
    public int needCount() {
        return needCount;
    }

    public int needGroup(int index) {
        return needKeys[index] >>> 8;
    }

    public int needPartition(int index) {
        return needKeys[index] & 0xff;
    }

    public long needNumber(int index) {
        return needNumbers[index];
    }

    public int entriesOffset() {
        return entriesOffset;
    }

    public int entriesLength() {
        return end - entriesOffset;
    }
}
