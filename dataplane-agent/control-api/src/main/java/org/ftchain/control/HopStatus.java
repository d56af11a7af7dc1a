package org.ftchain.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;
import java.util.Map;

/**
 * Telemetry of one hop. What it drops is counted under names that end in "Drops" or "Dropped", one for each reason.
 */
public final class HopStatus {
    public final int epoch;
    /** "installed" (not yet open), "open" or "sealed". */
    public final String phase;
    /** Monotonic counters and gauges by name, for example "waiting", "buffered", "released", "retransmissions", "queued". */
    public final Map<String, Long> counters;
    public final List<Group> groups;
    /** Age of the oldest log of this hop's own group that is not committed, microseconds; 0 when there is none. */
    public final long lagUs;
    /** Worker threads that run the hop. */
    public final int threads;

    @JsonCreator
    public HopStatus(@JsonProperty("epoch") int epoch, @JsonProperty("phase") String phase,
                     @JsonProperty("counters") Map<String, Long> counters, @JsonProperty("groups") List<Group> groups,
                     @JsonProperty("lagUs") long lagUs, @JsonProperty("threads") int threads) {
        this.epoch = epoch;
        this.phase = phase;
        this.counters = Map.copyOf(counters);
        this.groups = List.copyOf(groups);
        this.lagUs = lagUs;
        this.threads = threads;
    }

    /** The same with other counters. */
    public HopStatus withCounters(Map<String, Long> otherCounters) {
        return new HopStatus(epoch, phase, otherCounters, groups, lagUs, threads);
    }

    /** A replication group as this member sees it. */
    public static final class Group {
        public final int group;
        /** long[PARTITIONS]. */
        public final long[] max;
        /** long[PARTITIONS]. */
        public final long[] commit;
        /** Logs kept until committed. */
        public final int retained;
        /** Logs that wait to be applied. */
        public final int held;
        public final long entries;
        /** Order-independent digest of all entries, hexadecimal; null when not asked for. */
        public final String digest;

        @JsonCreator
        public Group(@JsonProperty("group") int group, @JsonProperty("max") long[] max,
                     @JsonProperty("commit") long[] commit, @JsonProperty("retained") int retained,
                     @JsonProperty("held") int held, @JsonProperty("entries") long entries,
                     @JsonProperty("digest") String digest) {
            this.group = group;
            this.max = max;
            this.commit = commit;
            this.retained = retained;
            this.held = held;
            this.entries = entries;
            this.digest = digest;
        }
    }
}
