package org.ftchain.agent.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Layout of a piggyback message, big-endian, directly behind the MPLS entry:
 *
 * <pre>
 *  0             1               3       4                               8
 * +------+------+---------------+-------+-------------------------------+----------------+-----+---------+
 * | ver=2| flags| length        | needs | CRC-32C                       | epoch varint   | hop | commits |
 * +------+------+---------------+-------+-------------------------------+----------------+-----+---------+
 *   4 bit  4 bit  u16             u8      u32                             1..5 bytes       u8    u8
 * then needs x need, commits x commit, and logs up to the end
 *
 * CRC-32C  of the message with zeros behind it up to a multiple of 8 bytes, and with this field as the frame's way: label
 *          and traffic class, bits 9..31 of its MPLS entry. So what was meant for another hop is not taken for one's own
 *
 * flags   bit 0: the packet needs what the last log of the message writes (it made that log)
 * need    group u8, partition u8, number varint                       number that a commit must reach (rule 3)
 * commit  group u8, partition set u32, a varint per bit set, low first    MAX of the group's tail (rule 9)
 * log     length varint of what follows, then
 *         group u8, r1 n1 W6 (r: partitions were only read, n: the packet brought needs; W: how many were written, 1..32)
 *         R u8 if r, N u8 if n
 *         W x (c3 partition5, number varint, and if c = 7: times varint)
 *                                                partitions written, number before, by how much it advances: c+1 or times
 *         R x (partition u8, number varint)      partitions only read, number seen
 *         N x (group u8, partition u8, number varint)  needs that the packet brought
 *         entries: map5 operation3 (1 put, 2 delete, 3 add), key, then by the operation; sizes by the map's schema
 *         key     of the map's size, or u8 length and bytes in a map of variable sizes
 *         put     value of the map's size, or u16 length and bytes
 *         add     two zigzag varints
 * </pre>
 *
 * A message is at most {@link #MAX_BYTES} bytes. It is self-contained: nothing in it refers to another message.
 */
public final class MessageFormat {
    public static final int VERSION = 2;
    /** State partitions of every group. */
    public static final int PARTITIONS = 32;
    /** What fits beside a label into the largest frame that native AF_XDP passes. */
    public static final int MAX_BYTES = 3400;
    /** A longer log is refused (rule 12). */
    public static final int MAX_LOG_BYTES = 65_535;
    public static final int OPERATION_PUT = 1;
    public static final int OPERATION_DELETE = 2;
    public static final int OPERATION_ADD = 3;

    static final int LENGTH_AT = 1;
    static final int NEEDS_AT = 3;
    static final int CHECKSUM_AT = 4;
    static final int EPOCH_AT = 8;
    static final int SMALLEST_BYTES = EPOCH_AT + 3;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    static final int FLAG_NEEDS_LAST_LOG = 1;
    static final int LOG_HAS_READ = 0x80;
    static final int LOG_HAS_NEEDS = 0x40;
    static final int MAX_COUNT = 255;
    public static final int TIMES_SHIFT = 5;
    public static final int TIMES_FOLLOW = 7;

    private MessageFormat() {
    }

    /** The first eight bytes, with the checksum as 0. */
    static long head(int flags, int length, int needs) {
        return (long) (VERSION << 4 | flags) << 56 | (long) length << 40 | (long) needs << 32;
    }

    /**
     * The CRC-32C of a message: sets its head, and {@code last}, the up to seven bytes after its last multiple of eight
     * from the top on and zeros behind them. In whole words, because the processor cannot read in one what it has just
     * written in parts.
     *
     * @param bytes has room up to the next multiple of eight
     */
    static int checksum(CRC32C crc, byte[] bytes, int length, long head, long last) {
        LONGS.set(bytes, 0, head);
        int whole = length & -Long.BYTES;
        if (whole < length) {
            LONGS.set(bytes, whole, last);
        }
        crc.reset();
        crc.update(bytes, 0, whole < length ? whole + Long.BYTES : whole);
        return (int) crc.getValue();
    }

    static void putShort(byte[] into, int at, int value) {
        into[at] = (byte) (value >>> 8);
        into[at + 1] = (byte) value;
    }

    static int getShort(byte[] from, int at) {
        return (from[at] & 0xff) << 8 | from[at + 1] & 0xff;
    }

    static void putInt(byte[] into, int at, int value) {
        putShort(into, at, value >>> 16);
        putShort(into, at + 2, value);
    }

    static int getInt(byte[] from, int at) {
        return getShort(from, at) << 16 | getShort(from, at + 2);
    }
}
