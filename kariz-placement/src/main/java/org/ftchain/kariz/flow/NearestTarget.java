package org.ftchain.kariz.flow;

import java.util.Arrays;

/** Shortest distances to the nearest of several targets, along arcs that have capacity: Dijkstra backwards from all. */
public final class NearestTarget {
    private NearestTarget() {
    }

    /**
     * @param endCost double[nodeCount]: what ending at a node costs; positive infinity where nothing ends
     * @return double[nodeCount]: for each node the least cost of a way to a target plus that target's end cost; positive
     *     infinity where no target can be reached
     */
    public static double[] distances(FlowNetwork network, double[] endCost) {
        int nodeCount = network.nodeCount();
        if (endCost.length != nodeCount) {
            throw new IllegalArgumentException("endCost must have one entry per node: length=" + endCost.length);
        }
        double[] distance = Arrays.copyOf(endCost, nodeCount);
        NodeHeap heap = new NodeHeap(nodeCount);
        for (int node = 0; node < nodeCount; node++) {
            if (distance[node] < Double.POSITIVE_INFINITY) {
                heap.offer(node, distance[node]);
            }
        }
        while (!heap.isEmpty()) {
            int node = heap.poll();
            for (int slot = network.firstSlot(node); slot >= 0; slot = network.nextSlot(slot)) {
                int from = network.head(slot);
                int inward = slot ^ 1; // the slot that leads from there to here
                double through = distance[node] + network.slotCost(inward);
                if (network.slotCapacity(inward) > 0 && through < distance[from]) {
                    distance[from] = through;
                    heap.offer(from, through);
                }
            }
        }
        return distance;
    }
}
