package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.EmbeddedPacket;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.List;

/**
 * A stateless firewall. Rules describe flows in chain direction: a packet in reverse direction is matched with its ends
 * swapped, so that return traffic of an admitted flow passes. An ICMP error is judged by the flow it speaks about, seen
 * in chain direction, and by rules for ICMP; without readable content by the rules alone. Fragments other than the
 * first are matched by addresses and protocol; what is not IPv4 follows the default.
 */
final class Firewall implements Middlebox {
    private final FirewallRules rules;

    Firewall(FirewallRules rules) {
        this.rules = rules;
    }

    @Override
    public List<StateMapSpec> maps() {
        return List.of();
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        boolean allowed;
        if (!packet.isIpv4()) {
            allowed = rules.allowsByDefault();
        } else {
            EmbeddedPacket embedded = packet.embedded();
            allowed = embedded == null ? allows(packet, direction) : allowsError(packet, embedded, direction);
        }
        return allowed ? FORWARD : DROP;
    }

    private boolean allows(Packet packet, Direction direction) {
        int sourcePort = packet.isLaterFragment() ? FirewallRules.UNKNOWN_PORT : packet.sourcePort();
        int destinationPort = packet.isLaterFragment() ? FirewallRules.UNKNOWN_PORT : packet.destinationPort();
        return direction == Direction.FORWARD
                ? rules.allows(packet.protocol(), packet.sourceAddress(), sourcePort, packet.destinationAddress(),
                        destinationPort)
                : rules.allows(packet.protocol(), packet.destinationAddress(), destinationPort,
                        packet.sourceAddress(), sourcePort);
    }

    /** An error that travels in reverse speaks about a packet that went forward, and the other way round. */
    private boolean allowsError(Packet packet, EmbeddedPacket embedded, Direction direction) {
        return direction == Direction.REVERSE
                ? rules.allowsError(packet.destinationAddress(), packet.sourceAddress(), embedded.protocol(),
                        embedded.sourceAddress(), embedded.sourcePort(), embedded.destinationAddress(),
                        embedded.destinationPort())
                : rules.allowsError(packet.sourceAddress(), packet.destinationAddress(), embedded.protocol(),
                        embedded.destinationAddress(), embedded.destinationPort(), embedded.sourceAddress(),
                        embedded.sourcePort());
    }

    @Override
    public String renderKey(int map, byte[] key) {
        throw new IllegalArgumentException("a firewall has no maps: map=" + map);
    }

    @Override
    public String renderValue(int map, byte[] value) {
        throw new IllegalArgumentException("a firewall has no maps: map=" + map);
    }
}
