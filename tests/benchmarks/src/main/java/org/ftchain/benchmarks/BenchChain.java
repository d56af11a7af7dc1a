package org.ftchain.benchmarks;

import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.chain.HopCounter;
import org.ftchain.agent.chain.MemoryFrames;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.middlebox.MiddleboxFactory;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A chain of production hops in one process, driven by one thread. Servers have a registry each and hand frames over
 * without copying them: a sent frame is queued at the hop that its label leads to. Every {@link #batch} takes packets
 * from the source through all hops; frames from the last hop to the first are met by the next one. Time is simulated
 * and advances by {@link #BATCH_NS} a batch, so that no clock is read.
 */
final class BenchChain {
    /** Packets of a batch. */
    static final int BATCH = 32;
    /** 3.2 million packets a second. */
    private static final long BATCH_NS = 10_000;
    private static final long TIMER_NS = 1_000_000;
    private static final long START_WALL_MS = 1_700_000_000_000L;
    private static final int SLOTS = 4096;
    private static final int MAX_FRAME_BYTES = 3512;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final ChainSetup setup;
    private final MemoryFrames frames = new MemoryFrames(SLOTS, MAX_FRAME_BYTES, this::onSent);
    private final PathRegistry[] servers;
    private final FrameQueue[] queues;
    /** By label, the hop that it leads to; the number of hops for out of the chain. */
    private final int[] destinations;
    private final Traffic traffic;
    private long nowNs = BATCH_NS;
    private long nextTimerNs;
    private long injected;
    private long released;

    BenchChain(ChainSetup setup) {
        this.setup = setup;
        int hops = setup.hops();
        servers = new PathRegistry[hops];
        queues = new FrameQueue[hops];
        destinations = new int[setup.egressLabel() + 1];
        MiddleboxFactory middleboxes = new MiddleboxFactory();
        Arrays.fill(destinations, -1);
        for (int hop = 0; hop < hops; hop++) {
            servers[hop] = new PathRegistry(frames, spec -> middleboxes.create(spec.type, spec.config), hop + 1);
            queues[hop] = new FrameQueue(SLOTS);
            destinations[setup.forwardLabel(hop)] = hop;
        }
        destinations[setup.ringLabel()] = 0;
        destinations[setup.egressLabel()] = hops;
        traffic = new Traffic(setup.forwardLabel(0), 0, setup.flows());
        install();
    }

    private void install() {
        HopControl[] controls = new HopControl[servers.length];
        for (int hop = 0; hop < servers.length; hop++) {
            controls[hop] = new HopControl(servers[hop], 1);
            require(controls[hop].install(new Request.Install(1, setup.spec(hop), List.of(), null), Map.of()));
        }
        for (int hop = servers.length - 1; hop >= 0; hop--) {
            require(controls[hop].handle(new Request.Open(2, ChainSetup.PATH, 1), nowNs, wallMs()));
        }
    }

    private static void require(Reply reply) {
        if (!reply.ok) {
            throw new IllegalArgumentException(reply.error);
        }
    }

    private long wallMs() {
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

    /** {@link #BATCH} packets through all hops. Returns how many packets have left the chain so far. */
    long batch() {
        nowNs += BATCH_NS;
        for (int i = 0; i < BATCH; i++) {
            long offset = frames.allocate() + MemoryFrames.HEADROOM_BYTES;
            traffic.write(frames.segment(), offset);
            queues[0].add(offset, Traffic.LABELLED_BYTES);
        }
        injected += BATCH;
        run();
        return released;
    }

    private void run() {
        long wallMs = wallMs();
        for (int hop = 0; hop < servers.length; hop++) {
            PathRegistry server = servers[hop];
            FrameQueue queue = queues[hop];
            for (int left = queue.size(); left > 0; left--) {
                long offset = queue.offset();
                int length = queue.length();
                queue.remove();
                server.onFrame(offset, length, nowNs, wallMs);
            }
            server.onBatchEnd(nowNs, wallMs);
        }
        if (nowNs >= nextTimerNs) {
            nextTimerNs = nowNs + TIMER_NS;
            for (PathRegistry server : servers) {
                server.onTimer(nowNs, wallMs);
            }
        }
    }

    /**
     * Lets everything under way arrive, without new packets.
     *
     * @throws IllegalStateException when a packet is lost: what was measured would not be the work of a chain
     */
    void drain() {
        for (int i = 0; i < 10_000 && released < injected; i++) {
            nowNs += BATCH_NS;
            run();
        }
        if (released != injected) {
            throw new IllegalStateException("all packets must leave the chain: injected=" + injected + " released="
                    + released + " " + describe());
        }
    }

    /** The hops' counters that are not 0. */
    private String describe() {
        StringBuilder text = new StringBuilder();
        for (int hop = 0; hop < servers.length; hop++) {
            text.append("hop ").append(hop);
            for (HopCounter counter : HopCounter.values()) {
                if (hop(hop).counter(counter) != 0) {
                    text.append(' ').append(counter.key()).append('=').append(hop(hop).counter(counter));
                }
            }
            text.append(" waiting=").append(hop(hop).waitingCount()).append(" buffered=")
                    .append(hop(hop).bufferedCount()).append("; ");
        }
        return text.toString();
    }

    Hop hop(int hop) {
        return servers[hop].hop(ChainSetup.PATH);
    }

    long injected() {
        return injected;
    }

    /** Sum over all hops. */
    long count(HopCounter counter) {
        long sum = 0;
        for (int hop = 0; hop < servers.length; hop++) {
            sum += hop(hop).counter(counter);
        }
        return sum;
    }
}
