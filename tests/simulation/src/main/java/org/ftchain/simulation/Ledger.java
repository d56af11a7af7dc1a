package org.ftchain.simulation;

import org.ftchain.agent.stm.StateStore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The record of all transactions, by which every step is judged. It learns what transactions do from the middleboxes, and
 * whether they were committed from the head's numbers; members are looked at after each of their steps.
 */
final class Ledger {
    private final int hops;
    private final int failures;
    private final Coverage coverage;
    private final List<PacketTransaction> transactions = new ArrayList<>();
    private final Map<Integer, History> histories = new HashMap<>();
    private final BitSet released = new BitSet();
    private final BitSet dropped = new BitSet();
    private final Set<Integer> committed = new HashSet<>(Set.of(1));

    Ledger(int hops, int failures, Coverage coverage) {
        this.hops = hops;
        this.failures = failures;
        this.coverage = coverage;
        transactions.add(null);
        histories.put(1, History.empty(1, hops));
    }

    // ---- transactions, as middleboxes run

    PacketTransaction begin(Member head, int packet, int previous) {
        settle(head);
        PacketTransaction transaction = new PacketTransaction(transactions.size(), head.index, packet);
        transactions.add(transaction);
        if (previous != 0) {
            PacketTransaction before = previous < transaction.number ? transactions.get(previous) : null;
            if (before == null || !before.hadPacket(packet) || !before.committed) {
                throw new Violation("PacketChange", "packet " + packet + " comes from " + before);
            }
            transaction.closure.or(before.closure);
        }
        return transaction;
    }

    void read(Member head, PacketTransaction transaction, int key, int seen) {
        PacketTransaction writer = head.lastWriters[head.index][key];
        int expected = writer == null || (writer.deletedKeys & 1 << key) != 0 ? 0 : writer.number;
        if (seen != expected) {
            throw new Violation("Serialisability", head + " read key " + key + ": saw " + seen + ", last written by "
                    + expected);
        }
        dependsOn(transaction, writer);
        transaction.read(key, writer == null ? 0 : writer.number);
    }

    void size(Member head, PacketTransaction transaction, int map, int seen) {
        int expected = 0;
        for (int key = 0; key < ScriptedMiddlebox.KEYS; key++) {
            if (Keys.map(key) == map) {
                expected += looksAt(head, transaction, key) ? 1 : 0;
            }
        }
        if (seen != expected) {
            throw new Violation("Serialisability", head + " counted " + seen + " entries of map " + map + ", has " + expected);
        }
    }

    void scan(Member head, PacketTransaction transaction, int map, int partition, int seenKeys) {
        int expected = 0;
        for (int key = 0; key < ScriptedMiddlebox.KEYS; key++) {
            if (Keys.map(key) == map && Partitions.of(key) == partition && looksAt(head, transaction, key)) {
                expected |= 1 << key;
            }
        }
        if (seenKeys != expected) {
            throw new Violation("Serialisability", head + " saw keys " + Integer.toBinaryString(seenKeys) + " of map " + map
                    + " in partition " + partition + ", has " + Integer.toBinaryString(expected));
        }
    }

    /** Whether the key is there. */
    private static boolean looksAt(Member head, PacketTransaction transaction, int key) {
        PacketTransaction writer = head.lastWriters[head.index][key];
        dependsOn(transaction, writer);
        transaction.read(key, writer == null ? 0 : writer.number);
        return writer != null && (writer.deletedKeys & 1 << key) == 0;
    }

    void write(Member head, PacketTransaction transaction, int key, int valueBytes) {
        dependsOn(transaction, head.lastWriters[head.index][key]);
        transaction.write(key, valueBytes);
    }

    private static void dependsOn(PacketTransaction transaction, PacketTransaction writer) {
        if (writer != null) {
            transaction.closure.or(writer.closure);
        }
    }

    /** Finds out from the head's numbers whether the transaction that ran last was committed. */
    private void settle(Member head) {
        PacketTransaction transaction = head.pending;
        if (transaction == null) {
            return;
        }
        head.pending = null;
        if (transaction.partitions == 0) {
            stillHolds(head, transaction);
            transaction.committed = true;
            coverage.count(Coverage.Kind.READ_ONLY);
            return;
        }
        StateStore store = head.store(head.index);
        History history = head.history;
        int moved = 0;
        for (int rest = transaction.partitions; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            long by = store.max(partition) - history.list(head.index, partition).size();
            if (by < 0 || by > 1) {
                throw new Violation("OnePerNumber", head + " numbers " + transaction + " wrongly: moved by " + by);
            }
            moved += (int) by;
        }
        if (moved == 0) {
            transaction.aborted = true;
            coverage.count(Coverage.Kind.RERUN);
            return;
        }
        if (moved != Integer.bitCount(transaction.partitions)) {
            throw new Violation("Atomicity", head + " committed a part of " + transaction);
        }
        commit(head, history, transaction);
    }

    /** Nobody has written what a transaction read before it commits. */
    private static void stillHolds(Member head, PacketTransaction transaction) {
        for (int rest = transaction.readKeys; rest != 0; rest &= rest - 1) {
            int key = Integer.numberOfTrailingZeros(rest);
            PacketTransaction writer = head.lastWriters[head.index][key];
            if ((writer == null ? 0 : writer.number) != transaction.readFrom[key]) {
                throw new Violation("Serialisability", head + " commits " + transaction + ", which read key " + key + " from "
                        + transaction.readFrom[key] + ", after it was written by " + writer);
            }
        }
    }

    private void commit(Member head, History history, PacketTransaction transaction) {
        if (history.heads[head.index] != null && history.heads[head.index] != head) {
            throw new Violation("OnePerNumber", "two heads in one epoch: " + head + ", " + history.heads[head.index]);
        }
        history.heads[head.index] = head;
        stillHolds(head, transaction);
        transaction.committed = true;
        transaction.closure.set(transaction.number);
        coverage.count(Coverage.Kind.WRITE);
        if (transaction.deletedKeys != 0) {
            coverage.count(Coverage.Kind.DELETE);
        }
        for (int rest = transaction.partitions; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            List<PacketTransaction> list = history.list(head.index, partition);
            transaction.setPosition(partition, list.size());
            list.add(transaction);
            head.apply(transaction, partition);
            head.max[head.index][partition]++;
        }
        head.changed[head.index] |= transaction.partitions;
    }

    // ---- members

    /** A hop has installed an epoch that is not in force yet. */
    void staged(Member member, int epoch) {
        installed(member, epoch);
        observeState(member);
    }

    /** A hop has put an epoch in force: it knows that it was committed. */
    void inForce(Member member, int epoch) {
        if (!committed.contains(epoch)) {
            throw new Violation("Committed", "hop " + member.index + " on " + member.server + " puts epoch " + epoch
                    + " in force, which was never the stored record's");
        }
        installed(member, epoch);
    }

    private void installed(Member member, int epoch) {
        History history = histories.get(epoch);
        if (history == null) {
            throw new Violation("Agreement", "hop " + member.index + " on " + member.server
                    + " installed an epoch that nobody asked for: " + epoch);
        }
        member.enter(history);
    }

    /** Compares a member with the record, after each of its steps and before every packet that it lets out. */
    void observe(Member member) {
        settle(member);
        observeState(member);
        Invariants.promise(member);
        Invariants.commitTrue(member, hops, failures);
    }

    private void observeState(Member member) {
        for (int group = 0; group < hops; group++) {
            if (member.max[group] != null) {
                observe(member, group);
            }
        }
    }

    private void observe(Member member, int index) {
        StateStore store = member.store(index);
        long[] max = member.max[index];
        int changed = member.changed[index];
        for (int partition : Partitions.USED) {
            long now = store.max(partition);
            if (now == max[partition]) {
                continue;
            }
            List<PacketTransaction> list = member.history.list(index, partition);
            if (now < max[partition] || now > list.size()) {
                throw new Violation("Agreement", member + ": MAX of group " + index + " partition " + partition
                        + " went from " + max[partition] + " to " + now + ", the head has " + list.size());
            }
            changed |= 1 << partition;
            for (long number = max[partition]; number < now; number++) {
                member.apply(list.get((int) number), partition);
            }
            max[partition] = now;
        }
        if (changed != 0) {
            member.changed[index] = 0;
            Invariants.whole(member, index, changed);
            Invariants.content(member, index, store);
            Invariants.logPropagation(member, index, hops, failures);
        }
    }

    // ---- epochs

    /** The orchestrator asks members to install an epoch that begins with {@code bases}. */
    void candidate(int epoch, int openedEpoch, long[][] bases) {
        if (!histories.containsKey(epoch)) {
            histories.put(epoch, histories.get(openedEpoch).next(epoch, bases));
        }
    }

    /** The chain's record was stored with this opened epoch. */
    void committed(int epoch) {
        committed.add(epoch);
    }

    /** A hop has been opened in an epoch. */
    void opened(int epoch, long nowNs) {
        if (!committed.contains(epoch)) {
            throw new Violation("Committed", "epoch " + epoch + " was opened without being the stored record's");
        }
        History history = histories.get(epoch);
        // An OPEN that arrives after a later epoch's reaches a server that is fenced off.
        if (history.openedNs < 0 && !openedAfter(epoch, nowNs)) {
            history.openedNs = nowNs;
            Invariants.atOpen(history, transactions, released, hops);
        }
    }

    /** The highest epoch that was opened. */
    int lastOpened() {
        int last = 0;
        for (History history : histories.values()) {
            last = history.openedNs >= 0 ? Math.max(last, history.epoch) : last;
        }
        return last;
    }

    /** Whether an epoch after {@code epoch} was opened before {@code ns}. */
    boolean openedAfter(int epoch, long ns) {
        for (History history : histories.values()) {
            if (history.epoch > epoch && history.openedNs >= 0 && history.openedNs < ns) {
                return true;
            }
        }
        return false;
    }

    /** Agreement: every replica has what its head has. */
    void atRest(Member member) {
        for (int group = 0; group < hops; group++) {
            for (int partition = 0; member.max[group] != null && partition < Partitions.COUNT; partition++) {
                if (member.max[group][partition] != member.history.list(group, partition).size()) {
                    throw new Violation("Agreement", member + " is not where the head of group " + group + " is at rest");
                }
            }
        }
    }

    // ---- releases

    /** A middlebox's verdict on the packet. */
    void dropped(int packet) {
        dropped.set(packet);
    }

    boolean wasDropped(int packet) {
        return dropped.get(packet);
    }

    /** A member lets out a packet that {@code last} saw last; 0 when none did. */
    void released(Member member, int packet, int last) {
        observe(member);
        if (last == 0) {
            return;
        }
        PacketTransaction transaction = last > 0 && last < transactions.size() ? transactions.get(last) : null;
        if (transaction == null || !transaction.hadPacket(packet) || !transaction.committed) {
            throw new Violation("PacketChange", "packet " + packet + " was released as changed by " + transaction);
        }
        BitSet closure = (BitSet) transaction.closure.clone();
        closure.andNot(released);
        for (int number = closure.nextSetBit(0); number >= 0; number = closure.nextSetBit(number + 1)) {
            Invariants.outputCommit(member, transactions.get(number), packet, hops, failures);
        }
        released.or(closure);
    }
}
