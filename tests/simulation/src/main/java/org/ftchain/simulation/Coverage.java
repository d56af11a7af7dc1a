package org.ftchain.simulation;

import java.util.EnumMap;
import java.util.Map;

/** How often each kind of fault, message and recovered role occurred. */
public final class Coverage {
    /** What must occur in every batch of schedules. */
    public enum Kind {
        ONE_FAILURE, TWO_FAILURES, THREE_FAILURES, FOUR_FAILURES, TWO_HOPS, THREE_HOPS, FOUR_HOPS, FIVE_HOPS, FORWARD_ONLY,
        SYMMETRIC,
        LOSS, DUPLICATION, REORDERING, CORRUPTION, GARBLED, STALE_FRAME, ONE_WAY_PARTITION, PARTITION, SEVERED_FRAME, CRASH, ADJACENT_CRASHES,
        CRASH_DURING_RECOVERY, SOURCE_CRASH, INSTALLING_MEMBER_CRASH, RESTART, RESTART_UNNOTICED, FALSE_SUSPICION, ZOMBIE_FRAME, SLOW_SERVER, CONTROL_CUT, LATE_ANSWER, SWITCH_UNCONFIRMED,
        LEADER_CHANGE, RECONFIGURATION,
        PACKET_PLAIN, PACKET_WITH_MESSAGE, PROPAGATING, REVERSE_FRAME, RING_FRAME, WITH_NEEDS, WITH_COMMITS, WITH_LOGS,
        PREPARE, INSTALL, FETCH, OPEN, REMOVE,
        FORWARDER_RECOVERED, HEAD_RECOVERED, REPLICA_RECOVERED, TAIL_RECOVERED, BUFFER_RECOVERED,
        REPLICA_ONLY_HOP_RECOVERED, SEVERAL_RECOVERED,
        MIDDLEBOX_DROP, WRITE, READ_ONLY, DELETE, SIZE, SCAN, TIMER, CREATED, PEER_LOG, RELEASED, FENCED_FRAME, RECOVERY, CHAIN_FAILED, CHAIN_LEFT_FAILED,
        /** Workers gave way where others may come between, transactions were wounded and undone, requests waited for batches. */
        GAVE_WAY, WOUNDED, RERUN, REQUEST_WAITED
    }

    private final EnumMap<Kind, Long> counts = new EnumMap<>(Kind.class);

    void count(Kind kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    /** Adds another's counts. */
    public void add(Coverage other) {
        other.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    }

    /** How often; 0 when never. */
    public long of(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** The kinds that never occurred, in one line; empty when all did. */
    public String missing() {
        StringBuilder missing = new StringBuilder();
        for (Kind kind : Kind.values()) {
            if (of(kind) == 0) {
                missing.append(missing.isEmpty() ? "" : ", ").append(kind);
            }
        }
        return missing.toString();
    }

    /** One line per kind. */
    public String table() {
        StringBuilder table = new StringBuilder();
        for (Map.Entry<Kind, Long> entry : counts.entrySet()) {
            table.append(String.format("  %-26s %12d%n", entry.getKey().name().toLowerCase(java.util.Locale.ROOT)
                    .replace('_', '-'), entry.getValue()));
        }
        return table.toString();
    }
}
