package org.ftchain.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;
import java.util.Objects;

/** A request of the orchestrator to one agent; the agent answers each with one {@link Reply} of the same id. */
public abstract class Request extends ControlMessage {
    /** The path that the request is about, "chain/index". */
    public final String path;

    Request(long id, String path) {
        super(id);
        this.path = Objects.requireNonNull(path, "path");
    }

    /**
     * Install a hop for a new epoch, not yet open (rule 19). The agent fetches the listed groups from its peers and keeps
     * the epoch staged beside what it has, until {@link Open}, or a {@link Prepare} that says that the epoch was committed,
     * puts it in force: state, members and labels, every commit at {@code bases}, retained and held logs empty. A PREPARE
     * that says otherwise drops it. Idempotent for the same epoch. The reply carries {@link Reply#max} of the agent's groups
     * in the staged epoch.
     */
    public static final class Install extends Request {
        public final HopSpec hop;
        /** Groups that this agent lacks or is behind in; empty for a new path. */
        public final List<Fetch> fetches;
        /** long[hopCount][PARTITIONS]: MAX of every group that the epoch starts from; null means all zero (new path). */
        public final long[][] bases;

        @JsonCreator
        public Install(@JsonProperty("id") long id, @JsonProperty("hop") HopSpec hop,
                       @JsonProperty("fetches") List<Fetch> fetches, @JsonProperty("bases") long[][] bases) {
            super(id, hop.path);
            this.hop = hop;
            this.fetches = fetches == null ? List.of() : List.copyOf(fetches);
            this.bases = bases;
        }
    }

    /** One group to be copied from a survivor over the peer channel. */
    public static final class Fetch {
        public final int group;
        /** Peer channel of the source, "host:port". */
        public final String from;

        @JsonCreator
        public Fetch(@JsonProperty("group") int group, @JsonProperty("from") String from) {
            this.group = group;
            this.from = Objects.requireNonNull(from, "from");
        }
    }

    /**
     * PREPARE(epoch), the seal of rule 17: stop the hop, drop waiting packets and held logs, never accept an epoch
     * below {@code epoch} again. The reply carries MAX per group in {@code openedEpoch}, that epoch and the incarnation.
     * Refused when a higher epoch was promised, and by an agent that has not installed {@code openedEpoch} (rule 16).
     */
    public static final class Prepare extends Request {
        public final int epoch;
        /** The last epoch that was committed; none between it and {@code epoch} ever will be. */
        public final int openedEpoch;

        @JsonCreator
        public Prepare(@JsonProperty("id") long id, @JsonProperty("path") String path, @JsonProperty("epoch") int epoch,
                       @JsonProperty("openedEpoch") int openedEpoch) {
            super(id, path);
            this.epoch = epoch;
            this.openedEpoch = openedEpoch;
        }
    }

    /** Start to process frames in the installed epoch (rule 21). Refused when another epoch is installed. */
    public static final class Open extends Request {
        public final int epoch;

        @JsonCreator
        public Open(@JsonProperty("id") long id, @JsonProperty("path") String path, @JsonProperty("epoch") int epoch) {
            super(id, path);
            this.epoch = epoch;
        }
    }

    /**
     * Forget the hop, its state and what is staged. Succeeds when there is none; refused when the hop has promised an epoch above
     * {@code epoch}: a request of a deposed orchestrator that comes late must not undo what its successor installed.
     */
    public static final class Remove extends Request {
        public final int epoch;

        @JsonCreator
        public Remove(@JsonProperty("id") long id, @JsonProperty("path") String path, @JsonProperty("epoch") int epoch) {
            super(id, path);
            this.epoch = epoch;
        }
    }

    /** Telemetry of the hop: {@link Reply#status}. With {@code digests}, also a digest of every group's state. */
    public static final class Status extends Request {
        public final boolean digests;

        @JsonCreator
        public Status(@JsonProperty("id") long id, @JsonProperty("path") String path,
                      @JsonProperty("digests") boolean digests) {
            super(id, path);
            this.digests = digests;
        }
    }

    /** The state of one group as this agent holds it, rendered for people: {@link Reply#rows}. */
    public static final class State extends Request {
        public final int group;
        public final int limit;

        @JsonCreator
        public State(@JsonProperty("id") long id, @JsonProperty("path") String path, @JsonProperty("group") int group,
                     @JsonProperty("limit") int limit) {
            super(id, path);
            this.group = group;
            this.limit = limit;
        }
    }

    /** How long nothing has come from the hop's ring predecessor over the data network: {@link Reply#silenceNs}. */
    public static final class Silence extends Request {
        @JsonCreator
        public Silence(@JsonProperty("id") long id, @JsonProperty("path") String path) {
            super(id, path);
        }
    }
}
