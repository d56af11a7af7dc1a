package org.ftchain.agent.middlebox;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.FlowKey;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.List;

/**
 * Counts packets and bytes (IP length): per flow, in the packet's own direction, and in total per chain direction. At most
 * {@link #MAX_FLOWS} flows are counted apart; packets of further flows are in the totals alone. Packets that are not IP
 * have no flow. Passes everything.
 *
 * <p>{@code sharing} worker threads share one total (thesis table 4.1: the sharing level), the sum of the totals is the
 * chain's; with {@code flows} false only totals are kept.
 *
 * <pre>
 * flow        source(4) destination(4) source port(2) destination port(2) protocol(1)   -> packets(8) bytes(8)
 * total       direction(1) threads(1)                                                   -> packets(8) bytes(8)
 * flow-count  0(1)                                                                      -> flows of both maps(8)
 * flow-v6     source(16) destination(16) source port(2) destination port(2) protocol(1) -> packets(8) bytes(8)
 * </pre>
 */
final class Monitor implements Middlebox {
    static final int FLOW = 0;
    static final int TOTAL = 1;
    static final int FLOW_COUNT = 2;
    static final int FLOW_V6 = 3;
    static final int MAX_FLOWS = 100_000;
    static final int MAX_SHARING = 64;

    private static final List<StateMapSpec> MAPS = List.of(
            new StateMapSpec("flow", FlowKey.BYTES, 16),
            new StateMapSpec("total", 2, 16),
            new StateMapSpec("flow-count", 1, 8),
            new StateMapSpec("flow-v6", FlowKey.V6_BYTES, 16));

    private final boolean countsFlows;
    private final int sharing;
    private final int maxFlows;
    private final byte[] flowKey = new byte[FlowKey.BYTES];
    private final byte[] flowV6Key = new byte[FlowKey.V6_BYTES];
    private final byte[] totalKey = new byte[2];
    private final byte[] flowCountKey = new byte[1];
    private final byte[] counters = new byte[16];
    private final byte[] flowCount = new byte[8];

    Monitor(boolean countsFlows, int sharing, int maxFlows) {
        this.countsFlows = countsFlows;
        this.sharing = sharing;
        this.maxFlows = maxFlows;
    }

    static Monitor parse(JsonNode config) {
        ConfigFields fields = ConfigFields.of("monitor", config, "flows", "sharing");
        return new Monitor(fields.flag("flows", true), fields.integer("sharing", 1, MAX_SHARING, 1), MAX_FLOWS);
    }

    @Override
    public List<StateMapSpec> maps() {
        return MAPS;
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        int lengthBytes = packet.length();
        if (countsFlows && packet.version() != 0) {
            int map = packet.isIpv6() ? FLOW_V6 : FLOW;
            byte[] key = packet.isIpv6() ? flowV6Key : flowKey;
            FlowKey.write(packet, key);
            if (transaction.get(map, key, counters) || admitFlow(transaction)) {
                transaction.add(map, key, 1, lengthBytes);
            }
        }
        totalKey[0] = (byte) (direction == Direction.FORWARD ? 0 : 1);
        totalKey[1] = (byte) (transaction.thread() / sharing);
        transaction.add(TOTAL, totalKey, 1, lengthBytes);
        return FORWARD;
    }

    private boolean admitFlow(Transaction transaction) {
        if (transaction.get(FLOW_COUNT, flowCountKey, flowCount) && BigEndian.getLong(flowCount, 0) >= maxFlows) {
            return false;
        }
        transaction.add(FLOW_COUNT, flowCountKey, 1, 0);
        return true;
    }

    @Override
    public String renderKey(int map, byte[] key) {
        return switch (map) {
            case FLOW, FLOW_V6 -> FlowKey.render(key);
            case TOTAL -> (key[0] == 0 ? "forward " : "reverse ") + SharingGroup.render(key[1] & 0xff, sharing);
            case FLOW_COUNT -> "flows";
            default -> throw new IllegalArgumentException("map must be 0..3: map=" + map);
        };
    }

    @Override
    public String renderValue(int map, byte[] value) {
        return switch (map) {
            case FLOW, TOTAL, FLOW_V6 -> "packets=" + Long.toUnsignedString(BigEndian.getLong(value, 0))
                    + " bytes=" + Long.toUnsignedString(BigEndian.getLong(value, 8));
            case FLOW_COUNT -> "count=" + BigEndian.getLong(value, 0);
            default -> throw new IllegalArgumentException("map must be 0..3: map=" + map);
        };
    }
}
