package org.ftchain.agent.replication;

import org.ftchain.agent.stm.StagedTransaction;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.wire.LogDecoder;
import org.ftchain.agent.wire.LogEncoder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The replication state of one hop: its groups, the commits it knows, and the logs that are to leave for the ring
 * successor. Invariants: a log leaves only after it was applied here (rule 6); MAX and state change together; a packet
 * passes only where MAX covers its needs (rule 7) and is released only when the commits do (rule 8).
 */
public final class Replication {
    /** W of rule 13: uncommitted logs of a group that its head admits and every member has room for. */
    public static final int WINDOW = 1024;
    /** A log that is not committed after this is sent again; doubled while nothing gets committed. */
    static final long RESEND_NS = 5_000_000;
    static final long MAX_RESEND_NS = 80_000_000;
    private static final int RESEND_BATCH = 64;

    /** What became of a received log. */
    public enum LogOutcome { APPLIED, HELD, DUPLICATE, REFUSED, MALFORMED }

    private final Ring ring;
    private final Group[] groups;
    private final CommitVectors commits;
    private final ArrayDeque<PiggybackLog> outgoing = new ArrayDeque<>();
    private final LogEncoder encoder = new LogEncoder();
    private final LogDecoder decoder = new LogDecoder();
    private long resendNs = RESEND_NS;
    private long advances;
    private long retransmissions;
    private long commitLatencyNs;

    /** @param maps per hop the state maps of its middlebox, as many as the ring has hops */
    public Replication(Ring ring, List<List<StateMapSpec>> maps) {
        this.ring = ring;
        this.groups = new Group[ring.hops()];
        this.commits = new CommitVectors(ring.hops());
        for (int group = 0; group < groups.length; group++) {
            if (ring.isMember(group)) {
                groups[group] = new Group(group, new StateStore(maps.get(group)));
            }
        }
    }

    public Ring ring() {
        return ring;
    }

    public CommitVectors commits() {
        return commits;
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

    /** Grows whenever MAX or a commit advances, so that waiting packets are looked at only then. */
    public long advances() {
        return advances;
    }

    public long retransmissions() {
        return retransmissions;
    }

    /** How long the log that was last found committed had been retained; the replication lag in time. */
    public long commitLatencyNs() {
        return commitLatencyNs;
    }

    // ---- commits

    public void onCommit(int group, int partition, long number, long nowNs) {
        if (group < groups.length && partition < StateStore.PARTITIONS && commits.merge(group, partition, number)) {
            advances++;
            prune(group, nowNs);
        }
    }

    private void prune(int index, long nowNs) {
        Group group = groups[index];
        if (group == null || group.retained.isEmpty()) {
            return;
        }
        long oldestNs = group.retained.peekFirst().retainedNs;
        if (group.prune(commits.vector(index))) {
            commitLatencyNs = nowNs - oldestNs;
            resendNs = RESEND_NS;
        }
    }

    private void announceTail(Group group, int partitions, long nowNs) {
        if (ring.isTail(group.index)) {
            for (int rest = partitions; rest != 0; rest &= rest - 1) {
                int partition = Integer.numberOfTrailingZeros(rest);
                onCommit(group.index, partition, group.store.max(partition), nowNs);
            }
        }
    }

    // ---- replica

    /** Takes a received log in its encoded form; the array is copied when it is kept. */
    public LogOutcome onLog(byte[] array, int offset, int length, long nowNs) {
        if (!decoder.wrap(array, offset, length, StateStore.PARTITIONS) || decoder.logGroup() >= groups.length) {
            return LogOutcome.MALFORMED;
        }
        Group group = groups[decoder.logGroup()];
        if (group == null || group.index == ring.hop()) {
            return LogOutcome.REFUSED;
        }
        int written = 0;
        long[] numberBefore = new long[StateStore.PARTITIONS];
        while (decoder.nextWritten()) {
            written |= 1 << decoder.partition();
            numberBefore[decoder.partition()] = decoder.numberValue();
        }
        if (!group.store.accepts(array, decoder.entriesOffset(), decoder.entriesLength(), written)) {
            return LogOutcome.MALFORMED;
        }
        if (isDuplicate(group, written, numberBefore)) {
            commits.markUnsent(group.index);
            return LogOutcome.DUPLICATE;
        }
        PiggybackLog received = new PiggybackLog(java.util.Arrays.copyOfRange(array, offset, offset + length), written,
                numberBefore, nowNs);
        if (isReady(group, received)) {
            apply(group, received, nowNs);
            applyHeld(nowNs);
            return LogOutcome.APPLIED;
        }
        return hold(group, received);
    }

    private static LogOutcome hold(Group group, PiggybackLog received) {
        for (PiggybackLog other : group.held) {
            if (other.written == received.written && java.util.Arrays.equals(other.numberBefore, received.numberBefore)) {
                return LogOutcome.DUPLICATE;
            }
        }
        if (group.held.size() >= WINDOW) {
            return LogOutcome.REFUSED;
        }
        group.held.add(received);
        return LogOutcome.HELD;
    }

    private static boolean isDuplicate(Group group, int written, long[] numberBefore) {
        int below = 0;
        for (int rest = written; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            if (numberBefore[partition] < group.store.max(partition)) {
                below |= 1 << partition;
            }
        }
        if (below != 0 && below != written) {
            throw new IllegalStateException("a log must be a duplicate in all its partitions or in none: group="
                    + group.index + " written=" + Integer.toHexString(written) + " below=" + Integer.toHexString(below));
        }
        return below != 0 || written == 0;
    }

    /** Rule 5: written numbers equal MAX, read numbers are reached, the packet's needs are covered here. */
    private boolean isReady(Group group, PiggybackLog piggybackLog) {
        decoder.wrap(piggybackLog.bytes, 0, piggybackLog.bytes.length, StateStore.PARTITIONS);
        while (decoder.nextWritten()) {
            if (group.store.max(decoder.partition()) != decoder.numberValue()) {
                return false;
            }
        }
        while (decoder.nextRead()) {
            if (group.store.max(decoder.partition()) < decoder.numberValue()) {
                return false;
            }
        }
        while (decoder.nextNeed()) {
            if (!isCoveredHere(decoder.needGroup(), decoder.partition(), decoder.numberValue())) {
                return false;
            }
        }
        return true;
    }

    private void apply(Group group, PiggybackLog piggybackLog, long nowNs) {
        decoder.wrap(piggybackLog.bytes, 0, piggybackLog.bytes.length, StateStore.PARTITIONS);
        group.store.apply(piggybackLog.bytes, decoder.entriesOffset(), decoder.entriesLength(), piggybackLog.written);
        advances++;
        if (ring.isTail(group.index)) {
            announceTail(group, piggybackLog.written, nowNs);
        } else {
            group.retained.addLast(piggybackLog);
            outgoing.addLast(piggybackLog);
        }
    }

    private void applyHeld(long nowNs) {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Group group : groups) {
                if (group == null) {
                    continue;
                }
                for (int i = 0; i < group.held.size(); i++) {
                    PiggybackLog candidate = group.held.get(i);
                    boolean duplicate = isDuplicate(group, candidate.written, candidate.numberBefore);
                    if (duplicate || isReady(group, candidate)) {
                        group.held.remove(i--);
                        if (!duplicate) {
                            apply(group, candidate, nowNs);
                            progress = true;
                        }
                    }
                }
            }
        }
    }

    // ---- packets

    private boolean isCoveredHere(int index, int partition, long number) {
        if (index >= groups.length || index == ring.hop()) {
            return true;
        }
        Group group = groups[index];
        return group == null || group.store.max(partition) >= number;
    }

    /** Rule 7: MAX covers the needs for every group of this hop. */
    public boolean coversHere(Needs needs) {
        for (int i = 0; i < needs.size(); i++) {
            if (!isCoveredHere(needs.group(i), needs.partition(i), needs.number(i))) {
                return false;
            }
        }
        return true;
    }

    /** Removes the needs that are committed, among them those whose tail this hop is and that it covers. */
    public void removeCommitted(Needs needs) {
        for (int i = needs.size() - 1; i >= 0; i--) {
            if (commits.commit(needs.group(i), needs.partition(i)) >= needs.number(i)) {
                needs.remove(i);
            }
        }
    }

    /** Whether a transaction that writes may commit now (rule 13). */
    public boolean hasRoom() {
        return own().retained.size() < WINDOW;
    }

    /**
     * Commits the head's transaction of a packet that brought {@code needs}: applies the writes, retains and queues the
     * log, and adds to {@code needs} what the packet now depends on. The caller has checked {@link #hasRoom} if
     * anything was written.
     */
    public void commit(StagedTransaction transaction, Needs needs, long nowNs) {
        Group own = own();
        int written = transaction.writtenPartitions();
        int read = transaction.onlyReadPartitions();
        if (written != 0) {
            if (ring.failures() > 0) {
                PiggybackLog piggybackLog = encode(transaction, needs, nowNs);
                own.retained.addLast(piggybackLog);
                outgoing.addLast(piggybackLog);
            }
            transaction.commit();
            advances++;
            announceTail(own, written, nowNs);
        }
        for (int rest = written | read; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            long number = own.store.max(partition);
            if (commits.commit(own.index, partition) < number) {
                needs.add(own.index, partition, number);
            }
        }
    }

    private PiggybackLog encode(StagedTransaction transaction, Needs needs, long nowNs) {
        StateStore store = own().store;
        long[] numberBefore = new long[StateStore.PARTITIONS];
        encoder.begin(ring.hop());
        for (int rest = transaction.writtenPartitions(); rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            numberBefore[partition] = store.max(partition);
            encoder.addWritten(partition, numberBefore[partition]);
        }
        for (int rest = transaction.onlyReadPartitions(); rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            encoder.addRead(partition, store.max(partition));
        }
        for (int i = 0; i < needs.size(); i++) {
            encoder.addNeed(needs.group(i), needs.partition(i), needs.number(i));
        }
        encoder.addEntries(transaction.entries(), transaction.entriesLength());
        return new PiggybackLog(encoder.finish(), transaction.writtenPartitions(), numberBefore, nowNs);
    }

    // ---- outgoing logs

    public boolean hasOutgoing() {
        return !outgoing.isEmpty();
    }

    /** The next log to send, in its encoded form, or null; {@link #sentOutgoing} takes it off. */
    public byte[] peekOutgoing() {
        PiggybackLog first = outgoing.peekFirst();
        return first == null ? null : first.bytes;
    }

    public void sentOutgoing(long nowNs) {
        outgoing.removeFirst().sentNs = nowNs;
    }

    /** Whether anything is not committed yet or waits to be applied. */
    public boolean isPending() {
        for (Group group : groups) {
            if (group != null && (!group.retained.isEmpty() || !group.held.isEmpty())) {
                return true;
            }
        }
        return false;
    }

    /** Rule 10: queues retained logs that are not committed a while after they were sent; bounded. Returns how many. */
    public int resendDue(long nowNs) {
        int due = 0;
        if (!outgoing.isEmpty()) {
            return 0;
        }
        long waitNs = Math.max(resendNs, Math.min(4 * commitLatencyNs, MAX_RESEND_NS));
        for (Group group : groups) {
            if (group == null) {
                continue;
            }
            for (PiggybackLog candidate : group.retained) {
                if (due == RESEND_BATCH || nowNs - candidate.sentNs < waitNs) {
                    break;
                }
                outgoing.addLast(candidate);
                due++;
            }
        }
        if (due > 0) {
            retransmissions += due;
            resendNs = Math.min(resendNs * 2, MAX_RESEND_NS);
        }
        return due;
    }

    // ---- recovery

    /** Rule 17: held logs go, and nothing leaves any more. */
    public void seal() {
        outgoing.clear();
        for (Group group : groups) {
            if (group != null) {
                group.held.clear();
            }
        }
    }

    /** Puts a survivor's state in the place of what this member has. */
    public void replace(int group, StateStore store) {
        groups[group].store = store;
    }

    /** Rule 19: commit := base, retained and held := empty. */
    public void startEpoch(long[][] bases) {
        seal();
        for (Group group : groups) {
            if (group != null) {
                group.retained.clear();
            }
        }
        commits.reset(bases);
        resendNs = RESEND_NS;
        advances++;
    }
}
