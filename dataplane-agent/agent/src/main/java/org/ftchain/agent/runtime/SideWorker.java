package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.PathWorker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker thread beside the one that owns the port: it takes the frames that the owner gives it, and time, and stands
 * still between batches while the owner runs commands. It sleeps when there is nothing to do; frames, commands, and the
 * advance of another worker that something here waits for wake it.
 */
final class SideWorker implements Runnable {
    private static final VarHandle PROGRESS;
    private static final VarHandle STOOD_STILL;

    static {
        try {
            PROGRESS = MethodHandles.lookup().findVarHandle(SideWorker.class, "progress", long.class);
            STOOD_STILL = MethodHandles.lookup().findVarHandle(SideWorker.class, "stoodStill", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Crew crew;
    private final PathWorker paths;
    private final SideFrames frames;
    private final SpscQueue inbox;
    private final FailStop failStop;
    private final Thread thread;
    private final Bell bell;
    private WallClock wallClock;
    private long nextTimerNs;
    private long seenAdvances = -1;
    private long announcedAdvances = -1;
    private boolean stoodStillNow;
    /** Opaque, as {@link Worker#progress()}. */
    private long progress;
    /** The safepoint in which this worker stands still: release, pairs with the owner's acquire. */
    private int stoodStill;

    SideWorker(Crew crew, int index, PathWorker paths, SideFrames frames, int inboxFrames, FailStop failStop) {
        this.crew = crew;
        this.paths = paths;
        this.frames = frames;
        this.inbox = new SpscQueue(inboxFrames);
        this.failStop = failStop;
        this.thread = Thread.ofPlatform().daemon().name("worker-" + index).unstarted(this);
        this.bell = new Bell(() -> LockSupport.unpark(thread));
    }

    Thread thread() {
        return thread;
    }

    SpscQueue inbox() {
        return inbox;
    }

    SideFrames frames() {
        return frames;
    }

    Bell bell() {
        return bell;
    }

    long progress() {
        return (long) PROGRESS.getOpaque(this);
    }

    /** The last safepoint that this worker has reached; what it did before is then seen. */
    int stoodStill() {
        return (int) STOOD_STILL.getAcquire(this);
    }

    @Override
    public void run() {
        try {
            long nowNs = System.nanoTime();
            wallClock = new WallClock(nowNs);
            nextTimerNs = nowNs;
            while (!crew.isStopped()) {
                int safepoint = crew.safepoint();
                // What was given before the safepoint was wanted belongs before it.
                if (Crew.isStandStill(safepoint) && inbox.isEmpty()) {
                    standStill(safepoint);
                } else if (doWork(System.nanoTime()) == 0) {
                    sleep();
                }
            }
        } catch (Throwable e) {
            failStop.fail(thread.getName(), e);
        }
    }

    private void standStill(int safepoint) {
        STOOD_STILL.setRelease(this, safepoint);
        while (crew.safepoint() == safepoint && !crew.isStopped()) {
            LockSupport.parkNanos(Worker.TIMER_NS);
        }
        stoodStillNow = true;
    }

    private int doWork(long nowNs) {
        long wallMs = wallClock.millis(nowNs);
        int count = 0;
        long entry;
        while (count < Worker.BATCH_FRAMES && (entry = inbox.poll()) != SpscQueue.EMPTY) {
            paths.onFrame(SideFrames.offset(entry), SideFrames.length(entry), nowNs, wallMs);
            count++;
        }
        // Read first: what advances from here on is found next time.
        long advances = paths.advances();
        if (count > 0 || stoodStillNow || advances != seenAdvances && paths.hasPending()) {
            paths.onBatchEnd(nowNs, wallMs); // an opened or installed hop may have something to send
            stoodStillNow = false;
        }
        seenAdvances = advances;
        if (nowNs - nextTimerNs >= 0) {
            paths.onTimer(nowNs, wallMs);
            nextTimerNs = nowNs + Worker.TIMER_NS;
        }
        tell();
        PROGRESS.setOpaque(this, progress + 1);
        return count;
    }

    private void tell() {
        long advances = paths.advances();
        if (advances != announcedAdvances) {
            announcedAdvances = advances;
            crew.announce(bell);
        }
        if (frames.hasReturned()) {
            crew.ringOwner();
        }
    }

    private void sleep() {
        long leftNs = paths.isEmpty() ? Worker.IDLE_NS : nextTimerNs - System.nanoTime();
        if (leftNs <= 0) {
            return;
        }
        boolean expecting = paths.hasPending();
        bell.goToSleep(expecting);
        if (inbox.isEmpty() && !Crew.isStandStill(crew.safepoint()) && !crew.isStopped()
                && !(expecting && paths.advances() != seenAdvances)) {
            LockSupport.parkNanos(leftNs);
        }
        bell.awake();
    }
}
