package org.ftchain.simulation;

import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.agent.recovery.StagedEpoch;
import org.ftchain.simulation.Coverage.Kind;

import java.util.HashMap;
import java.util.Map;

/** One server with the agent's own code, and the eyes of the ledger. A restart makes another agent. */
final class Server implements ScriptedMiddlebox.Observer {
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
    private Workers workers;

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
        member = null;
        staged = null;
        frames = new SlotFrames(world.shape.slots(), this::transmitted);
        workers = new Workers(world, this, frames, this);
        control = new HopControl(workers.registry(), incarnation);
    }

    void crash() {
        alive = false;
        frames.close();
    }

    void close() {
        if (alive) {
            frames.close();
        }
    }

    Hop chainHop() {
        return workers.registry().hop(World.PATH);
    }

    /** Whether it has a part in the chain, in force or staged. */
    boolean hasHop() {
        return alive && !control.paths().isEmpty();
    }

    int usedSlots() {
        return frames.usedSlots();
    }

    /** Whether some worker is within a batch. */
    boolean isBusy() {
        return workers.unread() != 0;
    }

    void receive(byte[] frame) {
        if (alive) {
            workers.receive(frame);
        }
    }

    void onPeerLog(int epoch, byte[] log) {
        long nowNs = world.scheduler.nowNs();
        request(() -> workers.registry().onPeerLog(World.PATH, epoch, log, nowNs, nowNs / 1_000_000), () -> {
        });
    }

    /** Lets the control of hops do something when all workers are between batches. */
    void request(Runnable request, Runnable after) {
        workers.request(request, after);
    }

    // ---- observation

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
        int unread = workers.unread();
        if (member != null && unread >= 0) {
            Bounds.check(member, frames, unread);
        }
    }

    void observe() {
        locate();
        if (member != null) {
            world.ledger.observe(member);
            workers.runTimer();
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
            world.ledger.inForce(member, hop.spec().epoch);
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
    public PacketTransaction begin(int packet, int previousTransaction) {
        locate();
        if (packet == 0) {
            world.coverage.count(Kind.TIMER);
        }
        return world.ledger.begin(member, packet, previousTransaction);
    }

    @Override
    public void read(PacketTransaction running, int key, int seen) {
        world.ledger.read(member, running, key, seen);
    }

    @Override
    public void size(PacketTransaction running, int map, int seen) {
        world.coverage.count(Kind.SIZE);
        world.ledger.size(member, running, map, seen);
    }

    @Override
    public void scan(PacketTransaction running, int map, int partition, int seenKeys) {
        world.coverage.count(Kind.SCAN);
        world.ledger.scan(member, running, map, partition, seenKeys);
    }

    @Override
    public void write(PacketTransaction running, int key, int valueBytes) {
        world.ledger.write(member, running, key, valueBytes);
    }

    @Override
    public int creates(PacketTransaction running) {
        int packet = PacketTransaction.created(running.number);
        world.network.created(packet);
        return packet;
    }

    @Override
    public boolean isTimerDue() {
        return world.faulty();
    }

    @Override
    public void end(PacketTransaction running, boolean drop) {
        if (drop) {
            world.coverage.count(Kind.MIDDLEBOX_DROP);
            world.ledger.dropped(running.packet);
        }
        member.pending = running;
    }

    @Override
    public void wounded() {
        world.coverage.count(Kind.WOUNDED);
    }

    @Override
    public void computes() {
        workers.maybeGiveWay();
    }
}
