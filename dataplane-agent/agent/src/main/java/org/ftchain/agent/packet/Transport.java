package org.ftchain.agent.packet;

/** What is known of the headers above IP: which have ports, and where ports and checksums are. */
final class Transport {
    static final int OTHER = 0;
    static final int PORTS = 1;
    static final int ICMP_ECHO = 2;
    static final int ICMP_ERROR = 3;

    private Transport() {
    }

    /** Kind of an ICMP message (IP version 4) or ICMPv6 message (6). */
    static int icmpKind(int version, int type) {
        return version == 4 ? icmpv4Kind(type) : icmpv6Kind(type);
    }

    private static int icmpv4Kind(int type) {
        return switch (type) {
            case 0, 8 -> ICMP_ECHO;
            case 3, 4, 5, 11, 12 -> ICMP_ERROR;
            default -> OTHER;
        };
    }

    private static int icmpv6Kind(int type) {
        return switch (type) {
            case 128, 129 -> ICMP_ECHO;
            case 1, 2, 3, 4 -> ICMP_ERROR;
            default -> OTHER;
        };
    }

    static long portOffset(long transport, int kind, boolean source) {
        return kind == ICMP_ECHO ? transport + 4 : source ? transport : transport + 2;
    }

    static long checksumOffset(long transport, int protocol) {
        return protocol == IpProtocol.TCP ? transport + 16 : protocol == IpProtocol.UDP ? transport + 6 : transport + 2;
    }

    /** UDP: 0 means that there is no checksum and stays; a computed 0 is sent as 0xffff (RFC 768). */
    static int checksum(int protocol, int oldChecksum, int newChecksum) {
        if (protocol == IpProtocol.UDP) {
            return oldChecksum == 0 ? 0 : newChecksum == 0 ? 0xffff : newChecksum;
        }
        return newChecksum;
    }
}
