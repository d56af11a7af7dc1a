package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.EmbeddedPacket;
import org.ftchain.agent.packet.IcmpErrorPacket;
import org.ftchain.agent.packet.IpProtocol;
import org.ftchain.agent.packet.Ipv4Address;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.stm.Transaction;

import java.util.List;
import java.util.stream.Stream;

/**
 * A source NAT with one external address for TCP, UDP, ICMP echo requests and ICMP errors (RFC 4787, 5382, 5508).
 * Forward is from the inside out. Mapping and filtering are endpoint-independent; only inside packets keep a mapping
 * alive, so that strangers cannot hold ports.
 *
 * <p>It is a router: every packet's TTL is decremented, and one that would reach 0 is dropped and answered with an ICMP
 * error, so that traceroute shows the external address. A new flow for which no port is free is answered with
 * "administratively prohibited" (RFC 5508: a soft error). Dropped without an answer are: packets of other protocols and
 * other ICMP messages, fragments, forward packets from or to the external address (no hairpinning: a packet cannot turn
 * round in a chain), and reverse packets not for it, from it or without a mapping. A timer forgets expired mappings.
 */
final class SimpleNat implements Middlebox {
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST = 8;
    private static final int REDIRECT = 5;
    private static final List<StateMapSpec> MAPS = Stream.concat(NatMappings.MAPS.stream(), Stream.of(NatErrors.MAP))
            .toList();
    private static final int ERRORS = 3;
    private static final long MIN_TIMER_MS = 100;
    private static final long MAX_TIMER_MS = 1000;

    private final int externalAddress;
    private final NatMappings mappings;
    private final NatErrors errors;
    private final long timerMs;

    SimpleNat(NatConfig config) {
        this.externalAddress = config.externalAddress();
        this.mappings = new NatMappings(config.ports(), config.timeoutMs());
        this.errors = new NatErrors(ERRORS, externalAddress);
        // All partitions within a quarter of the timeout.
        this.timerMs = Math.clamp(config.timeoutMs() / 4 / StateStore.PARTITIONS, MIN_TIMER_MS, MAX_TIMER_MS);
    }

    @Override
    public List<StateMapSpec> maps() {
        return MAPS;
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        if (!packet.isIpv4() || packet.isFragment() || packet.sourceAddress() == externalAddress) {
            return DROP;
        }
        boolean outward = direction == Direction.FORWARD;
        if (outward == (packet.destinationAddress() == externalAddress)) {
            return DROP;
        }
        boolean translated;
        if (packet.isIcmpError()) {
            translated = packet.ttl() > 1 && packet.icmpType() != REDIRECT && packet.embedded() != null
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
        if (packet.ttl() <= 1) {
            errors.send(IcmpErrorPacket.TIME_EXCEEDED, 0, packet, Direction.FORWARD, transaction);
            return false;
        }
        int port = mappings.map(transaction, packet.protocol(), packet.sourceAddress(), packet.sourcePort());
        if (port < 0) {
            errors.send(IcmpErrorPacket.UNREACHABLE, IcmpErrorPacket.PROHIBITED, packet, Direction.FORWARD, transaction);
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
        if (packet.ttl() <= 1) {
            errors.send(IcmpErrorPacket.TIME_EXCEEDED, 0, packet, Direction.REVERSE, transaction);
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
    public long timerIntervalMs() {
        return timerMs;
    }

    /** Sweeps one partition; the clock says which, as nothing is kept outside the maps. */
    @Override
    public void onTimer(Transaction transaction) {
        mappings.sweep(transaction, (int) (transaction.wallClockMs() / timerMs % StateStore.PARTITIONS));
    }

    @Override
    public String renderKey(int map, byte[] key) {
        if (map == ERRORS) {
            return "icmp errors";
        }
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
                throw new IllegalArgumentException("map must be 0..3: map=" + map);
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
            case ERRORS:
                return "second=" + BigEndian.getLong(value, 0) + " sent=" + BigEndian.getInt(value, 8);
            default:
                throw new IllegalArgumentException("map must be 0..3: map=" + map);
        }
    }
}
