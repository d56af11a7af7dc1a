package org.ftchain.agent.chain;

import java.util.Arrays;

/** From a label to the hop it leads to and how: open addressing on int keys, so that a look-up allocates nothing. */
final class LabelTable {
    private static final int EMPTY = -1;

    private int[] labels;
    private Hop[] hops;
    private Hop.Ingress[] ingresses;
    private int size;

    LabelTable() {
        allocate(16);
    }

    void clear() {
        allocate(16);
    }

    private void allocate(int capacity) {
        labels = new int[capacity];
        Arrays.fill(labels, EMPTY);
        hops = new Hop[capacity];
        ingresses = new Hop.Ingress[capacity];
        size = 0;
    }

    void put(int label, Hop hop, Hop.Ingress ingress) {
        if ((size + 1) * 2 > labels.length) {
            int[] oldLabels = labels;
            Hop[] oldHops = hops;
            Hop.Ingress[] oldIngresses = ingresses;
            allocate(oldLabels.length * 2);
            for (int i = 0; i < oldLabels.length; i++) {
                if (oldLabels[i] != EMPTY) {
                    put(oldLabels[i], oldHops[i], oldIngresses[i]);
                }
            }
        }
        int slot = slotOf(label);
        if (labels[slot] == EMPTY) {
            size++;
        }
        labels[slot] = label;
        hops[slot] = hop;
        ingresses[slot] = ingress;
    }

    /** Slot of the label for {@link #hop} and {@link #ingress}, or -1. */
    int find(int label) {
        int slot = slotOf(label);
        return labels[slot] == EMPTY ? -1 : slot;
    }

    Hop hop(int slot) {
        return hops[slot];
    }

    Hop.Ingress ingress(int slot) {
        return ingresses[slot];
    }

    private int slotOf(int label) {
        int mask = labels.length - 1;
        int slot = label * 0x9e3779b1 >>> 8 & mask;
        while (labels[slot] != EMPTY && labels[slot] != label) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
