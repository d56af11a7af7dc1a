package org.ftchain.agent.replication;

import org.ftchain.agent.stm.EntryIndex;
import org.ftchain.agent.stm.PacketTransaction;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.wire.LogDecoder;
import org.ftchain.agent.wire.LogEncoder;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One worker thread's part in the replication of a hop: it applies the logs that come in its frames, makes those of its
 * packets, retains what it has applied or made until that is committed, and knows what it has told on.
 */
public final class ReplicationWorker {
    /** A log that is not committed after this is sent again; doubled while nothing gets committed. */
    static final long RESEND_NS = 5_000_000;
    static final long MAX_RESEND_NS = 80_000_000;
    private static final int RESEND_BATCH = 64;
    private static final VarHandle ADVANCES;

    static {
        try {
            ADVANCES = MethodHandles.lookup().findVarHandle(ReplicationWorker.class, "advances", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What became of a received log. */
    public enum LogOutcome { APPLIED, HELD, DUPLICATE, REFUSED, MALFORMED }

    private final Replication shared;
    private final Ring ring;
    private final int thread;
    /** Per group; null where this hop is no member or the tail. */
    private final RetainedLogs[] retained;
    private final HeldLogs held;
    private final ToldCommits told;
    private final BatchLog batch = new BatchLog();
    private final LogEncoder encoder = new LogEncoder();
    private final LogDecoder decoder = new LogDecoder();
    private final EntryIndex entries = new EntryIndex();
    private RetainedLogs outgoing;
    private long resendNs = RESEND_NS;
    /** Written by this thread with release, read by others with acquire. */
    private long advances;
    private long prunedAt = -1;
    private long retransmissions;
    private long commitLatencyNs;

    ReplicationWorker(Replication shared, int thread) {
        this.shared = shared;
        this.ring = shared.ring();
        this.thread = thread;
        this.retained = new RetainedLogs[ring.hops()];
        for (int group = 0; group < retained.length; group++) {
            if (ring.isMember(group) && !ring.isTail(group)) {
                retained[group] = new RetainedLogs();
            }
        }
        this.held = shared.held();
        this.told = new ToldCommits(shared);
    }

    public Ring ring() {
        return ring;
    }

    public ToldCommits told() {
        return told;
    }

    /** See {@link Replication#advances()}. */
    public long advances() {
        return shared.threads() == 1 ? advances : shared.advances();
    }

    /** This thread's part of {@link #advances()}. */
    public long ownAdvances() {
        return advances;
    }

    long advancesAcquire() {
        return (long) ADVANCES.getAcquire(this);
    }

    private void advance() {
        ADVANCES.setRelease(this, advances + 1);
    }

    // ---- commits

    /** Rule 9. Numbers of unknown groups are ignored. */
    public void onCommit(int group, int partition, long number) {
        if (group < ring.hops() && shared.commits().merge(group, partition, number)) {
            told.changed(group, 1 << partition);
            advance();
        }
    }

    /** Drops retained logs that are committed by now. */
    public void prune(long nowNs) {
        prune(nowNs, advances());
    }

    /** The same when {@link #advances} was {@code now} just before. */
    public void prune(long nowNs, long now) {
        if (now == prunedAt) {
            return;
        }
        prunedAt = now;
        for (int group = 0; group < retained.length; group++) {
            RetainedLogs logs = retained[group];
            if (logs != null && logs.size() > 0) {
                long oldestNs = logs.oldestNs();
                if (logs.prune(shared.commits(), group)) {
                    commitLatencyNs = nowNs - oldestNs;
                    resendNs = RESEND_NS;
                }
            }
        }
    }

    // ---- replica

    /**
     * Takes a received log in its encoded form; it is copied when it is kept. {@link #applyHeld} lets those go on that
     * waited for one that was APPLIED.
     */
    public LogOutcome onLog(byte[] array, int offset, int length, long nowNs) {
        if (!decoder.wrap(array, offset, length) || decoder.group() >= ring.hops()) {
            return LogOutcome.MALFORMED;
        }
        Group group = shared.group(decoder.group());
        if (group == null || group.index() == ring.hop()) {
            return LogOutcome.REFUSED;
        }
        if (!indexEntries(group, array)) {
            return LogOutcome.MALFORMED;
        }
        LogOutcome outcome = apply(group, array, offset, length, nowNs);
        if (outcome == LogOutcome.DUPLICATE) {
            told.forget(group.index());
        } else if (outcome == LogOutcome.HELD) {
            return hold(group, array, offset, length);
        }
        return outcome;
    }

    private boolean indexEntries(Group group, byte[] array) {
        return group.store().accepts(array, decoder.entriesOffset(), decoder.entriesLength(), decoder.written(), entries);
    }

    private LogOutcome hold(Group group, byte[] array, int offset, int length) {
        held.lock();
        LogOutcome outcome = held.add(group.index(), decoder.writtenPartition(0), decoder.writtenNumber(0), array, offset, length);
        held.unlock();
        return outcome;
    }

    /** Adds to {@code needs} the log last given to {@link #onLog}, unless it was malformed: its first written partition. */
    public void addLogNeed(Needs needs) {
        needs.add(decoder.group(), decoder.writtenPartition(0), decoder.writtenAfter(0));
    }

    /**
     * Rule 5, with the log in {@link #decoder} and {@link #entries}: checks, applies, advances MAX and retains in one step under the locks of
     * the partitions it writes; HELD when it is not ready.
     */
    private LogOutcome apply(Group group, byte[] array, int offset, int length, long nowNs) {
        StateStore store = group.store();
        store.lock(decoder.written(), thread);
        LogOutcome outcome = check(group);
        RetainedLogs logs = retained[group.index()];
        if (outcome == LogOutcome.APPLIED && logs != null && !hasRoomFor(logs, nowNs)) {
            outcome = LogOutcome.REFUSED;
        }
        if (outcome == LogOutcome.APPLIED) {
            store.apply(array, entries, decoder.written(), decoder.after());
            if (logs != null) {
                int at = logs.reserve(length);
                System.arraycopy(array, offset, logs.array(), at, length);
                logs.append(at, length, nowNs);
            }
        }
        store.unlock(decoder.written(), thread);
        if (outcome == LogOutcome.APPLIED) {
            if (logs == null) {
                told.changed(group.index(), decoder.written()); // this hop is the tail
            }
            advance();
        }
        return outcome;
    }

    private boolean hasRoomFor(RetainedLogs logs, long nowNs) {
        if (logs.size() >= Replication.MAX_RETAINED || logs.totalBytes() >= Replication.MAX_RETAINED_BYTES) {
            prune(nowNs);
        }
        return logs.size() < Replication.MAX_RETAINED && logs.totalBytes() < Replication.MAX_RETAINED_BYTES;
    }

    private LogOutcome check(Group group) {
        int below = 0;
        boolean ready = true;
        for (int i = 0; i < decoder.writtenCount(); i++) {
            long max = group.store().max(decoder.writtenPartition(i));
            if (decoder.writtenAfter(i) <= max) {
                below++;
            } else if (decoder.writtenNumber(i) > max) {
                ready = false;
            } else if (decoder.writtenNumber(i) < max) {
                throw new IllegalStateException("a log must be applied as a whole or not at all: group=" + group.index()
                        + " partition=" + decoder.writtenPartition(i) + " before=" + decoder.writtenNumber(i) + " after="
                        + decoder.writtenAfter(i) + " max=" + max);
            }
        }
        if (below > 0) {
            if (below < decoder.writtenCount()) {
                throw new IllegalStateException("a log must be a duplicate in all its partitions or in none: group="
                        + group.index() + " written=" + Integer.toHexString(decoder.written()) + " below=" + below);
            }
            return LogOutcome.DUPLICATE;
        }
        return ready && readsCovered(group) && needsCovered() ? LogOutcome.APPLIED : LogOutcome.HELD;
    }

    private boolean readsCovered(Group group) {
        for (int i = 0; i < decoder.readCount(); i++) {
            if (group.store().max(decoder.readPartition(i)) < decoder.readNumber(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean needsCovered() {
        for (int i = 0; i < decoder.needCount(); i++) {
            if (!shared.isCoveredHere(decoder.needGroup(i), decoder.needPartition(i), decoder.needNumber(i))) {
                return false;
            }
        }
        return true;
    }

    /** Applies what any thread of the hop holds and is ready by now. */
    public void applyHeld(long nowNs) {
        if (held.isEmpty()) {
            return;
        }
        held.lock();
        boolean progress = true;
        while (progress) {
            progress = false;
            for (int i = 0; i < held.size(); i++) {
                Group group = shared.group(held.group(i));
                if (group.store().max(held.partition(i)) < held.number(i)) {
                    continue;
                }
                decoder.wrap(held.array(i), 0, held.length(i));
                indexEntries(group, held.array(i));
                LogOutcome outcome = apply(group, held.array(i), 0, held.length(i), nowNs);
                if (outcome != LogOutcome.HELD) {
                    held.remove(i--);
                    progress |= outcome == LogOutcome.APPLIED;
                }
            }
        }
        held.unlock();
    }

    // ---- packets

    /** Rule 7: MAX covers the needs for every group of this hop. */
    public boolean coversHere(Needs needs) {
        for (int i = 0; i < needs.size(); i++) {
            if (!shared.isCoveredHere(needs.group(i), needs.partition(i), needs.number(i))) {
                return false;
            }
        }
        return true;
    }

    /** Removes the needs that are committed, among them those whose tail this hop is and that it covers. */
    public void removeCommitted(Needs needs) {
        for (int i = needs.size() - 1; i >= 0; i--) {
            if (shared.commits().commit(needs.group(i), needs.partition(i)) >= needs.number(i)) {
                needs.remove(i);
            }
        }
    }

    /** Whether a transaction that writes may commit now (rule 13); the threads of a head share its window. */
    public boolean hasRoom(long nowNs) {
        if (ring.failures() == 0 || windowOpen()) {
            return true;
        }
        prune(nowNs);
        return windowOpen();
    }

    private boolean windowOpen() {
        RetainedLogs own = retained[ring.hop()];
        int logs = own.size() + (batch.isEmpty() ? 0 : 1);
        return logs < Math.max(1, Replication.WINDOW / shared.threads())
                && own.totalBytes() < Replication.WINDOW_BYTES / shared.threads();
    }

    /**
     * Commits the head's transaction of a packet that brought {@code needs}: logs and applies the writes, and adds to
     * {@code needs} what the packet now depends on. The transaction still holds its locks, and the caller has checked
     * {@link #hasRoom} if anything was written. The log is closed by {@link #closeLog}.
     *
     * @return number of the log that the transaction went into, -1 when it wrote nothing or nothing is replicated
     */
    public long commit(PacketTransaction transaction, Needs needs, long nowNs) {
        int own = ring.hop();
        StateStore store = shared.own().store();
        int written = transaction.writtenPartitions();
        long log = -1;
        if (written != 0) {
            if (ring.failures() > 0) {
                log = log(transaction, needs, nowNs);
            }
            transaction.commit();
            advance();
        }
        if (ring.failures() == 0) {
            return -1;
        }
        // A log is applied as a whole: where one of its numbers is covered, so is all that it writes and has read.
        int depends = written != 0 ? 1 << batch.named(written) : transaction.onlyReadPartitions();
        for (int rest = depends; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            long number = store.max(partition);
            if (shared.commits().commit(own, partition) < number) {
                needs.add(own, partition, number);
            }
        }
        return log;
    }

    private long log(PacketTransaction transaction, Needs needs, long nowNs) {
        if (!batch.isEmpty() && !batch.takes(transaction, needs)) {
            closeLog(nowNs);
        }
        batch.add(transaction, needs, shared.own().store());
        return retained[ring.hop()].next();
    }

    /** The log of the transactions since the last one is finished: before their locks are released, and frames leave that depend on them. */
    public void closeLog(long nowNs) {
        if (!batch.isEmpty()) {
            batch.close(retained[ring.hop()], encoder, ring.hop(), nowNs);
        }
    }

    // ---- outgoing logs

    /** Whether there is a log to send; {@link #outgoingArray()} and the others then tell it. This hop's own group comes last. */
    public boolean hasOutgoing() {
        int hops = retained.length;
        for (int step = 1; step <= hops; step++) {
            int index = ring.hop() + step;
            RetainedLogs logs = retained[index < hops ? index : index - hops];
            if (logs != null && logs.hasOutgoing()) {
                outgoing = logs;
                return true;
            }
        }
        return false;
    }

    public byte[] outgoingArray() {
        return outgoing.array();
    }

    public int outgoingOffset() {
        return outgoing.outgoingOffset();
    }

    public int outgoingLength() {
        return outgoing.outgoingLength();
    }

    /** The log told of has been sent. */
    public void sentOutgoing(long nowNs) {
        outgoing.sentOutgoing(nowNs);
    }

    /** Whether this log of the hop's own group is the last one and has not been sent. */
    public boolean isLastUnsent(long log) {
        return retained[ring.hop()].isLastUnsent(log);
    }

    /** Bytes that all outgoing logs take in a message; more than {@code limit} when they are more or some are sent again. */
    public int outgoingBytes(int limit) {
        int bytes = 0;
        for (int group = 0; group < retained.length && bytes <= limit; group++) {
            if (retained[group] != null) {
                bytes += retained[group].unsentBytes(limit);
            }
        }
        return bytes;
    }

    /** Rule 10: queues retained logs that are not committed a while after they were sent; bounded. Returns how many. */
    public int resendDue(long nowNs) {
        if (hasOutgoing()) {
            return 0;
        }
        int due = 0;
        long waitNs = Math.max(resendNs, Math.min(4 * commitLatencyNs, MAX_RESEND_NS));
        for (RetainedLogs logs : retained) {
            if (logs != null && logs.size() > 0) {
                due += logs.resendDue(RESEND_BATCH - due, waitNs, nowNs);
            }
        }
        if (due > 0) {
            retransmissions += due;
            resendNs = Math.min(resendNs * 2, MAX_RESEND_NS);
        }
        return due;
    }

    /** Whether anything of this worker is not committed yet or waits to be applied. */
    public boolean isPending() {
        if (!held.isEmpty() || !batch.isEmpty()) {
            return true;
        }
        for (RetainedLogs logs : retained) {
            if (logs != null && logs.size() > 0) {
                return true;
            }
        }
        return false;
    }

    public boolean hasHeld() {
        return !held.isEmpty();
    }

    // ---- telemetry

    int retainedCount(int group) {
        return retained[group] == null ? 0 : retained[group].size();
    }

    /** Counts on where all workers of {@code old} stand. */
    public void countOn(Replication old) {
        retransmissions += old.retransmissions();
    }

    long retransmissions() {
        return retransmissions;
    }

    long commitLatencyNs() {
        return commitLatencyNs;
    }

    long oldestAgeNs(int group, long nowNs) {
        RetainedLogs logs = retained[group];
        return logs == null || logs.size() == 0 ? 0 : nowNs - logs.oldestNs();
    }

    // ---- recovery

    void seal() {
        batch.clear();
        for (RetainedLogs logs : retained) {
            if (logs != null) {
                logs.stopSending();
            }
        }
    }

    void startEpoch(long[][] bases) {
        batch.clear();
        for (RetainedLogs logs : retained) {
            if (logs != null) {
                logs.clear();
            }
        }
        told.startEpoch(bases);
        resendNs = RESEND_NS;
        advance();
    }
}
