package org.ftchain.agent.replication;

import org.ftchain.agent.stm.Interleaving;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.StateStore;

import java.util.ArrayList;
import java.util.List;

/**
 * The replication state of one hop that its worker threads share: its groups and the commits it knows. What only one
 * thread touches is in its {@link ReplicationWorker}. Invariants: a log leaves only after it was applied here (rule 6);
 * MAX and state change together; a packet passes only where MAX covers its needs (rule 7) and is released only when the
 * commits do (rule 8). The methods under "recovery", and those that count over all workers, need the workers to stand still.
 */
public final class Replication {
    /** W of rule 13: uncommitted logs of a group that its head admits and every member has room for. */
    public static final int WINDOW = 1024;
    /** The same in bytes of logs. */
    public static final int WINDOW_BYTES = 4 << 20;
    /**
     * What a worker thread of another member keeps at most of a group: the head may know of commits that have not come here
     * yet, and go on. A log above it is refused and comes again (rule 10), by when the whole vector has come round.
     */
    public static final int MAX_RETAINED = 2 * WINDOW;
    public static final int MAX_RETAINED_BYTES = 2 * WINDOW_BYTES;

    private final Ring ring;
    private final Group[] groups;
    private final CommitVectors commits;
    private final HeldLogs held;
    private final ReplicationWorker[] workers;
    private final Interleaving interleaving;

    /**
     * @param maps         per hop the state maps of its middlebox, as many as the ring has hops
     * @param threads      worker threads of this hop
     * @param interleaving what they do where others may come between
     */
    public Replication(Ring ring, List<List<StateMapSpec>> maps, int threads, Interleaving interleaving) {
        this.ring = ring;
        this.interleaving = interleaving;
        this.groups = new Group[ring.hops()];
        for (int group = 0; group < groups.length; group++) {
            if (ring.isMember(group)) {
                groups[group] = new Group(group, new StateStore(maps.get(group), threads, interleaving), this);
            }
        }
        this.commits = new CommitVectors(ring, groups, threads > 1);
        this.held = new HeldLogs(WINDOW, ring.hops(), threads > 1 ? interleaving : null);
        this.workers = new ReplicationWorker[threads];
        for (int thread = 0; thread < threads; thread++) {
            workers[thread] = new ReplicationWorker(this, thread);
        }
    }

    public Ring ring() {
        return ring;
    }

    public CommitVectors commits() {
        return commits;
    }

    /** Shared by the workers, under its lock. */
    HeldLogs held() {
        return held;
    }

    public int threads() {
        return workers.length;
    }

    public ReplicationWorker worker(int thread) {
        return workers[thread];
    }

    /** The group, or null when this hop is not a member. */
    public Group group(int index) {
        return groups[index];
    }

    public Group own() {
        return groups[ring.hop()];
    }

    public List<Group> memberships() {
        List<Group> result = new ArrayList<>();
        for (Group group : groups) {
            if (group != null) {
                result.add(group);
            }
        }
        return result;
    }

    /**
     * Grows whenever MAX or a commit advances, so that what waits is looked at only then. Read before what it announces:
     * a worker advances its own count (release) after the number (pairs with the acquire here).
     */
    public long advances() {
        long sum = 0;
        for (ReplicationWorker worker : workers) {
            sum += worker.advancesAcquire();
        }
        return sum;
    }

    /** MAX covers the number, or this hop is no member or the group's head. */
    boolean isCoveredHere(int index, int partition, long number) {
        if (index >= groups.length || index == ring.hop()) {
            return true;
        }
        Group group = groups[index];
        return group == null || group.store().max(partition) >= number;
    }

    // ---- over all workers

    public long retransmissions() {
        long sum = 0;
        for (ReplicationWorker worker : workers) {
            sum += worker.retransmissions();
        }
        return sum;
    }

    /** How long the log that was last found committed had been retained; the replication lag in time. */
    public long commitLatencyNs() {
        long most = 0;
        for (ReplicationWorker worker : workers) {
            most = Math.max(most, worker.commitLatencyNs());
        }
        return most;
    }

    /** Whether anything is not committed yet or waits to be applied. */
    public boolean isPending() {
        for (ReplicationWorker worker : workers) {
            if (worker.isPending()) {
                return true;
            }
        }
        return false;
    }

    // ---- recovery

    /** Rule 17: held logs go, and nothing leaves any more. */
    public void seal() {
        held.clear();
        for (ReplicationWorker worker : workers) {
            worker.seal();
        }
    }

    /** Puts a survivor's state, whatever its number of threads, in the place of what this member has. */
    public void replace(int group, StateStore store) {
        groups[group].replace(store.withThreads(workers.length, interleaving));
    }

    /** Rule 19: commit := base, retained and held := empty. */
    public void startEpoch(long[][] bases) {
        commits.reset(bases);
        held.clear();
        for (ReplicationWorker worker : workers) {
            worker.startEpoch(bases);
        }
    }
}
