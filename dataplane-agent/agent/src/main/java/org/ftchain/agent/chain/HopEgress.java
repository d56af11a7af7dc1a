package org.ftchain.agent.chain;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Ethernet;
import org.ftchain.agent.replication.Needs;
import org.ftchain.agent.replication.ReplicationWorker;
import org.ftchain.agent.replication.ToldCommits;
import org.ftchain.agent.wire.MessageEncoder;
import org.ftchain.agent.wire.MessageFormat;
import org.ftchain.agent.wire.Varint;
import org.ftchain.control.HopSpec;

import java.lang.foreign.MemorySegment;

/**
 * What leaves a hop: packets to the next hop with their message, propagating packets, packets out of the chain. Logs
 * travel in chain direction only (rule 11), commits in both.
 */
final class HopEgress {
    /** Commits ride on the first frame with a message of a batch, and then on every so manyth. */
    private static final int FRAMES_BETWEEN_COMMITS = 16;
    private static final int NEED_BYTES = 2 + Varint.MAX_BYTES;
    private static final int COMMITS_BOUND_BYTES = 5 + MessageFormat.PARTITIONS * Varint.MAX_BYTES;
    /** More than a message's header takes. */
    private static final int HEADER_BOUND_BYTES = 16;

    private final Frames frames;
    private final ReplicationWorker replication;
    private final PeerOutlet peers;
    private final long[] counters;
    private final MessageEncoder encoder = new MessageEncoder();
    private final MemorySegment segment;
    private HopSpec spec;
    private long chainMac;
    private long fromMac;
    private long toMac;
    private int framesToCommits;

    HopEgress(Frames frames, ReplicationWorker replication, long[] counters, HopEnvironment environment) {
        this.peers = environment.peers();
        this.frames = frames;
        this.replication = replication;
        this.counters = counters;
        this.segment = frames.segment();
    }

    void configure(HopSpec newSpec) {
        spec = newSpec;
        chainMac = mac(newSpec.chainMac);
        fromMac = mac(newSpec.fromMac);
        toMac = mac(newSpec.toMac);
    }

    private static long mac(String text) {
        return text == null ? -1 : Ethernet.parseMac(text);
    }

    long chainMac() {
        return chainMac < 0 ? LabelledFrame.PROPAGATING_MAC : chainMac;
    }

    private boolean isLast() {
        return spec.hop == spec.hopCount() - 1;
    }

    private int successorLabel() {
        return isLast() ? spec.labels.ring : spec.labels.forward[spec.hop + 1];
    }

    /**
     * Sends a packet with its needs to the next hop in chain direction; not at the last hop. The log that it depends on is
     * closed.
     */
    void forward(HeldFrame frame, long nowNs) {
        if (spec.failures == 0) {
            LabelledFrame.setLabel(segment, frame.offset, successorLabel(), 0);
            frames.transmit(frame.offset, frame.length);
            return;
        }
        int room = frames.maxFrameBytes() - frame.length;
        begin(room);
        int needsBytes = frame.needs.size() * NEED_BYTES;
        int logBytes = replication.outgoingBytes(encoder.room());
        boolean needsLastLog = frame.log >= 0 && replication.isLastUnsent(frame.log) && needsBytes + logBytes <= encoder.room();
        if (!addNeeds(frame.needs, needsLastLog)) {
            counters[HopCounter.NO_FRAME_DROPS.ordinal()]++;
            frames.free(frame.offset);
            return;
        }
        if (framesToCommits <= 0 && (!encoder.isEmpty() || logBytes > 0 || hasUrgent(true))) {
            addCommits(true, needsLastLog ? logBytes : 0);
            framesToCommits = FRAMES_BETWEEN_COMMITS;
        }
        framesToCommits--;
        addLogs(nowNs);
        if (needsLastLog) {
            encoder.needLastLog();
        }
        transmit(frame, successorLabel());
    }

    /** Sends a packet, all of whose needs are committed, to the next hop against chain direction; not at hop 0. */
    void reverse(HeldFrame frame) {
        begin(frames.maxFrameBytes() - frame.length);
        if (hasUrgent(false)) {
            addCommits(false, 0);
        }
        transmit(frame, spec.labels.reverse[spec.hop - 1]);
    }

    /** Lets a packet out of the chain. */
    void leave(HeldFrame frame) {
        boolean forward = frame.direction == Direction.FORWARD;
        int ipVersion = LabelledFrame.ipVersion(segment, frame.offset);
        int label = forward ? spec.labels.egressForward(ipVersion) : spec.labels.egressReverse(ipVersion);
        if (label == 0) {
            counters[HopCounter.NOT_IP_DROPS.ordinal()]++;
            frames.free(frame.offset);
            return;
        }
        if (Ethernet.destination(segment, frame.offset) == chainMac) {
            Ethernet.setDestination(segment, frame.offset, forward ? toMac : fromMac);
            Ethernet.setSource(segment, frame.offset, chainMac);
        }
        LabelledFrame.setLabel(segment, frame.offset, label, 0);
        frames.transmit(frame.offset, frame.length);
        counters[HopCounter.RELEASED.ordinal()]++;
    }

    /** Whether commits wait here that no later frame is sure to take along in time (rule 11). */
    boolean hasUrgent(boolean forward) {
        ToldCommits told = replication.told();
        if (spec.failures == 0) {
            return false;
        }
        for (int group = 0; group < told.groups(); group++) {
            boolean urgent = forward ? replication.ring().urgentForward(group) : replication.ring().urgentReverse(group);
            int untold = told.read(group, forward);
            if (untold != 0 && (urgent || told.isFarAhead())) {
                return true;
            }
        }
        return false;
    }

    /** A batch of frames is over: the next frame with a message takes commits along. */
    void endBatch() {
        framesToCommits = 0;
    }

    /** Sends propagating packets to the ring successor: all outgoing logs, and the unsent commits. At least one. */
    void propagateForward(long nowNs) {
        int most = Math.min(frames.maxFrameBytes() - LabelledFrame.HEADER_BYTES, MessageFormat.MAX_BYTES) - HEADER_BOUND_BYTES;
        do {
            begin(frames.maxFrameBytes() - LabelledFrame.HEADER_BYTES);
            addCommits(true, 0);
            addLogs(nowNs);
            if (!encoder.hasLogs() && replication.hasOutgoing()
                    && MessageEncoder.logBytes(replication.outgoingLength()) > most) {
                peers.send(spec, replication.outgoingArray(), replication.outgoingOffset(), replication.outgoingLength());
                replication.sentOutgoing(nowNs);
                counters[HopCounter.PEER_LOGS.ordinal()]++;
            }
            if (!transmitMessage(successorLabel())) {
                return;
            }
        } while (replication.hasOutgoing());
    }

    /** Sends a propagating packet with the unsent commits against chain direction; not at hop 0. */
    void propagateReverse() {
        begin(frames.maxFrameBytes() - LabelledFrame.HEADER_BYTES);
        addCommits(false, 0);
        transmitMessage(spec.labels.reverse[spec.hop - 1]);
    }

    private void begin(int room) {
        encoder.begin(spec.epoch, spec.hop, room);
    }

    /** @param needsLastLog the own group's need is not spelt out */
    private boolean addNeeds(Needs needs, boolean needsLastLog) {
        for (int i = 0; i < needs.size(); i++) {
            boolean told = needsLastLog && needs.group(i) == spec.hop;
            if (!told && !encoder.addNeed(needs.group(i), needs.partition(i), needs.number(i))) {
                return false;
            }
        }
        return true;
    }

    /** Adds the commits not yet told, as far as they leave {@code reserved} bytes. */
    private void addCommits(boolean forward, int reserved) {
        ToldCommits told = replication.told();
        if (spec.failures == 0) {
            return;
        }
        for (int group = 0; group < told.groups(); group++) {
            int untold = told.read(group, forward);
            if (untold != 0 && encoder.room() >= reserved + COMMITS_BOUND_BYTES
                    && encoder.addCommits(group, untold, told.numbers())) {
                told.told(group, forward);
            }
        }
    }

    private void addLogs(long nowNs) {
        while (replication.hasOutgoing() && encoder.addLog(replication.outgoingArray(), replication.outgoingOffset(),
                replication.outgoingLength())) {
            replication.sentOutgoing(nowNs);
        }
    }

    /** Sends the frame with the message, if there is one, between label and packet. */
    private void transmit(HeldFrame frame, int label) {
        long offset = frame.offset;
        int length = frame.length;
        if (encoder.isEmpty()) {
            LabelledFrame.setLabel(segment, offset, label, 0);
            frames.transmit(offset, length);
            return;
        }
        int messageBytes = encoder.length();
        long slot = offset & -(long) frames.slotBytes();
        if (offset - slot < messageBytes) {
            // Too little headroom: the frame moves back within its slot.
            if (messageBytes + length > frames.slotBytes()) {
                throw new IllegalStateException("a frame with its message must fit a slot: length=" + length
                        + " messageBytes=" + messageBytes);
            }
            MemorySegment.copy(segment, offset, segment, slot + messageBytes, length);
            offset = slot + messageBytes;
        }
        long start = offset - messageBytes;
        LabelledFrame.moveHeader(segment, offset, start);
        LabelledFrame.setLabel(segment, start, label, LabelledFrame.TC_MESSAGE);
        encoder.finish(segment, start + LabelledFrame.HEADER_BYTES, LabelledFrame.way(segment, start));
        counters[HopCounter.MESSAGE_BYTES.ordinal()] += messageBytes;
        frames.transmit(start, length + messageBytes);
    }

    private boolean transmitMessage(int label) {
        long offset = frames.allocate();
        if (offset < 0) {
            counters[HopCounter.NO_FRAME_DROPS.ordinal()]++;
            return false;
        }
        LabelledFrame.writePropagatingHeader(segment, offset, label);
        int messageBytes = encoder.finish(segment, offset + LabelledFrame.HEADER_BYTES, LabelledFrame.way(segment, offset));
        counters[HopCounter.MESSAGE_BYTES.ordinal()] += messageBytes;
        counters[HopCounter.PROPAGATING_SENT.ordinal()]++;
        frames.transmit(offset, LabelledFrame.HEADER_BYTES + messageBytes);
        return true;
    }
}
