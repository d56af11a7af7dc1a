package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Ipv4Address;

/**
 * An IPv4 prefix.
 *
 * @param address network order, host bits 0
 * @param mask    ones for the bits of the prefix
 */
record Cidr(int address, int mask) {
    static final Cidr ALL = new Cidr(0, 0);

    /** @throws IllegalArgumentException when the text is neither "10.0.2.0/24" nor an address alone */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        int address = Ipv4Address.parse(slash < 0 ? text : text.substring(0, slash));
        String bits = slash < 0 ? "32" : text.substring(slash + 1);
        int length = bits.matches("[0-9]{1,2}") ? Integer.parseInt(bits) : 33;
        if (length > 32) {
            throw new IllegalArgumentException("not a prefix length: " + bits);
        }
        int mask = length == 0 ? 0 : -1 << 32 - length;
        return new Cidr(address & mask, mask);
    }
}
