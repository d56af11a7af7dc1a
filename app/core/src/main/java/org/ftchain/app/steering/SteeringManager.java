package org.ftchain.app.steering;

import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.PathRecord;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.mastership.MastershipService;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.device.DeviceEvent;
import org.onosproject.net.device.DeviceListener;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.host.HostService;
import org.onosproject.net.link.LinkListener;
import org.onosproject.net.link.LinkService;
import org.onosproject.store.serializers.KryoNamespaces;
import org.onosproject.store.service.Serializer;
import org.onosproject.store.service.StorageService;
import org.onosproject.store.service.Versioned;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.onlab.util.Tools.groupedThreads;

/**
 * {@link Steering} over ONOS's flow rules. What is installed is asked of {@link FlowRuleService} and of the {@link RuleBook};
 * rules of chains in service that ONOS has lost are installed again as soon as their switch is there.
 */
@Component(immediate = true, service = Steering.class)
public final class SteeringManager implements Steering {
    private static final Logger LOG = LoggerFactory.getLogger(SteeringManager.class);
    private static final long CONFIRM_TIMEOUT_MS = 5000;
    private static final long SETTLE_MS = 500;
    private static final long KEEP_PERIOD_MS = 10_000;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected CoreService coreService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected FlowRuleService flowRuleService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected DeviceService deviceService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected LinkService linkService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected HostService hostService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected MastershipService mastershipService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected StorageService storageService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainStore chainStore;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentSessions agentSessions;

    private final DeviceListener deviceListener = this::onDevice;
    private final LinkListener linkListener = event -> keepSoon(SETTLE_MS);
    private final AtomicBoolean settling = new AtomicBoolean();
    private ApplicationId appId;
    private ScheduledExecutorService executor;
    private RuleCompiler compiler;
    private RuleKeeper keeper;
    private RuleBook book;
    private RuleInstaller installer;
    private EdgeGuard edgeGuard;

    @Activate
    protected void activate() {
        appId = coreService.registerApplication("org.ftchain");
        executor = Executors.newSingleThreadScheduledExecutor(groupedThreads("ftchain/steering", "%d", LOG));
        compiler = new RuleCompiler(appId);
        keeper = new RuleKeeper(compiler);
        installer = new RuleInstaller(flowRuleService, deviceService, CONFIRM_TIMEOUT_MS);
        book = new RuleBook(storageService.<String, List<FlowRule>>consistentMapBuilder().withName("ftchain-rules")
                .withApplicationId(appId).withSerializer(Serializer.using(KryoNamespaces.API)).build(), executor);
        book.open();
        edgeGuard = new EdgeGuard(this, compiler, installer);
        edgeGuard.start();
        deviceService.addListener(deviceListener);
        linkService.addListener(linkListener);
        keepSoon(0);
        // No event says that an orchestrator that was deposed has removed rules of its successor.
        executor.scheduleWithFixedDelay(this::keep, KEEP_PERIOD_MS, KEEP_PERIOD_MS, TimeUnit.MILLISECONDS);
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        linkService.removeListener(linkListener);
        deviceService.removeListener(deviceListener);
        edgeGuard.stop();
        book.close();
        executor.shutdown();
        LOG.info("Stopped");
    }

    private void onDevice(DeviceEvent event) {
        if (event.type() == DeviceEvent.Type.DEVICE_ADDED
                || event.type() == DeviceEvent.Type.DEVICE_AVAILABILITY_CHANGED) {
            keepSoon(0);
        }
    }

    /** Once at the time given, and once more when things have settled. */
    private void keepSoon(long delayMs) {
        try {
            executor.schedule(this::keep, delayMs, TimeUnit.MILLISECONDS);
            if (settling.compareAndSet(false, true)) {
                executor.schedule(() -> {
                    settling.set(false);
                    keep();
                }, delayMs + SETTLE_MS, TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped");
        }
    }

    private void keep() {
        try {
            RouteFinder routes = new RouteFinder(linkService.getLinks());
            for (Versioned<ChainRecord> chain : chainStore.list()) {
                ChainRecord record = chain.value();
                if (record.state() != ChainState.ACTIVE || record.path() == null) {
                    continue;
                }
                String path = record.path().id();
                List<FlowRule> missing = keeper.missing(record, book.rules(path), routes, installed(),
                        rule -> deviceService.isAvailable(rule.deviceId()) && isMaster(rule.deviceId()));
                // A recovery that began meanwhile has other labels; its journal comes well before it touches rules.
                Versioned<ChainRecord> now = chainStore.get(record.name());
                if (!missing.isEmpty() && now != null && now.version() == chain.version()) {
                    LOG.info("Installing {} rules of path {} that ONOS does not have", missing.size(), path);
                    install(path, missing).exceptionally(error -> {
                        LOG.warn("Path {}: {}", path, reason(error));
                        return null;
                    });
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("Cannot look after the rules of the chains: {}", e.toString());
        }
    }

    @Override
    public CompletableFuture<Void> installLabels(ChainRecord record, Set<Integer> labels) {
        return compile(record, labels).thenCompose(rules -> install(record.path().id(), rules.labelled()));
    }

    @Override
    public CompletableFuture<Void> installClassifiers(ChainRecord record, Set<Integer> labels) {
        return compile(record, labels).thenCompose(rules -> install(record.path().id(), rules.classifiers()));
    }

    private CompletableFuture<Void> install(String path, List<FlowRule> rules) {
        book.add(path, rules);
        return installer.install(rules);
    }

    private CompletableFuture<ChainRules> compile(ChainRecord record, Set<Integer> labels) {
        try {
            return CompletableFuture.completedFuture(
                    compiler.compile(record, new RouteFinder(linkService.getLinks()), labels));
        } catch (SteeringException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Void> removeUnused(ChainRecord record, ChainRecord old) {
        PathRecord path = record.path();
        return removeInOrder(path.id(), PathRules.unused(installedFor(path.id()), path.labelBase(),
                LabelPlan.inUse(path.labels()), old.path().labels()));
    }

    @Override
    public CompletableFuture<Void> removeAll(ChainRecord record) {
        PathRecord path = record.path();
        return removeInOrder(path.id(), PathRules.all(installedFor(path.id()), path.labelBase()));
    }

    private CompletableFuture<Void> removeInOrder(String path, List<List<FlowRule>> stages) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (List<FlowRule> stage : stages) {
            done = done.thenCompose(ignored -> installer.remove(stage)).thenRun(() -> book.remove(path, stage));
        }
        return done;
    }

    @Override
    public CompletableFuture<Void> admit(Collection<ConnectPoint> agentPorts) {
        return edgeGuard.admit(agentPorts);
    }

    /** What ONOS has and, for switches that it does not list, what was installed there. */
    private Collection<FlowRule> installedFor(String path) {
        Set<FlowRule> rules = new LinkedHashSet<>();
        installed().forEach(rules::add);
        rules.addAll(book.rules(path));
        return rules;
    }

    Iterable<? extends FlowRule> installed() {
        return flowRuleService.getFlowEntriesById(appId);
    }

    boolean isMaster(DeviceId device) {
        return mastershipService.isLocalMaster(device);
    }

    /** One line for people. */
    static String reason(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }
}
