package org.ftchain.agent.chain;

/** A bounded first-in first-out ring of held frames that can be walked and thinned in order. */
final class HeldFrames {
    private final HeldFrame[] frames;
    private int head;
    private int size;

    /** @param capacity a power of two */
    HeldFrames(int capacity) {
        frames = new HeldFrame[capacity];
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == frames.length;
    }

    void add(HeldFrame frame) {
        frames[head + size & frames.length - 1] = frame;
        size++;
    }

    HeldFrame get(int index) {
        return frames[head + index & frames.length - 1];
    }

    /** Keeps the frame at {@code index} as number {@code kept} of those kept so far; see {@link #truncate}. */
    void keep(int index, int kept) {
        frames[head + kept & frames.length - 1] = frames[head + index & frames.length - 1];
    }

    /** Ends a walk that kept {@code kept} frames. */
    void truncate(int kept) {
        for (int i = kept; i < size; i++) {
            frames[head + i & frames.length - 1] = null;
        }
        size = kept;
        if (size == 0) {
            head = 0;
        }
    }
}
