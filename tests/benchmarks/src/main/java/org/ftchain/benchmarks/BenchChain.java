package org.ftchain.benchmarks;

import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.chain.HopCounter;
import org.ftchain.agent.chain.MemoryFrames;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.middlebox.MiddleboxFactory;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.agent.stm.Interleaving;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A chain of production hops in one process, a server each, whose worker threads are the {@link #lane}s' threads. */
final class BenchChain {
    private static final Interleaving SPIN = new Interleaving() {
        @Override
        public void beforeLock() {
        }

        @Override
        public void waiting(int tries) {
            Thread.onSpinWait();
        }

        @Override
        public void afterUnlock() {
        }
    };

    private final ChainSetup setup;
    private final PathRegistry[] servers;
    private final List<Lane> lanes;

    BenchChain(ChainSetup setup) {
        this.setup = setup;
        lanes = IntStream.range(0, setup.threads()).mapToObj(index -> new Lane(setup, index)).toList();
        List<MemoryFrames> frames = lanes.stream().map(Lane::frames).toList();
        servers = new PathRegistry[setup.hops()];
        MiddleboxFactory middleboxes = new MiddleboxFactory();
        for (int hop = 0; hop < servers.length; hop++) {
            servers[hop] = new PathRegistry(frames, spec -> middleboxes.create(spec.type, spec.config), hop + 1,
                    setup.threads() > 1 ? SPIN : Interleaving.NONE);
        }
        lanes.forEach(lane -> lane.servers(servers));
        install();
    }

    private void install() {
        HopControl[] controls = new HopControl[servers.length];
        for (int hop = 0; hop < servers.length; hop++) {
            controls[hop] = new HopControl(servers[hop], 1);
            require(controls[hop].install(new Request.Install(1, setup.spec(hop), List.of(), null), Map.of()));
        }
        Lane first = lanes.getFirst();
        for (int hop = servers.length - 1; hop >= 0; hop--) {
            require(controls[hop].handle(new Request.Open(2, ChainSetup.PATH, 1), first.nowNs(), first.wallMs()));
        }
    }

    private static void require(Reply reply) {
        if (!reply.ok) {
            throw new IllegalArgumentException(reply.error);
        }
    }

    /** What thread {@code index} drives. */
    Lane lane(int index) {
        return lanes.get(index);
    }

    /** Sends {@code packets} on each lane, in one thread, and waits until they are out. */
    void send(int packets) {
        for (int sent = 0; sent < packets; sent += Lane.BATCH) {
            lanes.forEach(Lane::batch);
        }
        drain();
    }

    /**
     * Lets everything under way arrive, without new packets. In one thread.
     *
     * @throws IllegalStateException when a packet is lost: what was measured would not be the work of a chain
     */
    void drain() {
        for (int i = 0; i < 10_000 && released() < injected(); i++) {
            lanes.forEach(Lane::run);
        }
        if (released() != injected()) {
            throw new IllegalStateException("all packets must leave the chain: injected=" + injected() + " released="
                    + released() + " " + describe());
        }
    }

    private long injected() {
        return lanes.stream().mapToLong(Lane::injected).sum();
    }

    private long released() {
        return lanes.stream().mapToLong(Lane::released).sum();
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

    /** Sum over all hops. */
    long count(HopCounter counter) {
        long sum = 0;
        for (int hop = 0; hop < servers.length; hop++) {
            sum += hop(hop).counter(counter);
        }
        return sum;
    }
}
