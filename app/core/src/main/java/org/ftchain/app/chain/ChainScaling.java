package org.ftchain.app.chain;

import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainException.Kind;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.control.HopSpec;
import org.onosproject.store.service.Versioned;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Vertical scaling: writes into the chain's record how its hops are to run and waits until the node that leads the chain has
 * made it so, as it does a recovery. Any node can ask; who takes the chain over goes on.
 */
final class ChainScaling {
    private static final long TIMEOUT_MS = 20_000;

    private final ChainStore store;
    private final AgentSessions sessions;
    private final ChainEvents events;

    ChainScaling(ChainStore store, AgentSessions sessions, ChainEvents events) {
        this.store = store;
        this.sessions = sessions;
        this.events = events;
    }

    /** Returns when the change is in the record, or was already. Refusals change nothing. */
    void ask(Versioned<ChainRecord> chain, int hop, int threads) throws ChainException {
        ChainRecord record = chain.value();
        int middleboxes = record.spec().middleboxes().size();
        if (hop < 0 || hop >= middleboxes) {
            throw ChainException.invalid("hop must be 1 to " + middleboxes + ", a middlebox of the chain: hop=" + (hop + 1));
        }
        if (threads < 1 || threads > HopSpec.MAX_THREADS) {
            throw ChainException.invalid("threads must be 1 to " + HopSpec.MAX_THREADS + ": threads=" + threads);
        }
        if (isUnderWay(record, hop, threads)) {
            return;
        }
        if (record.state() != ChainState.ACTIVE || !record.path().planned().isEmpty()) {
            throw new ChainException(Kind.CONFLICT, "chain " + record.name() + " is " + (record.state() != ChainState.ACTIVE
                    ? record.state() + (record.reason().isEmpty() ? "" : ": " + record.reason()) : "being reconfigured")
                    + "; it can be scaled when it is ACTIVE again");
        }
        HopPlacement placed = record.path().hops().get(hop);
        requireThreads(placed, threads);
        List<HopPlacement> planned = new ArrayList<>(record.path().hops());
        planned.set(hop, placed.withThreads(threads));
        boolean changes = placed.threads() != threads;
        if (!changes && record.spec().middleboxes().get(hop).threads() == threads) {
            return;
        }
        ChainRecord asked = record.withSpec(record.spec().withThreads(hop, threads))
                .withPath(record.path().withPlanned(changes ? planned : List.of()));
        if (store.compareAndSet(chain.version(), asked) == null && !isTakenUp(asked)) {
            throw new ChainException(Kind.CONFLICT, "chain " + record.name() + " was changed meanwhile, perhaps by a recovery; "
                    + "try again");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hop", hop + 1);
        fields.put("middlebox", record.spec().middleboxes().get(hop).type());
        fields.put("server", placed.server());
        fields.put("threadsBefore", placed.threads());
        fields.put("threads", threads);
        events.record(record.name(), "scaling", fields);
    }

    /** Somebody, perhaps the same in another attempt, has asked for just this. */
    private static boolean isUnderWay(ChainRecord record, int hop, int threads) {
        return record.path() != null && !record.path().planned().isEmpty()
                && record.path().planned().get(hop).threads() == threads
                && record.path().hops().get(hop).threads() != threads;
    }

    /** The leader may have gone on with the plan so soon that the write looks like one that somebody else forestalled. */
    private boolean isTakenUp(ChainRecord asked) {
        Versioned<ChainRecord> now = store.get(asked.name());
        return now != null && now.value().spec().equals(asked.spec()) && now.value().path() != null
                && (now.value().path().planned().equals(asked.path().planned())
                || now.value().path().hops().equals(asked.path().planned()));
    }

    private void requireThreads(HopPlacement placed, int threads) throws ChainException {
        AgentDescription agent = sessions.agent(placed.server()).orElse(null);
        if (agent == null || !agent.connected() || agent.incarnation() != placed.incarnation()) {
            throw ChainException.unavailable("agent " + placed.server() + " is not connected");
        }
        if (threads > agent.threads()) {
            throw ChainException.unavailable("threads must be at most " + agent.threads() + ", agent " + placed.server()
                    + " has no more worker threads: threads=" + threads);
        }
    }

    /** Waits for the end of what was asked for and returns the chain as it is then. */
    ChainRecord await(String name) throws ChainException {
        CompletableFuture<ChainRecord> done = new CompletableFuture<>();
        ChainStore.Listener listener = (changed, now) -> {
            if (changed.equals(name)) {
                look(name, now, done);
            }
        };
        store.addListener(listener);
        try {
            look(name, store.get(name), done);
            return Futures.await(done, TIMEOUT_MS, "scaling of chain " + name);
        } catch (ChainException e) {
            Versioned<ChainRecord> now = store.get(name);
            if (done.isDone() || now == null) {
                throw e;
            }
            throw new ChainException(e.kind(), e.getMessage() + ", it goes on: " + now.value().state() + " "
                    + now.value().reason(), e);
        } finally {
            store.removeListener(listener);
        }
    }

    private static void look(String name, Versioned<ChainRecord> now, CompletableFuture<ChainRecord> done) {
        ChainState state = now == null ? ChainState.DELETING : now.value().state();
        if (state == ChainState.DELETING) {
            done.completeExceptionally(new ChainException(Kind.CONFLICT, "chain " + name + " was deleted while it was scaled"));
        } else if (state == ChainState.FAILED) {
            done.completeExceptionally(ChainException.unavailable("chain " + name + " failed while it was scaled: "
                    + now.value().reason()));
        } else if (state == ChainState.ACTIVE && now.value().path().planned().isEmpty()) {
            done.complete(now.value());
        }
    }
}
