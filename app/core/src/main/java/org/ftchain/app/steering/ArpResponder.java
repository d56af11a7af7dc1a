package org.ftchain.app.steering;

import org.ftchain.app.api.ChainStore;
import org.onlab.packet.ARP;
import org.onlab.packet.EthType;
import org.onlab.packet.Ethernet;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.MacAddress;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficSelector;
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

import java.nio.ByteBuffer;

/**
 * Answers ARP for the gateways and external addresses of the chains with the chain's MAC. Packets arrive only at the node
 * that masters the switch, so exactly one node answers. All other ARP is left to others.
 */
@Component(immediate = true)
public final class ArpResponder {
    private static final Logger LOG = LoggerFactory.getLogger(ArpResponder.class);
    /** Before those who answer for ordinary hosts. */
    private static final int PROCESSOR_PRIORITY = PacketProcessor.advisor(10);
    private static final TrafficSelector ARP_FRAMES = DefaultTrafficSelector.builder()
            .matchEthType(EthType.EtherType.ARP.ethType().toShort()).build();

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected CoreService coreService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected PacketService packetService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainStore chainStore;

    private final PacketProcessor processor = this::process;
    private ApplicationId appId;

    @Activate
    protected void activate() {
        appId = coreService.registerApplication("org.ftchain");
        packetService.addProcessor(processor, PROCESSOR_PRIORITY);
        packetService.requestPackets(ARP_FRAMES, PacketPriority.CONTROL, appId);
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        packetService.cancelPackets(ARP_FRAMES, PacketPriority.CONTROL, appId);
        packetService.removeProcessor(processor);
        LOG.info("Stopped");
    }

    private void process(PacketContext context) {
        Ethernet frame = context.inPacket().parsed();
        if (context.isHandled() || frame == null || !(frame.getPayload() instanceof ARP)) {
            return;
        }
        ARP arp = (ARP) frame.getPayload();
        if (arp.getOpCode() != ARP.OP_REQUEST || arp.getProtocolType() != ARP.PROTO_TYPE_IP) {
            return;
        }
        ConnectPoint point = context.inPacket().receivedFrom();
        Ip4Address target = Ip4Address.valueOf(arp.getTargetProtocolAddress());
        MacAddress mac = ChainAddresses.macFor(chainStore, point, target);
        if (mac != null) {
            Ethernet reply = ARP.buildArpReply(target, mac, frame);
            packetService.emit(new DefaultOutboundPacket(point.deviceId(),
                    DefaultTrafficTreatment.builder().setOutput(point.port()).build(),
                    ByteBuffer.wrap(reply.serialize())));
            context.block();
        }
    }
}
