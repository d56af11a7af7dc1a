package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.io.DataPort;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The thread that owns the data port and all hops. Its duty cycle: a batch of frames, the batch's end, commands, the
 * timer, flush; it waits in the port when there was nothing to do. The clock is read once per cycle. It allocates
 * nothing of its own per frame or cycle. Whatever it did not expect ends the agent.
 */
final class Worker implements Runnable {
    static final int BATCH_FRAMES = 64;
    static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Longest wait without a hop; also how stale {@link #progress()} may be in a healthy worker. */
    static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MAX_COMMANDS = 4096;
    private static final int COMMANDS_PER_CYCLE = 16;
    private static final long WALL_CLOCK_NS = TimeUnit.SECONDS.toNanos(1);
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
    private final FailStop failStop;
    private final ConcurrentLinkedQueue<Command> commands = new ConcurrentLinkedQueue<>();
    private final AtomicInteger commandCount = new AtomicInteger();
    private final long[] offsets = new long[BATCH_FRAMES];
    private final int[] lengths = new int[BATCH_FRAMES];
    private volatile boolean stopped;
    /** Written by the worker with setOpaque, read by the heartbeat thread: only that it moves matters. */
    private long progress;
    private long nextTimerNs;
    /** Wall clock minus monotonic clock, read anew every second. */
    private long wallOffsetMs;
    private long wallReadNs;

    Worker(DataPort port, PathRegistry registry, FailStop failStop) {
        this.port = port;
        this.registry = registry;
        this.failStop = failStop;
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

    /** Rises as long as the worker works. Any thread. */
    long progress() {
        return (long) PROGRESS.getOpaque(this);
    }

    /** Ends {@link #run} after the present cycle. Any thread. */
    void stop() {
        stopped = true;
        port.wakeUp();
    }

    @Override
    public void run() {
        try {
            long nowNs = System.nanoTime();
            readWallClock(nowNs);
            nextTimerNs = nowNs;
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
        if (nowNs - wallReadNs >= WALL_CLOCK_NS) {
            readWallClock(nowNs);
        }
        long wallMs = nowNs / 1_000_000 + wallOffsetMs;
        int frames = port.receive(offsets, lengths);
        for (int i = 0; i < frames; i++) {
            registry.onFrame(offsets[i], lengths[i], nowNs, wallMs);
        }
        if (frames > 0) {
            registry.onBatchEnd(nowNs, wallMs);
        }
        int done = runCommands(nowNs, wallMs);
        if (nowNs - nextTimerNs >= 0) {
            registry.onTimer(nowNs, wallMs);
            nextTimerNs = nowNs + TIMER_NS;
        }
        port.flush();
        PROGRESS.setOpaque(this, progress + 1);
        return frames + done;
    }

    private int runCommands(long nowNs, long wallMs) {
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
        if (done > 0) {
            registry.onBatchEnd(nowNs, wallMs); // an opened or installed hop may have something to send
        }
        return done;
    }

    /** A command added after {@link #runCommands} has left its wake-up in the port, so this returns at once. */
    private void await() {
        if (registry.isEmpty()) {
            port.await(IDLE_NS);
        } else {
            long leftNs = nextTimerNs - System.nanoTime();
            if (leftNs > 0) {
                port.await(leftNs);
            }
        }
    }

    private void readWallClock(long nowNs) {
        wallReadNs = nowNs;
        wallOffsetMs = System.currentTimeMillis() - nowNs / 1_000_000;
    }
}
