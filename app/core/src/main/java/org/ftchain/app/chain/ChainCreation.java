package org.ftchain.app.chain;

import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainException.Kind;
import org.ftchain.app.api.ChainPlacer;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainSpec;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.Endpoint;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.recovery.PathService;
import org.onosproject.store.service.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The steps of creating a chain. The name is reserved in the store first, so that of two that race one loses before anything
 * happened; whatever fails later is undone by {@link ChainRemoval}.
 */
final class ChainCreation {
    private static final Logger LOG = LoggerFactory.getLogger(ChainCreation.class);
    private static final long DEPLOY_TIMEOUT_MS = 60_000;

    private final ChainStore store;
    private final ChainPlacer placer;
    private final PathService pathService;
    private final AgentSessions sessions;
    private final HostResolver hosts;
    private final ChainEvents events;
    private final ChainRemoval removal;
    /** Held from reading what is free until the placement is stored, so that two chains do not take the same. */
    private final Object placing = new Object();

    ChainCreation(ChainStore store, ChainPlacer placer, PathService pathService, AgentSessions sessions,
                  HostResolver hosts, ChainEvents events, ChainRemoval removal) {
        this.store = store;
        this.placer = placer;
        this.pathService = pathService;
        this.sessions = sessions;
        this.hosts = hosts;
        this.events = events;
        this.removal = removal;
    }

    /** Refuses what can be refused without touching anything. */
    void check(ChainSpec spec) throws ChainException {
        if (store.get(spec.name()) != null) {
            throw duplicate(spec);
        }
        draft(spec);
        checkAgents(spec);
    }

    private static ChainException duplicate(ChainSpec spec) {
        return new ChainException(Kind.CONFLICT, "chain exists already: name=" + spec.name());
    }

    private ChainRecord draft(ChainSpec spec) throws ChainException {
        Endpoint from = hosts.resolve("from", spec.from(), spec.ipVersion());
        Endpoint to = hosts.resolve("to", spec.to(), spec.ipVersion());
        if (from.point().equals(to.point()) || from.ip().equals(to.ip())) {
            throw ChainException.invalid("to must be another host than from: to=" + spec.to());
        }
        if (from.ip().isIp6() != to.ip().isIp6()) {
            throw ChainException.invalid("to must have an address of the same IP version as from, " + from.ip() + ": to="
                    + to.ip());
        }
        if (spec.gateway() != null) {
            hosts.requireFree("gateway", spec.gateway());
        }
        if (spec.externalAddress() != null) {
            hosts.requireFree("externalAddress", spec.externalAddress());
            if (spec.externalAddress().equals(spec.gateway())) {
                throw ChainException.invalid("gateway must not be the external address: gateway=" + spec.gateway());
            }
        }
        List<ChainRecord> others = others(spec.name());
        ChainRecord draft = ChainRecord.of(spec, ChainState.CREATING, "",
                ChainMacs.choose(spec.name(), others, hosts::isHostMac), from, to, null);
        ChainConflicts.check(draft, others);
        return draft;
    }

    private List<ChainRecord> others(String name) {
        return store.list().stream().map(Versioned::value).filter(chain -> !chain.name().equals(name))
                .collect(Collectors.toList());
    }

    private void checkAgents(ChainSpec spec) throws ChainException {
        Set<String> offered = new TreeSet<>();
        Map<String, Integer> threads = new HashMap<>();
        long servers = 0;
        for (AgentDescription agent : sessions.agents()) {
            if (agent.connected()) {
                servers++;
                offered.addAll(agent.hello().middleboxes);
                agent.hello().middleboxes.forEach(type -> threads.merge(type, agent.threads(), Math::max));
            }
        }
        if (servers == 0) {
            throw ChainException.unavailable("no agent is connected to this ONOS node");
        }
        for (int i = 0; i < spec.middleboxes().size(); i++) {
            String type = spec.middleboxes().get(i).type();
            if (!offered.contains(type)) {
                throw ChainException.invalid("middleboxes[" + i + "].type must be one that the agents offer ("
                        + String.join(", ", offered) + "): middleboxes[" + i + "].type=\"" + type + "\"");
            }
            int asked = spec.middleboxes().get(i).threads();
            if (asked > threads.get(type)) {
                throw ChainException.unavailable("middleboxes[" + i + "].threads must be at most " + threads.get(type)
                        + ", no agent that offers " + type + " has more worker threads: middleboxes[" + i + "].threads="
                        + asked);
            }
        }
        if (spec.replicatedFailures() + 1 > servers) {
            throw ChainException.unavailable("failures must be below the number of servers, " + servers
                    + " are connected: failures=" + spec.failures());
        }
        if (spec.hops().size() > servers) {
            throw ChainException.unavailable("middleboxes needs a server for each of its " + spec.hops().size()
                    + " hops, " + servers + " are connected");
        }
    }

    /** The caller leads the chain. */
    ChainRecord create(ChainSpec spec) throws ChainException {
        Versioned<ChainRecord> stored;
        synchronized (placing) {
            ChainRecord draft = draft(spec);
            stored = store.create(draft);
            if (stored == null) {
                throw duplicate(spec);
            }
            try {
                stored = place(stored);
            } catch (ChainException | RuntimeException e) {
                throw undo(spec.name(), e);
            }
        }
        try {
            PathRecord path = Futures.await(pathService.deploy(stored.value()), DEPLOY_TIMEOUT_MS, "deployment of chain "
                    + spec.name());
            ChainRecord active = stored.value().withPath(path).withState(ChainState.ACTIVE, "");
            if (store.compareAndSet(stored.version(), active) == null) {
                throw new ChainException(Kind.CONFLICT, "chain " + spec.name() + " was changed while it was created");
            }
            events.record(spec.name(), "chain-created", created(active));
            LOG.info("Chain {} is ACTIVE on {}", spec.name(), servers(active));
            return active;
        } catch (ChainException | RuntimeException e) {
            throw undo(spec.name(), e);
        }
    }

    private Versioned<ChainRecord> place(Versioned<ChainRecord> stored) throws ChainException {
        String path = ChainRemoval.pathId(stored.value().name());
        List<HopPlacement> hops = placer.place(stored.value());
        int labelBase = store.allocateLabels(path);
        Versioned<ChainRecord> placed = store.compareAndSet(stored.version(),
                stored.value().withPath(PathRecord.of(path, 1, 0, hops, null, null, labelBase)));
        if (placed == null) {
            throw new ChainException(Kind.CONFLICT, "chain " + stored.value().name() + " was changed while it was created");
        }
        return placed;
    }

    private ChainException undo(String name, Exception cause) {
        if (!(cause instanceof ChainException)) {
            LOG.error("Creation of chain {} failed", name, cause);
        }
        ChainException reason = cause instanceof ChainException ? (ChainException) cause
                : new ChainException(Kind.UNAVAILABLE, "creation of chain " + name + " failed: " + cause, cause);
        try {
            removal.markDeleting(name);
            removal.finish(name, null);
            return reason;
        } catch (ChainException e) {
            LOG.warn("Undoing chain {}: {}", name, e.getMessage());
            return new ChainException(reason.kind(), reason.getMessage() + "; undoing it goes on: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> created(ChainRecord chain) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("servers", servers(chain));
        fields.put("epoch", chain.path().epoch());
        fields.put("failures", chain.spec().failures());
        fields.put("protection", chain.spec().protection().text());
        return fields;
    }

    private static List<String> servers(ChainRecord chain) {
        return chain.path().hops().stream().map(HopPlacement::server).collect(Collectors.toList());
    }
}
