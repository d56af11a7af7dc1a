package org.ftchain.agent.replication;

import org.ftchain.agent.stm.PacketTransaction;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.wire.LogEncoder;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One worker thread's part in the replication of a hop: it makes the logs of its packets, retains what it has made or
 * applied until that is committed, and knows what it has told on. Logs that come go to its {@link LogReceiver}.
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

    private final Replication shared;
    private final Ring ring;
    /** Per group; null where this hop is no member or the tail. */
    private final RetainedLogs[] retained;
    private final ToldCommits told;
    private final LogReceiver receiver;
    private final BatchLog batch = new BatchLog();
    private final LogEncoder encoder = new LogEncoder();
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
        this.retained = new RetainedLogs[ring.hops()];
        for (int group = 0; group < retained.length; group++) {
            if (ring.isMember(group) && !ring.isTail(group)) {
                retained[group] = new RetainedLogs();
            }
        }
        this.told = new ToldCommits(shared);
        this.receiver = new LogReceiver(shared, this, thread, retained);
    }

    public Ring ring() {
        return ring;
    }

    public ToldCommits told() {
        return told;
    }

    /** Takes the logs that come in this thread's frames. */
    public LogReceiver receiver() {
        return receiver;
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

    /** MAX or a commit has advanced. */
    void advance() {
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

    /** The log of the transactions since the last one is finished: when their locks are released, and before frames leave that depend on them. */
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
        if (receiver.hasHeld() || !batch.isEmpty()) {
            return true;
        }
        for (RetainedLogs logs : retained) {
            if (logs != null && logs.size() > 0) {
                return true;
            }
        }
        return false;
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
