package org.ftchain.agent.packet;

/** IPv4 addresses as ints in network order (10.0.1.10 is 0x0a00010a). For configuration and people, not per packet. */
public final class Ipv4Address {
    private Ipv4Address() {
    }

    /**
     * Four decimal numbers without leading zeros (which some read as octal).
     *
     * @throws IllegalArgumentException with one line when the text is not an IPv4 address
     */
    public static int parse(String text) {
        int address = 0;
        int octets = 0;
        int index = 0;
        while (index < text.length() && octets < 4) {
            int start = index;
            int octet = 0;
            while (index < text.length() && index - start < 3 && isDigit(text.charAt(index))) {
                octet = octet * 10 + text.charAt(index++) - '0';
            }
            if (index == start || octet > 255 || index - start > 1 && text.charAt(start) == '0') {
                break;
            }
            address = address << 8 | octet;
            octets++;
            if (octets == 4 && index == text.length()) {
                return address;
            }
            if (index >= text.length() || text.charAt(index++) != '.') {
                break;
            }
        }
        throw new IllegalArgumentException("not an IPv4 address: " + text);
    }

    public static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
