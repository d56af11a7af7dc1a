package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.chain.PathWorker;
import org.ftchain.agent.io.DataPort;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The thread that owns the data port; alone, or with a {@link Crew} of other workers, to which it gives their frames and
 * for which it sends. Its duty cycle: a batch of frames, the batch's end, what the crew sends, commands, the timer, flush; it
 * waits in the port when there was nothing to do. While commands run the crew stands still. The clock is read once per cycle. It
 * allocates nothing of its own per frame or cycle. Whatever it did not expect ends the agent.
 */
final class Worker implements Runnable {
    static final int BATCH_FRAMES = 64;
    static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Longest wait without a hop; also how stale {@link #progress()} may be in a healthy worker. */
    static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MAX_COMMANDS = 4096;
    private static final int COMMANDS_PER_CYCLE = 16;
    private static final VarHandle PROGRESS;

    static {
        try {
            PROGRESS = MethodHandles.lookup().findVarHandle(Worker.class, "progress", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Something to be done on the worker thread. What it throws ends the agent. */
    @FunctionalInterface
    interface Command {
        void run(long nowNs, long wallMs);
    }

    private final DataPort port;
    private final PathRegistry registry;
    private final PathWorker paths;
    /** Null where this worker is alone. */
    private final Crew crew;
    private final FailStop failStop;
    private final ConcurrentLinkedQueue<Command> commands = new ConcurrentLinkedQueue<>();
    private final AtomicInteger commandCount = new AtomicInteger();
    private final long[] offsets = new long[BATCH_FRAMES];
    private final int[] lengths = new int[BATCH_FRAMES];
    private volatile boolean stopped;
    /** Written by the worker with setOpaque, read by the heartbeat thread: only that it moves matters. */
    private long progress;
    private WallClock wallClock;
    private long nextTimerNs;
    private long seenAdvances = -1;
    private long announcedAdvances = -1;
    /** Per worker what {@link #progress()} has seen, and rounds in which all have moved. The heartbeat thread's. */
    private final long[] seenProgress;
    private long rounds;

    Worker(DataPort port, PathRegistry registry, FailStop failStop) {
        this(port, registry, null, failStop);
    }

    /** @param crew manned with {@code registry}, not yet started; null when there are no other workers */
    Worker(DataPort port, PathRegistry registry, Crew crew, FailStop failStop) {
        this.port = port;
        this.registry = registry;
        this.paths = registry.worker(0);
        this.crew = crew;
        this.failStop = failStop;
        this.seenProgress = new long[1 + (crew == null ? 0 : crew.size())];
    }

    /**
     * Runs {@code command} on the worker thread, in the order of the calls of one thread. Any thread.
     *
     * @throws IllegalStateException when too many wait, or the worker has been stopped
     */
    void execute(Command command) {
        if (stopped) {
            throw new IllegalStateException("the agent stops");
        }
        if (commandCount.incrementAndGet() > MAX_COMMANDS) {
            commandCount.decrementAndGet();
            throw new IllegalStateException("too many requests wait: " + MAX_COMMANDS);
        }
        commands.add(command);
        port.wakeUp();
    }

    /** Rises as long as all workers work. One thread, which calls it again and again. */
    long progress() {
        for (int i = 0; i < seenProgress.length; i++) {
            if (progress(i) == seenProgress[i]) {
                return rounds;
            }
        }
        for (int i = 0; i < seenProgress.length; i++) {
            seenProgress[i] = progress(i);
        }
        return ++rounds;
    }

    private long progress(int worker) {
        return worker == 0 ? (long) PROGRESS.getOpaque(this) : crew.progress(worker - 1);
    }

    /** Frames that waited for other workers when the present command's turn came. Worker thread, in a command. */
    long queued() {
        return crew == null ? 0 : crew.queued();
    }

    /** Frames that were dropped as another worker had too many. Worker thread. */
    long dropped() {
        return crew == null ? 0 : crew.dropped();
    }

    /** Ends {@link #run} after the present cycle. Any thread. */
    void stop() {
        stopped = true;
        if (crew != null) {
            crew.stop();
        }
        port.wakeUp();
    }

    /** Whether the crew has ended, too, within the time. Any thread, after {@link #stop} and the end of this worker. */
    boolean joinCrew(long timeoutMs) throws InterruptedException {
        return crew == null || crew.join(timeoutMs);
    }

    @Override
    public void run() {
        try {
            long nowNs = System.nanoTime();
            wallClock = new WallClock(nowNs);
            nextTimerNs = nowNs;
            if (crew != null) {
                crew.start();
            }
            while (!stopped) {
                if (doWork(System.nanoTime()) == 0) {
                    await();
                }
            }
        } catch (Throwable e) {
            failStop.fail("worker", e);
        }
    }

    private int doWork(long nowNs) {
        long wallMs = wallClock.millis(nowNs);
        int count = port.receive(offsets, lengths);
        if (crew == null) {
            for (int i = 0; i < count; i++) {
                paths.onFrame(offsets[i], lengths[i], nowNs, wallMs);
            }
            if (count > 0) {
                paths.onBatchEnd(nowNs, wallMs);
            }
        } else {
            count += workWithCrew(count, nowNs, wallMs);
        }
        count += runCommands(nowNs, wallMs);
        if (nowNs - nextTimerNs >= 0) {
            paths.onTimer(nowNs, wallMs);
            nextTimerNs = nowNs + TIMER_NS;
        }
        if (crew != null) {
            announce();
        }
        port.flush();
        PROGRESS.setOpaque(this, progress + 1);
        return count;
    }

    /** Returns how many frames the crew has handed over. */
    private int workWithCrew(int received, long nowNs, long wallMs) {
        int own = 0;
        for (int i = 0; i < received; i++) {
            int worker = registry.workerOf(offsets[i], lengths[i]);
            if (worker > 0) {
                if (!crew.give(worker, offsets[i], lengths[i])) {
                    port.free(offsets[i]);
                }
            } else {
                offsets[own] = offsets[i];
                lengths[own++] = lengths[i];
            }
        }
        if (own < received) {
            crew.ringGiven(); // before the own frames: they work at the same time
        }
        for (int i = 0; i < own; i++) {
            paths.onFrame(offsets[i], lengths[i], nowNs, wallMs);
        }
        // Read first: what advances from here on is found next time.
        long advances = paths.advances();
        if (own > 0 || advances != seenAdvances && paths.hasPending()) {
            paths.onBatchEnd(nowNs, wallMs);
        }
        seenAdvances = advances;
        return crew.collect();
    }

    private void announce() {
        long advances = paths.advances();
        if (advances != announcedAdvances) {
            announcedAdvances = advances;
            crew.announce(crew.ownerBell());
        }
    }

    private int runCommands(long nowNs, long wallMs) {
        if (commands.isEmpty() || crew != null && !crew.standStill()) {
            return 0;
        }
        int done = 0;
        while (done < COMMANDS_PER_CYCLE) {
            Command command = commands.poll();
            if (command == null) {
                break;
            }
            commandCount.decrementAndGet();
            command.run(nowNs, wallMs);
            done++;
        }
        if (crew != null) {
            crew.goOn();
        }
        paths.onBatchEnd(nowNs, wallMs); // an opened or installed hop may have something to send
        return done;
    }

    /** A command added after {@link #runCommands} has left its wake-up in the port, so this returns at once. */
    private void await() {
        long leftNs = registry.isEmpty() ? IDLE_NS : nextTimerNs - System.nanoTime();
        if (leftNs <= 0) {
            return;
        }
        if (crew == null) {
            port.await(leftNs);
            return;
        }
        boolean expecting = paths.hasPending();
        crew.ownerBell().goToSleep(expecting);
        if (!crew.hasReturned() && !(expecting && paths.advances() != seenAdvances)) {
            port.await(leftNs);
        }
        crew.ownerBell().awake();
    }
}
