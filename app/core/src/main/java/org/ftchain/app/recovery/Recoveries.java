package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainLeadership;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.health.AgentHealth;
import org.onosproject.store.service.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Which chains need a recovery or are to be reconfigured: compares the records that this node leads with the lives of their members, whenever one of
 * them changes, so that no order of events and no restart loses a failure. Everything runs on the recovery loop.
 */
final class Recoveries {
    private static final Logger LOG = LoggerFactory.getLogger(Recoveries.class);
    private static final long LOOK_AGAIN_MS = 100;

    private final RecoveryDriver.Services services;
    private final AgentHealth health;
    private final ChainLeadership leadership;
    private final Map<String, RecoveryDriver> drivers = new HashMap<>();
    private final Map<String, MemberFailure> lastFailure = new HashMap<>();

    Recoveries(RecoveryDriver.Services services, AgentHealth health, ChainLeadership leadership) {
        this.services = services;
        this.health = health;
        this.leadership = leadership;
    }

    private void run(Runnable task) {
        try {
            services.loop.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("Recovery: {}", e.toString(), e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped");
        }
    }

    AgentHealth.Listener healthListener() {
        return new AgentHealth.Listener() {
            @Override
            public void onSuspected(String server, long incarnation, String why) {
                run(() -> forChainsOn(server, incarnation, chain -> services.events.record(chain.name(), "suspected",
                        RecoveryText.fields("server", server, "reason", why))));
            }

            @Override
            public void onFailed(String server, long incarnation, long lastHeardNs, long confirmedNs, String why) {
                MemberFailure failure = MemberFailure.of(server, incarnation, lastHeardNs, confirmedNs);
                run(() -> Recoveries.this.onFailed(failure, why));
            }

            @Override
            public void onAlive(String server, long incarnation) {
                onServerAvailable(server, incarnation);
            }
        };
    }

    private void onFailed(MemberFailure failure, String why) {
        lastFailure.put(failure.server(), failure);
        forChainsOn(failure.server(), failure.incarnation(), chain -> services.events.record(chain.name(),
                "failure-confirmed", RecoveryText.fields("server", failure.server(), "reason", why, "detectionMs",
                        PhaseTimes.ms(failure.confirmedNs() - failure.lastHeardNs()))));
        drivers.values().forEach(driver -> driver.machine().onMemberFailed(failure));
        services.store.list().forEach(chain -> lookNow(chain.value().name()));
    }

    private void forChainsOn(String server, long incarnation, Consumer<ChainRecord> what) {
        for (Versioned<ChainRecord> chain : services.store.list()) {
            PathRecord path = chain.value().path();
            int hop = path == null ? -1 : path.hopOn(server);
            if (hop >= 0 && path.hops().get(hop).incarnation() == incarnation
                    && leadership.isLeader(chain.value().name())) {
                what.accept(chain.value());
            }
        }
    }

    /** A server may be what a failed chain lacked. */
    void onServerAvailable(String server, long incarnation) {
        run(() -> {
            for (Versioned<ChainRecord> chain : services.store.list()) {
                String name = chain.value().name();
                RecoveryDriver driver = drivers.get(name);
                if (driver != null && leadership.isLeader(name)) {
                    driver.machine().onServerAvailable(server, incarnation);
                } else if (chain.value().state() == ChainState.FAILED) {
                    lookNow(name);
                }
            }
        });
    }

    /** Looks soon whether a chain needs something. May be called from anywhere. */
    void look(String chain) {
        run(() -> lookNow(chain));
    }

    private void lookAgain(String chain) {
        try {
            services.loop.schedule(() -> look(chain), LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped");
        }
    }

    private void lookNow(String name) {
        Versioned<ChainRecord> stored = services.store.get(name);
        RecoveryDriver driver = drivers.get(name);
        if (stored == null || !leadership.isLeader(name)) {
            if (driver != null && driver.machine().ended()) {
                drivers.remove(name);
            }
            return;
        }
        ChainRecord record = stored.value();
        boolean recoverable = record.state() == ChainState.ACTIVE || record.state() == ChainState.RECOVERING
                || record.state() == ChainState.FAILED;
        if (driver != null || !recoverable || record.path() == null || record.path().openedEpoch() == 0) {
            return;
        }
        List<MemberFailure> failures = new ArrayList<>();
        boolean certain = true;
        for (HopPlacement hop : record.path().hops()) {
            AgentHealth.Life life = health.life(hop.server(), hop.incarnation());
            if (life == AgentHealth.Life.FAILED) {
                failures.add(failureOf(hop));
            }
            certain &= life == AgentHealth.Life.FAILED || life == AgentHealth.Life.ALIVE;
        }
        boolean planned = !record.path().planned().isEmpty();
        if (record.state() == ChainState.ACTIVE && (!failures.isEmpty() || planned && certain)) {
            start(stored, false, failures);
        } else if (record.state() != ChainState.ACTIVE && certain) {
            start(stored, true, failures);
        } else if (record.state() != ChainState.ACTIVE || planned) {
            lookAgain(name);
        }
    }

    private MemberFailure failureOf(HopPlacement hop) {
        MemberFailure known = lastFailure.get(hop.server());
        long nowNs = System.nanoTime();
        return known != null && known.incarnation() == hop.incarnation() ? known
                : MemberFailure.of(hop.server(), hop.incarnation(), nowNs, nowNs);
    }

    private void start(Versioned<ChainRecord> stored, boolean resumed, List<MemberFailure> failures) {
        String name = stored.value().name();
        LOG.info("Recovery of chain {} {}: failed {}, planned {}", name, resumed ? "is resumed" : "begins", failures,
                RecoveryText.changes(stored.value(), stored.value().path().planned()));
        RecoveryDriver driver = new RecoveryDriver(services, stored, resumed, () -> onEnded(name));
        drivers.put(name, driver);
        driver.machine().start(failures, System.nanoTime());
    }

    private void onEnded(String name) {
        RecoveryDriver driver = drivers.get(name);
        if (driver != null && driver.machine().phase() != RecoveryMachine.Phase.FAILED) {
            drivers.remove(name);
            if (driver.machine().phase() == RecoveryMachine.Phase.SUPERSEDED) {
                LOG.info("Recovery of chain {} ends: its record was changed", name);
                lookAgain(name);
            } else {
                look(name);
            }
        }
    }

    /** Ends the recovery of a chain and completes when nothing that it began is on its way any more. */
    CompletableFuture<Void> cancel(String name) {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        if (services.loop.isShutdown()) {
            quiet.complete(null);
        }
        run(() -> {
            RecoveryDriver driver = drivers.remove(name);
            (driver == null ? CompletableFuture.<Void>completedFuture(null) : driver.cancel())
                    .whenComplete((done, error) -> quiet.complete(null));
        });
        return quiet;
    }
}
