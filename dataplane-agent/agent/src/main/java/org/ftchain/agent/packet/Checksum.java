package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The Internet checksum (RFC 1071) and its incremental update (RFC 1624, equation 3). */
public final class Checksum {
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Checksum() {
    }

    /** The checksum field's new value, 0..65535, after a 16-bit word that it covers changed. */
    public static int replaceShort(int checksum, int oldWord, int newWord) {
        return ~fold((~checksum & 0xffff) + (~oldWord & 0xffff) + (newWord & 0xffff)) & 0xffff;
    }

    /** The checksum field's new value, 0..65535, after a 32-bit number that it covers changed. */
    public static int replaceInt(int checksum, int oldNumber, int newNumber) {
        int sum = (~checksum & 0xffff)
                + (~oldNumber >>> 16) + (~oldNumber & 0xffff)
                + (newNumber >>> 16) + (newNumber & 0xffff);
        return ~fold(sum) & 0xffff;
    }

    /**
     * The checksum field's value over the bytes, computed in full.
     *
     * @param initialSum sum of further 16-bit words, for example of a pseudo header; 0 if none
     */
    public static int compute(MemorySegment segment, long offset, int lengthBytes, int initialSum) {
        long sum = initialSum & 0xffffffffL;
        int index = 0;
        for (; index + 1 < lengthBytes; index += 2) {
            sum += segment.get(U16, offset + index) & 0xffff;
        }
        if (index < lengthBytes) {
            sum += (segment.get(ValueLayout.JAVA_BYTE, offset + index) & 0xff) << 8;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }

    /** At most five 16-bit words: two folds are enough. */
    private static int fold(int sum) {
        int once = (sum & 0xffff) + (sum >>> 16);
        return (once & 0xffff) + (once >>> 16);
    }
}
