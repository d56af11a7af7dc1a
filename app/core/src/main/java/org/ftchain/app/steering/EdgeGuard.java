package org.ftchain.app.steering;

import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.control.Hello;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.Host;
import org.onosproject.net.HostLocation;
import org.onosproject.net.device.DeviceEvent;
import org.onosproject.net.device.DeviceListener;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.PortCriterion;
import org.onosproject.net.host.HostListener;
import org.onosproject.store.service.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.onlab.util.Tools.groupedThreads;

/**
 * Keeps a rule at every port of an ordinary host that drops labelled frames: hosts cannot inject state. Ports of agents are
 * those of agents seen and of hops in the store, because after a restart of ONOS agents are known later than hosts are.
 * Every node looks after the switches that it masters.
 */
final class EdgeGuard {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeGuard.class);
    private static final long SETTLE_MS = 200;

    private final SteeringManager manager;
    private final RuleCompiler compiler;
    private final RuleInstaller installer;
    private final ScheduledExecutorService executor;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final HostListener hostListener = event -> refreshSoon();
    private final DeviceListener deviceListener = this::onDevice;
    private final ChainStore.Listener chainListener = (name, now) -> refreshSoon();
    private final AgentListener agentListener = new AgentListener() {
        @Override
        public void onConnected(Hello hello) {
            refreshSoon();
        }

        @Override
        public void onDisconnected(String server, long incarnation) {
            // Still an agent's port: it may go on forwarding.
        }
    };

    EdgeGuard(SteeringManager manager, RuleCompiler compiler, RuleInstaller installer) {
        this.manager = manager;
        this.compiler = compiler;
        this.installer = installer;
        this.executor = Executors.newSingleThreadScheduledExecutor(groupedThreads("ftchain/edge", "%d", LOG));
    }

    void start() {
        manager.hostService.addListener(hostListener);
        manager.deviceService.addListener(deviceListener);
        manager.chainStore.addListener(chainListener);
        manager.agentSessions.addListener(agentListener);
        refreshSoon();
    }

    void stop() {
        manager.agentSessions.removeListener(agentListener);
        manager.chainStore.removeListener(chainListener);
        manager.deviceService.removeListener(deviceListener);
        manager.hostService.removeListener(hostListener);
        executor.shutdownNow();
    }

    private void onDevice(DeviceEvent event) {
        if (event.type() != DeviceEvent.Type.PORT_STATS_UPDATED) {
            refreshSoon();
        }
    }

    private void refreshSoon() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                executor.schedule(this::refresh, SETTLE_MS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("stopped");
            }
        }
    }

    private void refresh() {
        scheduled.set(false);
        try {
            Set<ConnectPoint> guarded = hostPoints();
            guarded.removeAll(agentPoints());
            guarded.removeIf(point -> !manager.isMaster(point.deviceId()));
            List<FlowRule> stale = new ArrayList<>();
            for (FlowRule rule : drops()) {
                if (!guarded.remove(point(rule)) && manager.isMaster(rule.deviceId())) {
                    stale.add(rule);
                }
            }
            List<FlowRule> missing = new ArrayList<>();
            guarded.forEach(point -> missing.add(compiler.edgeDrop(point)));
            report(installer.install(missing));
            report(installer.remove(stale));
        } catch (RuntimeException e) {
            LOG.warn("Cannot look after the edge ports: {}", e.toString());
        }
    }

    private void report(CompletableFuture<Void> done) {
        done.exceptionally(error -> {
            LOG.warn("Edge rules: {}", SteeringManager.reason(error));
            return null;
        });
    }

    /** Removes the drops at some ports and completes when they are gone. */
    CompletableFuture<Void> admit(Collection<ConnectPoint> agentPorts) {
        List<FlowRule> inTheWay = new ArrayList<>();
        for (FlowRule rule : drops()) {
            if (agentPorts.contains(point(rule))) {
                inTheWay.add(rule);
            }
        }
        return installer.remove(inTheWay);
    }

    private Set<ConnectPoint> hostPoints() {
        Set<ConnectPoint> points = new HashSet<>();
        for (Host host : manager.hostService.getHosts()) {
            for (HostLocation location : host.locations()) {
                if (location.elementId() instanceof DeviceId
                        && manager.deviceService.isAvailable(location.deviceId())) {
                    points.add(new ConnectPoint(location.deviceId(), location.port()));
                }
            }
        }
        return points;
    }

    private Set<ConnectPoint> agentPoints() {
        Set<ConnectPoint> points = new HashSet<>();
        for (AgentDescription agent : manager.agentSessions.agents()) {
            if (agent.point() != null) {
                points.add(agent.point());
            }
        }
        for (Versioned<ChainRecord> chain : manager.chainStore.list()) {
            if (chain.value().path() != null) {
                chain.value().path().hops().stream().map(HopPlacement::point).forEach(points::add);
            }
        }
        return points;
    }

    private List<FlowRule> drops() {
        List<FlowRule> drops = new ArrayList<>();
        for (FlowRule rule : manager.installed()) {
            if (rule.priority() == RuleCompiler.EDGE_DROP_PRIORITY && point(rule) != null) {
                drops.add(rule);
            }
        }
        return drops;
    }

    private static ConnectPoint point(FlowRule rule) {
        Criterion port = rule.selector().getCriterion(Criterion.Type.IN_PORT);
        return port == null ? null : new ConnectPoint(rule.deviceId(), ((PortCriterion) port).port());
    }
}
