package org.ftchain.agent.chain;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Ethernet;
import org.ftchain.agent.packet.Ipv4Address;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.packet.TestPackets;
import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** What a NAT sends and forgets on its own, through a whole path of production hops. */
public class NatPathTest {
    private static final int MAPPING = 0;
    private static final String FIREWALL = "{'type':'firewall','rules':[{'action':'allow','protocol':'udp'}]}";
    private static final String NAT = "{'type':'nat','externalAddress':'10.0.2.100','timeoutSeconds':1}";

    @Test
    public void shouldShowTheNatToTraceroute() {
        QuietPath path = new QuietPath(FIREWALL, "{'type':'monitor'}", NAT);
        byte[] probe = TestPackets.udp(CLIENT, 40000, WEB, 33434, 20);
        probe[8] = 1;
        TestPackets.fillChecksums(probe, true);
        for (int round = 0; round < 3; round++) {
            List<QuietPath.Released> out = path.send(Direction.FORWARD, probe);
            assertEquals(1, out.size());
            assertEquals(path.labels().egressReverse, out.getFirst().label());
            TestPackets.assertChecksums(out.getFirst().packet());
            Packet error = TestPackets.wrap(out.getFirst().packet());
            assertEquals(11, error.icmpType());
            assertEquals(Ipv4Address.parse("10.0.2.100"), error.sourceAddress());
            assertEquals(CLIENT, error.destinationAddress());
            assertEquals(40000, error.embedded().sourcePort());
            MemorySegment frame = MemorySegment.ofArray(out.getFirst().frame());
            assertEquals(QuietPath.FROM_MAC, Ethernet.formatMac(Ethernet.destination(frame, 0)));
            assertEquals(QuietPath.CHAIN_MAC, Ethernet.formatMac(Ethernet.source(frame, 0)));
        }
        assertEquals(List.of("forward thread 1 = packets=3 bytes=144", "reverse thread 1 = packets=3 bytes=228"),
                path.state(1, 1));
    }

    @Test
    public void shouldForgetExpiredMappingsAlsoWhereTheyAreReplicated() {
        QuietPath path = new QuietPath(FIREWALL, "{'type':'monitor'}", NAT);
        for (int port = 1000; port < 1040; port++) {
            assertEquals(1, path.send(Direction.FORWARD, TestPackets.udp(CLIENT, port, WEB, 53, 20)).size());
        }
        assertTrue("timers ran and spared what is in use", path.state(2, MAPPING).size() > 1);
        for (int round = 0; round < 120; round++) {
            path.settle();
        }
        assertEquals(List.of(), path.state(2, MAPPING));
        assertEquals(path.hop(2).replication().group(2).store().digest(),
                path.hop(0).replication().group(2).store().digest());
        assertEquals(1, path.hop(0).replication().group(2).store().entryCount());
    }
}
