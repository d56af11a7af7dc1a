package org.ftchain.app.steering;

import org.ftchain.app.api.ChainStore;
import org.onlab.packet.Ethernet;
import org.onlab.packet.ICMP6;
import org.onlab.packet.IPv6;
import org.onlab.packet.Ip6Address;
import org.onlab.packet.MacAddress;
import org.onlab.packet.ndp.NeighborAdvertisement;
import org.onlab.packet.ndp.NeighborSolicitation;
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
import java.util.List;

/**
 * Answers Neighbour Solicitations (RFC 4861) for the gateways of IPv6 chains with the chain's MAC, as {@link ArpResponder}
 * does for IPv4. Solicitations and advertisements come to ONOS from every switch, before any classifier sees them: Neighbour
 * Discovery does not enter chains. All but those for chains are left to others.
 */
@Component(immediate = true)
public final class NdpResponder {
    private static final Logger LOG = LoggerFactory.getLogger(NdpResponder.class);
    /** Before those who answer for ordinary hosts. */
    private static final int PROCESSOR_PRIORITY = PacketProcessor.advisor(10);
    private static final byte HOP_LIMIT = (byte) 255;
    private static final List<TrafficSelector> NEIGHBOUR_DISCOVERY = List.of(
            messages(ICMP6.NEIGHBOR_SOLICITATION), messages(ICMP6.NEIGHBOR_ADVERTISEMENT));

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected CoreService coreService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected PacketService packetService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainStore chainStore;

    private final PacketProcessor processor = this::process;
    private ApplicationId appId;

    private static TrafficSelector messages(byte type) {
        return DefaultTrafficSelector.builder().matchEthType(Ethernet.TYPE_IPV6).matchIPProtocol(IPv6.PROTOCOL_ICMP6)
                .matchIcmpv6Type(type).build();
    }

    @Activate
    protected void activate() {
        appId = coreService.registerApplication("org.ftchain");
        packetService.addProcessor(processor, PROCESSOR_PRIORITY);
        NEIGHBOUR_DISCOVERY.forEach(messages -> packetService.requestPackets(messages, PacketPriority.CONTROL, appId));
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        NEIGHBOUR_DISCOVERY.forEach(messages -> packetService.cancelPackets(messages, PacketPriority.CONTROL, appId));
        packetService.removeProcessor(processor);
        LOG.info("Stopped");
    }

    private void process(PacketContext context) {
        if (context.isHandled()) {
            return;
        }
        Ethernet frame = context.inPacket().parsed();
        Ip6Address target = solicited(frame);
        if (target == null) {
            return;
        }
        ConnectPoint point = context.inPacket().receivedFrom();
        MacAddress mac = ChainAddresses.macFor(chainStore, point, target);
        if (mac != null) {
            packetService.emit(new DefaultOutboundPacket(point.deviceId(),
                    DefaultTrafficTreatment.builder().setOutput(point.port()).build(),
                    ByteBuffer.wrap(advertisement(target, mac, frame).serialize())));
            context.block();
        }
    }

    /** The target of a Neighbour Solicitation; null for other frames and for probes by hosts without an address yet. */
    static Ip6Address solicited(Ethernet frame) {
        if (frame == null || !(frame.getPayload() instanceof IPv6)) {
            return null;
        }
        IPv6 packet = (IPv6) frame.getPayload();
        if (!(packet.getPayload() instanceof ICMP6)
                || !(packet.getPayload().getPayload() instanceof NeighborSolicitation)
                || Ip6Address.valueOf(packet.getSourceAddress()).isZero()) {
            return null;
        }
        return Ip6Address.valueOf(((NeighborSolicitation) packet.getPayload().getPayload()).getTargetAddress());
    }

    /** What answers a solicitation: a router has the address, at {@code mac}. */
    static Ethernet advertisement(Ip6Address target, MacAddress mac, Ethernet solicitation) {
        Ethernet reply = NeighborAdvertisement.buildNdpAdv(target, mac, solicitation);
        // What ONOS builds has a hop limit of 85, with which hosts must ignore it.
        ((IPv6) reply.getPayload()).setHopLimit(HOP_LIMIT);
        NeighborAdvertisement advertisement = (NeighborAdvertisement) reply.getPayload().getPayload().getPayload();
        advertisement.setRouterFlag((byte) 1);
        return reply;
    }
}
