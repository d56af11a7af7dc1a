package org.ftchain.agent.packet;

/** IP protocol numbers and their names for people. */
public final class IpProtocol {
    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    /** ICMP of IPv6. */
    public static final int ICMPV6 = 58;

    private IpProtocol() {
    }

    /** "tcp", "udp", "icmp", "icmpv6" or the number. */
    public static String name(int protocol) {
        switch (protocol) {
            case ICMP:
                return "icmp";
            case TCP:
                return "tcp";
            case UDP:
                return "udp";
            case ICMPV6:
                return "icmpv6";
            default:
                return Integer.toString(protocol);
        }
    }
}
