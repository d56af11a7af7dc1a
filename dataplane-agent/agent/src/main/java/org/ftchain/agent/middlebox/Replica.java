package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.List;

/** A hop without a middlebox, which only keeps other hops' state (thesis 4.4.1). Passes everything. */
final class Replica implements Middlebox {
    @Override
    public List<StateMapSpec> maps() {
        return List.of();
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        return FORWARD;
    }

    @Override
    public String renderKey(int map, byte[] key) {
        throw new IllegalArgumentException("a replica hop has no maps: map=" + map);
    }

    @Override
    public String renderValue(int map, byte[] value) {
        throw new IllegalArgumentException("a replica hop has no maps: map=" + map);
    }
}
