package org.ftchain.agent.packet;

/**
 * Source and destination address, source and destination port and protocol of a packet in that order, big-endian, as a key of
 * a state map. Addresses take 4 or 16 bytes each.
 */
public final class FlowKey {
    /** Of an IPv4 packet. */
    public static final int BYTES = 13;
    /** Of an IPv6 packet. */
    public static final int V6_BYTES = 37;

    private FlowKey() {
    }

    /** @param into byte[{@link #BYTES}] for an IPv4 packet, byte[{@link #V6_BYTES}] for an IPv6 packet */
    public static void write(Packet packet, byte[] into) {
        int at;
        if (packet.isIpv6()) {
            BigEndian.putLong(into, 0, packet.sourceHigh());
            BigEndian.putLong(into, 8, packet.sourceLow());
            BigEndian.putLong(into, 16, packet.destinationHigh());
            BigEndian.putLong(into, 24, packet.destinationLow());
            at = 32;
        } else {
            BigEndian.putInt(into, 0, packet.sourceAddress());
            BigEndian.putInt(into, 4, packet.destinationAddress());
            at = 8;
        }
        BigEndian.putShort(into, at, packet.sourcePort());
        BigEndian.putShort(into, at + 2, packet.destinationPort());
        into[at + 4] = (byte) packet.protocol();
    }

    /** "tcp 10.0.1.10:40000 > 10.0.2.20:80" or "tcp [2001:db8::1]:40000 > [2001:db8::2]:80". */
    public static String render(byte[] key) {
        boolean ipv6 = key.length == V6_BYTES;
        int ports = ipv6 ? 32 : 8;
        String source = ipv6 ? renderIpv6(key, 0) : Ipv4Address.format(BigEndian.getInt(key, 0));
        String destination = ipv6 ? renderIpv6(key, 16) : Ipv4Address.format(BigEndian.getInt(key, 4));
        return IpProtocol.name(key[ports + 4] & 0xff) + ' ' + source + ':' + BigEndian.unsignedShort(key, ports)
                + " > " + destination + ':' + BigEndian.unsignedShort(key, ports + 2);
    }

    private static String renderIpv6(byte[] key, int at) {
        return '[' + Ipv6Address.format(BigEndian.getLong(key, at), BigEndian.getLong(key, at + 8)) + ']';
    }
}
