package org.ftchain.agent.chain;

import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.control.HopSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All hops on this agent and the labels that lead to them. Owned by the worker thread; a path has at most one hop on
 * an agent.
 */
public final class PathRegistry {
    private final Frames frames;
    private final Function<HopSpec.MiddleboxSpec, Middlebox> middleboxes;
    private final SplittableRandom random;
    private final HoldBudget budget;
    private final TreeMap<String, Hop> hops = new TreeMap<>();
    private final LabelTable labels = new LabelTable();
    private Hop[] active = new Hop[0];
    private long unknownLabels;

    /**
     * @param middleboxes makes a middlebox from its specification; throws IllegalArgumentException naming what is wrong
     * @param seed        of the randomness that middleboxes see
     */
    public PathRegistry(Frames frames, Function<HopSpec.MiddleboxSpec, Middlebox> middleboxes, long seed) {
        this.frames = frames;
        this.middleboxes = middleboxes;
        this.random = new SplittableRandom(seed);
        this.budget = new HoldBudget(frames.maxHeldFrames());
    }

    /** The hop of {@code path}, or null. */
    public Hop hop(String path) {
        return hops.get(path);
    }

    public List<String> paths() {
        return List.copyOf(hops.keySet());
    }

    public boolean isEmpty() {
        return active.length == 0;
    }

    /** Frames that came with a label that leads to no hop here, and were dropped. */
    public long unknownLabels() {
        return unknownLabels;
    }

    /** A middlebox as {@code spec} says, for example to render its state. */
    public Middlebox middlebox(HopSpec.MiddleboxSpec spec) {
        return middleboxes.apply(spec);
    }

    /**
     * A hop as {@code spec} says, with empty state, not yet in the registry.
     *
     * @throws IllegalArgumentException when a middlebox's type or configuration is wrong
     */
    public Hop create(HopSpec spec) {
        List<List<StateMapSpec>> maps = new ArrayList<>();
        Middlebox own = null;
        for (int hop = 0; hop < spec.hopCount(); hop++) {
            Middlebox middlebox = middleboxes.apply(spec.middleboxes.get(hop));
            maps.add(middlebox.maps());
            if (hop == spec.hop) {
                own = middlebox;
            }
        }
        return new Hop(frames, budget, spec, own, maps, random.split());
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
        active = hops.values().toArray(new Hop[0]);
        labels.clear();
        for (Hop hop : active) {
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

    /** Takes a received frame and its slot over. */
    public void onFrame(long offset, int length, long nowNs, long wallMs) {
        int label = LabelledFrame.label(frames.segment(), offset, length);
        int slot = label < 0 ? -1 : labels.find(label);
        if (slot < 0) {
            unknownLabels++;
            frames.free(offset);
            return;
        }
        labels.hop(slot).onFrame(labels.ingress(slot), offset, length, nowNs, wallMs);
    }

    public void onBatchEnd(long nowNs, long wallMs) {
        for (Hop hop : active) {
            hop.onBatchEnd(nowNs, wallMs);
        }
    }

    public void onTimer(long nowNs, long wallMs) {
        for (Hop hop : active) {
            hop.onTimer(nowNs, wallMs);
        }
    }
}
