package org.ftchain.testbed.openflow;

import static org.onlab.util.Tools.groupedThreads;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.onlab.packet.ChassisId;
import org.onosproject.net.AnnotationKeys;
import org.onosproject.net.DefaultAnnotations;
import org.onosproject.net.DeviceId;
import org.onosproject.net.MastershipRole;
import org.onosproject.net.PortNumber;
import org.onosproject.net.device.DefaultDeviceDescription;
import org.onosproject.net.device.DeviceDescription;
import org.onosproject.net.device.DeviceProvider;
import org.onosproject.net.device.DeviceProviderRegistry;
import org.onosproject.net.device.DeviceProviderService;
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
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortConfig;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFPortReason;
import org.projectfloodlight.openflow.protocol.OFPortStatsReply;
import org.projectfloodlight.openflow.protocol.OFPortStatus;
import org.projectfloodlight.openflow.types.OFPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** OpenFlow switches as devices: their coming and going, ports, counters of ports and mastership. Events are handled in order by one thread. */
@Component(immediate = true, service = {})
public class OpenFlowDeviceProvider extends AbstractProvider implements DeviceProvider {
    private static final int POLL_SECONDS = 5;

    private final Logger log = LoggerFactory.getLogger(getClass());

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected DeviceProviderRegistry providerRegistry;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected OpenFlowController controller;

    private final Observer observer = new Observer();
    private DeviceProviderService service;
    private ScheduledExecutorService executor;

    public OpenFlowDeviceProvider() {
        super(new ProviderId("of", "org.ftchain.testbed.openflow"));
    }

    @Activate
    void activate() {
        executor = Executors.newSingleThreadScheduledExecutor(groupedThreads("ftchain/openflow", "device-%d", log));
        service = providerRegistry.register(this);
        controller.addListener(observer);
        controller.addMessageListener(observer);
        controller.getSwitches().forEach(ofSwitch -> observer.switchAdded(ofSwitch.getDpid()));
        executor.scheduleWithFixedDelay(Guarded.task(log, this::pollPorts), POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
        log.info("Started");
    }

    @Deactivate
    void deactivate() {
        executor.shutdownNow();
        controller.removeMessageListener(observer);
        controller.removeListener(observer);
        controller.getSwitches().forEach(ofSwitch -> service.deviceDisconnected(SwitchObserver.deviceId(ofSwitch.getDpid())));
        providerRegistry.unregister(this);
        log.info("Stopped");
    }

    @Override
    public void triggerProbe(DeviceId deviceId) {
        requestPortCounters(controller.getSwitch(SwitchObserver.dpid(deviceId)));
    }

    @Override
    public void roleChanged(DeviceId deviceId, MastershipRole role) {
        switch (role) {
            case MASTER:
                controller.setRole(SwitchObserver.dpid(deviceId), RoleState.MASTER);
                break;
            case STANDBY:
                controller.setRole(SwitchObserver.dpid(deviceId), RoleState.EQUAL);
                break;
            case NONE:
                controller.setRole(SwitchObserver.dpid(deviceId), RoleState.SLAVE);
                break;
            default:
                throw new IllegalArgumentException("role must be MASTER, STANDBY or NONE: role=" + role);
        }
    }

    @Override
    public boolean isReachable(DeviceId deviceId) {
        OpenFlowSwitch ofSwitch = controller.getSwitch(SwitchObserver.dpid(deviceId));
        return ofSwitch != null && ofSwitch.isConnected();
    }

    @Override
    public boolean isAvailable(DeviceId deviceId) {
        return isReachable(deviceId);
    }

    @Override
    public void changePortState(DeviceId deviceId, PortNumber number, boolean enable) {
        OpenFlowSwitch ofSwitch = controller.getSwitch(SwitchObserver.dpid(deviceId));
        if (ofSwitch == null) {
            log.warn("Port {} of {} stays as it is: not connected", number, deviceId);
            return;
        }
        OFPort portNo = MatchEncoder.port(number);
        for (OFPortDesc port : ofSwitch.getPorts()) {
            if (port.getPortNo().equals(portNo)) {
                Set<OFPortConfig> config = enable ? EnumSet.noneOf(OFPortConfig.class) : EnumSet.of(OFPortConfig.PORT_DOWN);
                ofSwitch.sendMsg(ofSwitch.factory().buildPortMod()
                        .setPortNo(portNo)
                        .setHwAddr(port.getHwAddr())
                        .setConfig(config)
                        .setMask(EnumSet.of(OFPortConfig.PORT_DOWN))
                        .build());
            }
        }
    }

    @Override
    public void triggerDisconnect(DeviceId deviceId) {
        OpenFlowSwitch ofSwitch = controller.getSwitch(SwitchObserver.dpid(deviceId));
        if (ofSwitch != null) {
            ofSwitch.disconnectSwitch();
        }
    }

    private void connect(Dpid dpid) {
        OpenFlowSwitch ofSwitch = controller.getSwitch(dpid);
        if (ofSwitch == null) {
            return;
        }
        DeviceId deviceId = SwitchObserver.deviceId(dpid);
        service.deviceConnected(deviceId, describe(deviceId, ofSwitch));
        service.updatePorts(deviceId, PortDescriber.describe(ofSwitch.getPorts()));
        requestPortCounters(ofSwitch);
    }

    private static DeviceDescription describe(DeviceId deviceId, OpenFlowSwitch ofSwitch) {
        return new DefaultDeviceDescription(deviceId.uri(), ofSwitch.deviceType(), ofSwitch.manufacturerDescription(),
                ofSwitch.hardwareDescription(), ofSwitch.softwareDescription(), ofSwitch.serialNumber(),
                new ChassisId(ofSwitch.getId()), DefaultAnnotations.builder()
                        .set(AnnotationKeys.PROTOCOL, ofSwitch.factory().getVersion().toString())
                        .set(AnnotationKeys.CHANNEL_ID, ofSwitch.channelId())
                        .build());
    }

    private void pollPorts() {
        controller.getMasterSwitches().forEach(this::requestPortCounters);
    }

    private void requestPortCounters(OpenFlowSwitch ofSwitch) {
        if (ofSwitch != null && ofSwitch.isConnected() && ofSwitch.getRole() == RoleState.MASTER) {
            ofSwitch.sendMsg(ofSwitch.factory().buildPortStatsRequest().setPortNo(OFPort.ANY).build());
        }
    }

    private static MastershipRole role(RoleState state) {
        return state == RoleState.MASTER ? MastershipRole.MASTER : MastershipRole.STANDBY;
    }

    private final class Observer implements SwitchObserver {
        @Override
        public void switchAdded(Dpid dpid) {
            executor.execute(Guarded.task(log, () -> connect(dpid)));
        }

        @Override
        public void switchRemoved(Dpid dpid) {
            executor.execute(Guarded.task(log, () -> {
                // It may have come back before its going was looked at.
                if (controller.getSwitch(dpid) == null) {
                    service.deviceDisconnected(SwitchObserver.deviceId(dpid));
                }
            }));
        }

        @Override
        public void switchChanged(Dpid dpid) {
            executor.execute(Guarded.task(log, () -> {
                OpenFlowSwitch ofSwitch = controller.getSwitch(dpid);
                if (ofSwitch != null) {
                    service.updatePorts(SwitchObserver.deviceId(dpid), PortDescriber.describe(ofSwitch.getPorts()));
                }
            }));
        }

        @Override
        public void portChanged(Dpid dpid, OFPortStatus status) {
            executor.execute(Guarded.task(log, () -> {
                DeviceId deviceId = SwitchObserver.deviceId(dpid);
                if (status.getReason() == OFPortReason.DELETE) {
                    service.deletePort(deviceId, PortDescriber.removed(status.getDesc()));
                } else {
                    service.portStatusChanged(deviceId, PortDescriber.describe(status.getDesc()));
                }
            }));
        }

        @Override
        public void receivedRoleReply(Dpid dpid, RoleState requested, RoleState response) {
            executor.execute(Guarded.task(log, () ->
                    service.receivedRoleReply(SwitchObserver.deviceId(dpid), role(requested), role(response))));
        }

        @Override
        public void handleIncomingMessage(Dpid dpid, OFMessage message) {
            if (message instanceof OFPortStatsReply) {
                executor.execute(Guarded.task(log, () -> {
                    DeviceId deviceId = SwitchObserver.deviceId(dpid);
                    service.updatePortStatistics(deviceId,
                            PortDescriber.statistics(deviceId, ((OFPortStatsReply) message).getEntries()));
                }));
            }
        }
    }
}
