package org.ftchain.agent.stm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The locks of a store's partitions: a word each, bit t = thread t holds it shared, bit 32 + t = exclusively; and a word
 * of the threads that wait for it, which only keeps younger transactions from overtaking for ever. Both lie in the
 * partition's line of the store's words.
 *
 * <p>Ordering: every successful lock is a volatile compare-and-set, which pairs with the release in {@link #unlockShared}
 * and {@link #unlockExclusive}: what was done under a lock is seen by the next holder.
 */
final class PartitionLocks {
    static final int MAX_THREADS = 16;
    /** Longs of a partition's line; processors fetch cache lines in pairs. */
    static final int LINE = 16;
    static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LOCK = 0;
    private static final int WAITERS = 1;
    static final int MAX = 2;
    private static final int EXCLUSIVE_SHIFT = 32;

    private final long[] words;

    /** @param words of {@link #newWords} */
    PartitionLocks(long[] words) {
        this.words = words;
    }

    /** long[(partitions + 1) * LINE]: a line each, and one that keeps the array's header away. */
    static long[] newWords(int partitions) {
        return new long[(partitions + 1) * LINE];
    }

    /** Index of one of a partition's words. */
    static int at(int partition, int word) {
        return (partition + 1) * LINE + word;
    }

    /** Adds {@code thread}, which has no lock here, to the shared holders; false when another thread holds it exclusively. */
    boolean tryShared(int partition, int thread) {
        int at = at(partition, LOCK);
        while (true) {
            long word = (long) WORDS.getOpaque(words, at);
            if (word >>> EXCLUSIVE_SHIFT != 0) {
                return false;
            }
            if (WORDS.compareAndSet(words, at, word, word | 1L << thread)) {
                return true;
            }
        }
    }

    /** Makes {@code thread}, which has no lock or a shared one, the only holder; false when another thread holds any. */
    boolean tryExclusive(int partition, int thread) {
        int at = at(partition, LOCK);
        long word = (long) WORDS.getOpaque(words, at);
        return (word & ~(1L << thread)) == 0
                && WORDS.compareAndSet(words, at, word, 1L << EXCLUSIVE_SHIFT + thread);
    }

    void unlockShared(int partition, int thread) {
        WORDS.getAndBitwiseAndRelease(words, at(partition, LOCK), ~(1L << thread));
    }

    /** Nobody else changes the word of an exclusive lock, so a store will do. */
    void unlockExclusive(int partition) {
        WORDS.setRelease(words, at(partition, LOCK), 0L);
    }

    /** The threads (bit t = thread t) other than {@code thread} whose locks stand in its way. */
    int holders(int partition, int thread, boolean exclusively) {
        long word = (long) WORDS.getAcquire(words, at(partition, LOCK));
        long inTheWay = word >>> EXCLUSIVE_SHIFT | (exclusively ? word : 0);
        return (int) inTheWay & ~(1 << thread);
    }

    boolean isHeldExclusively(int partition, int thread) {
        return (long) WORDS.getAcquire(words, at(partition, LOCK)) == 1L << EXCLUSIVE_SHIFT + thread;
    }

    // ---- who waits: advice, not exclusion

    void addWaiter(int partition, int thread) {
        WORDS.getAndBitwiseOr(words, at(partition, WAITERS), 1L << thread);
    }

    void removeWaiter(int partition, int thread) {
        WORDS.getAndBitwiseAnd(words, at(partition, WAITERS), ~(1L << thread));
    }

    /** The threads (bit t = thread t) other than {@code thread} that wait. */
    int waiters(int partition, int thread) {
        return (int) (long) WORDS.getOpaque(words, at(partition, WAITERS)) & ~(1 << thread);
    }
}
