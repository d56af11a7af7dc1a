package org.ftchain.agent.chain;

import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.replication.LogReceiver;
import org.ftchain.agent.replication.Needs;
import org.ftchain.agent.replication.ReplicationWorker;
import org.ftchain.agent.replication.LogReceiver.LogOutcome;
import org.ftchain.agent.wire.MessageDecoder;
import org.ftchain.control.HopSpec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;

/**
 * One worker thread's part of a hop. A frame's message is always processed, whatever happens to its packet (rule 4); a
 * packet waits until its needs are covered here (rule 7), runs its transaction, and is held where it would leave the
 * chain, or against chain direction the hop, until the commits cover its needs (rules 8, 11). A packet never overtakes
 * an earlier one of its flow.
 */
final class HopWorker {
    /** An idle hop tells its ring successor that it lives; also how often the whole commit vector goes round. */
    static final long IDLE_NS = 10_000_000;
    static final long PENDING_NS = 5_000_000;
    private static final int MAX_LEAVING = 64;

    private final Hop hop;
    private final int thread;
    private final Frames frames;
    private final MemorySegment segment;
    private final ReplicationWorker replication;
    private final LogReceiver receiver;
    private final PacketRunner runner;
    private final HopEgress egress;
    private final MessageDecoder decoder = new MessageDecoder();
    private final long[] counters = new long[HopCounter.values().length];
    private final HeldFrames waiting;
    private final HeldFrames buffered;
    /** Go to the next hop at the end of the batch, after the log that they depend on is closed. */
    private final HeldFrame[] leaving = new HeldFrame[MAX_LEAVING];
    private final ArrayDeque<HeldFrame> spare = new ArrayDeque<>();
    private final Needs incoming = new Needs();
    private final Needs outputNeeds = new Needs();
    private HopSpec spec;
    private long seenAdvances = -1;
    private int leavingCount;
    private long lastTimerNs;
    private long lastPredecessorNs = -1;

    HopWorker(Hop hop, HopEnvironment environment, int agentWorker, int thread, Middlebox middlebox) {
        this.hop = hop;
        this.thread = thread;
        this.frames = environment.frames(agentWorker);
        this.segment = frames.segment();
        this.waiting = new HeldFrames(Hop.MAX_HELD, environment.budget(agentWorker));
        this.buffered = new HeldFrames(Hop.MAX_HELD, environment.budget(agentWorker));
        this.replication = hop.replication().worker(thread);
        this.receiver = replication.receiver();
        this.egress = new HopEgress(frames, replication, counters, environment);
        this.runner = new PacketRunner(frames, replication, hop.replication(), thread, middlebox, counters,
                environment.newRandom());
        this.spec = hop.spec();
        egress.configure(spec);
    }

    long counter(HopCounter counter) {
        return counters[counter.ordinal()];
    }

    /** Packets that wait for their needs, or for the end of the batch. */
    int waitingCount() {
        return waiting.size() + leavingCount;
    }

    int bufferedCount() {
        return buffered.size();
    }

    long lastPredecessorNs() {
        return lastPredecessorNs;
    }

    /** Whether anything here waits for what another thread or server does. */
    boolean hasPending() {
        return waiting.size() > 0 || buffered.size() > 0 || receiver.hasHeld();
    }

    long advances() {
        return replication.advances();
    }

    // ---- frames

    /** Takes a labelled frame and its slot over. */
    void onFrame(Hop.Ingress ingress, long offset, int length, long nowNs, long wallMs) {
        boolean fromHop = ingress.isFromHop(spec);
        if (fromHop && ingress != Hop.Ingress.REVERSE) {
            lastPredecessorNs = nowNs;
        }
        if (hop.phase() != Hop.Phase.OPEN) {
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
            return;
        }
        if (packetFrame != offset) {
            LabelledFrame.moveHeader(segment, offset, packetFrame);
        }
        admit(ingress == Hop.Ingress.REVERSE ? Direction.REVERSE : Direction.FORWARD, packetFrame, packetLength, nowNs, wallMs);
    }

    /** Processes the message; false when the whole frame must go unread (rule 15) or is malformed. */
    private boolean onMessage(long offset, int length, long nowNs) {
        int status = decoder.wrap(segment, offset + LabelledFrame.HEADER_BYTES, length - LabelledFrame.HEADER_BYTES,
                LabelledFrame.way(segment, offset));
        if (status != MessageDecoder.OK) {
            counters[HopCounter.MALFORMED_DROPS.ordinal()]++;
            return false;
        }
        if (decoder.epoch() != spec.epoch) {
            counters[HopCounter.EPOCH_DROPS.ordinal()]++;
            return false;
        }
        while (decoder.nextNeed()) {
            if (decoder.group() >= spec.hopCount()) {
                counters[HopCounter.MALFORMED_DROPS.ordinal()]++;
                return false;
            }
            incoming.add(decoder.group(), decoder.partition(), decoder.number());
        }
        while (decoder.nextCommit()) {
            replication.onCommit(decoder.group(), decoder.partition(), decoder.number());
        }
        LogOutcome last = null;
        while (decoder.nextLog()) {
            last = onLog(decoder.array(), decoder.logOffset(), decoder.logLength(), nowNs);
        }
        if (decoder.needsLastLog()) {
            if (last == LogOutcome.MALFORMED) {
                return false;
            }
            receiver.addLogNeed(incoming);
        }
        if (last != null && receiver.hasHeld()) {
            receiver.applyHeld(nowNs); // not only at the batch's end: threads wait for each other's logs in turn
        }
        return true;
    }

    private LogOutcome onLog(byte[] array, int offset, int length, long nowNs) {
        LogOutcome outcome = receiver.onLog(array, offset, length, nowNs);
        HopCounter counter = switch (outcome) {
            case APPLIED -> HopCounter.LOGS_APPLIED;
            case HELD -> HopCounter.LOGS_HELD;
            case DUPLICATE -> HopCounter.LOGS_DUPLICATE;
            case REFUSED -> HopCounter.LOGS_REFUSED;
            case MALFORMED -> HopCounter.MALFORMED_DROPS;
        };
        counters[counter.ordinal()]++;
        return outcome;
    }

    void onPeerLog(byte[] piggybackLog, long nowNs, long wallMs) {
        onLog(piggybackLog, 0, piggybackLog.length, nowNs);
        onBatchEnd(nowNs, wallMs);
    }

    private void admit(Direction direction, long offset, int length, long nowNs, long wallMs) {
        counters[(direction == Direction.FORWARD ? HopCounter.FORWARD_PACKETS : HopCounter.REVERSE_PACKETS).ordinal()]++;
        HeldFrame frame = newFrame(direction, offset, length);
        frame.needs.copy(incoming);
        if (waiting.size() > 0) {
            frame.bucket = bucket(frame);
            if (waiting.hasBucket(frame.bucket)) {
                await(frame);
                return;
            }
        }
        if (!run(frame, nowNs, wallMs)) {
            frame.bucket = bucket(frame);
            await(frame);
        }
    }

    private HeldFrame newFrame(Direction direction, long offset, int length) {
        HeldFrame frame = spare.isEmpty() ? new HeldFrame() : spare.pollLast();
        frame.offset = offset;
        frame.length = length;
        frame.direction = direction;
        frame.needs.clear();
        return frame;
    }

    private int bucket(HeldFrame frame) {
        return FlowHash.bucket(segment, frame.offset + LabelledFrame.HEADER_BYTES, frame.length - LabelledFrame.HEADER_BYTES);
    }

    private void await(HeldFrame frame) {
        if (!waiting.add(frame)) {
            drop(frame.offset, HopCounter.WAITING_DROPS);
            spare.addLast(frame);
        }
    }

    /**
     * Lets logs and packets go on that waited for what has arrived by now, again as long as that lets others go on. What
     * other threads do meanwhile is for the next batch: they could keep this one here for ever.
     */
    private void drain(long nowNs, long wallMs) {
        long ownAdvances;
        do {
            ownAdvances = replication.ownAdvances();
            seenAdvances = replication.advances();
            receiver.applyHeld(nowNs);
            drainWaiting(nowNs, wallMs);
            drainBuffered();
        } while (replication.ownAdvances() != ownAdvances);
    }

    private void drainWaiting(long nowNs, long wallMs) {
        long blocked = 0;
        int kept = 0;
        int count = waiting.size();
        for (int i = 0; i < count; i++) {
            HeldFrame frame = waiting.get(i);
            int bucket = frame.bucket;
            if ((blocked & 1L << bucket) != 0 || !run(frame, nowNs, wallMs)) {
                blocked |= 1L << bucket;
                waiting.keep(i, kept++);
            } else {
                waiting.gone(bucket);
            }
        }
        waiting.truncate(kept);
    }

    private void drainBuffered() {
        long blocked = 0;
        int kept = 0;
        int count = buffered.size();
        for (int i = 0; i < count; i++) {
            HeldFrame frame = buffered.get(i);
            replication.removeCommitted(frame.needs);
            if ((blocked & 1L << frame.bucket) != 0 || !frame.needs.isEmpty()) {
                blocked |= 1L << frame.bucket;
                buffered.keep(i, kept++);
            } else {
                buffered.gone(frame.bucket);
                release(frame);
            }
        }
        buffered.truncate(kept);
    }

    /** Runs the packet's transaction if it may start and commit now, and sends on what it lets out; false when it must wait. */
    private boolean run(HeldFrame frame, long nowNs, long wallMs) {
        if (!replication.coversHere(frame.needs)) {
            return false;
        }
        int outcome = runner.run(frame, nowNs, wallMs);
        if (outcome == PacketRunner.MUST_WAIT) {
            return false;
        }
        int outputs = runner.outputCount();
        if (outputs > 0) {
            outputNeeds.copy(frame.needs);
        }
        if (outcome == PacketRunner.GO_ON) {
            frame.log = runner.log();
            goOn(frame, nowNs);
        } else {
            frames.free(frame.offset);
            spare.addLast(frame);
        }
        for (int i = 0; i < outputs; i++) {
            sendOutput(i, nowNs);
        }
        return true;
    }

    private void goOn(HeldFrame frame, long nowNs) {
        if (frame.direction == Direction.REVERSE || spec.hop == spec.hopCount() - 1) {
            hold(frame);
            return;
        }
        leaving[leavingCount++] = frame;
        if (leavingCount == leaving.length) {
            sendLeaving(nowNs);
        }
    }

    /** Lets other threads have the locks that this one has kept since a packet; before it waits for anything of another hop. */
    void release(long nowNs) {
        runner.release(nowNs);
    }

    private void sendLeaving(long nowNs) {
        replication.closeLog(nowNs);
        for (int i = 0; i < leavingCount; i++) {
            egress.forward(leaving[i], nowNs);
            spare.addLast(leaving[i]);
        }
        leavingCount = 0;
    }

    /** A packet that the middlebox made goes on from here; it depends on what its transaction depends on (rule 3). */
    private void sendOutput(int index, long nowNs) {
        Direction direction = runner.outputDirection(index);
        long offset = direction == Direction.REVERSE && !spec.symmetric ? -1 : runner.writeOutput(index, egress.chainMac());
        if (offset < 0) {
            counters[HopCounter.NO_FRAME_DROPS.ordinal()]++;
            return;
        }
        HeldFrame frame = newFrame(direction, offset, LabelledFrame.HEADER_BYTES + runner.outputLength(index));
        frame.needs.copy(outputNeeds);
        frame.log = -1;
        goOn(frame, nowNs);
    }

    /** At the buffer, or against chain direction at every hop's gate: output commit. */
    private void hold(HeldFrame frame) {
        if (frame.needs.isEmpty() && buffered.size() == 0) {
            release(frame);
            return;
        }
        frame.bucket = bucket(frame);
        if (frame.needs.isEmpty() && !buffered.hasBucket(frame.bucket)) {
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
    void onBatchEnd(long nowNs, long wallMs) {
        if (hop.phase() != Hop.Phase.OPEN || spec.hopCount() == 1) {
            release(nowNs);
            return;
        }
        if (replication.advances() != seenAdvances) {
            drain(nowNs, wallMs);
            replication.prune(nowNs, seenAdvances);
        }
        release(nowNs);
        sendLeaving(nowNs);
        if (replication.hasOutgoing() || egress.hasUrgent(true)) {
            egress.propagateForward(nowNs);
        }
        if (spec.symmetric && spec.hop > 0 && egress.hasUrgent(false)) {
            egress.propagateReverse();
        }
        egress.endBatch();
    }

    /** Timers of the middlebox, resends, the whole commit vector while anything is pending, a sign of life (rules 9, 10, 12). */
    void onTimer(long nowNs, long wallMs) {
        if (hop.phase() != Hop.Phase.OPEN) {
            return;
        }
        if (thread == 0) {
            runTimer(nowNs, wallMs);
        }
        if (spec.hopCount() == 1) {
            return;
        }
        replication.prune(nowNs);
        replication.resendDue(nowNs);
        boolean pending = replication.isPending() || waiting.size() > 0 || buffered.size() > 0;
        boolean due = nowNs - lastTimerNs >= (pending ? PENDING_NS : IDLE_NS) && (pending || thread == 0);
        if (due) {
            lastTimerNs = nowNs;
            replication.told().forgetAll();
            egress.propagateForward(nowNs);
            if (spec.symmetric && spec.hop > 0) {
                egress.propagateReverse();
            }
        }
        onBatchEnd(nowNs, wallMs);
    }

    private void runTimer(long nowNs, long wallMs) {
        outputNeeds.clear();
        if (runner.runTimer(outputNeeds, nowNs, wallMs)) {
            for (int i = 0; i < runner.outputCount(); i++) {
                sendOutput(i, nowNs);
            }
        }
    }

    // ---- recovery

    void seal() {
        for (int i = 0; i < waiting.size(); i++) {
            HeldFrame frame = waiting.get(i);
            waiting.gone(frame.bucket);
            drop(frame.offset, HopCounter.RECOVERY_DROPS);
            spare.addLast(frame);
        }
        waiting.truncate(0);
        for (int i = 0; i < leavingCount; i++) {
            drop(leaving[i].offset, HopCounter.RECOVERY_DROPS);
            spare.addLast(leaving[i]);
        }
        leavingCount = 0;
    }

    void startEpoch(HopSpec newSpec) {
        spec = newSpec;
        egress.configure(newSpec);
        runner.rebind();
        int kept = 0;
        for (int i = 0; i < buffered.size(); i++) {
            HeldFrame frame = buffered.get(i);
            replication.removeCommitted(frame.needs);
            if (frame.needs.isEmpty()) {
                buffered.keep(i, kept++);
            } else {
                buffered.gone(frame.bucket);
                drop(frame.offset, HopCounter.RECOVERY_DROPS);
                spare.addLast(frame);
            }
        }
        buffered.truncate(kept);
    }

    void open(long nowNs, long wallMs) {
        seenAdvances = -1;
        drain(nowNs, wallMs);
        release(nowNs);
    }

    /** Hands the packets at the buffer to the instance that takes over. */
    void giveBuffered(List<HeldFrame> to) {
        for (int i = 0; i < buffered.size(); i++) {
            to.add(buffered.get(i));
            buffered.gone(buffered.get(i).bucket);
        }
        buffered.truncate(0);
    }

    /** Counters go on where those of all workers of {@code old} stand. */
    void countOn(Hop old) {
        for (HopCounter counter : HopCounter.values()) {
            counters[counter.ordinal()] += old.counter(counter);
        }
        replication.countOn(old.replication());
    }

    void takeBuffered(HeldFrame frame) {
        if (!buffered.add(frame)) {
            drop(frame.offset, HopCounter.BUFFER_DROPS);
        }
    }

    void close() {
        for (int i = 0; i < buffered.size(); i++) {
            buffered.gone(buffered.get(i).bucket);
            frames.free(buffered.get(i).offset);
        }
        buffered.truncate(0);
    }
}
