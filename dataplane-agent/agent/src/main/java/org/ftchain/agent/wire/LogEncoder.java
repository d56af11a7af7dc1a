package org.ftchain.agent.wire;

/**
 * Writes the encoded form of one piggyback log into an array that has room for {@link #maxBytes}: {@link #begin}, then
 * written partitions, partitions only read, needs and entries in this order; the log ends at {@link #position}. Reused,
 * single-threaded.
 */
public final class LogEncoder {
    private byte[] bytes;
    private int position;

    /** An upper bound of the size of a log with these counts. */
    public static int maxBytes(int written, int read, int needs, int entriesLength) {
        return 4 + (written * 2 + read) * (1 + Varint.MAX_BYTES) + needs * (2 + Varint.MAX_BYTES) + entriesLength;
    }

    /** @param written 1..32, {@code read} 0..32, {@code needs} 0..255: how many of each follow */
    public void begin(byte[] into, int offset, int group, int written, int read, int needs) {
        bytes = into;
        position = offset;
        bytes[position++] = (byte) group;
        bytes[position++] = (byte) (written | (read > 0 ? MessageFormat.LOG_HAS_READ : 0)
                | (needs > 0 ? MessageFormat.LOG_HAS_NEEDS : 0));
        if (read > 0) {
            bytes[position++] = (byte) read;
        }
        if (needs > 0) {
            bytes[position++] = (byte) needs;
        }
    }

    /** A written partition with its number before and by how much the log advances it, 1 or more. */
    public void addWritten(int partition, long numberBefore, int times) {
        int code = Math.min(times - 1, MessageFormat.TIMES_FOLLOW);
        addNumber(code << MessageFormat.TIMES_SHIFT | partition, numberBefore);
        if (code == MessageFormat.TIMES_FOLLOW) {
            position = Varint.put(bytes, position, times);
        }
    }

    /** A partition only read with the number seen. */
    public void addRead(int partition, long numberSeen) {
        addNumber(partition, numberSeen);
    }

    public void addNeed(int group, int partition, long number) {
        bytes[position++] = (byte) group;
        addNumber(partition, number);
    }

    private void addNumber(int partition, long number) {
        bytes[position] = (byte) partition;
        position = Varint.put(bytes, position + 1, number);
    }

    /** Where the encoded entries go. */
    public int position() {
        return position;
    }
}
