package org.ftchain.agent.stm;

import java.lang.invoke.VarHandle;

/**
 * Timestamp and status of the transaction that each thread runs on a store. A timestamp is a counter and the thread, so
 * it is unique, and a transaction that runs again keeps it: the oldest of all is never wounded and gets through.
 *
 * <p>Each thread counts for itself, so that threads that do not meet share nothing; where they meet, the one behind
 * catches up ({@link #counter}).
 *
 * <p>Ordering: a thread writes ACTIVE before it locks (pairs with {@link PartitionLocks#holders}: who sees the lock sees
 * the timestamp of its holder or a later one). WOUNDED and COMMITTING are decided by one compare-and-set each from
 * ACTIVE: a transaction gets one of the two.
 *
 * <p>A second word says whether anybody waits for what the thread holds. It is advice: who waits sets it again and again.
 */
final class TransactionClock {
    private static final VarHandle WORDS = PartitionLocks.WORDS;
    private static final int THREAD_BITS = 4;
    private static final int STATUS_BITS = 2;
    private static final long STATUS = 3;
    private static final long IDLE = 0;
    private static final long ACTIVE = 1;
    private static final long WOUNDED = 2;
    private static final long COMMITTING = 3;

    private static final int WORD = 0;
    private static final int ASKED = 1;

    /** Per thread a line, in it the words timestamp << 2 | status, and 1 when the thread was asked to release its locks. */
    private final long[] words;

    TransactionClock(int threads) {
        words = PartitionLocks.newWords(threads);
    }

    static long timestamp(long counter, int thread) {
        return counter << THREAD_BITS | thread;
    }

    static long counter(long timestamp) {
        return timestamp >>> THREAD_BITS;
    }

    private static int at(int thread) {
        return PartitionLocks.at(thread, WORD);
    }

    /** The thread's transaction runs, or runs again, and holds no lock; or it has committed and keeps its locks for the next. */
    void activate(int thread, long timestamp) {
        WORDS.setRelease(words, at(thread), timestamp << STATUS_BITS | ACTIVE);
    }

    /** The thread's transaction has released its locks. */
    void deactivate(int thread) {
        WORDS.setRelease(words, at(thread), IDLE);
    }

    /** From here it cannot be wounded; false when it has been. */
    boolean startCommit(int thread, long timestamp) {
        long word = timestamp << STATUS_BITS;
        return WORDS.compareAndSet(words, at(thread), word | ACTIVE, word | COMMITTING);
    }

    boolean isWounded(int thread) {
        return ((long) WORDS.getOpaque(words, at(thread)) & STATUS) == WOUNDED;
    }

    /** The timestamp of a transaction that runs and can be wounded, else -1. */
    long activeTimestamp(int thread) {
        long word = (long) WORDS.getAcquire(words, at(thread));
        return (word & STATUS) == ACTIVE ? word >>> STATUS_BITS : -1;
    }

    /** Asks the thread to release its locks as soon as its transaction has ended. */
    void ask(int thread) {
        int at = PartitionLocks.at(thread, ASKED);
        if ((long) WORDS.getOpaque(words, at) == 0) {
            WORDS.setOpaque(words, at, 1L);
        }
    }

    /** Whether the thread has been asked since this was last called. */
    boolean takeAsked(int thread) {
        int at = PartitionLocks.at(thread, ASKED);
        if ((long) WORDS.getOpaque(words, at) == 0) {
            return false;
        }
        WORDS.setOpaque(words, at, 0L);
        return true;
    }

    /** Wounds the transaction, unless it has begun to commit, ended or been wounded before. */
    void wound(int thread, long timestamp) {
        long word = timestamp << STATUS_BITS;
        WORDS.compareAndSet(words, at(thread), word | ACTIVE, word | WOUNDED);
    }
}
