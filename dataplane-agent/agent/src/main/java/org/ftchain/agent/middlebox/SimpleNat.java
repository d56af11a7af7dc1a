package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.EmbeddedPacket;
import org.ftchain.agent.packet.IpProtocol;
import org.ftchain.agent.packet.Ipv4Address;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.List;

/**
 * A source NAT with one external address for TCP, UDP, ICMP echo requests and ICMP errors (RFC 4787, 5382, 5508).
 * Forward is from the inside out. Mapping and filtering are endpoint-independent; only inside packets keep a mapping
 * alive, so that strangers cannot hold ports.
 *
 * <p>It is a router: every packet's TTL is decremented, and one that would reach 0 is dropped (without an ICMP error,
 * as a middlebox cannot make packets; traceroute shows a star). Dropped are also: packets of other protocols and other
 * ICMP messages, fragments, forward packets from or to the external address (no hairpinning: a packet cannot turn round
 * in a chain), reverse packets not for it, from it or without a mapping, and new flows when no port is free.
 */
final class SimpleNat implements Middlebox {
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST = 8;
    private static final int REDIRECT = 5;

    private final int externalAddress;
    private final NatMappings mappings;

    SimpleNat(NatConfig config) {
        this.externalAddress = config.externalAddress();
        this.mappings = new NatMappings(config.ports(), config.timeoutMs());
    }

    @Override
    public List<StateMapSpec> maps() {
        return NatMappings.MAPS;
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        if (!packet.isIpv4() || packet.isFragment() || packet.ttl() <= 1 || packet.sourceAddress() == externalAddress) {
            return DROP;
        }
        boolean outward = direction == Direction.FORWARD;
        if (outward == (packet.destinationAddress() == externalAddress)) {
            return DROP;
        }
        boolean translated;
        if (packet.isIcmpError()) {
            translated = packet.icmpType() != REDIRECT && packet.embedded() != null
                    && (outward ? errorOutward(packet, transaction) : errorInward(packet, transaction));
        } else if (packet.hasPorts()) {
            translated = outward ? outward(packet, transaction) : inward(packet, transaction);
        } else {
            translated = false;
        }
        if (!translated) {
            return DROP;
        }
        packet.setTtl(packet.ttl() - 1);
        return FORWARD;
    }

    private boolean outward(Packet packet, Transaction transaction) {
        if (packet.isIcmpEcho() && packet.icmpType() != ECHO_REQUEST) {
            return false;
        }
        int port = mappings.map(transaction, packet.protocol(), packet.sourceAddress(), packet.sourcePort());
        if (port < 0) {
            return false;
        }
        packet.setSourceAddress(externalAddress);
        packet.setSourcePort(port);
        return true;
    }

    private boolean inward(Packet packet, Transaction transaction) {
        if (packet.isIcmpEcho() && packet.icmpType() != ECHO_REPLY
                || !mappings.findInside(transaction, packet.protocol(), packet.destinationPort())) {
            return false;
        }
        packet.setDestinationAddress(mappings.insideAddress());
        packet.setDestinationPort(mappings.insidePort());
        return true;
    }

    /** An inside host or router complains about a packet that came in: its destination is the inside end. */
    private boolean errorOutward(Packet packet, Transaction transaction) {
        EmbeddedPacket embedded = packet.embedded();
        if (embedded.isIcmpEcho() && embedded.icmpType() != ECHO_REPLY) {
            return false;
        }
        int port = mappings.outsidePort(transaction, embedded.protocol(), embedded.destinationAddress(),
                embedded.destinationPort());
        if (port < 0) {
            return false;
        }
        embedded.setDestination(externalAddress, port);
        packet.setSourceAddress(externalAddress);
        return true;
    }

    /** Somebody outside complains about a packet that went out: its source is an outside port of ours. */
    private boolean errorInward(Packet packet, Transaction transaction) {
        EmbeddedPacket embedded = packet.embedded();
        if (embedded.sourceAddress() != externalAddress
                || embedded.isIcmpEcho() && embedded.icmpType() != ECHO_REQUEST
                || !mappings.findInside(transaction, embedded.protocol(), embedded.sourcePort())) {
            return false;
        }
        embedded.setSource(mappings.insideAddress(), mappings.insidePort());
        packet.setDestinationAddress(mappings.insideAddress());
        return true;
    }

    @Override
    public String renderKey(int map, byte[] key) {
        String protocol = IpProtocol.name(key[0] & 0xff);
        switch (map) {
            case NatMappings.MAPPING:
                return protocol + ' ' + Ipv4Address.format(BigEndian.getInt(key, 1)) + ':'
                        + BigEndian.unsignedShort(key, 5);
            case NatMappings.REVERSE:
                return protocol + ' ' + BigEndian.unsignedShort(key, 1);
            case NatMappings.POOL:
                return protocol;
            default:
                throw new IllegalArgumentException("map must be 0..2: map=" + map);
        }
    }

    @Override
    public String renderValue(int map, byte[] value) {
        switch (map) {
            case NatMappings.MAPPING:
                return "port=" + BigEndian.unsignedShort(value, 0) + " lastUsedMs=" + BigEndian.getLong(value, 2);
            case NatMappings.REVERSE:
                return Ipv4Address.format(BigEndian.getInt(value, 0)) + ':' + BigEndian.unsignedShort(value, 4);
            case NatMappings.POOL:
                return "next=" + BigEndian.unsignedShort(value, 0);
            default:
                throw new IllegalArgumentException("map must be 0..2: map=" + map);
        }
    }
}
