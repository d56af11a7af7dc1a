package org.ftchain.agent.stm;

/**
 * The locks of one thread's transaction: strict two-phase locking, wound-wait (thesis 4.3.2, rule 1). A transaction that
 * finds a lock held wounds the younger holders and waits; a wounded one leaves at its next lock or at
 * {@link #startCommit} and releases all it has. So everybody waits for older transactions, wounded ones, or ones that
 * commit and wait for nothing: there is no cycle.
 *
 * <p>Who waits says so, and younger transactions do not overtake it: otherwise a stream of readers could keep out the
 * oldest writer. That is waiting of the younger for the older too.
 *
 * <p>A transaction may leave its locks to the thread's next one ({@link #keep}) under the same timestamp: to all others
 * the two are one transaction, of which a part has been committed. The thread must end the last within a bounded time and
 * wait for nothing but locks of the same store meanwhile. Who waits asks the holders, and one that was asked releases its
 * locks at the end of its transaction, and after each of a number of following ones, which doubles as long as it is asked.
 */
final class TwoPhaseLocker {
    private static final int MIN_BACKOFF = 16;
    private static final int MAX_BACKOFF = 1024;

    private final PartitionLocks locks;
    private final TransactionClock clock;
    private final Interleaving interleaving;
    private final int thread;
    private long counter;
    private long timestamp;
    /** Partition sets, bit p = partition p. */
    private int shared;
    private int exclusive;
    private boolean running;
    private boolean kept;
    /** Transactions that are still to release their locks at once, and how many it shall be. */
    private int eager;
    private int backoff;
    private long wounds;

    TwoPhaseLocker(PartitionLocks locks, TransactionClock clock, Interleaving interleaving, int thread) {
        this.locks = locks;
        this.clock = clock;
        this.interleaving = interleaving;
        this.thread = thread;
    }

    void begin() {
        if (running) {
            throw new IllegalStateException("a transaction must end before the next begins: thread=" + thread);
        }
        running = true;
        if (!kept) {
            timestamp = TransactionClock.timestamp(++counter, thread);
            clock.activate(thread, timestamp);
        }
    }

    /** Releases all and starts over under the same timestamp. */
    void rerun() {
        release();
        clock.activate(thread, timestamp);
        interleaving.afterUnlock();
    }

    /** False when the transaction has been wounded; after true it cannot be. */
    boolean startCommit() {
        if (clock.startCommit(thread, timestamp)) {
            return true;
        }
        wounds++;
        return false;
    }

    /** Ends the transaction, if one runs, and releases all locks, also those kept. */
    void end() {
        if (running || kept) {
            if (!running) {
                backoff = 0; // kept to the last, and nobody has asked
            }
            running = false;
            kept = false;
            release();
            clock.deactivate(thread);
            interleaving.afterUnlock();
        }
    }

    /** Ends a transaction that leaves its locks to the next one; {@link #end} must follow some time. */
    void keep() {
        running = false;
        kept = true;
        clock.activate(thread, timestamp);
        interleaving.afterUnlock();
    }

    /** Whether the transaction that now ends may keep its locks: nobody waits for them, and seldom has of late. */
    boolean mayKeep() {
        if (clock.takeAsked(thread)) {
            backoff = Math.min(Math.max(MIN_BACKOFF, backoff * 2), MAX_BACKOFF);
            eager = backoff;
        }
        if (eager > 0) {
            eager--;
            return false;
        }
        return true;
    }

    long wounds() {
        return wounds;
    }

    /** @throws TransactionWounded when the transaction has been wounded */
    void lockShared(int partition) {
        int bit = 1 << partition;
        if (((shared | exclusive) & bit) == 0) {
            lock(partition, false);
            shared |= bit;
        }
    }

    /**
     * Also for a partition that this transaction has locked shared: the lock is then changed at once, and not released
     * between.
     *
     * @throws TransactionWounded when the transaction has been wounded
     */
    void lockExclusive(int partition) {
        int bit = 1 << partition;
        if ((exclusive & bit) == 0) {
            lock(partition, true);
            shared &= ~bit;
            exclusive |= bit;
        }
    }

    private void lock(int partition, boolean exclusively) {
        if (!attempt(partition, exclusively)) {
            locks.addWaiter(partition, thread);
            try {
                int tries = 0;
                do {
                    woundYounger(partition, exclusively);
                    interleaving.waiting(tries++);
                } while (!attempt(partition, exclusively));
            } finally {
                locks.removeWaiter(partition, thread);
            }
        }
    }

    private boolean attempt(int partition, boolean exclusively) {
        interleaving.beforeLock();
        if (clock.isWounded(thread)) {
            wounds++;
            throw TransactionWounded.INSTANCE;
        }
        int waiters = locks.waiters(partition, thread);
        if (waiters != 0 && hasOlder(waiters)) {
            return false;
        }
        return exclusively ? locks.tryExclusive(partition, thread) : locks.tryShared(partition, thread);
    }

    private boolean hasOlder(int threads) {
        for (int rest = threads; rest != 0; rest &= rest - 1) {
            long other = meet(Integer.numberOfTrailingZeros(rest));
            if (other >= 0 && other < timestamp) {
                return true;
            }
        }
        return false;
    }

    private void woundYounger(int partition, boolean exclusively) {
        for (int rest = locks.holders(partition, thread, exclusively); rest != 0; rest &= rest - 1) {
            int holder = Integer.numberOfTrailingZeros(rest);
            clock.ask(holder);
            long other = meet(holder);
            // Looked at again: the holder may meanwhile run another transaction, which holds nothing here.
            if (other > timestamp && (locks.holders(partition, thread, exclusively) & 1 << holder) != 0) {
                clock.wound(holder, other);
            }
        }
    }

    /** Timestamp of the other thread's active transaction or -1. The next one begun here shall not be older than it. */
    private long meet(int other) {
        long otherTimestamp = clock.activeTimestamp(other);
        counter = Math.max(counter, TransactionClock.counter(otherTimestamp < 0 ? 0 : otherTimestamp));
        return otherTimestamp;
    }

    private void release() {
        for (int rest = exclusive; rest != 0; rest &= rest - 1) {
            locks.unlockExclusive(Integer.numberOfTrailingZeros(rest));
        }
        for (int rest = shared; rest != 0; rest &= rest - 1) {
            locks.unlockShared(Integer.numberOfTrailingZeros(rest), thread);
        }
        exclusive = 0;
        shared = 0;
    }
}
