package org.ftchain.simulation;

import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.chain.PathWorker;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.agent.recovery.StagedEpoch;
import org.ftchain.agent.stm.Interleaving;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** One server with the agent's own code: its duty cycle, and the eyes of the ledger. A restart makes another agent. */
final class Server implements ScriptedMiddlebox.Observer {
    private static final int RX_FRAMES = 96;
    private static final int BATCH = 16;
    /** Worker threads of an agent; they take turns. */
    static final int WORKERS = 2;
    private static final long TIMER_NS = 1_000_000;

    final String name;
    private final World world;
    long incarnation;
    boolean alive;
    /** Until then its agent is slow, stands still, or its control channel is cut. */
    long slowUntilNs;
    long pausedUntilNs;
    long cutUntilNs;
    /** When the last request arrives of each leader's session. */
    final Map<Integer, Long> controlBusyUntilNs = new HashMap<>();
    HopControl control;
    Member member;
    private StagedEpoch staged;
    private SlotFrames frames;
    private PathRegistry registry;
    private final ArrayDeque<byte[]> received = new ArrayDeque<>();
    private boolean workScheduled;
    private boolean timerRuns;
    private PacketTransaction running;

    Server(World world, String name, long incarnation) {
        this.world = world;
        this.name = name;
        this.incarnation = incarnation - 1;
        start();
    }

    /** Starts an empty agent. */
    void start() {
        incarnation++;
        alive = true;
        workScheduled = false;
        member = null;
        staged = null;
        frames = new SlotFrames(this::transmitted);
        registry = new PathRegistry(Collections.nCopies(WORKERS, new WorkerFrames(frames, WORKERS)), spec -> spec.type.equals("replica") ? new IdleMiddlebox()
                : new ScriptedMiddlebox(this, world.shape.writes()), incarnation, Interleaving.NONE);
        control = new HopControl(registry, incarnation);
        timerRuns = false;
    }

    void crash() {
        alive = false;
        received.clear();
        frames.close();
    }

    void close() {
        if (alive) {
            frames.close();
        }
    }

    Hop chainHop() {
        return registry.hop(World.PATH);
    }

    /** Whether it has a part in the chain, in force or staged. */
    boolean hasHop() {
        return alive && !control.paths().isEmpty();
    }

    int usedSlots() {
        return frames.usedSlots();
    }

    // ---- duty cycle

    void receive(byte[] frame) {
        if (!alive || received.size() == RX_FRAMES) {
            return;
        }
        received.add(frame);
        if (!workScheduled) {
            workScheduled = true;
            long own = incarnation;
            world.scheduler.in(pauseNs(), () -> work(own));
        }
    }

    /** Its process stands still; frames and requests wait. */
    private boolean paused() {
        return world.scheduler.nowNs() < pausedUntilNs;
    }

    private long pauseNs() {
        boolean slow = world.scheduler.nowNs() < slowUntilNs;
        return Math.max(0, pausedUntilNs - world.scheduler.nowNs()) + world.random.nextInt(slow ? 3_000_000 : 20_000);
    }

    private void work(long own) {
        if (!alive || own != incarnation) {
            return;
        }
        if (paused()) {
            world.scheduler.in(pauseNs(), () -> work(own));
            return;
        }
        workScheduled = false;
        for (int i = 0; i < BATCH && !received.isEmpty(); i++) {
            byte[] frame = received.poll();
            long offset = frames.receive(frame);
            if (offset >= 0) {
                PathWorker worker = registry.worker(registry.workerOf(offset, frame.length));
                act(() -> worker.onFrame(offset, frame.length, nowNs(), wallMs()));
            }
        }
        act(this::onBatchEnd);
        if (!received.isEmpty()) {
            workScheduled = true;
            world.scheduler.in(pauseNs(), () -> work(own));
        }
    }

    private void onBatchEnd() {
        for (int worker = 0; worker < WORKERS; worker++) {
            registry.worker(worker).onBatchEnd(nowNs(), wallMs());
        }
    }

    private void timer(long own) {
        if (!alive || own != incarnation) {
            return;
        }
        if (chainHop() == null) {
            timerRuns = false;
            return;
        }
        if (!paused()) {
            act(() -> {
                for (int worker = 0; worker < WORKERS; worker++) {
                    registry.worker(worker).onTimer(nowNs(), wallMs());
                }
                onBatchEnd();
            });
        }
        world.scheduler.in(TIMER_NS + pauseNs(), () -> timer(own));
    }

    private long nowNs() {
        return world.scheduler.nowNs();
    }

    private long wallMs() {
        return nowNs() / 1_000_000;
    }

    /** Lets the agent do something and looks at it afterwards. An agent that would stop itself breaks an invariant. */
    void act(Runnable deed) {
        try {
            deed.run();
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException e) {
            throw new Violation("AgentStops", name + ": " + e, e);
        }
        observe();
    }

    private void observe() {
        locate();
        if (member != null) {
            world.ledger.observe(member);
            Bounds.check(member, frames);
            if (!timerRuns) {
                timerRuns = true;
                long own = incarnation;
                world.scheduler.in(world.random.nextInt((int) TIMER_NS), () -> timer(own));
            }
        }
    }

    /** Finds out which hop and epoch are in force and which are staged; both can change within a deed. */
    private void locate() {
        StagedEpoch next = control.staged(World.PATH);
        if (next != null && next != staged) {
            world.ledger.staged(new Member(name, next, world.shape.hops(), world.shape.failures()), next.spec().epoch);
        }
        staged = next;
        Hop hop = chainHop();
        if (hop == null) {
            member = null;
            return;
        }
        if (member == null || member.hop != hop) {
            member = new Member(name, hop, world.shape.hops(), world.shape.failures());
        }
        if (member.history == null || member.history.epoch != hop.spec().epoch) {
            world.ledger.installed(member, hop.spec().epoch);
        }
    }

    private void transmitted(byte[] frame) {
        locate();
        int label = FrameView.label(frame);
        int epoch = member == null ? 0 : member.history.epoch;
        if (member != null && (label == chainHop().spec().labels.egressForward || label == chainHop().spec().labels.egressReverse)) {
            world.ledger.released(member, FrameView.packet(frame), FrameView.lastTransaction(frame));
            world.checkChanges(frame);
        }
        world.network.send(this, epoch, frame);
    }

    // ---- what the middlebox does

    @Override
    public int begin(int packet, int previousTransaction) {
        locate();
        running = world.ledger.begin(member, packet, previousTransaction);
        return running.number;
    }

    @Override
    public int hop() {
        return member.index;
    }

    @Override
    public void read(int key, int seen) {
        world.ledger.read(member, running, key, seen);
    }

    @Override
    public void write(int key, boolean delete) {
        world.ledger.write(member, running, key, delete);
    }

    @Override
    public void end(boolean drop) {
        if (drop) {
            world.coverage.count(Coverage.Kind.MIDDLEBOX_DROP);
            world.ledger.dropped(running.packet);
        }
        member.pending = running;
    }
}
