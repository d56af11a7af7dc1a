package org.ftchain.app.health;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Suspects an agent whose heartbeats stay out for its interval times a multiplier (as BFD does). Pure: time is an argument,
 * nanoseconds of a monotonic clock. One thread.
 *
 * <p>A pause of the detector's own process must not look like the death of all agents: {@link #onPause} gives everyone a
 * fresh deadline, an agent that stays silent at most {@link #MAX_PARDONS} times in a row.
 */
public final class FailureDetector {
    static final int MAX_PARDONS = 5;
    private static final int MAX_RETIRED = 16;

    /** Told about changes, from within the calls that cause them. */
    public interface Listener {
        /** First heartbeat of an incarnation, or again after a suspicion. */
        void onAlive(String server, long incarnation);

        /**
         * @param lastHeardNs last heartbeat, or when the detector was told to expect the first one
         * @param intervalNs the agent's heartbeat interval
         */
        void onSuspected(String server, long incarnation, long lastHeardNs, long intervalNs);

        /** Another incarnation is heard: the old one has failed, which needs no confirmation. */
        void onRestarted(String server, long oldIncarnation, long newIncarnation, long lastHeardNs);
    }

    private final int multiplier;
    private final long defaultIntervalNs;
    private final Map<String, Tracked> byServer = new HashMap<>();

    /**
     * @param multiplier intervals of silence after which an agent is suspected
     * @param defaultIntervalNs the interval of agents that have not told theirs
     */
    public FailureDetector(int multiplier, long defaultIntervalNs) {
        if (multiplier < 2 || defaultIntervalNs <= 0) {
            throw new IllegalArgumentException("multiplier must be >= 2 and defaultIntervalNs > 0: multiplier="
                    + multiplier + " defaultIntervalNs=" + defaultIntervalNs);
        }
        this.multiplier = multiplier;
        this.defaultIntervalNs = defaultIntervalNs;
    }

    /**
     * Heartbeats of this incarnation should come within the grace; does nothing when the server is known already.
     *
     * @param graceNs how long the first heartbeat may take
     */
    public void expect(String server, long incarnation, long graceNs, long nowNs) {
        if (!byServer.containsKey(server)) {
            Tracked tracked = new Tracked(incarnation, defaultIntervalNs, nowNs);
            tracked.deadlineNs = nowNs + graceNs;
            byServer.put(server, tracked);
        }
    }

    public void onHeartbeat(String server, long incarnation, int intervalMs, long nowNs, Listener listener) {
        long intervalNs = TimeUnit.MILLISECONDS.toNanos(intervalMs);
        Tracked tracked = byServer.get(server);
        if (tracked == null) {
            tracked = new Tracked(incarnation, intervalNs, nowNs);
            byServer.put(server, tracked);
        } else if (tracked.incarnation != incarnation) {
            if (tracked.retired.contains(incarnation)) {
                return;
            }
            long old = tracked.incarnation;
            listener.onRestarted(server, old, incarnation, tracked.lastHeardNs);
            tracked.restart(incarnation);
        }
        tracked.intervalNs = intervalNs;
        tracked.lastHeardNs = nowNs;
        tracked.deadlineNs = nowNs + multiplier * intervalNs;
        tracked.pardons = 0;
        if (!tracked.heard || tracked.suspected) {
            tracked.heard = true;
            tracked.suspected = false;
            listener.onAlive(server, incarnation);
        }
    }

    /** This process did not run when it should have: what was not heard since may have been its own fault. */
    public void onPause(long nowNs) {
        for (Tracked tracked : byServer.values()) {
            if (!tracked.suspected && tracked.pardons < MAX_PARDONS) {
                long fresh = nowNs + multiplier * tracked.intervalNs;
                if (fresh - tracked.deadlineNs > 0) {
                    tracked.deadlineNs = fresh;
                    tracked.pardons++;
                }
            }
        }
    }

    /** Reports everyone whose deadline has passed, once. */
    public void poll(long nowNs, Listener listener) {
        byServer.forEach((server, tracked) -> {
            if (!tracked.suspected && nowNs - tracked.deadlineNs > 0) {
                tracked.suspected = true;
                listener.onSuspected(server, tracked.incarnation, tracked.lastHeardNs, tracked.intervalNs);
            }
        });
    }

    /** Nanoseconds until {@link #poll} may have something to report, at most the limit, at least 0. */
    public long untilNextDeadline(long nowNs, long limitNs) {
        long until = limitNs;
        for (Tracked tracked : byServer.values()) {
            if (!tracked.suspected) {
                until = Math.min(until, tracked.deadlineNs - nowNs);
            }
        }
        return Math.max(0, until);
    }

    /** The shortest interval of all agents: being late by more than this counts as a pause. */
    public long shortestIntervalNs() {
        long shortest = defaultIntervalNs;
        for (Tracked tracked : byServer.values()) {
            shortest = Math.min(shortest, tracked.intervalNs);
        }
        return shortest;
    }

    private static final class Tracked {
        private final Set<Long> retired = new HashSet<>();
        private long incarnation;
        private long intervalNs;
        private long lastHeardNs;
        private long deadlineNs;
        private boolean heard;
        private boolean suspected;
        private int pardons;

        Tracked(long incarnation, long intervalNs, long nowNs) {
            this.incarnation = incarnation;
            this.intervalNs = intervalNs;
            this.lastHeardNs = nowNs;
        }

        /** Late datagrams of an old incarnation must not bring it back. */
        void restart(long newIncarnation) {
            if (retired.size() >= MAX_RETIRED) {
                retired.clear();
            }
            retired.add(incarnation);
            incarnation = newIncarnation;
            heard = false;
        }
    }
}
