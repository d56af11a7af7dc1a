package org.ftchain.kariz.flow;

import java.util.Arrays;
import java.util.function.LongConsumer;

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
        return distances(network, endCost, steps -> { });
    }

    /**
     * As above.
     *
     * @param pace told elementary steps as they are done; may throw something to end the search
     */
    public static double[] distances(FlowNetwork network, double[] endCost, LongConsumer pace) {
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
            pace.accept(16);
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

    /**
     * As {@link #distances}, to the nearest target of another group than the node's own: every node keeps its two nearest
     * targets of different groups.
     *
     * @param groupOf int[nodeCount]: the groups, numbers >= 0
     */
    public static double[] distancesToOtherGroups(FlowNetwork network, double[] endCost, int[] groupOf) {
        return distancesToOtherGroups(network, endCost, groupOf, steps -> { });
    }

    /**
     * As above.
     *
     * @param pace told elementary steps as they are done; may throw something to end the search
     */
    public static double[] distancesToOtherGroups(FlowNetwork network, double[] endCost, int[] groupOf,
                                                  LongConsumer pace) {
        int nodeCount = network.nodeCount();
        if (endCost.length != nodeCount || groupOf.length != nodeCount) {
            throw new IllegalArgumentException("endCost and groupOf must have one entry per node: lengths="
                + endCost.length + ", " + groupOf.length);
        }
        TwoNearest nearest = new TwoNearest(nodeCount);
        for (int node = 0; node < nodeCount; node++) {
            nearest.lower(node, endCost[node], groupOf[node]);
        }
        while (!nearest.heap.isEmpty()) {
            int label = nearest.heap.poll();
            pace.accept(16);
            int node = label / 2;
            for (int slot = network.firstSlot(node); slot >= 0; slot = network.nextSlot(slot)) {
                int inward = slot ^ 1;
                if (network.slotCapacity(inward) > 0) {
                    nearest.lower(network.head(slot), nearest.distance[label] + network.slotCost(inward),
                        nearest.group[label]);
                }
            }
        }
        double[] distance = new double[nodeCount];
        for (int node = 0; node < nodeCount; node++) {
            distance[node] = nearest.distance[nearest.group[2 * node] == groupOf[node] ? 2 * node + 1 : 2 * node];
        }
        return distance;
    }

    /** Labels 2n and 2n+1 are node n's nearest target and its nearest one of another group than that. */
    private static final class TwoNearest {
        final double[] distance;
        final int[] group;
        final NodeHeap heap;

        TwoNearest(int nodeCount) {
            distance = new double[2 * nodeCount];
            group = new int[2 * nodeCount];
            heap = new NodeHeap(2 * nodeCount);
            Arrays.fill(distance, Double.POSITIVE_INFINITY);
            Arrays.fill(group, -1);
        }

        /** Settled labels are never lowered: labels leave the heap in the order of their distance. */
        void lower(int node, double newDistance, int newGroup) {
            int first = 2 * node;
            int second = first + 1;
            if (newDistance < distance[first]) {
                if (group[first] >= 0 && group[first] != newGroup) {
                    set(second, distance[first], group[first]);
                }
                set(first, newDistance, newGroup);
            } else if (newGroup != group[first] && newDistance < distance[second]) {
                set(second, newDistance, newGroup);
            }
        }

        private void set(int label, double newDistance, int newGroup) {
            distance[label] = newDistance;
            group[label] = newGroup;
            heap.offer(label, newDistance);
        }
    }
}
