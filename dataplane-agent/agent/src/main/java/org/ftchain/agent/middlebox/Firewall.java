package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.EmbeddedPacket;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.List;

/**
 * A stateless firewall for IPv4 and IPv6. Rules describe flows in chain direction: a packet in reverse direction is matched
 * with its ends swapped, so that return traffic of an admitted flow passes. An ICMP error is judged by the flow it speaks
 * about, seen in chain direction, and by rules for ICMP; without readable content by the rules alone. Fragments other than
 * the first are matched by addresses and protocol; what is not IP follows the default.
 */
final class Firewall implements Middlebox {
    private final FirewallRules rules;
    private final Flow flow = new Flow();
    private final Flow error = new Flow();

    Firewall(FirewallRules rules) {
        this.rules = rules;
    }

    @Override
    public List<StateMapSpec> maps() {
        return List.of();
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        return (packet.version() == 0 ? rules.allowsByDefault() : allows(packet, direction == Direction.REVERSE))
                ? FORWARD : DROP;
    }

    private boolean allows(Packet packet, boolean reverse) {
        EmbeddedPacket embedded = packet.embedded();
        if (embedded == null) {
            flow.set(packet, reverse);
            return rules.allows(flow);
        }
        error.set(packet, reverse);
        // An error that travels in reverse speaks about a packet that went forward, and the other way round.
        flow.set(packet.version(), embedded, !reverse);
        return rules.allowsError(error, flow);
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
