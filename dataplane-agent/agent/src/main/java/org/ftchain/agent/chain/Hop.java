package org.ftchain.agent.chain;

import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.replication.Replication;
import org.ftchain.agent.replication.Ring;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.control.HopSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One hop of a path: its life through the epochs, and its worker threads, on which packets run. Everything here but
 * reading {@link #spec} and {@link #phase} needs the workers to stand still.
 */
public final class Hop {
    /** Which of the hop's labels a frame came in with. */
    public enum Ingress {
        FORWARD, REVERSE, RING;

        /** Frames straight from an ingress switch carry no message: what their TC bits say came from a host. */
        boolean isFromHop(HopSpec spec) {
            return switch (this) {
                case FORWARD -> spec.hop > 0;
                case REVERSE -> spec.hop < spec.hopCount() - 1;
                case RING -> true;
            };
        }
    }

    /** Life of a hop in its current epoch (rules 17-21). */
    public enum Phase { INSTALLED, OPEN, SEALED }

    /** Bound of packets that wait before the transaction, and of those held at the buffer or gate (rule 13), per worker. */
    public static final int MAX_HELD = 1024;

    private final int agentWorkers;
    private final Supplier<Middlebox> middleboxes;
    private final Replication replication;
    private final HopWorker[] workers;
    /** By the agent's worker; null where the hop has no thread. */
    private final HopWorker[] workersOfAgent;
    /** The agent's worker that is this hop's thread 0. */
    private final int firstWorker;
    private HopSpec spec;
    private Phase phase = Phase.INSTALLED;
    private int promisedEpoch;
    private int openedEpoch;

    /** @param maps state maps of every hop's middlebox, in ring order */
    Hop(HopEnvironment environment, HopSpec spec, Supplier<Middlebox> middleboxes, List<List<StateMapSpec>> maps) {
        this.agentWorkers = environment.workers();
        this.middleboxes = middleboxes;
        this.spec = spec;
        this.promisedEpoch = spec.epoch;
        int threads = spec.threads;
        this.firstWorker = Math.floorMod(spec.path.hashCode(), agentWorkers);
        this.replication = new Replication(new Ring(spec.hopCount(), spec.hop, spec.failures), maps, threads,
                environment.interleaving());
        this.workers = new HopWorker[threads];
        this.workersOfAgent = new HopWorker[agentWorkers];
        for (int thread = 0; thread < threads; thread++) {
            workers[thread] = new HopWorker(this, environment, workerOf(thread), thread, middleboxes.get());
            workersOfAgent[workerOf(thread)] = workers[thread];
        }
    }

    /** The agent's worker that is the hop's thread {@code thread}. */
    int workerOf(int thread) {
        return (firstWorker + thread) % agentWorkers;
    }

    /** The part of the agent's worker, or null when the hop has no thread there. */
    HopWorker worker(int agentWorker) {
        return workersOfAgent[agentWorker];
    }

    public HopSpec spec() {
        return spec;
    }

    public int threads() {
        return workers.length;
    }

    public Phase phase() {
        return phase;
    }

    public Replication replication() {
        return replication;
    }

    /** A middlebox of this hop, to render state with. */
    public Middlebox middlebox() {
        return middleboxes.get();
    }

    public int promisedEpoch() {
        return promisedEpoch;
    }

    /** 0 when it never was. */
    public int openedEpoch() {
        return openedEpoch;
    }

    public long counter(HopCounter counter) {
        long sum = 0;
        for (HopWorker worker : workers) {
            sum += worker.counter(counter);
        }
        return sum;
    }

    public int waitingCount() {
        int count = 0;
        for (HopWorker worker : workers) {
            count += worker.waitingCount();
        }
        return count;
    }

    public int bufferedCount() {
        int count = 0;
        for (HopWorker worker : workers) {
            count += worker.bufferedCount();
        }
        return count;
    }

    /** When a frame last came from the ring predecessor, or -1. */
    public long lastPredecessorNs() {
        long last = -1;
        for (HopWorker worker : workers) {
            last = Math.max(last, worker.lastPredecessorNs());
        }
        return last;
    }

    /** Takes a log that came over the peer channel (rule 12). */
    void onPeerLog(int epoch, byte[] piggybackLog, long nowNs, long wallMs) {
        if (phase == Phase.OPEN && epoch == spec.epoch) {
            workers[0].onPeerLog(piggybackLog, nowNs, wallMs);
        }
    }

    // ---- recovery

    /** Rule 17: stops the hop for {@code epoch}; packets that wait and held logs go, packets at the buffer stay. */
    public void seal(int epoch) {
        promisedEpoch = epoch;
        phase = Phase.SEALED;
        replication.seal();
        for (HopWorker worker : workers) {
            worker.seal();
        }
    }

    /**
     * Rule 19: the hop has the state of {@code bases}; commits start there. Packets at the buffer that the bases cover
     * stay and leave at {@link #open}; others go, they were never visible (rule 22).
     */
    public void startEpoch(HopSpec newSpec, long[][] bases) {
        spec = newSpec;
        promisedEpoch = newSpec.epoch;
        phase = Phase.INSTALLED;
        replication.startEpoch(bases);
        for (HopWorker worker : workers) {
            worker.startEpoch(newSpec);
        }
    }

    /** Rule 21. */
    public void open(long nowNs, long wallMs) {
        phase = Phase.OPEN;
        openedEpoch = spec.epoch;
        for (HopWorker worker : workers) {
            worker.open(nowNs, wallMs);
        }
    }

    /**
     * Takes over from {@code old}, another instance of the same hop with another number of threads: its state, the packets
     * at its buffer, and its past. {@link #startEpoch} follows.
     */
    public void takeOver(Hop old) {
        old.replication.memberships().forEach(group -> replication.replace(group.index(), group.store()));
        promisedEpoch = old.promisedEpoch;
        openedEpoch = old.openedEpoch;
        workers[0].countOn(old);
        List<HeldFrame> buffered = new ArrayList<>();
        for (HopWorker worker : old.workers) {
            worker.giveBuffered(buffered);
        }
        for (HeldFrame frame : buffered) {
            workers[frame.bucket % workers.length].takeBuffered(frame);
        }
    }

    /** Gives every slot back. */
    public void close() {
        seal(promisedEpoch);
        for (HopWorker worker : workers) {
            worker.close();
        }
    }
}
