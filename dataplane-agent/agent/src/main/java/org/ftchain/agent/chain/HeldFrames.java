package org.ftchain.agent.chain;

/**
 * A bounded list of held frames in the order of their arrival, within the worker's budget, that can be walked and thinned in order.
 * It knows which flow buckets it holds frames of, so that no packet overtakes an earlier one of its flow.
 */
final class HeldFrames {
    private final HeldFrame[] frames;
    private final HoldBudget budget;
    private final int[] bucketCounts = new int[FlowHash.BUCKETS];
    private int size;

    HeldFrames(int capacity, HoldBudget budget) {
        this.frames = new HeldFrame[capacity];
        this.budget = budget;
    }

    int size() {
        return size;
    }

    /** Whether a packet of this bucket is held. */
    boolean hasBucket(int bucket) {
        return bucketCounts[bucket] > 0;
    }

    /** False when there is no room for it. */
    boolean add(HeldFrame frame) {
        if (size == frames.length || !budget.take()) {
            return false;
        }
        frames[size] = frame;
        bucketCounts[frame.bucket]++;
        size++;
        return true;
    }

    HeldFrame get(int index) {
        return frames[index];
    }

    /** Keeps the frame at {@code index} as number {@code kept} of those kept so far; see {@link #truncate}. */
    void keep(int index, int kept) {
        frames[kept] = frames[index];
    }

    /** A frame of this bucket is not kept. */
    void gone(int bucket) {
        bucketCounts[bucket]--;
        budget.giveBack();
    }

    /** Ends a walk that kept {@code kept} frames. */
    void truncate(int kept) {
        for (int i = kept; i < size; i++) {
            frames[i] = null;
        }
        size = kept;
    }
}
