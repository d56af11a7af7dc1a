package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainPlacer;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.Steering;
import org.ftchain.control.Request;
import org.onosproject.store.service.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Does what one chain's {@link RecoveryMachine} wants, with agents, switches and the store, and feeds it the outcomes. The
 * machine runs on the loop only, which never waits; what may block runs on the workers.
 */
final class RecoveryDriver implements RecoveryActions {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryDriver.class);
    private static final long PREPARE_TIMEOUT_MS = 500;
    private static final long OPEN_TIMEOUT_MS = 500;
    private static final long STORE_RETRY_MS = 200;

    /** What all chains' recoveries use. */
    static final class Services {
        ChainStore store;
        ChainPlacer placer;
        ChainEvents events;
        Steering steering;
        AgentCalls agents;
        ScheduledExecutorService loop;
        Executor workers;
        /** Servers that must not be chosen: as health sees them, or given up in their present incarnation. */
        Function<Collection<MemberFailure>, Set<String>> unfit;
        Supplier<Set<String>> connected;
    }

    private final Services services;
    private final String chain;
    private final RecoveryMachine machine;
    private final boolean resumed;
    private final Runnable onEnded;
    private final Set<CompletableFuture<?>> inFlight = ConcurrentHashMap.newKeySet();
    private CompletableFuture<Void> lastRules = CompletableFuture.completedFuture(null);
    /** Of all that this recovery stores. */
    private final String writer = UUID.randomUUID().toString();
    private long version;
    private boolean cancelled;

    RecoveryDriver(Services services, Versioned<ChainRecord> stored, boolean resumed, Runnable onEnded) {
        this.services = services;
        this.chain = stored.value().name();
        this.version = stored.version();
        this.machine = new RecoveryMachine(stored.value(), resumed, this);
        this.resumed = resumed;
        this.onEnded = onEnded;
    }

    RecoveryMachine machine() {
        return machine;
    }

    /** Stops the machine and completes when nothing that it began is on its way any more. */
    CompletableFuture<Void> cancel() {
        cancelled = true;
        return quiet();
    }

    private CompletableFuture<Void> quiet() {
        return CompletableFuture.allOf(inFlight.toArray(new CompletableFuture<?>[0])).handle((done, error) -> null);
    }

    /** Runs an input of the machine on the loop. */
    private void input(Runnable input) {
        try {
            services.loop.execute(() -> {
                if (!cancelled) {
                    try {
                        input.run();
                    } catch (RuntimeException e) {
                        LOG.error("Recovery of chain {}: {}", chain, e.toString(), e);
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Recovery of chain {} stops with the application", chain);
        }
    }

    private <T> CompletableFuture<T> track(CompletableFuture<T> future) {
        inFlight.add(future);
        future.whenComplete((result, error) -> inFlight.remove(future));
        return future;
    }

    /**
     * On a worker, when the rules asked for before are confirmed or have failed, and unless another orchestrator has changed
     * the record meanwhile: it has other labels, which must not be taken for unused ones.
     */
    private CompletableFuture<Void> afterOtherRules(Supplier<CompletableFuture<Void>> call) {
        long expected = version;
        CompletableFuture<Void> done = lastRules.handleAsync((ended, error) -> isStored(expected) ? call.get()
                        : CompletableFuture.<Void>failedFuture(new IllegalStateException("the record was changed elsewhere")),
                services.workers).thenCompose(future -> future);
        lastRules = done;
        return track(done);
    }

    @Override
    public void store(int attempt, ChainRecord record) {
        long expected = version;
        ChainRecord mine = record.withPath(record.path().withWriter(writer));
        CompletableFuture.supplyAsync(() -> compareAndSet(expected, mine), services.workers)
                .whenComplete((now, error) -> {
                    if (error != null) {
                        LOG.warn("Chain {} cannot be stored, trying again: {}", chain, AgentCalls.reason(error));
                        later(STORE_RETRY_MS, () -> store(attempt, record));
                        return;
                    }
                    input(() -> {
                        version = now == null ? version : now.version();
                        machine.onStored(attempt, now != null, System.nanoTime());
                    });
                });
    }

    private boolean isStored(long expected) {
        Versioned<ChainRecord> stored = services.store.get(chain);
        return stored != null && stored.version() == expected;
    }

    /** @return null when somebody else has changed the record */
    private Versioned<ChainRecord> compareAndSet(long expected, ChainRecord record) {
        Versioned<ChainRecord> now = services.store.compareAndSet(expected, record);
        if (now == null) {
            // An earlier try may have been stored although its answer was lost.
            Versioned<ChainRecord> stored = services.store.get(chain);
            return stored != null && stored.version() > expected && stored.value().equals(record) ? stored : null;
        }
        return now;
    }

    @Override
    public void place(int attempt, ChainRecord record, Set<Integer> failedHops, Set<String> exclude,
                      Collection<MemberFailure> failed) {
        Set<String> unfit = new TreeSet<>(exclude);
        unfit.addAll(services.unfit.apply(List.copyOf(failed)));
        services.workers.execute(() -> {
            try {
                List<HopPlacement> hops = services.placer.replace(record, failedHops, unfit);
                input(() -> machine.onPlaced(attempt, hops, System.nanoTime()));
            } catch (ChainException | RuntimeException e) {
                if (!(e instanceof ChainException)) {
                    LOG.error("Placing of chain {} failed", chain, e);
                }
                input(() -> machine.onNotPlaced(attempt, AgentCalls.reason(e), System.nanoTime()));
            }
        });
    }

    @Override
    public void prepare(int attempt, int hop, String server, String path, int epoch, int openedEpoch) {
        services.agents.ask(server, PREPARE_TIMEOUT_MS, id -> new Request.Prepare(id, path, epoch, openedEpoch))
                .thenAccept(answer -> input(() -> machine.onPrepared(attempt, hop, answer, System.nanoTime())));
    }

    @Override
    public void clean(int attempt, int hop, String server, String path, int epoch) {
        services.agents.ask(server, PREPARE_TIMEOUT_MS, id -> new Request.Remove(id, path, epoch))
                .thenAccept(answer -> input(() -> machine.onCleaned(attempt, hop, answer, System.nanoTime())));
    }

    @Override
    public void install(int attempt, int hop, String server, Request.Install install) {
        track(services.agents.install(server, install))
                .thenAccept(answer -> input(() -> machine.onInstalled(attempt, hop, answer, System.nanoTime())));
    }

    @Override
    public void installRules(int attempt, ChainRecord record, Set<Integer> labels) {
        Steering steering = services.steering;
        afterOtherRules(() -> steering
                .admit(record.path().hops().stream().map(HopPlacement::point).collect(Collectors.toSet()))
                .thenCompose(done -> steering.installLabels(record, labels))
                .thenCompose(done -> steering.installClassifiers(record, labels)))
                .whenComplete((done, error) -> input(() ->
                        machine.onRulesInstalled(attempt, reasonOrNull(error), System.nanoTime())));
    }

    @Override
    public void removeRules(int attempt, ChainRecord record, ChainRecord old) {
        afterOtherRules(() -> services.steering.removeUnused(record, old))
                .whenComplete((done, error) -> input(() ->
                        machine.onRulesRemoved(attempt, reasonOrNull(error), System.nanoTime())));
    }

    @Override
    public void open(int attempt, int hop, String server, String path, int epoch) {
        services.agents.ask(server, OPEN_TIMEOUT_MS, id -> new Request.Open(id, path, epoch))
                .thenAccept(answer -> input(() -> machine.onOpened(attempt, hop, answer, System.nanoTime())));
    }

    @Override
    public void schedule(int attempt, long delayMs) {
        later(delayMs, () -> machine.onTimer(attempt));
    }

    private void later(long delayMs, Runnable task) {
        try {
            services.loop.schedule(() -> input(task), delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Recovery of chain {} stops with the application", chain);
        }
    }

    @Override
    public void removeHop(String server, String path, int epoch) {
        // An install that is still fetching would come after a removal that overtakes it.
        quiet().thenCompose(done -> services.agents.ask(server, id -> new Request.Remove(id, path, epoch)))
                .thenAccept(answer -> {
                    if (!answer.ok()) {
                        LOG.info("Path {} stays on {} until it comes back: {}", path, server, answer.error());
                    }
                });
    }

    @Override
    public void event(String event, Map<String, ?> fields) {
        LOG.info("Chain {}: {} {}", chain, event, fields);
        services.events.record(chain, event, fields);
    }

    @Override
    public void ended() {
        PathRecord path = machine.record().path();
        if (resumed && machine.phase() == RecoveryMachine.Phase.DONE) {
            // Nobody knows which servers the orchestrator before this one had tried.
            services.connected.get().stream().filter(server -> path.hopOn(server) < 0)
                    .forEach(server -> removeHop(server, path.id(), path.epoch()));
        }
        onEnded.run();
    }

    private static String reasonOrNull(Throwable error) {
        return error == null ? null : AgentCalls.reason(error);
    }
}
