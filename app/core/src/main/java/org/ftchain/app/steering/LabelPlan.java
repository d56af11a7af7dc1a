package org.ftchain.app.steering;

import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.HopSpec.Labels;

import java.util.HashSet;
import java.util.Set;

/**
 * Which labels a path uses. They come from the path's own block in turn, so that a label that was given up rests until the
 * others have been used (rule 20). Pure.
 */
public final class LabelPlan {
    private final Labels labels;
    private final int cursor;

    private LabelPlan(Labels labels, int cursor) {
        this.labels = labels;
        this.cursor = cursor;
    }

    public Labels labels() {
        return labels;
    }

    /** The next {@link PathRecord#labelCursor()}. */
    public int cursor() {
        return cursor;
    }

    /**
     * The labels of a new path.
     *
     * @param labelBase first label of the path's block
     * @throws IllegalArgumentException when the path is too long for its block
     */
    public static LabelPlan initial(int labelBase, int hopCount, boolean symmetric) {
        Taker taker = new Taker(labelBase, 0, new HashSet<>());
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
        return new LabelPlan(new Labels(forward, reverse, ring, egressForward, egressReverse), taker.cursor);
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
        Taker taker = new Taker(path.labelBase(), path.labelCursor(), inUse(old));
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
        int egressForward = atEnd ? taker.take() : old.egressForward;
        int egressReverse = old.egressReverse != 0 && atStart ? taker.take() : old.egressReverse;
        return new LabelPlan(new Labels(forward, reverse, ring, egressForward, egressReverse), taker.cursor);
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
        all.add(labels.egressForward);
        all.add(labels.egressReverse);
        all.remove(0);
        return all;
    }

    /** Takes labels of the block in turn, never one that is in use. */
    private static final class Taker {
        private final int labelBase;
        private final Set<Integer> taken;
        private int cursor;

        Taker(int labelBase, int cursor, Set<Integer> taken) {
            this.labelBase = labelBase;
            this.cursor = cursor;
            this.taken = taken;
        }

        int take() {
            for (int tried = 0; tried < ChainStore.LABELS_PER_PATH; tried++) {
                int label = labelBase + cursor;
                cursor = (cursor + 1) % ChainStore.LABELS_PER_PATH;
                if (taken.add(label)) {
                    return label;
                }
            }
            throw new IllegalArgumentException("path must fit into " + ChainStore.LABELS_PER_PATH + " labels");
        }
    }
}
