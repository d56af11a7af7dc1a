package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.onosproject.net.flow.CompletedBatchOperation;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.openflow.controller.Dpid;

/**
 * Batches of flow rules that were sent and wait for the barrier behind them.
 *
 * <p>Invariants: a batch ends exactly once; an error names its entry by the transaction id of the entry's message; a batch without an
 * error succeeds when its barrier is answered. A switch answers in order, so all errors of a batch come before its barrier.
 * Thread-safe.
 */
final class PendingBatches {
    /** A batch that has ended, for {@code FlowRuleProviderService.batchOperationCompleted}. */
    static final class Ended {
        private final long batchId;
        private final CompletedBatchOperation result;

        private Ended(long batchId, CompletedBatchOperation result) {
            this.batchId = batchId;
            this.result = result;
        }

        long batchId() {
            return batchId;
        }

        CompletedBatchOperation result() {
            return result;
        }
    }

    private static final class Pending {
        private final FlowRuleBatchOperation batch;
        private final Map<Long, FlowRuleBatchEntry> entries;
        private final Set<FlowRuleBatchEntry> failed;
        private final long sentNs;

        private Pending(FlowRuleBatchOperation batch, Map<Long, FlowRuleBatchEntry> entries, Set<FlowRuleBatchEntry> failed,
                long sentNs) {
            this.batch = batch;
            this.entries = entries;
            this.failed = failed;
            this.sentNs = sentNs;
        }

        private Ended end() {
            return ended(batch, failed);
        }

        private Ended fail() {
            return ended(batch, batch.getOperations());
        }
    }

    private final Map<Dpid, Map<Long, Pending>> byBarrier = new HashMap<>();

    /** What a batch becomes of which {@code failed} failed; it succeeds when that is empty. */
    static Ended ended(FlowRuleBatchOperation batch, Iterable<FlowRuleBatchEntry> failed) {
        Set<FlowRule> rules = new HashSet<>();
        Set<Long> ids = new HashSet<>();
        for (FlowRuleBatchEntry entry : failed) {
            rules.add(entry.target());
            if (entry.id() != null) {
                ids.add(entry.id());
            }
        }
        return new Ended(batch.id(), new CompletedBatchOperation(rules.isEmpty(), rules, ids, batch.deviceId()));
    }

    /** To be called before the messages are sent. */
    synchronized void add(Dpid dpid, FlowRuleBatchOperation batch, EncodedBatch encoded, long nowNs) {
        byBarrier.computeIfAbsent(dpid, key -> new HashMap<>())
                .put(encoded.barrierXid(), new Pending(batch, encoded.entries(), new HashSet<>(encoded.failed()), nowNs));
    }

    /**
     * The switch refused a message; if that was the barrier, nothing is known of its batch, which fails as a whole.
     *
     * @return the entry that failed, if the message was one of a pending batch
     */
    synchronized Optional<FlowRuleBatchEntry> onError(Dpid dpid, long xid, List<Ended> ended) {
        Map<Long, Pending> pendings = byBarrier.getOrDefault(dpid, new HashMap<>());
        Pending refused = pendings.remove(xid);
        if (refused != null) {
            ended.add(refused.fail());
            return Optional.empty();
        }
        for (Pending pending : pendings.values()) {
            FlowRuleBatchEntry entry = pending.entries.get(xid);
            if (entry != null) {
                pending.failed.add(entry);
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** The switch has done all that was sent before the barrier. */
    synchronized Optional<Ended> onBarrier(Dpid dpid, long xid) {
        Pending pending = byBarrier.getOrDefault(dpid, new HashMap<>()).remove(xid);
        return Optional.ofNullable(pending).map(Pending::end);
    }

    /** All batches of the switch fail: nobody knows what it has done. */
    synchronized List<Ended> onDisconnect(Dpid dpid) {
        List<Ended> ended = new ArrayList<>();
        Map<Long, Pending> pendings = byBarrier.remove(dpid);
        if (pendings != null) {
            pendings.values().forEach(pending -> ended.add(pending.fail()));
        }
        return ended;
    }

    /** Fails what was sent before {@code nowNs - timeoutNs}. */
    synchronized List<Ended> onTimer(long nowNs, long timeoutNs) {
        List<Ended> ended = new ArrayList<>();
        for (Map<Long, Pending> pendings : byBarrier.values()) {
            for (Iterator<Pending> iterator = pendings.values().iterator(); iterator.hasNext();) {
                Pending pending = iterator.next();
                if (nowNs - pending.sentNs > timeoutNs) {
                    iterator.remove();
                    ended.add(pending.fail());
                }
            }
        }
        return ended;
    }

    /** All that are pending fail. */
    synchronized List<Ended> close() {
        List<Ended> ended = new ArrayList<>();
        byBarrier.values().forEach(pendings -> pendings.values().forEach(pending -> ended.add(pending.fail())));
        byBarrier.clear();
        return ended;
    }
}
