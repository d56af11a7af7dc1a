package org.ftchain.kariz.flow;

import java.util.Arrays;

/** A binary heap of nodes ordered by key, equal keys by node number; every node is in it at most once. */
public final class NodeHeap {
    private final int[] heap;
    private final int[] positionOf;
    private final double[] key;
    private int size;

    public NodeHeap(int nodeCount) {
        heap = new int[nodeCount];
        positionOf = new int[nodeCount];
        key = new double[nodeCount];
        Arrays.fill(positionOf, -1);
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void clear() {
        for (int i = 0; i < size; i++) {
            positionOf[heap[i]] = -1;
        }
        size = 0;
    }

    /** Inserts the node, or lowers its key. */
    public void offer(int node, double newKey) {
        key[node] = newKey;
        if (positionOf[node] < 0) {
            positionOf[node] = size;
            heap[size++] = node;
        }
        int at = positionOf[node];
        while (at > 0 && before(node, heap[(at - 1) / 2])) {
            put(heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        put(node, at);
    }

    /** Removes and returns the first node. */
    public int poll() {
        int first = heap[0];
        positionOf[first] = -1;
        int moved = heap[--size];
        if (size > 0) {
            int at = 0;
            for (int child = 1; child < size; child = 2 * at + 1) {
                if (child + 1 < size && before(heap[child + 1], heap[child])) {
                    child++;
                }
                if (!before(heap[child], moved)) {
                    break;
                }
                put(heap[child], at);
                at = child;
            }
            put(moved, at);
        }
        return first;
    }

    private void put(int node, int at) {
        heap[at] = node;
        positionOf[node] = at;
    }

    private boolean before(int a, int b) {
        return key[a] < key[b] || (key[a] == key[b] && a < b);
    }
}
