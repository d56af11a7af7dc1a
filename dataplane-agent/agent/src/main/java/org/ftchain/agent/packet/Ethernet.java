package org.ftchain.agent.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An Ethernet header at (segment, offset), without VLAN tag. MAC addresses are longs, the first byte in bits 40..47.
 *
 * <pre>
 * 0            6            12          14
 * | destination | source    | EtherType | ...
 * </pre>
 */
public final class Ethernet {
    public static final int HEADER_BYTES = 14;
    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_MPLS = 0x8847;
    public static final int TYPE_IPV6 = 0x86dd;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Ethernet() {
    }

    public static long destination(MemorySegment segment, long offset) {
        return mac(segment, offset);
    }

    public static void setDestination(MemorySegment segment, long offset, long mac) {
        setMac(segment, offset, mac);
    }

    public static long source(MemorySegment segment, long offset) {
        return mac(segment, offset + 6);
    }

    public static void setSource(MemorySegment segment, long offset, long mac) {
        setMac(segment, offset + 6, mac);
    }

    /** 0..65535; below 1536 it is a length (IEEE 802.3). */
    public static int type(MemorySegment segment, long offset) {
        return segment.get(U16, offset + 12) & 0xffff;
    }

    public static void setType(MemorySegment segment, long offset, int type) {
        segment.set(U16, offset + 12, (short) type);
    }

    /** Also true for the broadcast address. */
    public static boolean isMulticast(long mac) {
        return (mac & 0x0100_0000_0000L) != 0;
    }

    /**
     * "02:00:00:00:01:10", in either case.
     *
     * @throws IllegalArgumentException with one line when the text is not a MAC address
     */
    public static long parseMac(String text) {
        long mac = 0;
        boolean valid = text.length() == 17;
        for (int index = 0; valid && index < 17; index++) {
            char character = text.charAt(index);
            if (index % 3 == 2) {
                valid = character == ':';
            } else {
                int digit = character < 128 ? Character.digit(character, 16) : -1;
                valid = digit >= 0;
                mac = mac << 4 | digit;
            }
        }
        if (!valid) {
            throw new IllegalArgumentException("not a MAC address: " + text);
        }
        return mac;
    }

    public static String formatMac(long mac) {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 44; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (mac >>> shift) & 0xf, 16));
            if (shift % 8 == 0 && shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }

    private static long mac(MemorySegment segment, long offset) {
        return (long) (segment.get(U16, offset) & 0xffff) << 32 | segment.get(U32, offset + 2) & 0xffffffffL;
    }

    private static void setMac(MemorySegment segment, long offset, long mac) {
        segment.set(U16, offset, (short) (mac >>> 32));
        segment.set(U32, offset + 2, (int) mac);
    }
}
