package org.ftchain.app.steering;

import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.HopSpec.Labels;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which labels a path uses. They come from the path's own block, the one first that has rested longest, so that a label that
 * was given up rests until the others have been used (rule 20). Pure.
 */
public final class LabelPlan {
    private final Labels labels;
    private final List<Integer> orderWhenTried;
    private final List<Integer> orderWhenUsed;

    private LabelPlan(Labels labels, Taker taker, Set<Integer> givenUp) {
        this.labels = labels;
        this.orderWhenTried = taker.orderAfter(Set.of());
        this.orderWhenUsed = taker.orderAfter(givenUp);
    }

    public Labels labels() {
        return labels;
    }

    /** The next {@link PathRecord#labelOrder()} as soon as any of the labels may be on a switch. */
    public List<Integer> orderWhenTried() {
        return orderWhenTried;
    }

    /** The next {@link PathRecord#labelOrder()} when the labels are in use and those before are given up. */
    public List<Integer> orderWhenUsed() {
        return orderWhenUsed;
    }

    /** The labels of a new path for IPv4. */
    public static LabelPlan initial(int labelBase, int hopCount, boolean symmetric) {
        return initial(labelBase, hopCount, symmetric, 4);
    }

    /**
     * The labels of a new path.
     *
     * @param labelBase first label of the path's block
     * @param ipVersion of the chain's packets, 4 or 6: what the last switch pops to
     * @throws IllegalArgumentException when the path is too long for its block
     */
    public static LabelPlan initial(int labelBase, int hopCount, boolean symmetric, int ipVersion) {
        Taker taker = new Taker(labelBase, List.of(), Set.of());
        int[] forward = new int[hopCount];
        int[] reverse = new int[symmetric ? hopCount : 0];
        for (int hop = 0; hop < hopCount; hop++) {
            forward[hop] = taker.take();
        }
        for (int hop = 0; hop < reverse.length; hop++) {
            reverse[hop] = taker.take();
        }
        int ring = hopCount > 1 ? taker.take() : 0;
        int egressForward = taker.take();
        int egressReverse = symmetric ? taker.take() : 0;
        Labels labels = ipVersion == 6 ? new Labels(forward, reverse, ring, 0, 0, egressForward, egressReverse)
                : new Labels(forward, reverse, ring, egressForward, egressReverse);
        return new LabelPlan(labels, taker, Set.of());
    }

    /**
     * New labels into and out of replaced hops, in both directions and on the ring return; all others stay (rule 20).
     *
     * @param path with its labels
     * @param replaced indices of the replaced hops
     */
    public static LabelPlan replace(PathRecord path, Set<Integer> replaced) {
        Labels old = path.labels();
        int last = old.forward.length - 1;
        Taker taker = new Taker(path.labelBase(), path.labelOrder(), inUse(old));
        int[] forward = old.forward.clone();
        int[] reverse = old.reverse.clone();
        for (int hop = 0; hop <= last; hop++) {
            if (replaced.contains(hop) || replaced.contains(hop - 1)) {
                forward[hop] = taker.take();
            }
        }
        for (int hop = 0; hop < reverse.length; hop++) {
            if (replaced.contains(hop) || replaced.contains(hop + 1)) {
                reverse[hop] = taker.take();
            }
        }
        boolean atStart = replaced.contains(0);
        boolean atEnd = replaced.contains(last);
        int ring = old.ring != 0 && (atStart || atEnd) ? taker.take() : old.ring;
        Labels labels = new Labels(forward, reverse, ring, fresh(old.egressForward, atEnd, taker),
                fresh(old.egressReverse, atStart, taker), fresh(old.egressForwardV6, atEnd, taker),
                fresh(old.egressReverseV6, atStart, taker));
        Set<Integer> givenUp = inUse(old);
        givenUp.removeAll(inUse(labels));
        return new LabelPlan(labels, taker, givenUp);
    }

    private static int fresh(int label, boolean replaced, Taker taker) {
        return label != 0 && replaced ? taker.take() : label;
    }

    /** All labels that are not 0. */
    public static Set<Integer> inUse(Labels labels) {
        Set<Integer> all = new HashSet<>();
        for (int label : labels.forward) {
            all.add(label);
        }
        for (int label : labels.reverse) {
            all.add(label);
        }
        all.add(labels.ring);
        all.addAll(egress(labels));
        all.remove(0);
        return all;
    }

    /** The labels that a host's switch pops, possibly with 0. */
    static Set<Integer> egress(Labels labels) {
        return new HashSet<>(List.of(labels.egressForward, labels.egressReverse, labels.egressForwardV6,
                labels.egressReverseV6));
    }

    /** Takes labels of the block in the order in which they rested, never one that is in use. */
    private static final class Taker {
        private final int labelBase;
        private final List<Integer> untried = new ArrayList<>();
        private final Set<Integer> inUse;
        private final List<Integer> skipped = new ArrayList<>();
        private final List<Integer> taken = new ArrayList<>();

        Taker(int labelBase, List<Integer> order, Set<Integer> inUse) {
            this.labelBase = labelBase;
            this.inUse = inUse;
            for (int offset = 0; offset < ChainStore.LABELS_PER_PATH; offset++) {
                untried.add(order.isEmpty() ? offset : order.get(offset));
            }
        }

        int take() {
            while (!untried.isEmpty()) {
                int offset = untried.remove(0);
                if (!inUse.contains(labelBase + offset)) {
                    taken.add(offset);
                    return labelBase + offset;
                }
                skipped.add(offset);
            }
            throw new IllegalArgumentException("path must fit into " + ChainStore.LABELS_PER_PATH + " labels");
        }

        /** @param givenUp labels that begin to rest now, as those do that were taken */
        List<Integer> orderAfter(Set<Integer> givenUp) {
            List<Integer> order = new ArrayList<>(skipped);
            order.addAll(untried);
            givenUp.forEach(label -> order.remove((Integer) (label - labelBase)));
            order.addAll(taken);
            givenUp.forEach(label -> order.add(label - labelBase));
            return order;
        }
    }
}
