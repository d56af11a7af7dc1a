package org.ftchain.agent.wire;

/**
 * Reads the numbers of an encoded log. {@link #wrap} checks all but the entries (whose sizes the state maps know); after
 * it the cursors {@link #nextWritten}, {@link #nextRead}, {@link #nextNeed} cannot fail. Reused, single-threaded.
 */
public final class LogDecoder {
    private byte[] bytes;
    private int end;
    private int start;
    private int position;
    private int writtenLeft;
    private int readLeft;
    private int needsLeft;
    private int entriesOffset;
    private int group;
    private int partition;
    private long number;

    /** False when the log is malformed or names a partition that is not below {@code partitions}. */
    public boolean wrap(byte[] from, int offset, int length, int partitions) {
        if (length < MessageFormat.LOG_HEADER_BYTES) {
            return false;
        }
        bytes = from;
        start = offset;
        end = offset + length;
        int numbers = (from[offset + 1] & 0xff) + (from[offset + 2] & 0xff);
        int needs = from[offset + 3] & 0xff;
        int at = offset + MessageFormat.LOG_HEADER_BYTES;
        for (int i = 0; i < numbers + needs; i++) {
            int partitionAt = i < numbers ? at : at + 1;
            if (partitionAt >= end || (from[partitionAt] & 0xff) >= partitions) {
                return false;
            }
            at = Varint.skip(from, partitionAt + 1, end);
            if (at < 0) {
                return false;
            }
        }
        entriesOffset = at;
        rewind();
        return true;
    }

    /** Moves the cursors back to the first written partition. */
    public void rewind() {
        writtenLeft = bytes[start + 1] & 0xff;
        readLeft = bytes[start + 2] & 0xff;
        needsLeft = bytes[start + 3] & 0xff;
        position = start + MessageFormat.LOG_HEADER_BYTES;
    }

    /** The log's group. */
    public int logGroup() {
        return bytes[start] & 0xff;
    }

    public int writtenCount() {
        return bytes[start + 1] & 0xff;
    }

    public boolean nextWritten() {
        if (writtenLeft == 0) {
            return false;
        }
        writtenLeft--;
        number();
        return true;
    }

    /** After the written partitions. */
    public boolean nextRead() {
        if (readLeft == 0) {
            return false;
        }
        readLeft--;
        number();
        return true;
    }

    /** After the partitions only read. */
    public boolean nextNeed() {
        if (needsLeft == 0) {
            return false;
        }
        needsLeft--;
        group = bytes[position++] & 0xff;
        number();
        return true;
    }

    private void number() {
        partition = bytes[position] & 0xff;
        number = Varint.get(bytes, position + 1);
        position = Varint.skip(bytes, position + 1, end);
    }

    /** Group of the need. */
    public int needGroup() {
        return group;
    }

    public int partition() {
        return partition;
    }

    public long numberValue() {
        return number;
    }

    public int entriesOffset() {
        return entriesOffset;
    }

    public int entriesLength() {
        return end - entriesOffset;
    }
}
