package org.ftchain.agent.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Reads one piggyback message. {@link #wrap} copies and checks all of it but the insides of logs, so that the cursors
 * after it cannot fail: {@link #nextNeed} until false, then {@link #nextCommit}, then {@link #nextLog}. Reused,
 * single-threaded.
 */
public final class MessageDecoder {
    public static final int OK = 0;
    public static final int TRUNCATED = 1;
    public static final int UNKNOWN_VERSION = 2;
    public static final int BAD_CHECKSUM = 3;
    public static final int MALFORMED = 4;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final byte[] bytes = new byte[MessageFormat.MAX_BYTES];
    private final CRC32C crc = new CRC32C();
    private int length;
    private int flags;
    private int epoch;
    private int hop;
    private int position;
    private int needsLeft;
    private int commitsLeft;
    private int group;
    private int partition;
    private int partitionsLeft;
    private long number;
    private int logOffset;
    private int logLength;

    /**
     * Takes the message at {@code offset}, of which at most {@code available} bytes are there.
     *
     * @param way see {@link MessageEncoder#finish}
     * @return {@link #OK}, {@link #TRUNCATED}, {@link #UNKNOWN_VERSION}, {@link #BAD_CHECKSUM} or {@link #MALFORMED}
     */
    public int wrap(MemorySegment segment, long offset, int available, int way) {
        if (available < MessageFormat.SMALLEST_BYTES) {
            return TRUNCATED;
        }
        long head = segment.get(LONG, offset);
        if (head >>> 60 != MessageFormat.VERSION) {
            return UNKNOWN_VERSION;
        }
        length = (int) (head >>> 40) & 0xffff;
        if (length > available) {
            return TRUNCATED;
        }
        if (length < MessageFormat.SMALLEST_BYTES || length > MessageFormat.MAX_BYTES) {
            return MALFORMED;
        }
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        long last = segment.get(LONG, offset + length - Long.BYTES) << 8 * (-length & Long.BYTES - 1);
        if ((int) head != MessageFormat.checksum(crc, bytes, length, head & -1L << 32 | way, last)) {
            return BAD_CHECKSUM;
        }
        flags = (int) (head >>> 56) & 0xf;
        needsLeft = (int) (head >>> 32) & 0xff;
        return header() && sectionsFit() ? OK : MALFORMED;
    }

    /** How long the message at {@code offset} says it is, unchecked but for lying within {@code available}; else that. */
    public static int length(MemorySegment segment, long offset, int available) {
        if (available < MessageFormat.SMALLEST_BYTES) {
            return available;
        }
        return Math.min(available, (segment.get(ValueLayout.JAVA_BYTE, offset + MessageFormat.LENGTH_AT) & 0xff) << 8
                | segment.get(ValueLayout.JAVA_BYTE, offset + MessageFormat.LENGTH_AT + 1) & 0xff);
    }

    private boolean header() {
        int at = Varint.skip(bytes, MessageFormat.EPOCH_AT, length);
        if (at < 0 || at + 2 > length) {
            return false;
        }
        long value = Varint.get(bytes, MessageFormat.EPOCH_AT);
        if (value > Integer.MAX_VALUE) {
            return false;
        }
        epoch = (int) value;
        hop = bytes[at] & 0xff;
        commitsLeft = bytes[at + 1] & 0xff;
        partitionsLeft = 0;
        position = at + 2;
        return true;
    }

    private boolean sectionsFit() {
        int at = position;
        for (int i = 0; i < needsLeft; i++) {
            at = at + 2 > length || (bytes[at + 1] & 0xff) >= MessageFormat.PARTITIONS ? -1
                    : Varint.skip(bytes, at + 2, length);
            if (at < 0) {
                return false;
            }
        }
        for (int i = 0; i < commitsLeft; i++) {
            if (at + 5 > length) {
                return false;
            }
            int numbers = Integer.bitCount(MessageFormat.getInt(bytes, at + 1));
            at += 5;
            for (int j = 0; j < numbers; j++) {
                at = Varint.skip(bytes, at, length);
                if (at < 0) {
                    return false;
                }
            }
        }
        int logs = 0;
        while (at < length) {
            int start = Varint.skip(bytes, at, length);
            if (start < 0) {
                return false;
            }
            long size = Varint.get(bytes, at);
            if (size > length - start) {
                return false;
            }
            at = start + (int) size;
            logs++;
        }
        return logs > 0 || !needsLastLog();
    }

    /** Bytes of the message in the frame. */
    public int length() {
        return length;
    }

    public int epoch() {
        return epoch;
    }

    /** The hop that sent the frame. */
    public int hop() {
        return hop;
    }

    /** Whether the packet needs what the last log writes; there is one then. */
    public boolean needsLastLog() {
        return (flags & MessageFormat.FLAG_NEEDS_LAST_LOG) != 0;
    }

    /** Moves to the next need: {@link #group()}, {@link #partition()}, {@link #number()}. */
    public boolean nextNeed() {
        if (needsLeft == 0) {
            return false;
        }
        needsLeft--;
        group = bytes[position] & 0xff;
        partition = bytes[position + 1] & 0xff;
        number = Varint.get(bytes, position + 2);
        position = Varint.skip(bytes, position + 2, length);
        return true;
    }

    /** Moves to the next committed partition: {@link #group()}, {@link #partition()}, {@link #number()}. After the needs. */
    public boolean nextCommit() {
        while (partitionsLeft == 0) {
            if (commitsLeft == 0) {
                return false;
            }
            commitsLeft--;
            group = bytes[position] & 0xff;
            partitionsLeft = MessageFormat.getInt(bytes, position + 1);
            position += 5;
        }
        partition = Integer.numberOfTrailingZeros(partitionsLeft);
        partitionsLeft &= partitionsLeft - 1;
        number = Varint.get(bytes, position);
        position = Varint.skip(bytes, position, length);
        return true;
    }

    /** Moves to the next log: {@link #array()} from {@link #logOffset()}, {@link #logLength()} bytes. After the commits. */
    public boolean nextLog() {
        if (position == length) {
            return false;
        }
        logLength = (int) Varint.get(bytes, position);
        logOffset = Varint.skip(bytes, position, length);
        position = logOffset + logLength;
        return true;
    }

    public int group() {
        return group;
    }

    public int partition() {
        return partition;
    }

    public long number() {
        return number;
    }

    /** Valid until the next {@link #wrap}. */
    public byte[] array() {
        return bytes;
    }

    public int logOffset() {
        return logOffset;
    }

    public int logLength() {
        return logLength;
    }
}
