package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.onosproject.openflow.controller.OpenFlowSwitch;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFFlowStatsReply;
import org.projectfloodlight.openflow.protocol.OFFlowStatsRequest;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFStatsReplyFlags;
import org.projectfloodlight.openflow.types.OFGroup;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.TableId;

/**
 * One connection to a switch, as far as flow rules go: what is sent, and snapshots of what the switch has.
 *
 * <p>Invariant: a snapshot is handed out only if nothing was modified since it was asked for, so that a rule which was just added is never taken
 * for missing, nor one that was just removed for extraneous. Thread-safe; the lock makes counting and sending one step.
 */
final class SwitchFlows {
    private static final long NONE = -1;

    private final OpenFlowSwitch ofSwitch;
    private final List<OFFlowStatsEntry> collected = new ArrayList<>();
    private long modifications;
    private long requestXid = NONE;
    private long modificationsAtRequest;

    SwitchFlows(OpenFlowSwitch ofSwitch) {
        this.ofSwitch = ofSwitch;
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
        OFFlowStatsRequest request = ofSwitch.factory().buildFlowStatsRequest()
                .setTableId(TableId.ALL)
                .setOutPort(OFPort.ANY)
                .setOutGroup(OFGroup.ANY)
                .setMatch(ofSwitch.factory().buildMatch().build())
                .build();
        collected.clear();
        requestXid = request.getXid();
        modificationsAtRequest = modifications;
        ofSwitch.sendMsg(request);
    }

    /**
     * Takes one part of a snapshot.
     *
     * @return the whole snapshot with its last part
     */
    synchronized Optional<List<OFFlowStatsEntry>> onPart(OFFlowStatsReply reply) {
        if (reply.getXid() != requestXid) {
            return Optional.empty();
        }
        collected.addAll(reply.getEntries());
        if (reply.getFlags().contains(OFStatsReplyFlags.REPLY_MORE)) {
            return Optional.empty();
        }
        List<OFFlowStatsEntry> snapshot = new ArrayList<>(collected);
        collected.clear();
        requestXid = NONE;
        return Optional.of(snapshot);
    }

    /** Whether the snapshot that was completed last still says what the switch has. */
    synchronized boolean isSnapshotCurrent() {
        return modifications == modificationsAtRequest;
    }
}
