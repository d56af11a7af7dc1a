package org.ftchain.app.chain;

import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainException.Kind;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.recovery.PathService;
import org.onosproject.store.service.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The steps of removing a chain: marked in the store, path taken off agents and switches, labels given back, record removed.
 * Each can be repeated.
 */
final class ChainRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(ChainRemoval.class);
    private static final long UNDEPLOY_TIMEOUT_MS = 30_000;
    private static final long GONE_TIMEOUT_MS = 40_000;
    private static final int MAX_RACES = 100;

    private final ChainStore store;
    private final PathService pathService;
    private final ChainEvents events;

    ChainRemoval(ChainStore store, PathService pathService, ChainEvents events) {
        this.store = store;
        this.pathService = pathService;
        this.events = events;
    }

    static String pathId(String chain) {
        return chain + "/0";
    }

    /** From here on recovery leaves the chain alone. Does nothing when the chain is gone or marked. */
    void markDeleting(String name) throws ChainException {
        mark(name, "");
    }

    private void mark(String name, String reason) throws ChainException {
        for (int race = 0; race < MAX_RACES; race++) {
            Versioned<ChainRecord> chain = store.get(name);
            if (chain == null || chain.value().state() == ChainState.DELETING && chain.value().reason().equals(reason)) {
                return;
            }
            if (store.compareAndSet(chain.version(), chain.value().withState(ChainState.DELETING, reason)) != null) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new ChainException(Kind.CONFLICT, "chain " + name + " changes too fast to be deleted, try again");
    }

    /**
     * Removes a chain that is marked. When switches or agents fail to follow it stays marked, with the reason.
     *
     * @param eventFields for the timeline, or null to write nothing there
     */
    void finish(String name, Map<String, ?> eventFields) throws ChainException {
        Versioned<ChainRecord> chain = store.get(name);
        if (chain == null) {
            return;
        }
        if (chain.value().path() != null) {
            try {
                Futures.await(pathService.undeploy(chain.value()), UNDEPLOY_TIMEOUT_MS, "removal of chain " + name);
            } catch (ChainException e) {
                mark(name, e.getMessage());
                throw e;
            }
        }
        store.releaseLabels(pathId(name));
        for (int race = 0; race < MAX_RACES && chain != null; race++) {
            if (store.remove(name, chain.version())) {
                break;
            }
            chain = store.get(name);
        }
        if (eventFields != null) {
            events.record(name, "chain-deleted", eventFields);
        }
        LOG.info("Chain {} is gone", name);
    }

    /** Waits for the node that leads the chain to remove it. */
    void awaitGone(String name) throws ChainException {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        ChainStore.Listener listener = (changed, now) -> {
            if (changed.equals(name) && now == null) {
                gone.complete(null);
            }
        };
        store.addListener(listener);
        try {
            if (store.get(name) == null) {
                return;
            }
            Futures.await(gone, GONE_TIMEOUT_MS, "removal of chain " + name + " by the node that leads it");
        } finally {
            store.removeListener(listener);
        }
    }
}
