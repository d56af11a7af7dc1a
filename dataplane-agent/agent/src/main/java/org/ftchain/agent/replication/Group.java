package org.ftchain.agent.replication;

import org.ftchain.agent.stm.StateStore;

/** What one member keeps of a replication group: state with MAX; the workers keep its retained and held logs. */
public final class Group {
    private final int index;
    private final Replication replication;
    private StateStore store;

    Group(int index, StateStore store, Replication replication) {
        this.index = index;
        this.store = store;
        this.replication = replication;
    }

    public int index() {
        return index;
    }

    public StateStore store() {
        return store;
    }

    void replace(StateStore newStore) {
        store = newStore;
    }

    /** Logs kept until committed, over all workers. While the workers stand still. */
    public int retainedCount() {
        int count = 0;
        for (int thread = 0; thread < replication.threads(); thread++) {
            count += replication.worker(thread).retainedCount(index);
        }
        return count;
    }

    /** How long the oldest log that is not committed has been retained; 0 when none is. While the workers stand still. */
    public long lagNs(long nowNs) {
        long oldestNs = 0;
        for (int thread = 0; thread < replication.threads(); thread++) {
            oldestNs = Math.max(oldestNs, replication.worker(thread).oldestAgeNs(index, nowNs));
        }
        return oldestNs;
    }

    /** Logs that wait to be applied, over all workers. While the workers stand still. */
    public int heldCount() {
        return replication.held().count(index);
    }
}
