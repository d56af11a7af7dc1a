package org.ftchain.simulation;

import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.recovery.StagedEpoch;
import org.ftchain.agent.stm.StateStore;

import java.util.Arrays;
import java.util.function.IntFunction;

/** What the ledger has seen of one hop on one server, in force or staged: it stays when the server is gone. */
final class Member {
    final String server;
    /** Null while the epoch is only staged. */
    final Hop hop;
    private final IntFunction<StateStore> stores;
    final int index;
    /** long[hops][PARTITIONS]; null for groups that it is no member of. */
    final long[][] max;
    /** Per group the last transaction that wrote each key, deletions included. */
    final PacketTransaction[][] lastWriters;
    /** Per group the partitions that changed since they were checked, bit per partition. */
    final int[] changed;
    /** The commits that this member knew when they were checked. */
    final long[][] seenCommits;
    /** Per group and key the sum of what was added. */
    final long[][] counters;
    History history;
    int promised;
    /** Has run and is not yet known to be committed or aborted. */
    PacketTransaction pending;

    Member(String server, Hop hop, int hops, int failures) {
        this(server, hop, group -> hop.replication().group(group).store(), hop.spec().hop, hops, failures);
    }

    Member(String server, StagedEpoch staged, int hops, int failures) {
        this(server, null, staged::store, staged.spec().hop, hops, failures);
    }

    private Member(String server, Hop hop, IntFunction<StateStore> stores, int index, int hops, int failures) {
        this.server = server;
        this.hop = hop;
        this.stores = stores;
        this.index = index;
        this.changed = new int[hops];
        this.seenCommits = new long[hops][Partitions.COUNT];
        this.max = new long[hops][];
        this.counters = new long[hops][ScriptedMiddlebox.KEYS];
        this.lastWriters = new PacketTransaction[hops][];
        for (int back = 0; back <= failures; back++) {
            int group = Math.floorMod(index - back, hops);
            max[group] = new long[Partitions.COUNT];
            lastWriters[group] = new PacketTransaction[ScriptedMiddlebox.KEYS];
        }
    }

    /** The group's state as it is now. */
    StateStore store(int group) {
        return stores.apply(group);
    }

    /** Begins anew, in another epoch. */
    void enter(History newHistory) {
        history = newHistory;
        history.ring[index] = this;
        pending = null;
        for (int group = 0; group < max.length; group++) {
            Arrays.fill(seenCommits[group], 0);
            Arrays.fill(counters[group], 0);
            if (max[group] != null) {
                Arrays.fill(lastWriters[group], null);
                Arrays.fill(max[group], 0);
                changed[group] = -1;
            }
        }
    }

    boolean holds(PacketTransaction transaction) {
        return max[transaction.group] != null && history.contains(transaction, max[transaction.group]);
    }

    /** Applies one transaction's writes in one partition to the ledger's picture. */
    void apply(PacketTransaction transaction, int partition) {
        for (int rest = transaction.writtenKeys; rest != 0; rest &= rest - 1) {
            int key = Integer.numberOfTrailingZeros(rest);
            if (Partitions.of(key) == partition) {
                lastWriters[transaction.group][key] = transaction;
                counters[transaction.group][key] += transaction.number;
            }
        }
    }

    @Override
    public String toString() {
        return "hop " + index + " on " + server + " in epoch " + history.epoch;
    }
}
