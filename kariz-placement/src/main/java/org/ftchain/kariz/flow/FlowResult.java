package org.ftchain.kariz.flow;

import java.util.Arrays;

/**
 * A cheapest flow with its certificate: with {@link #potential}, every arc that has room left has a reduced cost
 * {@code cost + potential(from) - potential(to) >= 0}, and every arc with flow one {@code <= 0}. Refers to the network's
 * structure; read the result before the network's costs are changed.
 */
public final class FlowResult {
    private final FlowNetwork network;
    private final int source;
    private final int sink;
    private final long volume;
    private final long[] residuals;
    private final double[] potential;

    FlowResult(FlowNetwork network, int source, int sink, long volume, long[] residuals, double[] potential) {
        this.network = network;
        this.source = source;
        this.sink = sink;
        this.volume = volume;
        this.residuals = residuals;
        this.potential = potential;
    }

    /** Units that reached the sink; less than asked for when no more fit. */
    public long volume() {
        return volume;
    }

    /** Net flow of an arc; an edge's is negative when it goes from its second end to its first. */
    public long flow(int arc) {
        return network.flow(arc, residuals);
    }

    public double cost() {
        double cost = 0;
        for (int arc = 0; arc < network.arcCount(); arc++) {
            cost += Math.abs(flow(arc)) * network.cost(arc);
        }
        return cost;
    }

    public double potential(int node) {
        return potential[node];
    }

    /**
     * The arcs of a flow of one unit in their order from source to sink.
     *
     * @throws IllegalStateException if the volume is not 1
     */
    public int[] path() {
        if (volume != 1) {
            throw new IllegalStateException("path needs a flow of one unit: volume=" + volume);
        }
        int[] path = new int[16];
        int length = 0;
        for (int node = source; node != sink; length++) {
            int slot = network.firstSlot(node);
            while ((slot & 1) != 0 || residuals[slot ^ 1] == 0) {
                slot = network.nextSlot(slot);
            }
            if (length == path.length) {
                path = Arrays.copyOf(path, 2 * length);
            }
            path[length] = network.arcOfSlot(slot);
            node = network.head(slot);
        }
        return Arrays.copyOf(path, length);
    }
}
