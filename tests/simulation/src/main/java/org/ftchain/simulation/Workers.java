package org.ftchain.simulation;

import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.chain.PathWorker;
import org.ftchain.agent.stm.Interleaving;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;

/**
 * The worker threads of one agent. Where a hop has several, each is a coroutine that gives way where others may come
 * between, and is resumed in simulated time, so that the seed decides on the order; one thread simply runs. Requests wait
 * until all workers are between batches.
 */
final class Workers implements Interleaving {
    /** Worker threads of an agent. */
    static final int COUNT = 4;
    private static final int RX_FRAMES = 96;
    private static final int BATCH = 16;
    private static final long TIMER_NS = 1_000_000;
    private static final ContinuationScope SCOPE = new ContinuationScope("workers");

    private record Arrival(long offset, int length) {
    }

    private final class Worker {
        final PathWorker code;
        final ArrayDeque<Arrival> inbox = new ArrayDeque<>();
        /** The batch that is being worked on; null between batches. */
        Continuation batch;
        boolean startScheduled;
        boolean timerDue;
        long seenAdvances;

        Worker(PathWorker code) {
            this.code = code;
        }
    }

    private final World world;
    private final Server server;
    private final SlotFrames frames;
    private final PathRegistry registry;
    private final long incarnation;
    private final Worker[] workers = new Worker[COUNT];
    private final ArrayDeque<byte[]> received = new ArrayDeque<>();
    private final ArrayDeque<Runnable> requests = new ArrayDeque<>();
    private boolean dispatchScheduled;
    private boolean timerRuns;
    private Worker current;
    private RuntimeException failure;

    Workers(World world, Server server, SlotFrames frames, ScriptedMiddlebox.Observer observer) {
        this.world = world;
        this.server = server;
        this.frames = frames;
        this.incarnation = server.incarnation;
        this.registry = new PathRegistry(Collections.nCopies(COUNT, new WorkerFrames(frames, COUNT, this::maybeGiveWay)),
                spec -> spec.type.equals("replica") ? new IdleMiddlebox() : new ScriptedMiddlebox(observer, world.shape),
                incarnation, this);
        registry.peers((spec, array, offset, length) ->
                world.channel.sendLog(spec, Arrays.copyOfRange(array, offset, offset + length)));
        for (int i = 0; i < COUNT; i++) {
            workers[i] = new Worker(registry.worker(i));
        }
    }

    PathRegistry registry() {
        return registry;
    }

    private boolean gone() {
        return !server.alive || server.incarnation != incarnation;
    }

    private long pauseNs(int usualNs) {
        long nowNs = world.scheduler.nowNs();
        return Math.max(0, server.pausedUntilNs - nowNs) + world.random.nextInt(nowNs < server.slowUntilNs ? 3_000_000 : usualNs);
    }

    private boolean paused() {
        return world.scheduler.nowNs() < server.pausedUntilNs;
    }

    private void later(long delayNs, Runnable deed) {
        world.scheduler.in(delayNs, () -> {
            if (!gone()) {
                deed.run();
            }
        });
    }

    // ---- where workers give way

    @Override
    public void beforeLock() {
        maybeGiveWay();
    }

    @Override
    public void waiting(int tries) {
        if (current == null) {
            throw new IllegalStateException("a lock must be free while all workers are between batches");
        }
        Continuation.yield(SCOPE);
    }

    @Override
    public void afterUnlock() {
        maybeGiveWay();
    }

    /** Between any two instructions others may come; it is tried at some. */
    void maybeGiveWay() {
        if (current != null && world.random.nextInt(4) == 0) {
            Continuation.yield(SCOPE);
        }
    }

    // ---- frames and time

    void receive(byte[] frame) {
        if (received.size() == RX_FRAMES) {
            return;
        }
        received.add(frame);
        if (!dispatchScheduled) {
            dispatchScheduled = true;
            later(pauseNs(20_000), this::dispatch);
        }
    }

    /** The thread that receives hands frames to the workers that they belong to. */
    private void dispatch() {
        if (paused()) {
            later(pauseNs(20_000), this::dispatch);
            return;
        }
        dispatchScheduled = false;
        for (int i = 0; i < BATCH && !received.isEmpty(); i++) {
            byte[] frame = received.poll();
            long offset = frames.receive(frame);
            if (offset >= 0) {
                workers[registry.workerOf(offset, frame.length)].inbox.add(new Arrival(offset, frame.length));
            }
        }
        if (!received.isEmpty()) {
            dispatchScheduled = true;
            later(pauseNs(20_000), this::dispatch);
        }
        for (Worker worker : workers) {
            if (!worker.inbox.isEmpty()) {
                start(worker);
            }
        }
    }

    /** As long as the agent has a hop. */
    void runTimer() {
        if (!timerRuns) {
            timerRuns = true;
            later(world.random.nextInt((int) TIMER_NS), this::timer);
        }
    }

    private void timer() {
        if (server.chainHop() == null) {
            timerRuns = false;
            return;
        }
        if (!paused()) {
            for (Worker worker : workers) {
                worker.timerDue = true;
            }
            startAll();
        }
        later(TIMER_NS + pauseNs(20_000), this::timer);
    }

    // ---- batches

    private boolean threaded() {
        Hop hop = server.chainHop();
        return hop != null && hop.threads() > 1;
    }

    private void start(Worker worker) {
        if (worker.batch != null || !requests.isEmpty()) {
            return;
        }
        if (!threaded()) {
            server.act(() -> work(worker));
            return;
        }
        worker.batch = new Continuation(SCOPE, () -> {
            try {
                work(worker);
            } catch (RuntimeException e) {
                failure = e;
            }
        });
        resume(worker);
    }

    private void startAll() {
        if (requests.isEmpty() && idle() && !threaded()) {
            server.act(() -> {
                for (Worker worker : workers) {
                    work(worker);
                }
            });
            return;
        }
        for (Worker worker : workers) {
            start(worker);
        }
    }

    private void work(Worker worker) {
        worker.seenAdvances = worker.code.advances();
        Arrival arrival = worker.inbox.poll();
        while (arrival != null) {
            worker.code.onFrame(arrival.offset, arrival.length, world.scheduler.nowNs(), wallMs());
            server.observe();
            arrival = worker.inbox.poll();
        }
        if (worker.timerDue) {
            worker.timerDue = false;
            worker.code.onTimer(world.scheduler.nowNs(), wallMs());
        }
        worker.code.onBatchEnd(world.scheduler.nowNs(), wallMs());
    }

    private long wallMs() {
        return world.scheduler.nowNs() / 1_000_000;
    }

    private void resume(Worker worker) {
        server.act(() -> {
            current = worker;
            try {
                worker.batch.run();
            } finally {
                current = null;
            }
            if (failure != null) {
                throw failure;
            }
        });
        if (worker.batch.isDone()) {
            worker.batch = null;
            between(worker);
        } else {
            world.coverage.count(Coverage.Kind.GAVE_WAY);
            later(pauseNs(world.random.nextInt(16) == 0 ? 300_000 : 10_000), () -> resume(worker));
        }
    }

    /** A worker is between batches: requests may be carried out, others may find what they waited for. */
    private void between(Worker worker) {
        if (!requests.isEmpty()) {
            if (idle()) {
                while (!requests.isEmpty()) {
                    requests.remove().run();
                }
                for (Worker other : workers) {
                    startSoon(other);
                }
            }
            return;
        }
        for (Worker other : workers) {
            boolean mayGoOn = other.code.hasPending() && other.code.advances() != other.seenAdvances;
            if (other != worker && mayGoOn || !other.inbox.isEmpty()) {
                startSoon(other);
            }
        }
    }

    private void startSoon(Worker worker) {
        if (!worker.startScheduled) {
            worker.startScheduled = true;
            later(pauseNs(5_000), () -> {
                worker.startScheduled = false;
                start(worker);
            });
        }
    }

    private boolean idle() {
        for (Worker worker : workers) {
            if (worker.batch != null) {
                return false;
            }
        }
        return true;
    }

    /** Frames that have been received and not looked at, or -1 while a worker is within a batch. */
    int unread() {
        int unread = 0;
        for (Worker worker : workers) {
            if (worker.batch != null || current != null) {
                return -1;
            }
            unread += worker.inbox.size();
        }
        return unread;
    }

    /** Carries out a request when all workers are between batches, and then {@code after}. */
    void request(Runnable request, Runnable after) {
        Runnable both = () -> {
            server.act(request);
            after.run();
        };
        if (requests.isEmpty() && idle()) {
            both.run();
        } else {
            world.coverage.count(Coverage.Kind.REQUEST_WAITED);
            requests.add(both);
        }
    }
}
