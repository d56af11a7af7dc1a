package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.Frames;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.io.DataPort;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The workers beside the one that owns the port, as the owner sees them: it gives them frames, collects what they send,
 * and lets them all stand still between batches for its commands (safepoint). Owner's thread, where not said otherwise.
 *
 * <p>Slots: of 8192 the hops of all workers may hold 2048, stocks of free slots take up to 512 and frames on their way to
 * workers up to 1024, so that the kernel always has some to receive with.
 */
final class Crew {
    private static final int MAX_HELD_FRAMES = 2048;
    private static final int STOCK_SLOTS = 512;
    private static final int INBOX_FRAMES = 1024;
    private static final int COLLECT_FRAMES = 256;
    private static final int STAND_STILL_SPINS = 1000;
    private static final long STAND_STILL_PARK_NS = 100_000;
    /** Counted in parks of the owner, so that a suspended process is not taken for a stuck worker: about 2 s. */
    private static final int STAND_STILL_PARKS = 15_000;
    private static final VarHandle SAFEPOINT;

    static {
        try {
            SAFEPOINT = MethodHandles.lookup().findVarHandle(Crew.class, "safepoint", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final List<Frames> frames = new ArrayList<>();
    private final SideWorker[] workers;
    private final boolean[] given;
    private final Bell ownerBell;
    private final int inboxFrames;
    private volatile boolean stopped;
    /** Odd while the workers are to stand still; written by the owner. */
    private int safepoint;
    private long dropped;
    private int queued;

    /** @param threads of the agent, the owner included: 2..16 */
    Crew(DataPort port, int threads) {
        workers = new SideWorker[threads - 1];
        given = new boolean[threads - 1];
        ownerBell = new Bell(port::wakeUp);
        int slots = (int) (port.segment().byteSize() / port.slotBytes());
        inboxFrames = Integer.highestOneBit(Math.min(INBOX_FRAMES, slots / 8) / (threads - 1));
        int stockSlots = Integer.highestOneBit(Math.min(STOCK_SLOTS, slots / 16) / (threads - 1));
        int maxHeld = Math.min(MAX_HELD_FRAMES, port.maxHeldFrames()) / threads;
        frames.add(new OwnerFrames(port, maxHeld));
        for (int i = 1; i < threads; i++) {
            frames.add(new SideFrames(port, maxHeld, stockSlots));
        }
    }

    /** Per worker, the owner's first. */
    List<Frames> frames() {
        return frames;
    }

    /** Makes the workers; {@code registry} has been made of {@link #frames()}. */
    void man(PathRegistry registry, FailStop failStop) {
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new SideWorker(this, i + 1, registry.worker(i + 1), (SideFrames) frames.get(i + 1), inboxFrames,
                    failStop);
        }
    }

    /** Starts the workers, which then have slots. */
    void start() {
        refill();
        for (SideWorker worker : workers) {
            worker.thread().start();
        }
    }

    /** Any thread. */
    void stop() {
        stopped = true;
        VarHandle.fullFence();
        for (SideWorker worker : workers) {
            worker.bell().ring();
            LockSupport.unpark(worker.thread());
        }
    }

    /** False when a worker has not ended by then. Any thread. */
    boolean join(long timeoutMs) throws InterruptedException {
        long endNs = System.nanoTime() + timeoutMs * 1_000_000;
        boolean ended = true;
        for (SideWorker worker : workers) {
            worker.thread().join(Math.max(1, (endNs - System.nanoTime()) / 1_000_000));
            ended &= !worker.thread().isAlive();
        }
        return ended;
    }

    /** Any thread. */
    boolean isStopped() {
        return stopped;
    }

    int size() {
        return workers.length;
    }

    /** Any thread. */
    long progress(int index) {
        return workers[index].progress();
    }

    // ---- frames

    /** Gives a frame and its slot to a worker, 1.. as the registry counts; false, and the frame stays, when it has too many. */
    boolean give(int worker, long offset, int length) {
        if (workers[worker - 1].inbox().offer(SideFrames.entry(offset, length))) {
            given[worker - 1] = true;
            return true;
        }
        dropped++;
        return false;
    }

    /** Wakes those who have been given frames. */
    void ringGiven() {
        VarHandle.fullFence();
        for (int i = 0; i < workers.length; i++) {
            if (given[i]) {
                given[i] = false;
                workers[i].bell().ring();
            }
        }
    }

    /** Takes over what the workers send and free, and gives them new slots; returns how many frames came. */
    int collect() {
        int count = 0;
        for (SideWorker worker : workers) {
            count += worker.frames().collect(COLLECT_FRAMES);
        }
        refill();
        return count;
    }

    private void refill() {
        for (int i = 1; i < frames.size(); i++) {
            ((SideFrames) frames.get(i)).refill();
        }
    }

    boolean hasReturned() {
        for (SideWorker worker : workers) {
            if (worker.frames().hasReturned()) {
                return true;
            }
        }
        return false;
    }

    /** Frames that were dropped as their worker had too many. */
    long dropped() {
        return dropped;
    }

    /** Frames that waited for workers when the present safepoint was asked for. */
    int queued() {
        return queued;
    }

    // ---- who waits for whom

    Bell ownerBell() {
        return ownerBell;
    }

    /** Something has come for the owner to collect. A side worker. */
    void ringOwner() {
        VarHandle.fullFence();
        ownerBell.ring();
    }

    /** Something that others may wait for has happened. Any worker, {@code from} is its own. */
    void announce(Bell from) {
        VarHandle.fullFence();
        if (from != ownerBell) {
            ownerBell.ringIfExpecting();
        }
        for (SideWorker worker : workers) {
            if (worker.bell() != from) {
                worker.bell().ringIfExpecting();
            }
        }
    }

    // ---- safepoint

    /** Any worker. What the owner did in a safepoint is seen by who has read that it is over. */
    int safepoint() {
        return (int) SAFEPOINT.getVolatile(this);
    }

    static boolean isStandStill(int safepoint) {
        return (safepoint & 1) != 0;
    }

    /**
     * Returns when all workers stand still, having worked off what they were given, and all that they sent is with the
     * port; they see what is done until {@link #goOn}.
     *
     * @return false when the crew has been stopped
     * @throws IllegalStateException when a worker does not get there: it is stuck
     */
    boolean standStill() {
        queued = 0;
        for (SideWorker worker : workers) {
            queued += worker.inbox().size();
        }
        int wanted = safepoint + 1;
        SAFEPOINT.setVolatile(this, wanted);
        VarHandle.fullFence();
        for (SideWorker worker : workers) {
            worker.bell().ring();
        }
        int rounds = 0;
        for (SideWorker worker : workers) {
            while (worker.stoodStill() != wanted) {
                if (stopped) {
                    return false;
                }
                if (++rounds < STAND_STILL_SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(STAND_STILL_PARK_NS);
                    if (rounds > STAND_STILL_SPINS + STAND_STILL_PARKS) {
                        throw new IllegalStateException(worker.thread().getName() + " is stuck");
                    }
                }
            }
        }
        // What they sent before goes before what is sent from here on: a command may move flows to other workers.
        while (hasReturned()) {
            collect();
        }
        return true;
    }

    void goOn() {
        SAFEPOINT.setVolatile(this, safepoint + 1);
        for (SideWorker worker : workers) {
            LockSupport.unpark(worker.thread());
        }
    }
}
