package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.List;

/**
 * Counts packets and bytes (IP length) per flow, in the packet's own direction, and in total per chain direction. At
 * most {@link #MAX_FLOWS} flows are counted apart; packets of further flows are in the total alone. Packets that are
 * not IPv4 have no flow. Passes everything.
 */
final class Monitor implements Middlebox {
    static final int FLOW = 0;
    static final int TOTAL = 1;
    static final int FLOW_COUNT = 2;
    static final int MAX_FLOWS = 100_000;

    private static final List<StateMapSpec> MAPS = List.of(
            new StateMapSpec("flow", Packet.FLOW_KEY_BYTES, 16),
            new StateMapSpec("total", 1, 16),
            new StateMapSpec("flow-count", 1, 8));

    private final int maxFlows;
    private final byte[] flowKey = new byte[Packet.FLOW_KEY_BYTES];
    private final byte[] directionKey = new byte[1];
    private final byte[] flowCountKey = new byte[1];
    private final byte[] counters = new byte[16];
    private final byte[] flowCount = new byte[8];

    Monitor() {
        this(MAX_FLOWS);
    }

    Monitor(int maxFlows) {
        this.maxFlows = maxFlows;
    }

    @Override
    public List<StateMapSpec> maps() {
        return MAPS;
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        if (packet.isIpv4()) {
            packet.flowKey(flowKey);
            if (transaction.get(FLOW, flowKey, counters)) {
                add(transaction, FLOW, flowKey, packet.length());
            } else if (admitFlow(transaction)) {
                clear();
                add(transaction, FLOW, flowKey, packet.length());
            }
        }
        directionKey[0] = (byte) (direction == Direction.FORWARD ? 0 : 1);
        if (!transaction.get(TOTAL, directionKey, counters)) {
            clear();
        }
        add(transaction, TOTAL, directionKey, packet.length());
        return FORWARD;
    }

    private boolean admitFlow(Transaction transaction) {
        long flows = transaction.get(FLOW_COUNT, flowCountKey, flowCount) ? BigEndian.getLong(flowCount, 0) : 0;
        if (flows >= maxFlows) {
            return false;
        }
        BigEndian.putLong(flowCount, 0, flows + 1);
        transaction.put(FLOW_COUNT, flowCountKey, flowCount);
        return true;
    }

    private void clear() {
        BigEndian.putLong(counters, 0, 0);
        BigEndian.putLong(counters, 8, 0);
    }

    private void add(Transaction transaction, int map, byte[] key, int lengthBytes) {
        BigEndian.putLong(counters, 0, BigEndian.getLong(counters, 0) + 1);
        BigEndian.putLong(counters, 8, BigEndian.getLong(counters, 8) + lengthBytes);
        transaction.put(map, key, counters);
    }

    @Override
    public String renderKey(int map, byte[] key) {
        switch (map) {
            case FLOW:
                return Packet.renderFlowKey(key);
            case TOTAL:
                return key[0] == 0 ? "forward" : "reverse";
            case FLOW_COUNT:
                return "flows";
            default:
                throw new IllegalArgumentException("map must be 0..2: map=" + map);
        }
    }

    @Override
    public String renderValue(int map, byte[] value) {
        switch (map) {
            case FLOW:
            case TOTAL:
                return "packets=" + Long.toUnsignedString(BigEndian.getLong(value, 0))
                        + " bytes=" + Long.toUnsignedString(BigEndian.getLong(value, 8));
            case FLOW_COUNT:
                return "count=" + BigEndian.getLong(value, 0);
            default:
                throw new IllegalArgumentException("map must be 0..2: map=" + map);
        }
    }
}
