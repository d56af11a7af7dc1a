package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Ipv4Address;
import org.ftchain.agent.packet.Ipv6Address;
import org.ftchain.agent.packet.Packet;

/**
 * A prefix of IPv4 or IPv6 addresses. IPv4 addresses count as IPv4-mapped, as in {@link Packet}; the version tells them
 * apart from IPv6 addresses that look the same.
 *
 * @param version  4, 6, or 0 for all addresses of both
 * @param high     first 8 bytes, host bits 0
 * @param low      last 8 bytes, host bits 0
 * @param highMask ones for the bits of the prefix
 * @param lowMask  ones for the bits of the prefix
 */
record Cidr(int version, long high, long low, long highMask, long lowMask) {
    static final Cidr ALL = new Cidr(0, 0, 0, 0, 0);

    /** @throws IllegalArgumentException when the text is neither "10.0.2.0/24" or "2001:db8::/32" nor an address alone */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean ipv6 = address.indexOf(':') >= 0;
        int bits = ipv6 ? 128 : 32;
        int length = slash < 0 ? bits : length(text.substring(slash + 1));
        if (length > bits) {
            throw new IllegalArgumentException("not a prefix length: " + text);
        }
        if (ipv6) {
            Ipv6Address parsed = Ipv6Address.parse(address);
            return of(6, parsed.high(), parsed.low(), length);
        }
        return of(4, 0, Packet.mapped(Ipv4Address.parse(address)), 96 + length);
    }

    private static int length(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
    }

    private static Cidr of(int version, long high, long low, int length) {
        long highMask = mask(Math.min(length, 64));
        long lowMask = mask(Math.max(length - 64, 0));
        return new Cidr(version, high & highMask, low & lowMask, highMask, lowMask);
    }

    private static long mask(int length) {
        return length == 0 ? 0 : -1L << 64 - length;
    }
}
