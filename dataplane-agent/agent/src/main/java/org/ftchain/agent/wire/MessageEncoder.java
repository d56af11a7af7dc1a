package org.ftchain.agent.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Builds one piggyback message: {@link #begin}, then needs, then commits, then logs in this order, then
 * {@link #finish}. An {@code add} that finds no room changes nothing and returns false. Reused, single-threaded.
 */
public final class MessageEncoder {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes = new byte[MessageFormat.MAX_BYTES];
    private final CRC32C crc = new CRC32C();
    private int limit;
    private int commitsAt;
    private int position;
    private int flags;
    private int needs;
    private int commits;
    private int logs;

    /** Starts a message of at most {@code maxBytes} bytes (cut to {@link MessageFormat#MAX_BYTES}). */
    public void begin(int epoch, int hop, int maxBytes) {
        limit = Math.min(maxBytes, MessageFormat.MAX_BYTES);
        int hopAt = Varint.put(bytes, MessageFormat.EPOCH_AT, epoch);
        bytes[hopAt] = (byte) hop;
        commitsAt = hopAt + 1;
        position = hopAt + 2;
        flags = 0;
        needs = 0;
        commits = 0;
        logs = 0;
    }

    public boolean addNeed(int group, int partition, long number) {
        requireOrder(commits == 0 && logs == 0);
        if (needs == MessageFormat.MAX_COUNT || position + 2 + Varint.MAX_BYTES > limit) {
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
        if (commits == MessageFormat.MAX_COUNT || position + 5 + Integer.bitCount(partitions) * Varint.MAX_BYTES > limit) {
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

    /** Adds the log whose encoded form is in {@code from}. */
    public boolean addLog(byte[] from, int offset, int length) {
        if (position + Varint.size(length) + length > limit) {
            return false;
        }
        position = Varint.put(bytes, position, length);
        System.arraycopy(from, offset, bytes, position, length);
        position += length;
        logs++;
        return true;
    }

    /** Bytes that a log takes in a message. */
    public static int logBytes(int length) {
        return Varint.size(length) + length;
    }

    /** The packet needs what the last log writes. */
    public void needLastLog() {
        requireOrder(logs > 0);
        flags |= MessageFormat.FLAG_NEEDS_LAST_LOG;
    }

    private static void requireOrder(boolean inOrder) {
        if (!inOrder) {
            throw new IllegalStateException("sections must come in order: needs, commits, logs");
        }
    }

    public boolean isEmpty() {
        return needs == 0 && commits == 0 && logs == 0;
    }

    public boolean hasLogs() {
        return logs > 0;
    }

    /** Bytes of the message so far. */
    public int length() {
        return position;
    }

    /** Bytes that still fit. */
    public int room() {
        return limit - position;
    }

    /**
     * Completes the message and copies it to {@code into}; returns its length.
     *
     * @param way what the frame's MPLS entry says before S and TTL, which the checksum covers
     */
    public int finish(MemorySegment into, long offset, int way) {
        bytes[commitsAt] = (byte) commits;
        int behind = -position & Long.BYTES - 1;
        long last = (long) LONGS.get(bytes, position + behind - Long.BYTES) & -1L << 8 * behind;
        int checksum = MessageFormat.checksum(crc, bytes, position, MessageFormat.head(flags, position, needs) | way,
                last);
        MemorySegment.copy(bytes, 0, into, ValueLayout.JAVA_BYTE, offset, position);
        into.set(INT, offset + MessageFormat.CHECKSUM_AT, checksum);
        return position;
    }
}
