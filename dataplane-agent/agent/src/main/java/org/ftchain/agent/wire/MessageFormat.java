package org.ftchain.agent.wire;

/**
 * Layout of a piggyback message, big-endian, directly behind the MPLS entry:
 *
 * <pre>
 *  0       1       2               4                               8
 * +-------+-------+---------------+-------------------------------+-------------------------------+
 * | ver=1 | 0     | length        | CRC-32C, this field as 0      | epoch                         |
 * +-------+-------+-------+-------+-------------------------------+-------------------------------+
 * | hop   | needs | commits| logs |   needs ... commits ... logs ...
 * +-------+-------+-------+-------+
 * 12      13      14      15      16
 *
 * need    group u8, partition u8, number varint                       number that a commit must reach (rule 3)
 * commit  group u8, partition set u32, a varint per bit set, low first    MAX of the group's tail (rule 9)
 * log     length u16 of what follows, then
 *         group u8, W u8, R u8, N u8,
 *         W x (partition u8, number varint)      partitions written, number before
 *         R x (partition u8, number varint)      partitions only read, number seen
 *         N x (group u8, partition u8, number varint)  needs that the packet brought
 *         entries: map << 3 | operation u8, key, and what the operation has:
 *             1 put     value
 *             2 delete  nothing
 *             3 add     two signed varints
 *           of a map with fixed sizes key and value are just their bytes, else key length u8, key, value length u16, value
 * </pre>
 *
 * A message is at most {@link #MAX_BYTES} bytes. It is self-contained: nothing in it refers to another message.
 */
public final class MessageFormat {
    public static final int VERSION = 1;
    public static final int HEADER_BYTES = 16;
    /** What fits beside a label into the largest frame that native AF_XDP passes. */
    public static final int MAX_BYTES = 3400;
    public static final int LOG_HEADER_BYTES = 4;
    public static final int OPERATION_PUT = 1;
    public static final int OPERATION_DELETE = 2;
    /** Adds to a value that is one or two 64-bit numbers. */
    public static final int OPERATION_ADD = 3;

    static final int LENGTH_AT = 2;
    static final int CHECKSUM_AT = 4;
    static final int EPOCH_AT = 8;
    static final int HOP_AT = 12;
    static final int NEEDS_AT = 13;
    static final int COMMITS_AT = 14;
    static final int LOGS_AT = 15;

    private MessageFormat() {
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
