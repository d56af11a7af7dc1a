package org.ftchain.simulation;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Packets of a flow leave the chain in the order in which they were sent, unless the network kept it itself no more: it
 * delayed, copied or changed a frame with the packet.
 */
final class FlowOrder {
    private final Map<Integer, Integer> flows = new HashMap<>();
    private final BitSet disturbed = new BitSet();
    /** Per flow the highest number of a packet that left undisturbed; numbers grow in the order of sending. */
    private final Map<Integer, Integer> left = new HashMap<>();

    void sent(int packet, int flow) {
        flows.put(packet, flow);
    }

    void disturbed(int packet) {
        disturbed.set(packet);
    }

    void left(int packet) {
        if (disturbed.get(packet)) {
            return;
        }
        int flow = flows.get(packet);
        Integer before = left.put(flow, packet);
        if (before != null && before > packet) {
            throw new Violation("FlowOrder", "packet " + packet + " leaves after packet " + before + " of flow " + flow);
        }
    }
}
