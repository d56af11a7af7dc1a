package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.onosproject.openflow.controller.OpenFlowSwitch;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFStatsReply;
import org.projectfloodlight.openflow.protocol.OFStatsReplyFlags;

/**
 * The flow rules, or the groups, of one connection to a switch: what is sent, and snapshots of what the switch has.
 *
 * <p>A snapshot is current while nothing was modified since it was asked for; with another one, a rule that was just added would
 * be taken for missing, and one that was just removed for extraneous. Thread-safe; the lock makes counting and sending one step.
 *
 * @param <E> an entry of a snapshot
 */
final class SwitchTable<E> {
    private static final long NONE = -1;

    private final OpenFlowSwitch ofSwitch;
    private final Supplier<? extends OFMessage> request;
    private final List<E> collected = new ArrayList<>();
    private long modifications;
    private long requestXid = NONE;
    private long modificationsAtRequest;

    /** @param request makes the message that asks for a snapshot, each time with a new transaction id */
    SwitchTable(OpenFlowSwitch ofSwitch, Supplier<? extends OFMessage> request) {
        this.ofSwitch = ofSwitch;
        this.request = request;
    }

    OpenFlowSwitch ofSwitch() {
        return ofSwitch;
    }

    /** Sends modifications (and the barrier behind them) in one write. */
    synchronized void modify(List<OFMessage> messages) {
        modifications++;
        ofSwitch.sendMsg(messages);
    }

    /** Asks for a snapshot; an unfinished one is given up. */
    synchronized void requestSnapshot() {
        OFMessage message = request.get();
        collected.clear();
        requestXid = message.getXid();
        modificationsAtRequest = modifications;
        ofSwitch.sendMsg(message);
    }

    /**
     * Takes one part of a snapshot.
     *
     * @return the whole snapshot with its last part
     */
    synchronized Optional<List<E>> onPart(OFStatsReply reply, List<? extends E> entries) {
        if (reply.getXid() != requestXid) {
            return Optional.empty();
        }
        collected.addAll(entries);
        if (reply.getFlags().contains(OFStatsReplyFlags.REPLY_MORE)) {
            return Optional.empty();
        }
        List<E> snapshot = new ArrayList<>(collected);
        collected.clear();
        requestXid = NONE;
        return Optional.of(snapshot);
    }

    /** Whether the snapshot that was completed last still says what the switch has. */
    synchronized boolean isSnapshotCurrent() {
        return modifications == modificationsAtRequest;
    }
}
