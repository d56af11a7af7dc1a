package org.ftchain.agent.replication;

import org.ftchain.agent.stm.StateStore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What one member keeps of a replication group: state with MAX, retained logs, held logs. */
public final class Group {
    final int index;
    /** Not yet committed, oldest first; bounded by {@link Replication#WINDOW}. */
    final ArrayDeque<PiggybackLog> retained = new ArrayDeque<>();
    /** Received and not ready; bounded by {@link Replication#WINDOW}. */
    final List<PiggybackLog> held = new ArrayList<>();
    StateStore store;

    Group(int index, StateStore store) {
        this.index = index;
        this.store = store;
    }

    public int index() {
        return index;
    }

    public StateStore store() {
        return store;
    }

    public int retainedCount() {
        return retained.size();
    }

    /** How long the oldest log that is not committed has been retained; 0 when none is. */
    public long lagNs(long nowNs) {
        PiggybackLog oldest = retained.peekFirst();
        return oldest == null ? 0 : nowNs - oldest.retainedNs;
    }

    public int heldCount() {
        return held.size();
    }

    /** Drops committed logs; true when there were any. */
    boolean prune(long[] commit) {
        boolean pruned = false;
        while (!retained.isEmpty() && retained.peekFirst().isCommitted(commit)) {
            retained.removeFirst();
            pruned = true;
        }
        return pruned;
    }
}
