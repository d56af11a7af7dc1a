package org.ftchain.agent.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded queue of numbers from one thread to one other. Nothing is allocated and nobody waits.
 *
 * <p>Ordering: the producer's release of {@code TAIL} pairs with the consumer's acquire of it, so that what was written
 * before {@link #offer}, to the entry or elsewhere, is seen after {@link #poll}; {@code HEAD} likewise, the other way. Each
 * side keeps what it last saw of the other's position beside its own, and looks again only when that is used up.
 */
final class SpscQueue {
    /** What {@link #poll} returns when there is nothing; entries are not negative. */
    static final long EMPTY = -1;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    /** Places in {@link #positions}, two cache lines apart from each other and from what is beside the array. */
    private static final int TAIL = 16;
    private static final int HEAD_SEEN = 17;
    private static final int HEAD = 32;
    private static final int TAIL_SEEN = 33;

    private final long[] positions = new long[48];
    private final long[] entries;
    private final int mask;

    /** @param capacity a power of two */
    SpscQueue(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
        }
        entries = new long[capacity];
        mask = capacity - 1;
    }

    /** False when the queue is full. The producer. */
    boolean offer(long entry) {
        long tail = positions[TAIL];
        if (tail - positions[HEAD_SEEN] > mask) {
            positions[HEAD_SEEN] = (long) LONGS.getAcquire(positions, HEAD);
            if (tail - positions[HEAD_SEEN] > mask) {
                return false;
            }
        }
        entries[(int) tail & mask] = entry;
        LONGS.setRelease(positions, TAIL, tail + 1);
        return true;
    }

    /** The oldest entry or {@link #EMPTY}. The consumer. */
    long poll() {
        long head = positions[HEAD];
        if (head == positions[TAIL_SEEN]) {
            positions[TAIL_SEEN] = (long) LONGS.getAcquire(positions, TAIL);
            if (head == positions[TAIL_SEEN]) {
                return EMPTY;
            }
        }
        long entry = entries[(int) head & mask];
        LONGS.setRelease(positions, HEAD, head + 1);
        return entry;
    }

    /** Exact for producer and consumer while the other rests; else it was so a moment ago. Any thread. */
    int size() {
        long head = (long) LONGS.getAcquire(positions, HEAD);
        return (int) Math.max(0, Math.min(entries.length, (long) LONGS.getAcquire(positions, TAIL) - head));
    }

    int capacity() {
        return entries.length;
    }

    boolean isEmpty() {
        return size() == 0;
    }
}
