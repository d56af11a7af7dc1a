package org.ftchain.simulation;

import org.ftchain.agent.chain.Hop;

/** What the ledger has seen of one hop on one server: it stays when the server is gone. */
final class Member {
    final String server;
    final Hop hop;
    final int index;
    /** long[hops][PARTITIONS]; null for groups that it is no member of. */
    final long[][] max;
    /** Per group the last transaction that wrote each key, deletions included. */
    final PacketTransaction[][] lastWriters;
    History history;
    /** Has run and is not yet known to be committed or aborted. */
    PacketTransaction pending;

    Member(String server, Hop hop, int index, int hops, int failures) {
        this.server = server;
        this.hop = hop;
        this.index = index;
        this.max = new long[hops][];
        this.lastWriters = new PacketTransaction[hops][];
        for (int back = 0; back <= failures; back++) {
            int group = Math.floorMod(index - back, hops);
            max[group] = new long[Partitions.COUNT];
            lastWriters[group] = new PacketTransaction[ScriptedMiddlebox.KEYS];
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
            }
        }
    }

    @Override
    public String toString() {
        return "hop " + index + " on " + server + " in epoch " + history.epoch;
    }
}
