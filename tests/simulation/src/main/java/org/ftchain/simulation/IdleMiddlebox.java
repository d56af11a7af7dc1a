package org.ftchain.simulation;

import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.List;

/** A replica-only hop. */
final class IdleMiddlebox implements Middlebox {
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
        return "";
    }

    @Override
    public String renderValue(int map, byte[] value) {
        return "";
    }
}
