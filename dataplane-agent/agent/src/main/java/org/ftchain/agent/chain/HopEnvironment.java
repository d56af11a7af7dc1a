package org.ftchain.agent.chain;

import org.ftchain.agent.stm.Interleaving;

import java.util.List;
import java.util.SplittableRandom;

/** What all hops of an agent share: the workers' memory, how many packets they may hold, the way to peers, randomness. */
final class HopEnvironment {
    private final List<? extends Frames> frames;
    private final HoldBudget[] budgets;
    private final SplittableRandom random;
    private final Interleaving interleaving;
    private PeerOutlet peers = PeerOutlet.NONE;

    HopEnvironment(List<? extends Frames> frames, long seed, Interleaving interleaving) {
        this.frames = List.copyOf(frames);
        this.random = new SplittableRandom(seed);
        this.interleaving = interleaving;
        this.budgets = new HoldBudget[frames.size()];
        for (int worker = 0; worker < budgets.length; worker++) {
            budgets[worker] = new HoldBudget(frames.get(worker).maxHeldFrames());
        }
    }

    int workers() {
        return budgets.length;
    }

    Frames frames(int worker) {
        return frames.get(worker);
    }

    HoldBudget budget(int worker) {
        return budgets[worker];
    }

    SplittableRandom newRandom() {
        return random.split();
    }

    Interleaving interleaving() {
        return interleaving;
    }

    PeerOutlet peers() {
        return peers;
    }

    void peers(PeerOutlet outlet) {
        peers = outlet;
    }
}
