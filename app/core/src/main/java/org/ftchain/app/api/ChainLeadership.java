package org.ftchain.app.api;

/** Which chains this node acts for: one node of the cluster at a time is the leader of a chain. Thread-safe. */
public interface ChainLeadership {
    boolean isLeader(String chain);

    void addListener(Listener listener);

    void removeListener(Listener listener);

    /** Told once for every chain that this node begins to lead, also at activation. Must not block. */
    interface Listener {
        /** The record is read from the store afterwards: a chain in {@link ChainState#RECOVERING} goes on from there. */
        void onLeader(String chain);
    }
}
