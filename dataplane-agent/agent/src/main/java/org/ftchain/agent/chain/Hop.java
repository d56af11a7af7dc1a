package org.ftchain.agent.chain;

import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.replication.Needs;
import org.ftchain.agent.replication.Replication;
import org.ftchain.agent.replication.Ring;
import org.ftchain.agent.stm.StagedTransaction;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.wire.MessageDecoder;
import org.ftchain.control.HopSpec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One hop of a path. A frame's message is always processed, whatever happens to its packet (rule 4); a packet waits
 * until its needs are covered here (rule 7), runs its transaction, and is held where it would leave the chain, or
 * against chain direction the hop, until the commits cover its needs (rules 8, 11).
 */
public final class Hop {
    /** Which of the hop's labels a frame came in with. */
    public enum Ingress { FORWARD, REVERSE, RING }

    /** Life of a hop in its current epoch (rules 17-21). */
    public enum Phase { INSTALLED, OPEN, SEALED }

    /** Bound of packets that wait before the transaction, and of those held at the buffer or gate (rule 13). */
    public static final int MAX_HELD = 1024;
    /** An idle hop tells its ring successor that it lives; also how often the whole commit vector goes round. */
    static final long IDLE_NS = 10_000_000;
    static final long PENDING_NS = 5_000_000;

    private final Frames frames;
    private final MemorySegment segment;
    private final Middlebox middlebox;
    private final Replication replication;
    private final StagedTransaction transaction;
    private final HopEgress egress;
    private final MessageDecoder decoder = new MessageDecoder();
    private final Packet packet = new Packet();
    private final long[] counters = new long[HopCounter.values().length];
    private final HeldFrames waiting;
    private final HeldFrames buffered;
    private final ArrayDeque<HeldFrame> spare = new ArrayDeque<>();
    private final Needs incoming = new Needs();
    private final byte[] undo = new byte[Middlebox.MAX_CHANGED_BYTES];
    private HopSpec spec;
    private Phase phase = Phase.INSTALLED;
    private int promisedEpoch;
    private int openedEpoch;
    private long seenAdvances = -1;
    private long lastTimerNs;
    private long lastPredecessorNs = -1;

    /** @param maps state maps of every hop's middlebox, in ring order */
    Hop(Frames frames, HoldBudget budget, HopSpec spec, Middlebox middlebox, List<List<StateMapSpec>> maps,
        RandomGenerator random) {
        this.frames = frames;
        this.waiting = new HeldFrames(MAX_HELD, budget);
        this.buffered = new HeldFrames(MAX_HELD, budget);
        this.segment = frames.segment();
        this.middlebox = middlebox;
        this.replication = new Replication(new Ring(spec.hopCount(), spec.hop, spec.failures), maps);
        this.transaction = new StagedTransaction(replication.own().store(), random);
        this.egress = new HopEgress(frames, replication, counters);
        this.spec = spec;
        this.promisedEpoch = spec.epoch;
        egress.configure(spec);
    }

    public HopSpec spec() {
        return spec;
    }

    public Phase phase() {
        return phase;
    }

    public Replication replication() {
        return replication;
    }

    public Middlebox middlebox() {
        return middlebox;
    }

    public int promisedEpoch() {
        return promisedEpoch;
    }

    /** 0 when it never was. */
    public int openedEpoch() {
        return openedEpoch;
    }

    public long counter(HopCounter counter) {
        return counters[counter.ordinal()];
    }

    public int waitingCount() {
        return waiting.size();
    }

    public int bufferedCount() {
        return buffered.size();
    }

    /** When a frame last came from the ring predecessor, or -1. */
    public long lastPredecessorNs() {
        return lastPredecessorNs;
    }

    // ---- frames

    /** Takes a labelled frame and its slot over. */
    public void onFrame(Ingress ingress, long offset, int length, long nowNs, long wallMs) {
        boolean fromHop = isFromHop(ingress);
        if (fromHop && ingress != Ingress.REVERSE) {
            lastPredecessorNs = nowNs;
        }
        if (phase != Phase.OPEN) {
            drop(offset, HopCounter.CLOSED_DROPS);
            return;
        }
        int trafficClass = fromHop ? LabelledFrame.trafficClass(segment, offset) : 0;
        incoming.clear();
        long packetFrame = offset;
        int packetLength = length;
        if ((trafficClass & LabelledFrame.TC_MESSAGE) != 0) {
            if (!onMessage(offset, length, nowNs)) {
                frames.free(offset);
                return;
            }
            int messageBytes = decoder.length();
            packetFrame = offset + messageBytes;
            packetLength = length - messageBytes;
        }
        if ((trafficClass & LabelledFrame.TC_NO_PACKET) != 0) {
            frames.free(offset);
        } else {
            if (packetFrame != offset) {
                LabelledFrame.moveHeader(segment, offset, packetFrame);
            }
            admit(ingress == Ingress.REVERSE ? Direction.REVERSE : Direction.FORWARD, packetFrame, packetLength, nowNs,
                    wallMs);
        }
        if (replication.advances() != seenAdvances) {
            drain(nowNs, wallMs);
        }
    }

    /** Frames straight from an ingress switch carry no message: what their TC bits say came from a host. */
    private boolean isFromHop(Ingress ingress) {
        return switch (ingress) {
            case FORWARD -> spec.hop > 0;
            case REVERSE -> spec.hop < spec.hopCount() - 1;
            case RING -> true;
        };
    }

    /** Processes the message; false when the whole frame must go unread (rule 15) or is malformed. */
    private boolean onMessage(long offset, int length, long nowNs) {
        int status = decoder.wrap(segment, offset + LabelledFrame.HEADER_BYTES, length - LabelledFrame.HEADER_BYTES);
        if (status != MessageDecoder.OK) {
            counters[HopCounter.MALFORMED_DROPS.ordinal()]++;
            return false;
        }
        if (decoder.epoch() != spec.epoch) {
            counters[HopCounter.EPOCH_DROPS.ordinal()]++;
            return false;
        }
        int groups = spec.hopCount();
        while (decoder.nextNeed()) {
            if (decoder.group() >= groups || decoder.partition() >= HopSpec.PARTITIONS) {
                counters[HopCounter.MALFORMED_DROPS.ordinal()]++;
                return false;
            }
            incoming.add(decoder.group(), decoder.partition(), decoder.number());
        }
        while (decoder.nextCommit()) {
            replication.onCommit(decoder.group(), decoder.partition(), decoder.number(), nowNs);
        }
        while (decoder.nextLog()) {
            switch (replication.onLog(decoder.array(), decoder.logOffset(), decoder.logLength(), nowNs)) {
                case APPLIED -> counters[HopCounter.LOGS_APPLIED.ordinal()]++;
                case HELD -> counters[HopCounter.LOGS_HELD.ordinal()]++;
                case DUPLICATE -> counters[HopCounter.LOGS_DUPLICATE.ordinal()]++;
                case REFUSED -> counters[HopCounter.LOGS_REFUSED.ordinal()]++;
                case MALFORMED -> counters[HopCounter.MALFORMED_DROPS.ordinal()]++;
            }
        }
        return true;
    }

    private void admit(Direction direction, long offset, int length, long nowNs, long wallMs) {
        counters[(direction == Direction.FORWARD ? HopCounter.FORWARD_PACKETS : HopCounter.REVERSE_PACKETS).ordinal()]++;
        HeldFrame frame = spare.isEmpty() ? new HeldFrame() : spare.pollLast();
        frame.offset = offset;
        frame.length = length;
        frame.direction = direction;
        frame.needs.clear();
        for (int i = 0; i < incoming.size(); i++) {
            frame.needs.add(incoming.group(i), incoming.partition(i), incoming.number(i));
        }
        // What waits goes first, so that packets that can pass do not overtake.
        if (waiting.size() > 0 && replication.advances() != seenAdvances) {
            drain(nowNs, wallMs);
        }
        if (!run(frame, nowNs, wallMs) && !waiting.add(frame)) {
            drop(offset, HopCounter.WAITING_DROPS);
            spare.addLast(frame);
        }
    }

    /** Lets packets go on that waited for what has arrived by now. */
    private void drain(long nowNs, long wallMs) {
        do {
            seenAdvances = replication.advances();
            int kept = 0;
            int count = waiting.size();
            for (int i = 0; i < count; i++) {
                if (!run(waiting.get(i), nowNs, wallMs)) {
                    waiting.keep(i, kept++);
                }
            }
            waiting.truncate(kept);
            kept = 0;
            for (int i = 0; i < buffered.size(); i++) {
                HeldFrame frame = buffered.get(i);
                replication.removeCommitted(frame.needs);
                if (frame.needs.isEmpty()) {
                    release(frame);
                } else {
                    buffered.keep(i, kept++);
                }
            }
            buffered.truncate(kept);
        } while (replication.advances() != seenAdvances);
    }

    /** Runs the packet's transaction if it may start and commit now; false when it must wait. */
    private boolean run(HeldFrame frame, long nowNs, long wallMs) {
        if (!replication.coversHere(frame.needs)) {
            return false;
        }
        long ip = frame.offset + LabelledFrame.HEADER_BYTES;
        int ipLength = frame.length - LabelledFrame.HEADER_BYTES;
        if (!packet.wrap(segment, ip, ipLength) || !packet.isIpv4()) {
            drop(frame.offset, HopCounter.NOT_IP_DROPS);
            spare.addLast(frame);
            return true;
        }
        boolean room = replication.hasRoom();
        int undoBytes = Math.min(ipLength, undo.length);
        if (!room) {
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, ip, undo, 0, undoBytes);
        }
        transaction.begin(wallMs);
        int verdict = middlebox.process(packet, frame.direction, transaction);
        if (!room && transaction.writtenPartitions() != 0) {
            MemorySegment.copy(undo, 0, segment, ValueLayout.JAVA_BYTE, ip, undoBytes);
            return false;
        }
        replication.removeCommitted(frame.needs);
        replication.commit(transaction, frame.needs, nowNs);
        if (verdict == Middlebox.DROP) {
            drop(frame.offset, HopCounter.MIDDLEBOX_DROPS);
            spare.addLast(frame);
        } else if (frame.direction == Direction.FORWARD && spec.hop < spec.hopCount() - 1) {
            egress.forward(frame, nowNs);
            spare.addLast(frame);
        } else {
            hold(frame);
        }
        return true;
    }

    /** At the buffer, or against chain direction at every hop's gate: output commit. */
    private void hold(HeldFrame frame) {
        if (frame.needs.isEmpty()) {
            release(frame);
        } else if (!buffered.add(frame)) {
            drop(frame.offset, HopCounter.BUFFER_DROPS);
            spare.addLast(frame);
        }
    }

    private void release(HeldFrame frame) {
        if (frame.direction == Direction.FORWARD || spec.hop == 0) {
            egress.leave(frame);
        } else {
            egress.reverse(frame);
        }
        spare.addLast(frame);
    }

    private void drop(long offset, HopCounter reason) {
        counters[reason.ordinal()]++;
        frames.free(offset);
    }

    // ---- time

    /** After a batch of frames: what no frame took along goes in propagating packets (rules 11, 12). */
    public void onBatchEnd(long nowNs, long wallMs) {
        if (phase != Phase.OPEN || spec.hopCount() == 1) {
            return;
        }
        if (replication.advances() != seenAdvances) {
            drain(nowNs, wallMs);
        }
        if (replication.hasOutgoing() || egress.hasUrgent(true)) {
            egress.propagateForward(nowNs);
        }
        if (spec.symmetric && spec.hop > 0 && egress.hasUrgent(false)) {
            egress.propagateReverse();
        }
    }

    /** Resends, tells the whole commit vector while anything is pending, and a sign of life when idle (rules 9, 10, 12). */
    public void onTimer(long nowNs, long wallMs) {
        if (phase != Phase.OPEN || spec.hopCount() == 1) {
            return;
        }
        replication.resendDue(nowNs);
        boolean pending = replication.isPending() || waiting.size() > 0 || buffered.size() > 0;
        boolean due = nowNs - lastTimerNs >= (pending ? PENDING_NS : IDLE_NS);
        if (due) {
            lastTimerNs = nowNs;
            replication.commits().markAllUnsent();
            egress.propagateForward(nowNs);
            if (spec.symmetric && spec.hop > 0) {
                egress.propagateReverse();
            }
        }
        onBatchEnd(nowNs, wallMs);
    }

    // ---- recovery

    /** Rule 17: stops the hop for {@code epoch}; packets that wait and held logs go, packets at the buffer stay. */
    public void seal(int epoch) {
        promisedEpoch = epoch;
        phase = Phase.SEALED;
        replication.seal();
        for (int i = 0; i < waiting.size(); i++) {
            frames.free(waiting.get(i).offset);
            spare.addLast(waiting.get(i));
        }
        counters[HopCounter.RECOVERY_DROPS.ordinal()] += waiting.size();
        waiting.truncate(0);
    }

    /**
     * Rule 19: the hop has the state of {@code bases}; commits start there. Packets at the buffer that the bases cover
     * stay and leave at {@link #open}; others go, they were never visible (rule 22).
     */
    public void startEpoch(HopSpec newSpec, long[][] bases) {
        spec = newSpec;
        promisedEpoch = newSpec.epoch;
        phase = Phase.INSTALLED;
        egress.configure(newSpec);
        replication.startEpoch(bases);
        transaction.rebind(replication.own().store());
        int kept = 0;
        for (int i = 0; i < buffered.size(); i++) {
            HeldFrame frame = buffered.get(i);
            replication.removeCommitted(frame.needs);
            if (frame.needs.isEmpty()) {
                buffered.keep(i, kept++);
            } else {
                drop(frame.offset, HopCounter.RECOVERY_DROPS);
                spare.addLast(frame);
            }
        }
        buffered.truncate(kept);
    }

    /** Rule 21. */
    public void open(long nowNs, long wallMs) {
        phase = Phase.OPEN;
        openedEpoch = spec.epoch;
        seenAdvances = -1;
        drain(nowNs, wallMs);
    }

    /** Gives every slot back. */
    public void close() {
        seal(promisedEpoch);
        for (int i = 0; i < buffered.size(); i++) {
            frames.free(buffered.get(i).offset);
        }
        buffered.truncate(0);
    }
}
