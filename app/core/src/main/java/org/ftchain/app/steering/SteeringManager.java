package org.ftchain.app.steering;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.PathRecord;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.mastership.MastershipService;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.host.HostService;
import org.onosproject.net.link.LinkService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** {@link Steering} over ONOS's flow rules. Keeps nothing: what is installed is asked of {@link FlowRuleService}. */
@Component(immediate = true, service = Steering.class)
public final class SteeringManager implements Steering {
    private static final Logger LOG = LoggerFactory.getLogger(SteeringManager.class);
    private static final long CONFIRM_TIMEOUT_MS = 5000;

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
    protected ChainStore chainStore;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentSessions agentSessions;

    private ApplicationId appId;
    private RuleCompiler compiler;
    private RuleInstaller installer;
    private EdgeGuard edgeGuard;

    @Activate
    protected void activate() {
        appId = coreService.registerApplication("org.ftchain");
        compiler = new RuleCompiler(appId);
        installer = new RuleInstaller(flowRuleService, deviceService, CONFIRM_TIMEOUT_MS);
        edgeGuard = new EdgeGuard(this, compiler, installer);
        edgeGuard.start();
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        edgeGuard.stop();
        LOG.info("Stopped");
    }

    @Override
    public CompletableFuture<Void> installLabels(ChainRecord record, Set<Integer> labels) {
        return compile(record, labels).thenCompose(rules -> installer.install(rules.labelled()));
    }

    @Override
    public CompletableFuture<Void> installClassifiers(ChainRecord record, Set<Integer> labels) {
        return compile(record, labels).thenCompose(rules -> installer.install(rules.classifiers()));
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
        return removeInOrder(PathRules.unused(installed(), path.labelBase(), LabelPlan.inUse(path.labels()),
                old.path().labels()));
    }

    @Override
    public CompletableFuture<Void> removeAll(ChainRecord record) {
        return removeInOrder(PathRules.all(installed(), record.path().labelBase()));
    }

    private CompletableFuture<Void> removeInOrder(List<List<FlowRule>> stages) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (List<FlowRule> stage : stages) {
            done = done.thenCompose(ignored -> installer.remove(stage));
        }
        return done;
    }

    @Override
    public CompletableFuture<Void> admit(Collection<ConnectPoint> agentPorts) {
        return edgeGuard.admit(agentPorts);
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
