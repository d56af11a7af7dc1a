package org.ftchain.app.recovery;

import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainLeadership;
import org.ftchain.app.api.ChainPlacer;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.health.AgentHealth;
import org.ftchain.app.steering.Steering;
import org.ftchain.control.Hello;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

import static org.onlab.util.Tools.groupedThreads;

/** {@link PathService}, and the recovery of the chains that this node leads. */
@Component(immediate = true, service = PathService.class)
public final class PathManager implements PathService {
    private static final Logger LOG = LoggerFactory.getLogger(PathManager.class);
    private static final int WORKERS = 4;
    private static final int REHEARSALS = 300;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainStore chainStore;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainPlacer chainPlacer;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainEvents chainEvents;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainLeadership chainLeadership;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentSessions agentSessions;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentHealth agentHealth;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected Steering steering;

    private ScheduledExecutorService loop;
    private ExecutorService workers;
    private Deployment deployment;
    private Recoveries recoveries;
    private AgentHealth.Listener healthListener;
    private ChainStore.Listener chainListener;
    private ChainLeadership.Listener leaderListener;
    private AgentListener agentListener;

    @Activate
    protected void activate() {
        loop = Executors.newSingleThreadScheduledExecutor(groupedThreads("ftchain/recovery", "%d", LOG));
        workers = Executors.newFixedThreadPool(WORKERS, groupedThreads("ftchain/recovery-workers", "%d", LOG));
        RecoveryDriver.Services services = new RecoveryDriver.Services();
        services.store = chainStore;
        services.placer = chainPlacer;
        services.events = chainEvents;
        services.steering = steering;
        services.agents = new AgentCalls(agentSessions);
        services.loop = loop;
        services.workers = workers;
        services.unfit = this::unfitServers;
        services.connected = () -> agentSessions.agents().stream().filter(AgentDescription::connected)
                .map(AgentDescription::server).collect(Collectors.toSet());
        deployment = new Deployment(services.agents, steering);
        recoveries = new Recoveries(services, agentHealth, chainLeadership);
        healthListener = recoveries.healthListener();
        chainListener = (name, now) -> recoveries.look(name);
        leaderListener = recoveries::look;
        agentListener = new AgentListener() {
            @Override
            public void onConnected(Hello hello) {
                recoveries.onServerAvailable(hello.server, hello.incarnation);
            }

            @Override
            public void onDisconnected(String server, long incarnation) {
                // Heartbeats say whether it lives.
            }
        };
        agentHealth.addListener(healthListener);
        chainStore.addListener(chainListener);
        agentSessions.addListener(agentListener);
        chainLeadership.addListener(leaderListener);
        chainStore.list().forEach(chain -> recoveries.look(chain.value().name()));
        workers.execute(PathManager::rehearse);
        LOG.info("Started");
    }

    private static void rehearse() {
        try {
            boolean good = true;
            for (int i = 0; i < REHEARSALS && good && !Thread.currentThread().isInterrupted(); i++) {
                good = new Rehearsal().run();
            }
            LOG.debug("Rehearsed recovery: {}", good);
        } catch (ChainException | IOException | RuntimeException e) {
            LOG.warn("Rehearsal of recovery failed: {}", e.toString());
        }
    }

    @Deactivate
    protected void deactivate() {
        chainLeadership.removeListener(leaderListener);
        agentSessions.removeListener(agentListener);
        chainStore.removeListener(chainListener);
        agentHealth.removeListener(healthListener);
        loop.shutdownNow();
        workers.shutdownNow();
        LOG.info("Stopped");
    }

    private Set<String> unfitServers(Collection<MemberFailure> failed) {
        Set<String> unfit = new TreeSet<>();
        for (AgentDescription agent : agentSessions.agents()) {
            AgentHealth.Life life = agentHealth.life(agent.server(), agent.incarnation());
            boolean givenUp = failed.contains(MemberFailure.of(agent.server(), agent.incarnation(), 0, 0));
            if (!agent.connected() || givenUp || life == AgentHealth.Life.FAILED || life == AgentHealth.Life.SUSPECTED) {
                unfit.add(agent.server());
            }
        }
        return unfit;
    }

    @Override
    public CompletableFuture<PathRecord> deploy(ChainRecord record) {
        return CompletableFuture.supplyAsync(() -> deployment.deploy(record), workers).thenCompose(done -> done);
    }

    @Override
    public CompletableFuture<Void> undeploy(ChainRecord record) {
        return recoveries.cancel(record.name())
                .thenComposeAsync(done -> deployment.undeploy(record), workers);
    }
}
