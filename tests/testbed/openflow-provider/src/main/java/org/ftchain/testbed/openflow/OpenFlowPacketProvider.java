package org.ftchain.testbed.openflow;

import static org.onlab.util.Tools.groupedThreads;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.onlab.packet.Ethernet;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.packet.DefaultInboundPacket;
import org.onosproject.net.packet.DefaultOutboundPacket;
import org.onosproject.net.packet.DefaultPacketContext;
import org.onosproject.net.packet.InboundPacket;
import org.onosproject.net.packet.OutboundPacket;
import org.onosproject.net.packet.PacketProvider;
import org.onosproject.net.packet.PacketProviderRegistry;
import org.onosproject.net.packet.PacketProviderService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.onosproject.openflow.controller.OpenFlowController;
import org.onosproject.openflow.controller.OpenFlowPacketContext;
import org.onosproject.openflow.controller.OpenFlowSwitch;
import org.onosproject.openflow.controller.PacketListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.projectfloodlight.openflow.types.OFBufferId;
import org.projectfloodlight.openflow.types.OFPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packets from and to OpenFlow switches. Packets are processed on a thread of their own, so that no application holds up what a switch
 * answers to flow rules; when it cannot follow, packets are dropped and counted.
 */
@Component(immediate = true, service = {})
public class OpenFlowPacketProvider extends AbstractProvider implements PacketProvider {
    private static final int LISTENER_PRIORITY = 20;
    private static final int QUEUE_SIZE = 1024;

    private final Logger log = LoggerFactory.getLogger(getClass());

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected PacketProviderRegistry providerRegistry;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected OpenFlowController controller;

    private final PacketListener listener = this::receive;
    private final AtomicLong dropped = new AtomicLong();
    private PacketProviderService service;
    private ExecutorService executor;

    public OpenFlowPacketProvider() {
        super(new ProviderId("of", "org.ftchain.testbed.openflow"));
    }

    @Activate
    void activate() {
        executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE_SIZE),
                groupedThreads("ftchain/openflow", "packet-%d", log));
        service = providerRegistry.register(this);
        controller.addPacketListener(LISTENER_PRIORITY, listener);
        log.info("Started");
    }

    @Deactivate
    void deactivate() {
        controller.removePacketListener(listener);
        providerRegistry.unregister(this);
        executor.shutdownNow();
        log.info("Stopped, {} packets dropped", dropped.get());
    }

    @Override
    public void emit(OutboundPacket packet) {
        PortNumber inPort = packet.inPort() == null ? PortNumber.CONTROLLER : packet.inPort();
        send(packet.sendThrough(), packet.treatment().allInstructions(), packet.data(), inPort);
    }

    private void receive(OpenFlowPacketContext packet) {
        try {
            executor.execute(() -> process(packet));
        } catch (RejectedExecutionException e) {
            dropped.incrementAndGet();
        }
    }

    private void process(OpenFlowPacketContext packet) {
        try {
            Ethernet parsed = packet.parsed();
            if (parsed == null) {
                dropped.incrementAndGet();
                return;
            }
            DeviceId deviceId = SwitchObserver.deviceId(packet.dpid());
            PortNumber port = PortNumber.portNumber(packet.inPort() & 0xffffffffL);
            ByteBuffer bytes = ByteBuffer.wrap(packet.unparsed());
            InboundPacket in = new DefaultInboundPacket(new ConnectPoint(deviceId, port), parsed, bytes, packet.cookie());
            OutboundPacket out = new DefaultOutboundPacket(deviceId, null, ByteBuffer.wrap(packet.unparsed()));
            service.processPacket(new Context(in, out, packet.isHandled()));
        } catch (RuntimeException e) {
            log.error("Packet of {} could not be processed", packet.dpid(), e);
        }
    }

    private void send(DeviceId deviceId, List<Instruction> instructions, ByteBuffer bytes, PortNumber inPort) {
        OpenFlowSwitch ofSwitch = controller.getSwitch(SwitchObserver.dpid(deviceId));
        if (ofSwitch == null) {
            log.debug("Packet is not sent: {} is not connected", deviceId);
            return;
        }
        byte[] data = new byte[bytes.remaining()];
        bytes.duplicate().get(data);
        OFPort ofInPort = inPort.equals(PortNumber.CONTROLLER) ? OFPort.CONTROLLER : MatchEncoder.port(inPort);
        try {
            ofSwitch.sendMsg(ofSwitch.factory().buildPacketOut()
                    .setBufferId(OFBufferId.NO_BUFFER)
                    .setInPort(ofInPort)
                    .setActions(ActionEncoder.encode(instructions, ofSwitch.factory()))
                    .setData(data)
                    .build());
        } catch (UnsupportedRuleException e) {
            log.warn("Packet for {} is not sent: {}", deviceId, e.getMessage());
        }
    }

    private final class Context extends DefaultPacketContext {
        private Context(InboundPacket in, OutboundPacket out, boolean handled) {
            super(System.currentTimeMillis(), in, out, handled);
        }

        @Override
        public void send() {
            if (block()) {
                return;
            }
            // An application may have put another packet into the context: its treatment goes before the builder's.
            List<Instruction> instructions = outPacket().treatment() == null
                    ? treatmentBuilder().build().allInstructions()
                    : outPacket().treatment().allInstructions();
            OpenFlowPacketProvider.this.send(outPacket().sendThrough(), instructions, outPacket().data(), inPacket().receivedFrom().port());
        }
    }
}
