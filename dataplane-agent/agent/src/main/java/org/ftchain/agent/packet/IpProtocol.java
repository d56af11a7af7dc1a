package org.ftchain.agent.packet;

/** IP protocol numbers and their names for people. */
public final class IpProtocol {
    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;

    private IpProtocol() {
    }

    /** "tcp", "udp", "icmp" or the number. */
    public static String name(int protocol) {
        switch (protocol) {
            case ICMP:
                return "icmp";
            case TCP:
                return "tcp";
            case UDP:
                return "udp";
            default:
                return Integer.toString(protocol);
        }
    }
}
