package org.ftchain.testbed.openflow;

import static org.onlab.util.Tools.groupedThreads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.onlab.util.Tools;
import org.onosproject.cfg.ComponentConfigService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleProvider;
import org.onosproject.net.flow.FlowRuleProviderRegistry;
import org.onosproject.net.flow.FlowRuleProviderService;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry.FlowRuleOperation;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.onosproject.openflow.controller.Dpid;
import org.onosproject.openflow.controller.OpenFlowController;
import org.onosproject.openflow.controller.OpenFlowSwitch;
import org.onosproject.openflow.controller.RoleState;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.projectfloodlight.openflow.protocol.OFErrorMsg;
import org.projectfloodlight.openflow.protocol.OFFlowRemoved;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFFlowStatsReply;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flow rules on OpenFlow switches.
 *
 * <p>A batch leaves in one write with a barrier behind it and ends on the thread that reads the barrier's answer. Snapshots of the
 * switch's rules are taken periodically, straight after a switch becomes ours (which resynchronises it) and shortly after a batch (which makes ONOS
 * show its rules as added).
 */
@Component(immediate = true, service = {}, property = {
    "pollSeconds:Integer=" + OpenFlowFlowRuleProvider.DEFAULT_POLL_SECONDS,
    "graceSeconds:Integer=" + OpenFlowFlowRuleProvider.DEFAULT_GRACE_SECONDS
})
public class OpenFlowFlowRuleProvider extends AbstractProvider implements FlowRuleProvider {
    static final int DEFAULT_POLL_SECONDS = 5;
    static final int DEFAULT_GRACE_SECONDS = 30;
    private static final long CONFIRM_DELAY_MS = 50;
    private static final long SECOND_SNAPSHOT_DELAY_MS = 500;
    private static final long BATCH_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private final Logger log = LoggerFactory.getLogger(getClass());

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected FlowRuleProviderRegistry providerRegistry;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected FlowRuleService flowRuleService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected OpenFlowController controller;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ComponentConfigService configService;

    /** Seconds between two snapshots of a switch's flow rules. */
    private int pollSeconds = DEFAULT_POLL_SECONDS;
    /** Seconds after the start of this component for which unknown rules are left alone. */
    private int graceSeconds = DEFAULT_GRACE_SECONDS;

    private final Map<Dpid, SwitchTable<OFFlowStatsEntry>> switches = new ConcurrentHashMap<>();
    private final Set<Dpid> confirming = ConcurrentHashMap.newKeySet();
    private final PendingBatches pending = new PendingBatches();
    private final Observer observer = new Observer();
    private FlowRuleProviderService service;
    private ScheduledExecutorService executor;
    private ScheduledFuture<?> poll;
    private long startNs;
    private volatile RestartGrace grace;

    public OpenFlowFlowRuleProvider() {
        super(new ProviderId("of", "org.ftchain.testbed.openflow"));
    }

    @Activate
    void activate(ComponentContext context) {
        configService.registerProperties(getClass());
        executor = Executors.newSingleThreadScheduledExecutor(groupedThreads("ftchain/openflow", "flow-%d", log));
        service = providerRegistry.register(this);
        startNs = System.nanoTime();
        modified(context);
        controller.addListener(observer);
        controller.addMessageListener(observer);
        executor.execute(Guarded.task(log, this::pollAll));
        log.info("Started");
    }

    @Modified
    void modified(ComponentContext context) {
        Dictionary<?, ?> properties = context == null ? null : context.getProperties();
        pollSeconds = seconds(properties, "pollSeconds", 1, DEFAULT_POLL_SECONDS);
        graceSeconds = seconds(properties, "graceSeconds", 0, DEFAULT_GRACE_SECONDS);
        grace = new RestartGrace(startNs, TimeUnit.SECONDS.toNanos(graceSeconds));
        if (poll != null) {
            poll.cancel(false);
        }
        poll = executor.scheduleWithFixedDelay(Guarded.task(log, this::pollAll), pollSeconds, pollSeconds, TimeUnit.SECONDS);
    }

    private static int seconds(Dictionary<?, ?> properties, String name, int minimum, int otherwise) {
        Integer configured = properties == null ? null : Tools.getIntegerProperty(properties, name);
        return configured == null || configured < minimum ? otherwise : configured;
    }

    @Deactivate
    void deactivate() {
        poll.cancel(false);
        controller.removeMessageListener(observer);
        controller.removeListener(observer);
        pending.close().forEach(this::complete);
        providerRegistry.unregister(this);
        executor.shutdownNow();
        switches.clear();
        configService.unregisterProperties(getClass(), false);
        log.info("Stopped");
    }

    @Override
    public void applyFlowRule(FlowRule... rules) {
        Arrays.stream(rules).forEach(rule -> sendOne(rule, FlowRuleOperation.ADD));
    }

    @Override
    public void removeFlowRule(FlowRule... rules) {
        Arrays.stream(rules).forEach(rule -> sendOne(rule, FlowRuleOperation.REMOVE));
    }

    @Override
    public void executeBatch(FlowRuleBatchOperation batch) {
        Dpid dpid = SwitchObserver.dpid(batch.deviceId());
        SwitchTable<OFFlowStatsEntry> flows = connected(dpid);
        if (flows == null) {
            log.warn("Batch {} fails: {} is not connected", batch.id(), batch.deviceId());
            complete(PendingBatches.ended(batch, batch.getOperations()));
            return;
        }
        EncodedBatch encoded = new EncodedBatch(batch, flows.ofSwitch().factory());
        pending.add(dpid, batch, encoded, System.nanoTime());
        flows.modify(encoded.messages());
        if (!flows.ofSwitch().isConnected()) {
            // It went away in between; the observer may have looked before the batch was there.
            pending.onDisconnect(dpid).forEach(this::complete);
        }
    }

    private void sendOne(FlowRule rule, FlowRuleOperation operation) {
        SwitchTable<OFFlowStatsEntry> flows = connected(SwitchObserver.dpid(rule.deviceId()));
        if (flows == null) {
            log.debug("Rule {} is not sent: {} is not connected", rule.id(), rule.deviceId());
            return;
        }
        try {
            flows.modify(List.of(EncodedBatch.encode(rule, operation, flows.ofSwitch().factory())));
        } catch (UnsupportedRuleException | RuntimeException e) {
            log.warn("Rule {} of {} cannot be sent: {}", rule.id(), rule.deviceId(), e.toString());
        }
    }

    private void complete(PendingBatches.Ended ended) {
        service.batchOperationCompleted(ended.batchId(), ended.result());
    }

    /** The switch's present connection, or null. */
    private SwitchTable<OFFlowStatsEntry> connected(Dpid dpid) {
        OpenFlowSwitch present = controller.getSwitch(dpid);
        if (present == null || !present.isConnected()) {
            return null;
        }
        return switches.compute(dpid, (key, flows) -> flows != null && flows.ofSwitch() == present
                ? flows
                : new SwitchTable<>(present, () -> FlowSnapshot.request(present.factory())));
    }

    private void pollAll() {
        pending.onTimer(System.nanoTime(), BATCH_TIMEOUT_NS).forEach(this::complete);
        controller.getMasterSwitches().forEach(ofSwitch -> poll(ofSwitch.getDpid()));
    }

    private void poll(Dpid dpid) {
        SwitchTable<OFFlowStatsEntry> flows = connected(dpid);
        if (flows != null && flows.ofSwitch().getRole() == RoleState.MASTER) {
            flows.requestSnapshot();
        }
    }

    /** Takes a snapshot soon; many calls in the meantime make one. */
    private void confirmSoon(Dpid dpid) {
        if (confirming.add(dpid)) {
            after(CONFIRM_DELAY_MS, () -> {
                confirming.remove(dpid);
                poll(dpid);
            });
        }
    }

    private void after(long delayMs, Runnable task) {
        executor.schedule(Guarded.task(log, task), delayMs, TimeUnit.MILLISECONDS);
    }

    private void onSnapshotPart(Dpid dpid, OFFlowStatsReply reply) {
        SwitchTable<OFFlowStatsEntry> flows = switches.get(dpid);
        if (flows == null) {
            return;
        }
        flows.onPart(reply, reply.getEntries()).ifPresent(snapshot -> {
            DeviceId deviceId = SwitchObserver.deviceId(dpid);
            List<FlowEntry> entries = FlowSnapshot.entries(deviceId, snapshot, flowRuleService.getFlowEntries(deviceId),
                    grace.isOver(System.nanoTime()));
            if (flows.isSnapshotCurrent()) {
                service.pushFlowMetrics(deviceId, entries);
            } else {
                confirmSoon(dpid);
            }
        });
    }

    private void onRemoved(Dpid dpid, OFFlowRemoved removed) {
        long id = removed.getCookie().getValue();
        for (FlowEntry entry : flowRuleService.getFlowEntries(SwitchObserver.deviceId(dpid))) {
            if (entry.id().value() == id) {
                service.flowRemoved(FlowSnapshot.removed(entry, removed.getReason()));
                return;
            }
        }
    }

    private final class Observer implements SwitchObserver {
        @Override
        public void switchRemoved(Dpid dpid) {
            switches.remove(dpid);
            pending.onDisconnect(dpid).forEach(OpenFlowFlowRuleProvider.this::complete);
        }

        @Override
        public void receivedRoleReply(Dpid dpid, RoleState requested, RoleState response) {
            if (response == RoleState.MASTER) {
                confirmSoon(dpid);
                // Rules that need a group were refused if the groups were not restored yet.
                after(SECOND_SNAPSHOT_DELAY_MS, () -> poll(dpid));
            }
        }

        @Override
        public void handleIncomingMessage(Dpid dpid, OFMessage message) {
            switch (message.getType()) {
                case BARRIER_REPLY:
                    pending.onBarrier(dpid, message.getXid()).ifPresent(ended -> {
                        complete(ended);
                        confirmSoon(dpid);
                    });
                    break;
                case ERROR:
                    onError(dpid, (OFErrorMsg) message);
                    break;
                case STATS_REPLY:
                    if (message instanceof OFFlowStatsReply) {
                        executor.execute(Guarded.task(log, () -> onSnapshotPart(dpid, (OFFlowStatsReply) message)));
                    }
                    break;
                case FLOW_REMOVED:
                    executor.execute(Guarded.task(log, () -> onRemoved(dpid, (OFFlowRemoved) message)));
                    break;
                default:
                    break;
            }
        }

        private void onError(Dpid dpid, OFErrorMsg error) {
            List<PendingBatches.Ended> ended = new ArrayList<>();
            pending.onError(dpid, error.getXid(), ended)
                    .ifPresent(entry -> log.warn("{} refuses rule {}: {}", dpid, entry.target().id(), error));
            ended.forEach(OpenFlowFlowRuleProvider.this::complete);
        }
    }
}
