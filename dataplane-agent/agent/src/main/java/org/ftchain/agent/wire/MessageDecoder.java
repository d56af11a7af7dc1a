package org.ftchain.agent.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;

/**
 * Reads one piggyback message. {@link #wrap} copies and checks all of it, so that the cursors after it cannot fail:
 * {@link #nextNeed} until false, then {@link #nextCommit}, then {@link #nextLog}. Reused, single-threaded.
 */
public final class MessageDecoder {
    public static final int OK = 0;
    public static final int TRUNCATED = 1;
    public static final int UNKNOWN_VERSION = 2;
    public static final int BAD_CHECKSUM = 3;
    public static final int MALFORMED = 4;

    private final byte[] bytes = new byte[MessageFormat.MAX_BYTES];
    private final CRC32C crc = new CRC32C();
    private int length;
    private int position;
    private int needsLeft;
    private int commitsLeft;
    private int logsLeft;
    private int group;
    private int partition;
    private int partitionsLeft;
    private long number;
    private int logOffset;
    private int logLength;

    /**
     * Takes the message at {@code offset}, of which at most {@code available} bytes are there.
     *
     * @return {@link #OK}, {@link #TRUNCATED}, {@link #UNKNOWN_VERSION}, {@link #BAD_CHECKSUM} or {@link #MALFORMED}
     */
    public int wrap(MemorySegment segment, long offset, int available) {
        if (available < MessageFormat.HEADER_BYTES) {
            return TRUNCATED;
        }
        if (segment.get(ValueLayout.JAVA_BYTE, offset) != MessageFormat.VERSION) {
            return UNKNOWN_VERSION;
        }
        length = (segment.get(ValueLayout.JAVA_BYTE, offset + MessageFormat.LENGTH_AT) & 0xff) << 8
                | segment.get(ValueLayout.JAVA_BYTE, offset + MessageFormat.LENGTH_AT + 1) & 0xff;
        if (length > available) {
            return TRUNCATED;
        }
        if (length < MessageFormat.HEADER_BYTES || length > MessageFormat.MAX_BYTES) {
            return MALFORMED;
        }
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        int checksum = MessageFormat.getInt(bytes, MessageFormat.CHECKSUM_AT);
        MessageFormat.putInt(bytes, MessageFormat.CHECKSUM_AT, 0);
        crc.reset();
        crc.update(bytes, 0, length);
        if (checksum != (int) crc.getValue()) {
            return BAD_CHECKSUM;
        }
        return rewind() ? OK : MALFORMED;
    }

    private boolean rewind() {
        needsLeft = bytes[MessageFormat.NEEDS_AT] & 0xff;
        commitsLeft = bytes[MessageFormat.COMMITS_AT] & 0xff;
        logsLeft = bytes[MessageFormat.LOGS_AT] & 0xff;
        partitionsLeft = 0;
        position = MessageFormat.HEADER_BYTES;
        return endOfSections() == length;
    }

    /** Where the message's last section ends, or -1 when one does not fit. */
    private int endOfSections() {
        int at = position;
        for (int i = 0; i < needsLeft; i++) {
            at = at + 2 > length ? -1 : Varint.skip(bytes, at + 2, length);
            if (at < 0) {
                return -1;
            }
        }
        for (int i = 0; i < commitsLeft; i++) {
            if (at + 5 > length) {
                return -1;
            }
            int numbers = Integer.bitCount(MessageFormat.getInt(bytes, at + 1));
            at += 5;
            for (int j = 0; j < numbers; j++) {
                at = Varint.skip(bytes, at, length);
                if (at < 0) {
                    return -1;
                }
            }
        }
        for (int i = 0; i < logsLeft; i++) {
            if (at + 2 > length) {
                return -1;
            }
            at += 2 + MessageFormat.getShort(bytes, at);
        }
        return at;
    }

    /** Bytes of the message in the frame. */
    public int length() {
        return length;
    }

    public int epoch() {
        return MessageFormat.getInt(bytes, MessageFormat.EPOCH_AT);
    }

    /** The hop that sent the frame. */
    public int hop() {
        return bytes[MessageFormat.HOP_AT] & 0xff;
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
        if (logsLeft == 0) {
            return false;
        }
        logsLeft--;
        logLength = MessageFormat.getShort(bytes, position);
        logOffset = position + 2;
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
