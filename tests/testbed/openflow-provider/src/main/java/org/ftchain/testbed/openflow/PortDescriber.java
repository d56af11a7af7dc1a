package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.onosproject.net.AnnotationKeys;
import org.onosproject.net.DefaultAnnotations;
import org.onosproject.net.DeviceId;
import org.onosproject.net.Port;
import org.onosproject.net.PortNumber;
import org.onosproject.net.device.DefaultPortDescription;
import org.onosproject.net.device.DefaultPortStatistics;
import org.onosproject.net.device.PortDescription;
import org.onosproject.net.device.PortStatistics;
import org.projectfloodlight.openflow.protocol.OFPortConfig;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFPortState;
import org.projectfloodlight.openflow.protocol.OFPortStatsEntry;
import org.projectfloodlight.openflow.types.OFPort;

/** Ports and their counters in ONOS's terms. Stateless. */
final class PortDescriber {
    /** Reported for ports that name no speed (patch ports and other virtual ones), so that nobody divides by nothing. */
    static final long DEFAULT_SPEED_MBPS = 10_000;

    private static final long KBPS_PER_MBPS = 1_000;

    private PortDescriber() {
    }

    static List<PortDescription> describe(Collection<OFPortDesc> ports) {
        List<PortDescription> result = new ArrayList<>(ports.size());
        ports.forEach(port -> result.add(describe(port)));
        return result;
    }

    static PortDescription describe(OFPortDesc port) {
        return builder(port).build();
    }

    static PortDescription removed(OFPortDesc port) {
        return builder(port).isEnabled(false).isRemoved(true).build();
    }

    static List<PortStatistics> statistics(DeviceId deviceId, Collection<OFPortStatsEntry> entries) {
        List<PortStatistics> result = new ArrayList<>(entries.size());
        for (OFPortStatsEntry entry : entries) {
            result.add(DefaultPortStatistics.builder()
                    .setDeviceId(deviceId)
                    .setPort(number(entry.getPortNo()))
                    .setPacketsReceived(entry.getRxPackets().getValue())
                    .setPacketsSent(entry.getTxPackets().getValue())
                    .setBytesReceived(entry.getRxBytes().getValue())
                    .setBytesSent(entry.getTxBytes().getValue())
                    .setPacketsRxDropped(entry.getRxDropped().getValue())
                    .setPacketsTxDropped(entry.getTxDropped().getValue())
                    .setPacketsRxErrors(entry.getRxErrors().getValue())
                    .setPacketsTxErrors(entry.getTxErrors().getValue())
                    .setDurationSec(entry.getDurationSec())
                    .setDurationNano(entry.getDurationNsec())
                    .build());
        }
        return result;
    }

    static PortNumber number(OFPort port) {
        return PortNumber.portNumber(port.getPortNumber() & 0xffffffffL);
    }

    private static DefaultPortDescription.Builder builder(OFPortDesc port) {
        boolean enabled = !port.getConfig().contains(OFPortConfig.PORT_DOWN) && !port.getState().contains(OFPortState.LINK_DOWN);
        long speedMbps = port.getCurrSpeed() / KBPS_PER_MBPS;
        return DefaultPortDescription.builder()
                .withPortNumber(number(port.getPortNo()))
                .isEnabled(enabled)
                .type(Port.Type.COPPER)
                .portSpeed(speedMbps > 0 ? speedMbps : DEFAULT_SPEED_MBPS)
                .annotations(DefaultAnnotations.builder()
                        .set(AnnotationKeys.PORT_NAME, port.getName())
                        .set(AnnotationKeys.PORT_MAC, port.getHwAddr().toString())
                        .build());
    }
}
