package org.ftchain.agent.chain;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Ethernet;
import org.ftchain.agent.packet.TestPackets;
import org.ftchain.agent.packet.TestPacketsV6;
import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;

import static org.ftchain.agent.packet.TestPacketsV6.CLIENT;
import static org.ftchain.agent.packet.TestPacketsV6.WEB;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

/** IPv6 through a whole path of production hops. */
public class Ipv6PathTest {
    private static final String FIREWALL = "{'type':'firewall','rules':[{'action':'allow','protocol':'tcp',"
            + "'destination':'2001:db8:2::/64','destinationPorts':'80'}]}";
    private static final int FLOW_V6 = 3;

    @Test
    public void shouldLeaveWithTheLabelOfIpv6InBothDirections() {
        QuietPath path = new QuietPath(FIREWALL, "{'type':'monitor'}", "{'type':'monitor'}");
        byte[] request = TestPacketsV6.tcp(CLIENT, 40000, WEB, 80, 100);
        byte[] answer = TestPacketsV6.tcp(WEB, 80, CLIENT, 40000, 1000);
        for (int round = 0; round < 3; round++) {
            List<QuietPath.Released> out = path.send(Direction.FORWARD, request);
            assertEquals(1, out.size());
            assertEquals(path.labels().egressForwardV6, out.getFirst().label());
            assertArrayEquals(request, out.getFirst().packet());
            assertMacs(QuietPath.TO_MAC, out.getFirst());
            out = path.send(Direction.REVERSE, answer);
            assertEquals(1, out.size());
            assertEquals(path.labels().egressReverseV6, out.getFirst().label());
            assertArrayEquals(answer, out.getFirst().packet());
            assertMacs(QuietPath.FROM_MAC, out.getFirst());
        }
        List<String> flows = List.of("tcp [2001:db8:1::10]:40000 > [2001:db8:2::20]:80 = packets=3 bytes=480",
                "tcp [2001:db8:2::20]:80 > [2001:db8:1::10]:40000 = packets=3 bytes=3180");
        assertEquals(flows, path.state(1, FLOW_V6));
        assertEquals(flows, path.state(2, FLOW_V6));
    }

    @Test
    public void shouldDropWhatTheFirewallDenies() {
        QuietPath path = new QuietPath(FIREWALL, "{'type':'monitor'}");
        assertEquals(List.of(), path.send(Direction.FORWARD, TestPacketsV6.tcp(CLIENT, 40000, WEB, 81, 100)));
        assertEquals(List.of(), path.send(Direction.FORWARD, TestPackets.tcp(TestPackets.CLIENT, 40000, TestPackets.WEB, 80,
                100)));
        assertEquals(2, path.hop(0).counter(HopCounter.MIDDLEBOX_DROPS));
        assertEquals(List.of(), path.state(1, FLOW_V6));
    }

    @Test
    public void shouldCarryBothIpVersionsWhereThereAreLabelsForBoth() {
        QuietPath path = new QuietPath("{'type':'firewall'}", "{'type':'monitor'}");
        byte[] packet = TestPackets.tcp(TestPackets.CLIENT, 40000, TestPackets.WEB, 80, 100);
        assertEquals(path.labels().egressForward, path.send(Direction.FORWARD, packet).getFirst().label());
    }

    @Test
    public void shouldCountWhatIsNotIp() {
        QuietPath path = new QuietPath("{'type':'firewall'}", "{'type':'monitor'}");
        assertEquals(List.of(), path.send(Direction.FORWARD, new byte[60]));
        byte[] cut = TestPacketsV6.tcp(CLIENT, 40000, WEB, 80, 0);
        cut[5]++;
        assertEquals(List.of(), path.send(Direction.FORWARD, cut));
        assertEquals(2, path.hop(0).counter(HopCounter.NOT_IP_DROPS));
    }

    private static void assertMacs(String destination, QuietPath.Released released) {
        MemorySegment frame = MemorySegment.ofArray(released.frame());
        assertEquals(destination, Ethernet.formatMac(Ethernet.destination(frame, 0)));
        assertEquals(QuietPath.CHAIN_MAC, Ethernet.formatMac(Ethernet.source(frame, 0)));
    }
}
