package org.ftchain.app.chain;

import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStore;
import org.ftchain.control.Hello;
import org.ftchain.control.Request;
import org.onosproject.store.service.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Removes paths from agents that were away while their chain was deleted or recovered elsewhere. Waits a moment first, so
 * that a chain that is just being created, perhaps by another node, is not mistaken for a leftover.
 */
final class LeftoverPaths implements AgentListener {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverPaths.class);
    private static final long DELAY_MS = 2000;

    private final ChainStore store;
    private final AgentSessions sessions;
    private final ScheduledExecutorService executor;

    LeftoverPaths(ChainStore store, AgentSessions sessions, ScheduledExecutorService executor) {
        this.store = store;
        this.sessions = sessions;
        this.executor = executor;
    }

    @Override
    public void onConnected(Hello hello) {
        if (!hello.paths.isEmpty()) {
            try {
                executor.schedule(() -> removeLeftovers(hello), DELAY_MS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("Stopping, the paths of {} are looked at by the next who leads", hello.server);
            }
        }
    }

    @Override
    public void onDisconnected(String server, long incarnation) {
        // Its paths are looked at when it comes back.
    }

    private void removeLeftovers(Hello hello) {
        for (String path : hello.paths) {
            if (isLeftover(path, hello)) {
                LOG.info("Removing leftover path {} from {}", path, hello.server);
                int epoch = epoch(path);
                sessions.request(hello.server, id -> new Request.Remove(id, path, epoch)).whenComplete((reply, failure) -> {
                    if (failure != null) {
                        LOG.warn("Leftover path {} stays on {}: {}", path, hello.server, Futures.messageOf(failure));
                    }
                });
            }
        }
    }

    private Versioned<ChainRecord> chainOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? null : store.get(path.substring(0, slash));
    }

    /** Up to which epoch the path may be removed: what comes later is not left over. */
    private int epoch(String path) {
        Versioned<ChainRecord> chain = chainOf(path);
        return chain == null || chain.value().path() == null ? Integer.MAX_VALUE : chain.value().path().epoch();
    }

    /** Only what is settled is judged: while a chain is created, recovered or removed its agents are others' business. */
    boolean isLeftover(String path, Hello hello) {
        Versioned<ChainRecord> chain = chainOf(path);
        if (chain == null) {
            return true;
        }
        ChainRecord record = chain.value();
        return record.state() == ChainState.ACTIVE && record.path().hops().stream()
                .noneMatch(hop -> hop.server().equals(hello.server) && hop.incarnation() == hello.incarnation);
    }
}
