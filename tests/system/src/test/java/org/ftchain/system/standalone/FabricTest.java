package org.ftchain.system.standalone;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.testbed.network.FlowTable;
import org.ftchain.testbed.network.HostServers;
import org.ftchain.testbed.network.HostTraffic;
import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.OpenVSwitch;
import org.ftchain.testbed.network.PacketCapture;
import org.ftchain.testbed.network.RunDirectory;
import org.ftchain.testbed.network.Testbed;
import org.ftchain.testbed.network.TrafficCounter;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

import java.time.Duration;

/** The testbed's switches, hosts and counting by themselves: no ONOS, rules written by hand. */
public class FabricTest {
    private static final long FILE_BYTES = 4 << 20;

    private static Testbed testbed;

    @BeforeClass
    public static void start() {
        testbed = Testbed.startFabric(RunDirectory.fromEnvironment(), "FabricTest", System.out::println);
        OpenVSwitch switches = testbed.switches();
        // An address-only NAT and an ARP responder on the first switch; the others pass on between its ports.
        arpResponder(switches, 1, Layout.CLIENT_GATEWAY);
        arpResponder(switches, 3, Layout.NAT_ADDRESS);
        switches.ofctl(1, "add-flow", "priority=10,in_port=1,ip,actions=mod_nw_src:" + Layout.NAT_ADDRESS
                + ",mod_dl_dst:" + Layout.WEB_MAC + ",output:13");
        switches.ofctl(3, "add-flow", "priority=10,in_port=31,ip,actions=output:1");
        switches.ofctl(3, "add-flow", "priority=10,in_port=1,ip,actions=mod_nw_dst:" + Layout.CLIENT_ADDRESS
                + ",mod_dl_dst:" + Layout.CLIENT_MAC + ",output:31");
        switches.ofctl(1, "add-flow", "priority=10,in_port=13,ip,actions=output:1");
    }

    @AfterClass
    public static void stop() {
        if (testbed != null) {
            testbed.close();
        }
    }

    private static void arpResponder(OpenVSwitch switches, int index, String address) {
        String mac = "0x02fc00000001";
        StringBuilder hex = new StringBuilder("0x");
        for (String part : address.split("\\.")) {
            hex.append(String.format("%02x", Integer.parseInt(part)));
        }
        switches.ofctl(index, "add-flow", "priority=20,arp,arp_op=1,arp_tpa=" + address
                + ",actions=move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],mod_dl_src:02:fc:00:00:00:01,load:0x2->NXM_OF_ARP_OP[],"
                + "move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],load:" + mac
                + "->NXM_NX_ARP_SHA[],load:" + hex + "->NXM_OF_ARP_SPA[],in_port");
    }

    @Test(timeout = 120_000)
    public void shouldCountNoLossWhenRulesForwardEverything() {
        TrafficCounter.Traffic traffic = download();
        assertEquals(1, traffic.flows().size());
        TrafficCounter.FlowCount flow = traffic.flows().getFirst();
        assertEquals(1, flow.connections());
        assertEquals(flow.forward().sourcePort(), flow.natPort());
        assertTrue("reverse packets: " + flow, flow.reverseLeft() > FILE_BYTES / 1500);
        assertEquals(0, traffic.lost());
        assertEquals(0, traffic.strays().size());
    }

    @Test(timeout = 120_000)
    public void shouldCountWhatIsLostInTheSwitches() {
        OpenVSwitch switches = testbed.switches();
        HostTraffic.awaitQuiet();
        PacketCapture client = testbed.capture(Layout.CLIENT);
        PacketCapture web = testbed.capture(Layout.WEB);
        HostServers.Download file = testbed.servers().serve("lost.bin", FILE_BYTES);
        HostTraffic.Download download = HostTraffic.download(testbed.directory(), file, 20, "--limit-rate",
                "10M");
        download.awaitShare(0.2, Duration.ofSeconds(30));
        switches.ofctl(1, "add-flow", "priority=30,in_port=1,tcp,actions=drop");
        switches.ofctl(1, "del-flows", "in_port=1,tcp");
        assertTrue(download.await(Duration.ofSeconds(60)).checksumRight());
        HostTraffic.awaitQuiet();
        TrafficCounter.Traffic traffic = TrafficCounter.count(FlowTable.of(client.stop()), FlowTable.of(web.stop()),
                Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS);
        assertTrue("lost " + traffic.lost(), traffic.lost() > 0);
        assertEquals(traffic.lost(), traffic.flows().getFirst().forwardLost());
    }

    @Test(timeout = 120_000)
    public void shouldCarryFullRateInBothDirections() {
        for (boolean toClient : new boolean[] {false, true}) {
            HostTraffic.SessionResult session = HostTraffic.iperf(toClient, 3).await(Duration.ofSeconds(30));
            assertTrue(session.toString(), session.ok());
            System.out.printf("plain Open vSwitch, %s: %.0f Mbit/s%n", toClient ? "to the client" : "to the server",
                    session.mbps());
            assertTrue("Mbit/s: " + session.mbps(), session.mbps() > 100);
        }
    }

    private static TrafficCounter.Traffic download() {
        HostTraffic.awaitQuiet();
        PacketCapture client = testbed.capture(Layout.CLIENT);
        PacketCapture web = testbed.capture(Layout.WEB);
        HostServers.Download file = testbed.servers().serve("fabric.bin", FILE_BYTES);
        HostTraffic.DownloadResult result = HostTraffic.download(testbed.directory(), file, 10,
                "--limit-rate", "1M").await(Duration.ofSeconds(60));
        assertEquals(result.toString(), 0, result.status());
        assertTrue("checksum", result.checksumRight());
        HostTraffic.awaitQuiet();
        return TrafficCounter.count(FlowTable.of(client.stop()), FlowTable.of(web.stop()), Layout.CLIENT_ADDRESS,
                Layout.WEB_ADDRESS);
    }
}
