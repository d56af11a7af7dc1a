package org.ftchain.agent.wire;

import java.util.Arrays;

/**
 * Builds the encoded form of one piggyback log: {@link #begin}, written partitions, partitions only read, needs,
 * entries in this order, then {@link #finish}. The array grows as needed. Reused, single-threaded.
 */
public final class LogEncoder {
    private byte[] bytes = new byte[256];
    private int position;
    private int written;
    private int read;
    private int needs;

    public void begin(int group) {
        bytes[0] = (byte) group;
        position = MessageFormat.LOG_HEADER_BYTES;
        written = 0;
        read = 0;
        needs = 0;
    }

    public void addWritten(int partition, long numberBefore) {
        addNumber(partition, numberBefore);
        written++;
    }

    public void addRead(int partition, long numberSeen) {
        addNumber(partition, numberSeen);
        read++;
    }

    public void addNeed(int group, int partition, long number) {
        ensure(1);
        bytes[position++] = (byte) group;
        addNumber(partition, number);
        needs++;
    }

    private void addNumber(int partition, long number) {
        ensure(1 + Varint.MAX_BYTES);
        bytes[position] = (byte) partition;
        position = Varint.put(bytes, position + 1, number);
    }

    /** Appends encoded entries. */
    public void addEntries(byte[] entries, int length) {
        ensure(length);
        System.arraycopy(entries, 0, bytes, position, length);
        position += length;
    }

    /** The encoded log, a fresh array. */
    public byte[] finish() {
        bytes[1] = (byte) written;
        bytes[2] = (byte) read;
        bytes[3] = (byte) needs;
        return Arrays.copyOf(bytes, position);
    }

    private void ensure(int more) {
        if (position + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, position + more));
        }
    }
}
