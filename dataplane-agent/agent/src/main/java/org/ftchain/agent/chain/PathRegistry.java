package org.ftchain.agent.chain;

import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.stm.Interleaving;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.control.HopSpec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All hops on this agent and the labels that lead to them; a path has at most one hop on an agent. Each worker thread has
 * its {@link PathWorker}; everything else here needs the workers to stand still, but {@link #workerOf}, which belongs to
 * the thread that receives frames.
 */
public final class PathRegistry {
    private final Function<HopSpec.MiddleboxSpec, Middlebox> middleboxes;
    private final HopEnvironment environment;
    private final PathWorker[] workers;
    private final TreeMap<String, Hop> hops = new TreeMap<>();
    private final LabelTable labels = new LabelTable();

    /** An agent with one worker thread; see {@link #PathRegistry(List, Function, long, Interleaving)}. */
    public PathRegistry(Frames frames, Function<HopSpec.MiddleboxSpec, Middlebox> middleboxes, long seed) {
        this(List.of(frames), middleboxes, seed, Interleaving.NONE);
    }

    /**
     * @param frames       each worker thread's, all of the same memory
     * @param middleboxes  makes a middlebox from its specification; throws IllegalArgumentException naming what is wrong
     * @param seed         of the randomness that middleboxes see
     * @param interleaving what the threads do where others may come between
     */
    public PathRegistry(List<? extends Frames> frames, Function<HopSpec.MiddleboxSpec, Middlebox> middleboxes, long seed,
                        Interleaving interleaving) {
        this.middleboxes = middleboxes;
        this.environment = new HopEnvironment(frames, seed, interleaving);
        this.workers = new PathWorker[frames.size()];
        for (int index = 0; index < workers.length; index++) {
            workers[index] = new PathWorker(this, index, frames.get(index), workers.length == 1);
        }
    }

    /** How logs that fit no frame reach the ring successor. Before the first hop. */
    public void peers(PeerOutlet outlet) {
        environment.peers(outlet);
    }

    public int workers() {
        return workers.length;
    }

    public PathWorker worker(int index) {
        return workers[index];
    }

    LabelTable labels() {
        return labels;
    }

    /** The hop of {@code path}, or null. */
    public Hop hop(String path) {
        return hops.get(path);
    }

    public List<String> paths() {
        return List.copyOf(hops.keySet());
    }

    public boolean isEmpty() {
        return hops.isEmpty();
    }

    /** Frames that came with a label that leads to no hop here, and were dropped. */
    public long unknownLabels() {
        long sum = 0;
        for (PathWorker worker : workers) {
            sum += worker.unknownLabels();
        }
        return sum;
    }

    /** A middlebox as {@code spec} says, for example to render its state. */
    public Middlebox middlebox(HopSpec.MiddleboxSpec spec) {
        return middleboxes.apply(spec);
    }

    /**
     * A hop as {@code spec} says, with empty state, not yet in the registry.
     *
     * @throws IllegalArgumentException when a middlebox's type or configuration is wrong, or this agent has too few threads
     */
    public Hop create(HopSpec spec) {
        if (spec.threads < 1 || spec.threads > workers.length) {
            throw new IllegalArgumentException("threads of hop " + spec.hop + " must be 1.." + workers.length + " on this agent: "
                    + spec.threads);
        }
        List<List<StateMapSpec>> maps = new ArrayList<>();
        for (HopSpec.MiddleboxSpec middlebox : spec.middleboxes) {
            maps.add(middleboxes.apply(middlebox).maps());
        }
        return new Hop(environment, spec, () -> middleboxes.apply(spec.middleboxes.get(spec.hop)), maps);
    }

    /** Puts the hop in, in the place of another of its path if there is one, and its labels in force. */
    public void put(Hop hop) {
        Hop old = hops.put(hop.spec().path, hop);
        if (old != null && old != hop) {
            old.close();
        }
        rebuild();
    }

    /** Takes the hop of {@code path} out and drops its packets; nothing when there is none. */
    public void remove(String path) {
        Hop hop = hops.remove(path);
        if (hop != null) {
            hop.close();
            rebuild();
        }
    }

    private void rebuild() {
        for (PathWorker worker : workers) {
            worker.hops(hops.values(), hops.size());
        }
        labels.clear();
        for (Hop hop : hops.values()) {
            HopSpec spec = hop.spec();
            labels.put(spec.labels.forward[spec.hop], hop, Hop.Ingress.FORWARD);
            if (spec.symmetric) {
                labels.put(spec.labels.reverse[spec.hop], hop, Hop.Ingress.REVERSE);
            }
            if (spec.hop == 0 && spec.hopCount() > 1) {
                labels.put(spec.labels.ring, hop, Hop.Ingress.RING);
            }
        }
    }

    /** The worker that a received frame belongs to: one of its hop's threads, the same for all packets of a flow. */
    public int workerOf(long offset, int length) {
        if (workers.length == 1) {
            return 0;
        }
        MemorySegment segment = environment.frames(0).segment();
        int label = LabelledFrame.label(segment, offset, length);
        int slot = label < 0 ? -1 : labels.find(label);
        if (slot < 0) {
            return 0;
        }
        Hop hop = labels.hop(slot);
        if (hop.threads() == 1) {
            return hop.workerOf(0);
        }
        boolean fromHop = labels.ingress(slot).isFromHop(hop.spec());
        int trafficClass = fromHop ? LabelledFrame.trafficClass(segment, offset) : 0;
        return hop.workerOf(LabelledFrame.flowHash(segment, offset, length, trafficClass) % hop.threads());
    }

    /** Takes a log that came over the peer channel; nothing happens when the path is not open here in that epoch. */
    public void onPeerLog(String path, int epoch, byte[] piggybackLog, long nowNs, long wallMs) {
        Hop hop = hops.get(path);
        if (hop != null) {
            hop.onPeerLog(epoch, piggybackLog, nowNs, wallMs);
        }
    }

    /** Takes a received frame and its slot over: for an agent with one worker. */
    public void onFrame(long offset, int length, long nowNs, long wallMs) {
        workers[0].onFrame(offset, length, nowNs, wallMs);
    }

    public void onBatchEnd(long nowNs, long wallMs) {
        workers[0].onBatchEnd(nowNs, wallMs);
    }

    public void onTimer(long nowNs, long wallMs) {
        workers[0].onTimer(nowNs, wallMs);
    }
}
