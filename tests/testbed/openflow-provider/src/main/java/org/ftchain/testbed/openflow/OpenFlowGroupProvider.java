package org.ftchain.testbed.openflow;

import static org.onlab.util.Tools.groupedThreads;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.onosproject.net.DeviceId;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupOperation;
import org.onosproject.net.group.GroupOperation.GroupMsgErrorCode;
import org.onosproject.net.group.GroupOperations;
import org.onosproject.net.group.GroupProvider;
import org.onosproject.net.group.GroupProviderRegistry;
import org.onosproject.net.group.GroupProviderService;
import org.onosproject.net.group.GroupService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.onosproject.openflow.controller.Dpid;
import org.onosproject.openflow.controller.OpenFlowController;
import org.onosproject.openflow.controller.OpenFlowSwitch;
import org.onosproject.openflow.controller.RoleState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.projectfloodlight.openflow.protocol.OFErrorMsg;
import org.projectfloodlight.openflow.protocol.OFGroupMod;
import org.projectfloodlight.openflow.protocol.OFGroupStatsEntry;
import org.projectfloodlight.openflow.protocol.OFGroupStatsReply;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.errormsg.OFGroupModFailedErrorMsg;
import org.projectfloodlight.openflow.types.OFGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups on OpenFlow switches. A snapshot of the switch's groups is asked for straight behind every change (with which ONOS takes new groups
 * for added), when a switch becomes ours (ONOS waits for it before it sends any group) and periodically.
 */
@Component(immediate = true, service = {})
public class OpenFlowGroupProvider extends AbstractProvider implements GroupProvider {
    private static final int POLL_SECONDS = 5;
    private static final long FIRST_SNAPSHOT_DELAY_MS = 50;

    private final Logger log = LoggerFactory.getLogger(getClass());

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected GroupProviderRegistry providerRegistry;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected GroupService groupService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected OpenFlowController controller;

    private final Map<Dpid, Connection> connections = new ConcurrentHashMap<>();
    private final Observer observer = new Observer();
    private GroupProviderService service;
    private ScheduledExecutorService executor;
    private RestartGrace grace;

    /** One connection to a switch, and the operations that it may yet refuse, by transaction id. */
    private static final class Connection {
        private final Map<Long, GroupOperation> sent = new ConcurrentHashMap<>();
        private final SwitchTable<OFGroupStatsEntry> groups;

        private Connection(OpenFlowSwitch ofSwitch) {
            groups = new SwitchTable<>(ofSwitch, () -> ofSwitch.factory().buildGroupStatsRequest().setGroup(OFGroup.ALL).build());
        }
    }

    public OpenFlowGroupProvider() {
        super(new ProviderId("of", "org.ftchain.testbed.openflow"));
    }

    @Activate
    void activate() {
        executor = Executors.newSingleThreadScheduledExecutor(groupedThreads("ftchain/openflow", "group-%d", log));
        grace = new RestartGrace(System.nanoTime(), TimeUnit.SECONDS.toNanos(OpenFlowFlowRuleProvider.DEFAULT_GRACE_SECONDS));
        service = providerRegistry.register(this);
        controller.addListener(observer);
        controller.addMessageListener(observer);
        executor.scheduleWithFixedDelay(Guarded.task(log, this::pollAll), 0, POLL_SECONDS, TimeUnit.SECONDS);
        log.info("Started");
    }

    @Deactivate
    void deactivate() {
        controller.removeMessageListener(observer);
        controller.removeListener(observer);
        providerRegistry.unregister(this);
        executor.shutdownNow();
        connections.clear();
        log.info("Stopped");
    }

    @Override
    public void performGroupOperation(DeviceId deviceId, GroupOperations operations) {
        Dpid dpid = SwitchObserver.dpid(deviceId);
        Connection connection = connected(dpid);
        if (connection == null) {
            log.warn("{} group operations wait: {} is not connected", operations.operations().size(), deviceId);
            return;
        }
        for (GroupOperation operation : operations.operations()) {
            try {
                OFGroupMod message = GroupEncoder.encode(operation, connection.groups.ofSwitch().factory());
                connection.sent.put(message.getXid(), operation);
                connection.groups.modify(List.of(message));
            } catch (UnsupportedRuleException | RuntimeException e) {
                log.warn("Group {} of {} cannot be sent: {}", operation.groupId(), deviceId, e.toString());
                failed(deviceId, operation, GroupMsgErrorCode.BAD_TYPE);
            }
        }
        connection.groups.requestSnapshot();
    }

    /** The switch's present connection, or null. */
    private Connection connected(Dpid dpid) {
        OpenFlowSwitch present = controller.getSwitch(dpid);
        if (present == null || !present.isConnected()) {
            return null;
        }
        return connections.compute(dpid, (key, connection) -> connection != null && connection.groups.ofSwitch() == present
                ? connection
                : new Connection(present));
    }

    private void pollAll() {
        controller.getMasterSwitches().forEach(ofSwitch -> poll(ofSwitch.getDpid()));
    }

    private void poll(Dpid dpid) {
        Connection connection = connected(dpid);
        if (connection != null && connection.groups.ofSwitch().getRole() == RoleState.MASTER) {
            connection.groups.requestSnapshot();
        }
    }

    private void onSnapshotPart(Dpid dpid, OFGroupStatsReply reply) {
        Connection connection = connections.get(dpid);
        if (connection == null) {
            return;
        }
        connection.groups.onPart(reply, reply.getEntries()).ifPresent(snapshot -> {
            // The switch answers in order: what was sent before the request can no longer be refused.
            connection.sent.keySet().removeIf(xid -> xid < reply.getXid());
            DeviceId deviceId = SwitchObserver.deviceId(dpid);
            List<Group> groups = GroupSnapshot.groups(deviceId, snapshot, groupService.getGroups(deviceId),
                    grace.isOver(System.nanoTime()));
            // A change that was made since then is followed by a snapshot of its own.
            if (connection.groups.isSnapshotCurrent()) {
                service.pushGroupMetrics(deviceId, groups);
            }
        });
    }

    private void onError(Dpid dpid, OFErrorMsg error) {
        Connection connection = connections.get(dpid);
        GroupOperation operation = connection == null ? null : connection.sent.remove(error.getXid());
        if (operation != null) {
            log.warn("{} refuses to {} group {}: {}", dpid, operation.opType(), operation.groupId(), error);
            failed(SwitchObserver.deviceId(dpid), operation, code(error));
        }
    }

    private void failed(DeviceId deviceId, GroupOperation operation, GroupMsgErrorCode code) {
        service.groupOperationFailed(deviceId, GroupOperation.createFailedGroupOperation(operation, code));
    }

    private static GroupMsgErrorCode code(OFErrorMsg error) {
        if (error instanceof OFGroupModFailedErrorMsg) {
            // Both name the codes of the specification in its order.
            int index = ((OFGroupModFailedErrorMsg) error).getCode().ordinal();
            GroupMsgErrorCode[] codes = GroupMsgErrorCode.values();
            if (index < codes.length) {
                return codes[index];
            }
        }
        return GroupMsgErrorCode.BAD_BUCKET;
    }

    private final class Observer implements SwitchObserver {
        @Override
        public void switchRemoved(Dpid dpid) {
            connections.remove(dpid);
        }

        @Override
        public void receivedRoleReply(Dpid dpid, RoleState requested, RoleState response) {
            if (response == RoleState.MASTER) {
                executor.schedule(Guarded.task(log, () -> poll(dpid)), FIRST_SNAPSHOT_DELAY_MS, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void handleIncomingMessage(Dpid dpid, OFMessage message) {
            if (message instanceof OFGroupStatsReply) {
                executor.execute(Guarded.task(log, () -> onSnapshotPart(dpid, (OFGroupStatsReply) message)));
            } else if (message instanceof OFErrorMsg) {
                executor.execute(Guarded.task(log, () -> onError(dpid, (OFErrorMsg) message)));
            }
        }
    }
}
