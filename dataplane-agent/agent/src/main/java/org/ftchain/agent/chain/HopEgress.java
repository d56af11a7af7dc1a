package org.ftchain.agent.chain;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Ethernet;
import org.ftchain.agent.replication.CommitVectors;
import org.ftchain.agent.replication.Needs;
import org.ftchain.agent.replication.Replication;
import org.ftchain.agent.wire.MessageEncoder;
import org.ftchain.agent.wire.MessageFormat;
import org.ftchain.control.HopSpec;

import java.lang.foreign.MemorySegment;

/**
 * What leaves a hop: packets to the next hop with their message, propagating packets, packets out of the chain. Logs
 * travel in chain direction only (rule 11), commits in both.
 */
final class HopEgress {
    private final Frames frames;
    private final Replication replication;
    private final long[] counters;
    private final MessageEncoder encoder = new MessageEncoder();
    private final MemorySegment segment;
    private HopSpec spec;
    private long chainMac;
    private long fromMac;
    private long toMac;

    HopEgress(Frames frames, Replication replication, long[] counters) {
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

    private boolean isLast() {
        return spec.hop == spec.hopCount() - 1;
    }

    private int successorLabel() {
        return isLast() ? spec.labels.ring : spec.labels.forward[spec.hop + 1];
    }

    /** Sends a packet with its needs to the next hop in chain direction; not at the last hop. */
    void forward(HeldFrame frame, long nowNs) {
        int room = frames.maxFrameBytes() - frame.length;
        begin(room);
        if (!addNeeds(frame.needs)) {
            counters[HopCounter.NO_FRAME_DROPS.ordinal()]++;
            frames.free(frame.offset);
            return;
        }
        if (!encoder.isEmpty() || replication.hasOutgoing() || hasUrgent(true)) {
            addAllUnsent(true);
            addLogs(nowNs);
        }
        transmit(frame, successorLabel());
    }

    /** Sends a packet, all of whose needs are committed, to the next hop against chain direction; not at hop 0. */
    void reverse(HeldFrame frame) {
        begin(frames.maxFrameBytes() - frame.length);
        if (hasUrgent(false)) {
            addAllUnsent(false);
        }
        transmit(frame, spec.labels.reverse[spec.hop - 1]);
    }

    /** Lets a packet out of the chain. */
    void leave(HeldFrame frame) {
        boolean forward = frame.direction == Direction.FORWARD;
        if (Ethernet.destination(segment, frame.offset) == chainMac) {
            Ethernet.setDestination(segment, frame.offset, forward ? toMac : fromMac);
            Ethernet.setSource(segment, frame.offset, chainMac);
        }
        LabelledFrame.setLabel(segment, frame.offset,
                forward ? spec.labels.egressForward : spec.labels.egressReverse, 0);
        frames.transmit(frame.offset, frame.length);
        counters[HopCounter.RELEASED.ordinal()]++;
    }

    /** Whether something waits here that no later frame is sure to take along (rule 11). */
    boolean hasUrgent(boolean forward) {
        CommitVectors commits = replication.commits();
        for (int group = 0; group < commits.groups(); group++) {
            if (forward ? replication.ring().urgentForward(group) && commits.unsentForward(group) != 0
                    : replication.ring().urgentReverse(group) && commits.unsentReverse(group) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Sends propagating packets to the ring successor: all outgoing logs, and the unsent commits. At least one. */
    void propagateForward(long nowNs) {
        do {
            begin(frames.maxFrameBytes() - LabelledFrame.HEADER_BYTES);
            addAllUnsent(true);
            int before = encoder.length();
            addLogs(nowNs);
            if (replication.hasOutgoing() && encoder.length() == before && before == MessageFormat.HEADER_BYTES) {
                throw new IllegalStateException("a log must fit a frame: bytes=" + replication.peekOutgoing().length);
            }
            if (!transmitMessage(successorLabel())) {
                return;
            }
            } while (replication.hasOutgoing());
    }

    /** Sends a propagating packet with the unsent commits against chain direction; not at hop 0. */
    void propagateReverse() {
        begin(frames.maxFrameBytes() - LabelledFrame.HEADER_BYTES);
        addAllUnsent(false);
        transmitMessage(spec.labels.reverse[spec.hop - 1]);
    }

    private void begin(int room) {
        encoder.begin(spec.epoch, spec.hop, room);
    }

    private boolean addNeeds(Needs needs) {
        for (int i = 0; i < needs.size(); i++) {
            if (!encoder.addNeed(needs.group(i), needs.partition(i), needs.number(i))) {
                return false;
            }
        }
        return true;
    }

    private void addAllUnsent(boolean forward) {
        for (int group = 0; group < replication.commits().groups(); group++) {
            addUnsent(group, forward);
        }
    }

    private void addUnsent(int group, boolean forward) {
        CommitVectors commits = replication.commits();
        int partitions = forward ? commits.unsentForward(group) : commits.unsentReverse(group);
        if (partitions != 0 && encoder.addCommits(group, partitions, commits.vector(group))) {
            if (forward) {
                commits.sentForward(group);
            } else {
                commits.sentReverse(group);
            }
        }
    }

    private void addLogs(long nowNs) {
        byte[] next = replication.peekOutgoing();
        while (next != null && encoder.addLog(next, next.length)) {
            replication.sentOutgoing(nowNs);
            next = replication.peekOutgoing();
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
        encoder.finish(segment, start + LabelledFrame.HEADER_BYTES);
        LabelledFrame.setLabel(segment, start, label, LabelledFrame.TC_MESSAGE);
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
        int messageBytes = encoder.finish(segment, offset + LabelledFrame.HEADER_BYTES);
        counters[HopCounter.MESSAGE_BYTES.ordinal()] += messageBytes;
        counters[HopCounter.PROPAGATING_SENT.ordinal()]++;
        frames.transmit(offset, LabelledFrame.HEADER_BYTES + messageBytes);
        return true;
    }
}
