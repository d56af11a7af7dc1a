package org.ftchain.agent.chain;

import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Ethernet;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.replication.Needs;
import org.ftchain.agent.replication.Replication;
import org.ftchain.agent.replication.ReplicationWorker;
import org.ftchain.agent.stm.PacketTransaction;
import org.ftchain.agent.stm.StagedOutputs;
import org.ftchain.agent.stm.TransactionWounded;
import org.ftchain.agent.wire.LogEncoder;
import org.ftchain.agent.wire.MessageFormat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;

/**
 * Runs the transactions of one worker thread (rules 1-3): the middlebox on a packet or on its timer, again under the
 * first timestamp when it was wounded, and the commit. What a run changed in the packet is undone when the run does not count.
 */
final class PacketRunner {
    static final int GO_ON = 0;
    static final int DROPPED = 1;
    /** Nothing has happened: the window is full. */
    static final int MUST_WAIT = 2;

    /** As many as a message and a log can carry, less that of the packet's own log. */
    private static final int MAX_NEEDS = 254;
    private static final int TOO_LARGE = -1;
    /** Room that a frame keeps for the message beside a packet that a middlebox made or replaced. */
    private static final int MESSAGE_BYTES = 256;

    private final Frames frames;
    private final MemorySegment segment;
    private final ReplicationWorker replication;
    private final Replication shared;
    private final Middlebox middlebox;
    private final long[] counters;
    private final PacketTransaction transaction;
    private final StagedOutputs outputs;
    private final Packet packet = new Packet();
    private final byte[] undo = new byte[Middlebox.MAX_CHANGED_BYTES];
    private final long timerNs;
    private long lastTimerNs = Long.MIN_VALUE;
    private long log;

    PacketRunner(Frames frames, ReplicationWorker replication, Replication shared, int thread, Middlebox middlebox,
                 long[] counters, RandomGenerator random) {
        this.frames = frames;
        this.segment = frames.segment();
        this.replication = replication;
        this.shared = shared;
        this.middlebox = middlebox;
        this.counters = counters;
        int maxPacketBytes = frames.maxFrameBytes() - LabelledFrame.HEADER_BYTES - MESSAGE_BYTES;
        this.outputs = new StagedOutputs(maxPacketBytes);
        this.transaction = new PacketTransaction(shared.own().store(), thread, random, outputs);
        this.timerNs = middlebox.timerIntervalMs() * 1_000_000L;
    }

    /** The store has been replaced, or a new epoch begins. */
    void rebind() {
        transaction.rebind(shared.own().store());
    }

    /**
     * Runs the packet's transaction, whose needs are covered here, and adds to its needs.
     *
     * @return {@link #GO_ON}, {@link #DROPPED} (counted, the frame is still the caller's) or {@link #MUST_WAIT}
     */
    int run(HeldFrame frame, long nowNs, long wallMs) {
        long ip = frame.offset + LabelledFrame.HEADER_BYTES;
        int ipLength = frame.length - LabelledFrame.HEADER_BYTES;
        log = -1;
        outputs.clear();
        if (!packet.wrap(segment, ip, ipLength) || !packet.isIpv4() && !packet.isIpv6() || frame.needs.size() > MAX_NEEDS) {
            counters[HopCounter.NOT_IP_DROPS.ordinal()]++;
            return DROPPED;
        }
        boolean room = replication.hasRoom(nowNs);
        int undoBytes = Math.min(ipLength, undo.length);
        boolean undoable = !room || shared.threads() > 1;
        if (undoable) {
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, ip, undo, 0, undoBytes);
        }
        int verdict = execute(frame, undoable ? undoBytes : 0, nowNs, wallMs);
        if (verdict == TOO_LARGE) {
            counters[HopCounter.OVERSIZE_DROPS.ordinal()]++;
            return DROPPED;
        }
        if (!room && transaction.writtenPartitions() != 0) {
            undo(ip, undoBytes);
            release(nowNs);
            outputs.clear();
            return MUST_WAIT;
        }
        replication.removeCommitted(frame.needs);
        log = replication.commit(transaction, frame.needs, nowNs);
        if (!transaction.endKeepingLocks()) {
            release(nowNs);
        }
        if (verdict == Middlebox.DROP) {
            counters[HopCounter.MIDDLEBOX_DROPS.ordinal()]++;
            return DROPPED;
        }
        if (outputs.replacementLength() > 0) {
            replace(frame);
        }
        return GO_ON;
    }

    /** Runs the middlebox until its transaction may commit: the verdict, or {@link #TOO_LARGE} with nothing done. */
    private int execute(HeldFrame frame, int undoBytes, long nowNs, long wallMs) {
        transaction.begin(wallMs);
        while (true) {
            try {
                int verdict = middlebox.process(packet, frame.direction, transaction);
                if (transaction.startCommit()) {
                    if (isLogTooLarge(frame.needs.size())) {
                        release(nowNs);
                        outputs.clear();
                        return TOO_LARGE;
                    }
                    return verdict;
                }
            } catch (TransactionWounded wounded) {
                // Run again, under the same timestamp.
            }
            long ip = frame.offset + LabelledFrame.HEADER_BYTES;
            undo(ip, undoBytes);
            packet.wrap(segment, ip, frame.length - LabelledFrame.HEADER_BYTES);
            rerun(nowNs);
        }
    }

    private void rerun(long nowNs) {
        counters[HopCounter.WOUNDS.ordinal()]++;
        outputs.clear();
        replication.closeLog(nowNs);
        transaction.rerun();
    }

    private boolean isLogTooLarge(int needs) {
        return LogEncoder.maxBytes(Integer.bitCount(transaction.writtenPartitions()),
                Integer.bitCount(transaction.onlyReadPartitions()), needs, transaction.entriesLength())
                > MessageFormat.MAX_LOG_BYTES;
    }

    private void undo(long ip, int bytes) {
        MemorySegment.copy(undo, 0, segment, ValueLayout.JAVA_BYTE, ip, bytes);
    }

    /** Puts what the middlebox has made of the packet in its place. */
    private void replace(HeldFrame frame) {
        int length = LabelledFrame.HEADER_BYTES + outputs.replacementLength();
        long slot = frame.offset & -(long) frames.slotBytes();
        if (frame.offset - slot + length > frames.slotBytes()) {
            long offset = slot + frames.slotBytes() - length;
            LabelledFrame.moveHeader(segment, frame.offset, offset);
            frame.offset = offset;
        }
        MemorySegment.copy(outputs.replacement(), 0, segment, ValueLayout.JAVA_BYTE,
                frame.offset + LabelledFrame.HEADER_BYTES, outputs.replacementLength());
        frame.length = length;
    }

    /**
     * Runs the middlebox's timer if it is due and there is room for a log.
     *
     * @param needs empty; receives what its outputs depend on
     * @return whether it ran
     */
    boolean runTimer(Needs needs, long nowNs, long wallMs) {
        if (timerNs == 0 || lastTimerNs != Long.MIN_VALUE && nowNs - lastTimerNs < timerNs || !replication.hasRoom(nowNs)) {
            return false;
        }
        lastTimerNs = nowNs;
        outputs.clear();
        transaction.begin(wallMs);
        while (true) {
            try {
                middlebox.onTimer(transaction);
                if (transaction.startCommit()) {
                    break;
                }
            } catch (TransactionWounded wounded) {
                // Run again, under the same timestamp.
            }
            rerun(nowNs);
        }
        boolean runs = !isLogTooLarge(0);
        if (runs) {
            replication.commit(transaction, needs, nowNs);
        } else {
            counters[HopCounter.OVERSIZE_DROPS.ordinal()]++;
            outputs.clear();
        }
        release(nowNs);
        return runs;
    }

    /** Ends what runs and lets other threads in; what they do does not go into the same log. */
    void release(long nowNs) {
        replication.closeLog(nowNs);
        transaction.end();
    }

    /** Number of the log that the last run's transaction went into, -1 when it wrote nothing. */
    long log() {
        return log;
    }

    /** Packets that the last run made. */
    int outputCount() {
        return outputs.count();
    }

    Direction outputDirection(int index) {
        return outputs.direction(index);
    }

    /** Bytes of the IP packet. */
    int outputLength(int index) {
        return outputs.length(index);
    }

    /** Writes the packet with room for a label into a new frame; its offset, or -1 when there is none. */
    long writeOutput(int index, long mac) {
        long slot = frames.allocate();
        if (slot < 0) {
            return -1;
        }
        long offset = slot + MESSAGE_BYTES;
        Ethernet.setDestination(segment, offset, mac);
        Ethernet.setSource(segment, offset, mac);
        Ethernet.setType(segment, offset, Ethernet.TYPE_MPLS);
        MemorySegment.copy(outputs.array(), outputs.offset(index), segment, ValueLayout.JAVA_BYTE,
                offset + LabelledFrame.HEADER_BYTES, outputs.length(index));
        return offset;
    }
}
