package org.ftchain.app.chain;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainEvent;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainException.Kind;
import org.ftchain.app.api.ChainLeadership;
import org.ftchain.app.api.ChainPlacer;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainService;
import org.ftchain.app.api.ChainSpec;
import org.ftchain.app.api.ChainSpecParser;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStatus;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.health.AgentHealth;
import org.ftchain.app.recovery.PathService;
import org.ftchain.control.Reply;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.host.HostService;
import org.onosproject.store.service.Versioned;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.onlab.util.Tools.groupedThreads;

/**
 * {@link ChainService}: the node that creates a chain leads it; whoever leads finishes what is stored as unfinished. One
 * operation per chain at a time ({@code busy}); the store's record is written before each step.
 */
@Component(immediate = true, service = ChainService.class)
public final class ChainManager implements ChainService {
    /** A removal that goes on in the background is waited for. */
    private static final long BUSY_TIMEOUT_MS = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(ChainManager.class);
    private static final long LEADERSHIP_TIMEOUT_MS = 5000;
    private static final long RETRY_MS = 5000;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainStore store;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainLeadership leadership;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainPlacer placer;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected PathService pathService;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentSessions sessions;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainEvents events;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentHealth health;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected HostService hostService;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected DeviceService deviceService;

    private final ChainLeadership.Listener leadershipListener = this::resumeSoon;
    private final ChainStore.Listener storeListener = this::onChange;
    private final BusyChains busy = new BusyChains();
    private ScheduledExecutorService executor;
    private ChainCreation creation;
    private ChainRemoval removal;
    private ChainTelemetry telemetry;
    private LeftoverPaths leftovers;

    @Activate
    protected void activate() {
        executor = Executors.newScheduledThreadPool(2, groupedThreads("ftchain/chains", "%d", LOG));
        removal = new ChainRemoval(store, pathService, events);
        creation = new ChainCreation(store, placer, pathService, sessions,
                new HostResolver(hostService, deviceService), events, removal);
        telemetry = new ChainTelemetry(sessions);
        leftovers = new LeftoverPaths(store, sessions, executor);
        sessions.addListener(leftovers);
        store.addListener(storeListener);
        leadership.addListener(leadershipListener);
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        leadership.removeListener(leadershipListener);
        store.removeListener(storeListener);
        sessions.removeListener(leftovers);
        executor.shutdownNow();
        LOG.info("Stopped");
    }

    @Override
    public ChainRecord create(JsonNode spec) throws ChainException {
        return create(ChainSpecParser.parse(spec));
    }

    @Override
    public ChainRecord create(ChainSpec spec) throws ChainException {
        String name = spec.name();
        if (!busy.tryEnter(name)) {
            throw busy(name);
        }
        try {
            creation.check(spec);
            if (!leadership.acquire(name, LEADERSHIP_TIMEOUT_MS)) {
                throw new ChainException(Kind.CONFLICT, "another node of the cluster is creating chain " + name);
            }
            ChainRecord created = creation.create(spec);
            executor.execute(() -> new SpareCheck(placer, events).check(created));
            return created;
        } finally {
            busy.leave(name);
            leadership.release(name);
            retryLater(name);
        }
    }

    @Override
    public void delete(String name) throws ChainException {
        chain(name);
        if (!busy.enter(name, BUSY_TIMEOUT_MS)) {
            throw busy(name);
        }
        try {
            if (store.get(name) == null) {
                return;
            }
            removal.markDeleting(name);
            if (leadership.isLeader(name)) {
                removal.finish(name, Map.of());
            } else {
                removal.awaitGone(name);
            }
        } finally {
            busy.leave(name);
            retryLater(name);
        }
    }

    @Override
    public ChainRecord scale(String name, int hop, int threads) throws ChainException {
        if (!busy.tryEnter(name)) {
            throw busy(name);
        }
        ChainScaling scaling = new ChainScaling(store, sessions, events);
        try {
            Versioned<ChainRecord> chain = store.get(name);
            if (chain == null) {
                throw noSuchChain(name);
            }
            scaling.ask(chain, hop, threads);
        } finally {
            busy.leave(name);
        }
        return scaling.await(name);
    }

    /** A removal that could not be finished is tried again for as long as it takes. */
    private void retryLater(String name) {
        Versioned<ChainRecord> chain = store.get(name);
        if (chain != null && chain.value().state() == ChainState.DELETING && !executor.isShutdown()) {
            executor.schedule(() -> resume(name), RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    private static ChainException busy(String name) {
        return new ChainException(Kind.CONFLICT, "chain " + name + " is being created or deleted");
    }

    @Override
    public Collection<ChainRecord> chains() {
        return store.list().stream().map(Versioned::value).collect(Collectors.toList());
    }

    @Override
    public ChainRecord chain(String name) throws ChainException {
        Versioned<ChainRecord> chain = store.get(name);
        if (chain == null) {
            throw noSuchChain(name);
        }
        return chain.value();
    }

    private static ChainException noSuchChain(String name) {
        return new ChainException(Kind.NOT_FOUND, "no such chain: name=" + name);
    }

    @Override
    public ChainStatus status(String name, boolean digests) throws ChainException {
        return telemetry.status(chain(name), digests);
    }

    @Override
    public List<Reply.Row> state(String name, int hop, int limit) throws ChainException {
        return telemetry.state(chain(name), hop, limit);
    }

    @Override
    public Collection<AgentDescription> agents() {
        return sessions.agents().stream().map(this::withLife).sorted(Comparator.comparing(AgentDescription::server))
                .collect(Collectors.toList());
    }

    private AgentDescription withLife(AgentDescription agent) {
        return agent.withLife(health.life(agent.server(), agent.incarnation()).name().toLowerCase(Locale.ROOT),
                health.lastHeartbeatAgeMs(agent.server()).orElse(-1));
    }

    @Override
    public List<ChainEvent> events(int limit) {
        return events.events(limit);
    }

    private void onChange(String name, Versioned<ChainRecord> now) {
        if (now != null && now.value().state() == ChainState.DELETING && leadership.isLeader(name)) {
            resumeSoon(name);
        }
    }

    private void resumeSoon(String name) {
        if (!executor.isShutdown()) {
            executor.execute(() -> resume(name));
        }
    }

    /** Finishes what a node that led before, or this one before a restart, has begun. */
    private void resume(String name) {
        if (!leadership.isLeader(name) || !busy.tryEnter(name)) {
            return;
        }
        try {
            Versioned<ChainRecord> chain = store.get(name);
            if (chain == null) {
                return;
            }
            ChainState state = chain.value().state();
            if (state != ChainState.CREATING && state != ChainState.DELETING) {
                return;
            }
            LOG.info("Chain {} was left {}, removing it", name, state);
            if (state == ChainState.CREATING) {
                removal.markDeleting(name);
            }
            removal.finish(name, state == ChainState.CREATING ? Map.of("reason", "creation was interrupted") : Map.of());
        } catch (ChainException e) {
            LOG.warn("{}; trying again in {} ms", e.getMessage(), RETRY_MS);
        } finally {
            busy.leave(name);
            retryLater(name);
        }
    }
}
