package org.ftchain.benchmarks;

import org.ftchain.agent.chain.MemoryFrames;
import org.ftchain.agent.chain.PathRegistry;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What one thread does for a {@link BenchChain}: it takes packets of its own flows from the source through worker
 * {@code index} of every server. Frames are handed over without copying them: a sent frame is queued at the hop that its
 * label leads to. Time is simulated and advances by {@link #BATCH_NS} a batch, so that no clock is read.
 */
final class Lane {
    /** Packets of a batch: as many as an agent's worker receives at once. */
    static final int BATCH = 64;
    /** 3.2 million packets a second. */
    static final long BATCH_NS = 20_000;
    private static final long TIMER_NS = 1_000_000;
    private static final long START_WALL_MS = 1_700_000_000_000L;
    /** Below what a hop lets wait (1024). */
    private static final int MAX_UNDER_WAY = 768;
    private static final int SLOTS = 4096;
    private static final int MAX_FRAME_BYTES = 3512;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final int index;
    private final MemoryFrames frames = new MemoryFrames(SLOTS, MAX_FRAME_BYTES, this::onSent);
    private final FrameQueue[] queues;
    /** By label, the hop that it leads to; the number of hops for out of the chain. */
    private final int[] destinations;
    private final Traffic traffic;
    private PathRegistry[] servers;
    private long nowNs = BATCH_NS;
    private long nextTimerNs;
    private long injected;
    private long released;

    Lane(ChainSetup setup, int index) {
        this.index = index;
        int hops = setup.hops();
        queues = new FrameQueue[hops];
        destinations = new int[setup.egressLabel() + 1];
        Arrays.fill(destinations, -1);
        for (int hop = 0; hop < hops; hop++) {
            queues[hop] = new FrameQueue(SLOTS);
            destinations[setup.forwardLabel(hop)] = hop;
        }
        destinations[setup.ringLabel()] = 0;
        destinations[setup.egressLabel()] = hops;
        int flows = setup.flows() / setup.threads();
        traffic = new Traffic(setup.forwardLabel(0), index * flows, flows);
    }

    MemoryFrames frames() {
        return frames;
    }

    void servers(PathRegistry[] all) {
        servers = all;
    }

    long nowNs() {
        return nowNs;
    }

    long wallMs() {
        return START_WALL_MS + TimeUnit.NANOSECONDS.toMillis(nowNs);
    }

    private void onSent(long offset, int length) {
        int destination = destinations[frames.segment().get(INT, offset + 14) >>> 12];
        if (destination == queues.length) {
            frames.free(offset);
            released++;
        } else {
            queues[destination].add(offset, length);
        }
    }

    /**
     * {@link #BATCH} packets through all hops. Returns how many packets have left the chain so far. A source that has too
     * many under way sends none this time, as a sender would wait: threads that share state wait for each other's logs.
     */
    long batch() {
        if (injected - released <= MAX_UNDER_WAY) {
            for (int i = 0; i < BATCH; i++) {
                long offset = frames.allocate() + MemoryFrames.HEADROOM_BYTES;
                traffic.write(frames.segment(), offset);
                queues[0].add(offset, Traffic.LABELLED_BYTES);
            }
            injected += BATCH;
        }
        run();
        return released;
    }

    /** Lets go on what is under way. */
    void run() {
        nowNs += BATCH_NS;
        long wallMs = wallMs();
        for (int hop = 0; hop < servers.length; hop++) {
            PathRegistry server = servers[hop];
            FrameQueue queue = queues[hop];
            for (int left = queue.size(); left > 0; left--) {
                long offset = queue.offset();
                int length = queue.length();
                queue.remove();
                server.worker(index).onFrame(offset, length, nowNs, wallMs);
            }
            server.worker(index).onBatchEnd(nowNs, wallMs);
        }
        if (nowNs >= nextTimerNs) {
            nextTimerNs = nowNs + TIMER_NS;
            for (PathRegistry server : servers) {
                server.worker(index).onTimer(nowNs, wallMs);
            }
        }
    }

    long injected() {
        return injected;
    }

    long released() {
        return released;
    }
}
