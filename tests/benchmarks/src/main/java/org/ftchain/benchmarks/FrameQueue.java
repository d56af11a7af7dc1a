package org.ftchain.benchmarks;

/** Frames on their way to one hop, in order. Bounded by the number of slots, a power of two. */
final class FrameQueue {
    private final long[] offsets;
    private final int[] lengths;
    private int added;
    private int taken;

    FrameQueue(int slots) {
        offsets = new long[slots];
        lengths = new int[slots];
    }

    void add(long offset, int length) {
        int at = added++ & offsets.length - 1;
        offsets[at] = offset;
        lengths[at] = length;
    }

    int size() {
        return added - taken;
    }

    /** Offset of the first frame; {@link #remove} takes it off. */
    long offset() {
        return offsets[taken & offsets.length - 1];
    }

    int length() {
        return lengths[taken & lengths.length - 1];
    }

    void remove() {
        taken++;
    }
}
