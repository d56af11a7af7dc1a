package org.ftchain.testbed.openflow;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.util.Optional;
import java.util.Set;
import org.junit.Test;
import org.onlab.packet.ARP;
import org.onlab.packet.Ethernet;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.IpAddress;
import org.onlab.packet.MacAddress;
import org.onlab.packet.VlanId;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DefaultHost;
import org.onosproject.net.Host;
import org.onosproject.net.HostId;
import org.onosproject.net.HostLocation;
import org.onosproject.net.PortNumber;
import org.onosproject.net.host.HostServiceAdapter;
import org.onosproject.net.provider.ProviderId;

public class ArpResponderTest {
    private static final MacAddress ASKER = MacAddress.valueOf("02:00:00:00:01:10");
    private static final MacAddress WEB = MacAddress.valueOf("02:00:00:00:02:20");
    private static final Ip4Address ASKER_IP = Ip4Address.valueOf("10.0.2.1");
    private static final Ip4Address WEB_IP = Ip4Address.valueOf("10.0.2.20");

    private final HostServiceAdapter hosts = new HostServiceAdapter() {
        @Override
        public Set<Host> getHostsByIp(IpAddress ip) {
            return ip.equals(WEB_IP)
                    ? Set.of(new DefaultHost(ProviderId.NONE, HostId.hostId(WEB), WEB, VlanId.NONE,
                            new HostLocation(new ConnectPoint(Rules.DEVICE, PortNumber.portNumber(1)), 0), Set.of(WEB_IP)))
                    : Set.of();
        }
    };

    private static Ethernet request(MacAddress mac, Ip4Address sender, Ip4Address target) {
        return ARP.buildArpRequest(mac.toBytes(), sender.toOctets(), target.toOctets(), VlanId.NO_VID);
    }

    @Test
    public void shouldAnswerWithMacOfHostWhenAddressIsKnown() {
        Ethernet reply = ArpResponder.answer(request(ASKER, ASKER_IP, WEB_IP), hosts).orElseThrow();
        assertEquals(ASKER, reply.getDestinationMAC());
        assertEquals(WEB, reply.getSourceMAC());
        ARP arp = (ARP) reply.getPayload();
        assertEquals(ARP.OP_REPLY, arp.getOpCode());
        assertEquals(WEB, MacAddress.valueOf(arp.getSenderHardwareAddress()));
        assertEquals(WEB_IP, Ip4Address.valueOf(arp.getSenderProtocolAddress()));
        assertEquals(ASKER, MacAddress.valueOf(arp.getTargetHardwareAddress()));
        assertEquals(ASKER_IP, Ip4Address.valueOf(arp.getTargetProtocolAddress()));
    }

    @Test
    public void shouldBeSilentWhenNotARequestForAnotherHost() {
        Ip4Address unknown = Ip4Address.valueOf("10.0.2.100");
        assertEquals(Optional.empty(), ArpResponder.answer(request(ASKER, ASKER_IP, unknown), hosts));
        assertEquals("probe", Optional.empty(), ArpResponder.answer(request(ASKER, Ip4Address.valueOf(0), WEB_IP), hosts));
        assertEquals("announcement", Optional.empty(), ArpResponder.answer(request(WEB, WEB_IP, WEB_IP), hosts));
        assertEquals("own address", Optional.empty(), ArpResponder.answer(request(WEB, ASKER_IP, WEB_IP), hosts));
        Ethernet reply = ARP.buildArpReply(WEB_IP, WEB, request(ASKER, ASKER_IP, WEB_IP));
        assertFalse(ArpResponder.answer(reply, hosts).isPresent());
        assertFalse(ArpResponder.answer(new Ethernet(), hosts).isPresent());
        assertFalse(ArpResponder.answer(null, hosts).isPresent());
    }
}
