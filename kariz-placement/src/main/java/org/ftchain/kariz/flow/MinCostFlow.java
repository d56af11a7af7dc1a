package org.ftchain.kariz.flow;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Min-cost flow by successive shortest paths with node potentials (Dijkstra on reduced costs, stopped at the sink). Every
 * intermediate flow is a cheapest one of its volume, so that a volume that does not fit ends with the cheapest maximum
 * flow. Keeps scratch arrays for one size of network; not thread-safe.
 */
public final class MinCostFlow {
    private final int nodeCount;
    private final double[] distance;
    private final int[] slotTo;
    private final boolean[] settled;
    private final NodeHeap heap;
    private final LongConsumer pace;

    /** @param nodeCount of all networks that will be solved */
    public MinCostFlow(int nodeCount) {
        this(nodeCount, steps -> { });
    }

    /**
     * @param nodeCount of all networks that will be solved
     * @param pace told elementary steps as they are done; may throw something to end the search
     */
    public MinCostFlow(int nodeCount, LongConsumer pace) {
        this.pace = pace;
        this.nodeCount = nodeCount;
        this.distance = new double[nodeCount];
        this.slotTo = new int[nodeCount];
        this.settled = new boolean[nodeCount];
        this.heap = new NodeHeap(nodeCount);
    }

    /** Sends up to {@code volume} units from source to sink at the least cost. */
    public static FlowResult solve(FlowNetwork network, int source, int sink, long volume) {
        return new MinCostFlow(network.nodeCount()).route(network, source, sink, volume);
    }

    /** As {@link #solve}, with this object's scratch arrays. */
    public FlowResult route(FlowNetwork network, int source, int sink, long volume) {
        if (network.nodeCount() != nodeCount) {
            throw new IllegalArgumentException("network must have " + nodeCount + " nodes: " + network.nodeCount());
        }
        if (source < 0 || source >= nodeCount || sink < 0 || sink >= nodeCount || source == sink) {
            throw new IllegalArgumentException(
                "source and sink must be two nodes: source=" + source + ", sink=" + sink);
        }
        if (volume < 0) {
            throw new IllegalArgumentException("volume must be >= 0: volume=" + volume);
        }
        long[] residuals = network.residuals();
        double[] potential = new double[nodeCount];
        long sent = 0;
        while (sent < volume && shortestPath(network, residuals, potential, source, sink)) {
            for (int node = 0; node < nodeCount; node++) {
                // Nodes behind the sink keep reduced costs >= 0 when they move by the sink's distance.
                potential[node] += settled[node] ? distance[node] : distance[sink];
            }
            sent += augment(network, residuals, source, sink, volume - sent);
        }
        return new FlowResult(network, source, sink, sent, residuals, potential);
    }

    /** Dijkstra on reduced costs until the sink is settled. @return false if the sink cannot be reached */
    private boolean shortestPath(FlowNetwork network, long[] residuals, double[] potential, int source, int sink) {
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        Arrays.fill(settled, false);
        heap.clear();
        distance[source] = 0;
        slotTo[source] = -1;
        heap.offer(source, 0);
        while (!heap.isEmpty()) {
            int node = heap.poll();
            settled[node] = true;
            pace.accept(16);
            if (node == sink) {
                return true;
            }
            for (int slot = network.firstSlot(node); slot >= 0; slot = network.nextSlot(slot)) {
                int to = network.head(slot);
                if (residuals[slot] > 0 && !settled[to]) {
                    // Rounding may leave a reduced cost a hair below 0.
                    double reduced = Math.max(0, network.slotCost(slot) + potential[node] - potential[to]);
                    if (distance[node] + reduced < distance[to]) {
                        distance[to] = distance[node] + reduced;
                        slotTo[to] = slot;
                        heap.offer(to, distance[to]);
                    }
                }
            }
        }
        return false;
    }

    private long augment(FlowNetwork network, long[] residuals, int source, int sink, long most) {
        long amount = most;
        for (int node = sink; node != source; node = network.head(slotTo[node] ^ 1)) {
            amount = Math.min(amount, residuals[slotTo[node]]);
        }
        for (int node = sink; node != source; node = network.head(slotTo[node] ^ 1)) {
            residuals[slotTo[node]] -= amount;
            residuals[slotTo[node] ^ 1] += amount;
        }
        return amount;
    }
}
