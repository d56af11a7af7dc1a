package org.ftchain.agent.middlebox;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Generates state (Gen of thesis table 4.1): every packet writes {@code stateBytes} bytes and reads none, so that the cost
 * of replicating so much can be measured. What it writes is the beginning of the packet, followed by zeros. Passes
 * everything. Each {@code sharing} worker threads share one variable.
 *
 * <pre>
 * state  threads(1) -> beginning of the last packet(stateBytes)
 * </pre>
 */
final class Gen implements Middlebox {
    static final int MIN_STATE_BYTES = 16;
    static final int MAX_STATE_BYTES = 256;
    static final int DEFAULT_STATE_BYTES = 64;
    private static final int STATE = 0;
    private static final int SHOWN_BYTES = 16;

    private final int sharing;
    private final List<StateMapSpec> maps;
    private final byte[] key = new byte[1];
    private final byte[] state;

    private Gen(int stateBytes, int sharing) {
        this.sharing = sharing;
        this.maps = List.of(new StateMapSpec("state", 1, stateBytes));
        this.state = new byte[stateBytes];
    }

    static Gen parse(JsonNode config) {
        ConfigFields fields = ConfigFields.of("gen", config, "stateBytes", "sharing");
        return new Gen(fields.integer("stateBytes", MIN_STATE_BYTES, MAX_STATE_BYTES, DEFAULT_STATE_BYTES),
                fields.integer("sharing", 1, Monitor.MAX_SHARING, 1));
    }

    @Override
    public List<StateMapSpec> maps() {
        return maps;
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        int length = Math.min(packet.length(), state.length);
        MemorySegment.copy(packet.segment(), ValueLayout.JAVA_BYTE, packet.offset(), state, 0, length);
        Arrays.fill(state, length, state.length, (byte) 0);
        key[0] = (byte) (transaction.thread() / sharing);
        transaction.put(STATE, key, state);
        return FORWARD;
    }

    @Override
    public String renderKey(int map, byte[] key) {
        requireState(map);
        return SharingGroup.render(key[0] & 0xff, sharing);
    }

    @Override
    public String renderValue(int map, byte[] value) {
        requireState(map);
        return "bytes=" + value.length + " first=" + HexFormat.of().formatHex(value, 0, SHOWN_BYTES);
    }

    private static void requireState(int map) {
        if (map != STATE) {
            throw new IllegalArgumentException("map must be 0: map=" + map);
        }
    }
}
