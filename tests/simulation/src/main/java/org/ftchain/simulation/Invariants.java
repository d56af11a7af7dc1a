package org.ftchain.simulation;

import org.ftchain.agent.replication.CommitVectors;
import org.ftchain.agent.stm.StateStore;

import java.util.BitSet;
import java.util.List;

/** What must hold, checked on the ledger's record and what members show. */
final class Invariants {
    private Invariants() {
    }

    /** A transaction is on a member in all its partitions or in none. */
    static void whole(Member member, int group, int changed) {
        for (int partition : Partitions.USED) {
            int max = (int) member.max[group][partition];
            if ((changed & 1 << partition) != 0 && max > member.history.baseSize(group, partition)) {
                PacketTransaction last = member.history.list(group, partition).get(max - 1);
                if (!member.holds(last)) {
                    throw new Violation("Atomicity", member + " has a part of " + last);
                }
            }
        }
    }

    /** Agreement: the state is what the transactions up to MAX have written. */
    static void content(Member member, int group, StateStore store) {
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            if (store.max(partition) != member.max[group][partition]) {
                throw new Violation("Agreement", member + ": no transaction writes partition " + partition);
            }
        }
        PacketTransaction[] lastWriters = member.lastWriters[group];
        int[] entries = new int[1];
        store.forEach((map, key, value) -> {
            entries[0]++;
            int index = key[key.length - 1];
            PacketTransaction writer = lastWriters[index];
            boolean right = writer != null && (writer.deletedKeys & 1 << index) == 0 && writer.valueBytes[index] == value.length
                    && (map == Keys.COUNTERS ? Keys.counter(value) == member.counters[group][index]
                    : Keys.number(value, value.length) == writer.number);
            if (!right) {
                throw new Violation("Agreement", member + ": key " + index + " of group " + group + " was written by "
                        + writer + ", has the value of " + Keys.number(value, value.length));
            }
            return true;
        });
        int expected = 0;
        for (int key = 0; key < lastWriters.length; key++) {
            expected += lastWriters[key] != null && (lastWriters[key].deletedKeys & 1 << key) == 0 ? 1 : 0;
        }
        if (entries[0] != expected) {
            throw new Violation("Agreement", member + " has " + entries[0] + " entries of group " + group
                    + " and should have " + expected);
        }
    }

    /** MAX of a ring successor never passes that of its predecessor, within an epoch. */
    static void logPropagation(Member member, int group, int hops, int failures) {
        int distance = Math.floorMod(member.index - group, hops);
        Member[] ring = member.history.ring;
        if (distance > 0) {
            notAhead(ring[Math.floorMod(member.index - 1, hops)], member, group);
        }
        if (distance < failures) {
            notAhead(member, ring[(member.index + 1) % hops], group);
        }
    }

    private static void notAhead(Member predecessor, Member successor, int group) {
        if (predecessor == null || successor == null || predecessor.history != successor.history) {
            return;
        }
        for (int partition : Partitions.USED) {
            // Numbers of the base may be fetched in any order.
            long ahead = successor.max[group][partition];
            if (ahead > predecessor.max[group][partition] && ahead > successor.history.baseSize(group, partition)) {
                throw new Violation("LogPropagation", successor + " is ahead of " + predecessor + " in group " + group
                        + " partition " + partition);
            }
        }
    }

    /** A hop never accepts an epoch below one that it has promised (rule 17). */
    static void promise(Member member) {
        int promised = member.hop.promisedEpoch();
        if (promised < member.promised) {
            throw new Violation("Promise", member + " promises epoch " + promised + " after " + member.promised);
        }
        member.promised = promised;
    }

    /** A commit that a member knows is covered by all members of the group. */
    static void commitTrue(Member member, int hops, int failures) {
        CommitVectors commits = member.hop.replication().commits();
        for (int group = 0; group < hops; group++) {
            long[] seen = member.seenCommits[group];
            for (int partition : Partitions.USED) {
                long commit = commits.commit(group, partition);
                if (commit != seen[partition]) {
                    seen[partition] = commit;
                    commitTrue(member, group, partition, hops, failures);
                }
            }
        }
    }

    private static void commitTrue(Member member, int group, int partition, int hops, int failures) {
        long commit = member.seenCommits[group][partition];
        for (int step = 0; step <= failures; step++) {
            Member other = member.history.ring[(group + step) % hops];
            // What others have only grows within an epoch, so that it is enough to look once.
            if (other != null && other.history == member.history && commit > other.max[group][partition]) {
                throw new Violation("CommitTrue", member + " takes " + commit + " of group " + group + " partition "
                        + partition + " for committed; " + other + " has " + other.max[group][partition]);
            }
        }
    }

    static void outputCommit(Member from, PacketTransaction needed, int packet, int hops, int failures) {
        for (int step = 0; step <= failures; step++) {
            Member member = from.history.ring[(needed.group + step) % hops];
            if (member == null || !member.holds(needed)) {
                throw new Violation("OutputCommit", from + " releases packet " + packet + ", which depends on " + needed
                        + "; not on " + (member == null ? "hop " + (needed.group + step) % hops : member));
            }
        }
    }

    /** Durable, NoOrphan and the equality of all members at the first OPEN of an epoch. */
    static void atOpen(History history, List<PacketTransaction> transactions, BitSet released, int hops) {
        for (int number = released.nextSetBit(0); number >= 0; number = released.nextSetBit(number + 1)) {
            if (!history.contains(transactions.get(number), null)) {
                throw new Violation("Durable", "epoch " + history.epoch + " opens without " + transactions.get(number)
                        + ", on which a released packet depends");
            }
        }
        BitSet inBases = new BitSet();
        BitSet needed = new BitSet();
        for (int number = 1; number < transactions.size(); number++) {
            PacketTransaction transaction = transactions.get(number);
            if (transaction.partitions != 0 && transaction.committed && history.contains(transaction, null)) {
                inBases.set(number);
                needed.or(transaction.closure);
            }
        }
        needed.andNot(inBases);
        if (!needed.isEmpty()) {
            throw new Violation("NoOrphan", "epoch " + history.epoch + " opens without "
                    + transactions.get(needed.nextSetBit(0)) + ", on which another in the bases depends");
        }
        for (int hop = 0; hop < hops; hop++) {
            Member member = history.ring[hop];
            if (member == null) {
                throw new Violation("Agreement", "epoch " + history.epoch + " opens, and hop " + hop + " has not installed it");
            }
            for (int group = 0; group < hops; group++) {
                for (int partition = 0; member.max[group] != null && partition < Partitions.COUNT; partition++) {
                    if (member.max[group][partition] != history.baseSize(group, partition)) {
                        throw new Violation("Agreement", "epoch " + history.epoch + " opens, and " + member
                                + " is not at the base of group " + group);
                    }
                }
            }
        }
    }
}
