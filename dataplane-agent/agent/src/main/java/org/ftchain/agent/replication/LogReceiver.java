package org.ftchain.agent.replication;

import org.ftchain.agent.stm.EntryIndex;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.wire.LogDecoder;

/**
 * What one worker thread of a replica does with the logs that come in its frames: it applies those that are ready, holds
 * the others for whichever thread brings what they wait for, and retains what it has applied until that is committed.
 */
public final class LogReceiver {
    /** What became of a received log. */
    public enum LogOutcome { APPLIED, HELD, DUPLICATE, REFUSED, MALFORMED }

    private final Replication shared;
    private final Ring ring;
    private final ReplicationWorker worker;
    private final int thread;
    private final RetainedLogs[] retained;
    private final HeldLogs held;
    private final LogDecoder decoder = new LogDecoder();
    private final EntryIndex entries = new EntryIndex();

    /** @param retained the worker's, per group; null where this hop is no member or the tail */
    LogReceiver(Replication shared, ReplicationWorker worker, int thread, RetainedLogs[] retained) {
        this.shared = shared;
        this.ring = shared.ring();
        this.worker = worker;
        this.thread = thread;
        this.retained = retained;
        this.held = shared.held();
    }

    public boolean hasHeld() {
        return !held.isEmpty();
    }

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
            worker.told().forget(group.index());
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
                worker.told().changed(group.index(), decoder.written()); // this hop is the tail
            }
            worker.advance();
        }
        return outcome;
    }

    private boolean hasRoomFor(RetainedLogs logs, long nowNs) {
        if (logs.size() >= Replication.MAX_RETAINED || logs.totalBytes() >= Replication.MAX_RETAINED_BYTES) {
            worker.prune(nowNs);
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
}
