package org.ftchain.testbed.openflow;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.onlab.packet.ARP;
import org.onlab.packet.Ethernet;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.MacAddress;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.Host;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.host.HostService;
import org.onosproject.net.packet.DefaultOutboundPacket;
import org.onosproject.net.packet.PacketContext;
import org.onosproject.net.packet.PacketPriority;
import org.onosproject.net.packet.PacketProcessor;
import org.onosproject.net.packet.PacketService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers ARP requests for the addresses of hosts that ONOS knows. It comes after the advisors, so that an application that owns an address
 * answers for it first.
 */
@Component(immediate = true, service = {})
public class ArpResponder {
    private static final int PROCESSOR_PRIORITY = 20;
    private static final TrafficSelector ARP_PACKETS = DefaultTrafficSelector.builder().matchEthType(Ethernet.TYPE_ARP).build();

    private final Logger log = LoggerFactory.getLogger(getClass());

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected CoreService coreService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected PacketService packetService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected HostService hostService;

    private final PacketProcessor processor = this::process;
    private ApplicationId applicationId;

    @Activate
    void activate() {
        applicationId = coreService.registerApplication("org.ftchain.testbed.openflow");
        packetService.addProcessor(processor, PacketProcessor.director(PROCESSOR_PRIORITY));
        packetService.requestPackets(ARP_PACKETS, PacketPriority.CONTROL, applicationId);
        log.info("Started");
    }

    @Deactivate
    void deactivate() {
        packetService.cancelPackets(ARP_PACKETS, PacketPriority.CONTROL, applicationId);
        packetService.removeProcessor(processor);
        log.info("Stopped");
    }

    private void process(PacketContext context) {
        if (context.isHandled()) {
            return;
        }
        ConnectPoint port = context.inPacket().receivedFrom();
        answer(context.inPacket().parsed(), hostService).ifPresent(reply -> {
            packetService.emit(new DefaultOutboundPacket(port.deviceId(),
                    DefaultTrafficTreatment.builder().setOutput(port.port()).build(), ByteBuffer.wrap(reply.serialize())));
            context.block();
        });
    }

    /** The answer to a request for the address of a host other than the asker; nothing for probes and announcements. */
    static Optional<Ethernet> answer(Ethernet frame, HostService hosts) {
        if (frame == null || frame.getEtherType() != Ethernet.TYPE_ARP || !(frame.getPayload() instanceof ARP)) {
            return Optional.empty();
        }
        ARP request = (ARP) frame.getPayload();
        Ip4Address target = Ip4Address.valueOf(request.getTargetProtocolAddress());
        Ip4Address sender = Ip4Address.valueOf(request.getSenderProtocolAddress());
        if (request.getOpCode() != ARP.OP_REQUEST || sender.isZero() || sender.equals(target)) {
            return Optional.empty();
        }
        MacAddress asker = MacAddress.valueOf(request.getSenderHardwareAddress());
        return hosts.getHostsByIp(target).stream()
                .map(Host::mac)
                .filter(mac -> !mac.equals(asker))
                .findFirst()
                .map(mac -> ARP.buildArpReply(target, mac, frame));
    }
}
