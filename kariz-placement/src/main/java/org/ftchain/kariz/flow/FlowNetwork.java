package org.ftchain.kariz.flow;

import java.util.Arrays;

/**
 * A min-cost-flow problem's graph: directed arcs and undirected edges with a capacity and a cost per unit >= 0. An edge's
 * capacity bounds the net flow in either direction. Parallel arcs are allowed. Mutable, not thread-safe; solving does not
 * change it, so that one network serves many solves with some capacities changed between them.
 *
 * <p>Stored as residual slots in pairs: slot 2p is an arc, slot 2p+1 its way back (capacity 0 in the problem, minus the
 * cost). An edge is two such pairs, p and p+1, one per direction: at cost >= 0 an optimal flow never needs both, and what
 * it has in both at cost 0 cancels out. The slots of a node are a list in the order in which they were added.
 */
public final class FlowNetwork {
    private final int nodeCount;
    private final int[] firstSlot;
    private final int[] lastSlot;
    private int[] nextSlot = new int[64];
    private int[] head = new int[64];
    private long[] capacity = new long[64];
    private double[] cost = new double[64];
    private int[] arcOfPair = new int[32];
    private int slotCount;
    /** Arc number -> its first pair; an edge has its second pair behind it. */
    private int[] pairOf = new int[16];
    private boolean[] undirected = new boolean[16];
    private int arcCount;

    public FlowNetwork(int nodeCount) {
        if (nodeCount < 1) {
            throw new IllegalArgumentException("nodeCount must be >= 1: nodeCount=" + nodeCount);
        }
        this.nodeCount = nodeCount;
        this.firstSlot = new int[nodeCount];
        this.lastSlot = new int[nodeCount];
        Arrays.fill(firstSlot, -1);
        Arrays.fill(lastSlot, -1);
    }

    /** Adds a directed arc. @return its number, counted from 0 over arcs and edges */
    public int addArc(int from, int to, long arcCapacity, double arcCost) {
        return add(from, to, arcCapacity, arcCost, false);
    }

    /** Adds an undirected edge. @return its number, counted from 0 over arcs and edges */
    public int addEdge(int a, int b, long edgeCapacity, double edgeCost) {
        return add(a, b, edgeCapacity, edgeCost, true);
    }

    private int add(int from, int to, long arcCapacity, double arcCost, boolean edge) {
        requireNode("from", from);
        requireNode("to", to);
        if (arcCount == pairOf.length) {
            pairOf = Arrays.copyOf(pairOf, 2 * arcCount);
            undirected = Arrays.copyOf(undirected, 2 * arcCount);
        }
        pairOf[arcCount] = slotCount / 2;
        undirected[arcCount] = edge;
        addPair(from, to);
        if (edge) {
            addPair(to, from);
        }
        set(arcCount, arcCapacity, arcCost);
        return arcCount++;
    }

    private void addPair(int from, int to) {
        if (slotCount + 2 > head.length) {
            int size = 2 * head.length;
            nextSlot = Arrays.copyOf(nextSlot, size);
            head = Arrays.copyOf(head, size);
            capacity = Arrays.copyOf(capacity, size);
            cost = Arrays.copyOf(cost, size);
            arcOfPair = Arrays.copyOf(arcOfPair, size / 2);
        }
        arcOfPair[slotCount / 2] = arcCount;
        append(from, slotCount, to);
        append(to, slotCount + 1, from);
        slotCount += 2;
    }

    private void append(int node, int slot, int to) {
        head[slot] = to;
        nextSlot[slot] = -1;
        if (firstSlot[node] < 0) {
            firstSlot[node] = slot;
        } else {
            nextSlot[lastSlot[node]] = slot;
        }
        lastSlot[node] = slot;
    }

    /** Changes capacity and cost of an arc or edge. */
    public void set(int arc, long newCapacity, double newCost) {
        if (newCapacity < 0) {
            throw new IllegalArgumentException("capacity must be >= 0: capacity=" + newCapacity);
        }
        if (!(newCost >= 0) || Double.isInfinite(newCost)) {
            throw new IllegalArgumentException("cost must be >= 0 and finite: cost=" + newCost);
        }
        int slot = 2 * pairOf[arc];
        for (int end = undirected[arc] ? slot + 4 : slot + 2; slot < end; slot += 2) {
            capacity[slot] = newCapacity;
            cost[slot] = newCost;
            cost[slot + 1] = -newCost;
        }
    }

    private void requireNode(String field, int node) {
        if (node < 0 || node >= nodeCount) {
            throw new IllegalArgumentException(field + " must be in 0.." + (nodeCount - 1) + ": " + field + "=" + node);
        }
    }

    public int nodeCount() {
        return nodeCount;
    }

    public int arcCount() {
        return arcCount;
    }

    public int from(int arc) {
        return head[2 * pairOf[arc] + 1];
    }

    public int to(int arc) {
        return head[2 * pairOf[arc]];
    }

    public long capacity(int arc) {
        return capacity[2 * pairOf[arc]];
    }

    public double cost(int arc) {
        return cost[2 * pairOf[arc]];
    }

    public boolean isEdge(int arc) {
        return undirected[arc];
    }

    /** First slot of a node, -1 when it has none. */
    int firstSlot(int node) {
        return firstSlot[node];
    }

    /** The slot after this one at the same node, -1 at the end. */
    int nextSlot(int slot) {
        return nextSlot[slot];
    }

    int head(int slot) {
        return head[slot];
    }

    double slotCost(int slot) {
        return cost[slot];
    }

    long slotCapacity(int slot) {
        return capacity[slot];
    }

    int arcOfSlot(int slot) {
        return arcOfPair[slot / 2];
    }

    /** long[slotCount]: what can be sent over each slot while there is no flow. */
    long[] residuals() {
        return Arrays.copyOf(capacity, slotCount);
    }

    /** The net flow of an arc (an edge's is negative when it goes from its second end to its first). */
    long flow(int arc, long[] residuals) {
        int slot = 2 * pairOf[arc];
        long flow = residuals[slot + 1];
        return undirected[arc] ? flow - residuals[slot + 3] : flow;
    }
}
