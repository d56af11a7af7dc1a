package org.ftchain.agent.stm;

/**
 * What a worker thread does where other threads may come between. Production spins and yields in {@link #waiting};
 * a simulation gives way to the workers that it runs in turn.
 */
public interface Interleaving {
    /** For one thread: there is nobody to wait for. */
    Interleaving NONE = new Interleaving() {
        @Override
        public void beforeLock() {
        }

        @Override
        public void waiting(int tries) {
            throw new IllegalStateException("a lock must be free where one thread works: tries=" + tries);
        }

        @Override
        public void afterUnlock() {
        }
    };

    /** Before every attempt to lock a partition of a shared store. */
    void beforeLock();

    /**
     * Each time a lock was not to be had. Waiting is polling: when this returns, the lock is tried again.
     *
     * @param tries how often this has been called for the same lock, from 0
     */
    void waiting(int tries);

    /** After a transaction has ended, whether or not it keeps its locks, or what a log's application had locked is released. */
    void afterUnlock();
}
