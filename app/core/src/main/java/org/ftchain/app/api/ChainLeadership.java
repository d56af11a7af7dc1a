package org.ftchain.app.api;

/** Which chains this node acts for: one node of the cluster at a time is the leader of a chain. Thread-safe. */
public interface ChainLeadership {
    boolean isLeader(String chain);

    /**
     * Runs for the leadership of a chain that is about to be created and waits until it is settled.
     *
     * @return false when another node leads
     */
    boolean acquire(String chain, long timeoutMs);

    /** Gives the leadership of a chain up that was not created after all. */
    void release(String chain);

    /** Tells the listener at once of the chains that this node leads already. */
    void addListener(Listener listener);

    void removeListener(Listener listener);

    /** Told at least once for every chain that this node begins to lead. Must not block. */
    interface Listener {
        /** The record is read from the store afterwards: a chain in {@link ChainState#RECOVERING} goes on from there. */
        void onLeader(String chain);
    }
}
