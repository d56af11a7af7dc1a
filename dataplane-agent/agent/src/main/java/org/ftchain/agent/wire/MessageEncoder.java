package org.ftchain.agent.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;

/**
 * Builds one piggyback message: {@link #begin}, then needs, then commits, then logs in this order, then
 * {@link #finish}. An {@code add} that finds no room changes nothing and returns false. Reused, single-threaded.
 */
public final class MessageEncoder {
    private static final int MAX_COUNT = 255;

    private final byte[] bytes = new byte[MessageFormat.MAX_BYTES];
    private final CRC32C crc = new CRC32C();
    private int limit;
    private int position;
    private int needs;
    private int commits;
    private int logs;

    /** Starts a message of at most {@code maxBytes} bytes (cut to {@link MessageFormat#MAX_BYTES}). */
    public void begin(int epoch, int hop, int maxBytes) {
        limit = Math.min(maxBytes, MessageFormat.MAX_BYTES);
        position = MessageFormat.HEADER_BYTES;
        needs = 0;
        commits = 0;
        logs = 0;
        bytes[0] = MessageFormat.VERSION;
        bytes[1] = 0;
        MessageFormat.putInt(bytes, MessageFormat.EPOCH_AT, epoch);
        bytes[MessageFormat.HOP_AT] = (byte) hop;
    }

    public boolean addNeed(int group, int partition, long number) {
        requireOrder(commits == 0 && logs == 0);
        if (needs == MAX_COUNT || position + 2 + Varint.MAX_BYTES > limit) {
            return false;
        }
        bytes[position] = (byte) group;
        bytes[position + 1] = (byte) partition;
        position = Varint.put(bytes, position + 2, number);
        needs++;
        return true;
    }

    /** Adds the commits of the partitions in {@code partitions} (bit p = partition p) of {@code vector}; all or none. */
    public boolean addCommits(int group, int partitions, long[] vector) {
        requireOrder(logs == 0);
        if (commits == MAX_COUNT || position + 5 + Integer.bitCount(partitions) * Varint.MAX_BYTES > limit) {
            return false;
        }
        bytes[position] = (byte) group;
        MessageFormat.putInt(bytes, position + 1, partitions);
        position += 5;
        for (int rest = partitions; rest != 0; rest &= rest - 1) {
            position = Varint.put(bytes, position, vector[Integer.numberOfTrailingZeros(rest)]);
        }
        commits++;
        return true;
    }

    /** Adds a log in its encoded form. */
    public boolean addLog(byte[] log, int length) {
        if (logs == MAX_COUNT || position + 2 + length > limit) {
            return false;
        }
        MessageFormat.putShort(bytes, position, length);
        System.arraycopy(log, 0, bytes, position + 2, length);
        position += 2 + length;
        logs++;
        return true;
    }

    private static void requireOrder(boolean inOrder) {
        if (!inOrder) {
            throw new IllegalStateException("sections must come in order: needs, commits, logs");
        }
    }

    public boolean isEmpty() {
        return needs == 0 && commits == 0 && logs == 0;
    }

    /** Bytes of the message so far. */
    public int length() {
        return position;
    }

    /** Completes the message and copies it to {@code into}; returns its length. */
    public int finish(MemorySegment into, long offset) {
        MessageFormat.putShort(bytes, MessageFormat.LENGTH_AT, position);
        MessageFormat.putInt(bytes, MessageFormat.CHECKSUM_AT, 0);
        bytes[MessageFormat.NEEDS_AT] = (byte) needs;
        bytes[MessageFormat.COMMITS_AT] = (byte) commits;
        bytes[MessageFormat.LOGS_AT] = (byte) logs;
        crc.reset();
        crc.update(bytes, 0, position);
        MessageFormat.putInt(bytes, MessageFormat.CHECKSUM_AT, (int) crc.getValue());
        MemorySegment.copy(bytes, 0, into, ValueLayout.JAVA_BYTE, offset, position);
        return position;
    }
}
