package org.ftchain.system;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.HostServers;
import org.ftchain.testbed.network.HostTraffic;
import org.ftchain.testbed.network.Layout;
import org.junit.Test;

import java.util.Map;

/** A chain of IPv6: Neighbour Discovery for its gateway, ICMPv6 and TCP through firewall and monitor, a server's death. */
public class Ipv6Test extends SystemTest {
    private static final int MONITOR_HOP = 2;
    private static final long FILE_BYTES = 96 << 20;

    private ChainClient create() {
        testbed.rest().post("/ftchain/chains", """
                {"name": "six", "from": "%1$s", "to": "%2$s", "gateway": "%3$s", "throughput": 100, "failures": 1,
                 "symmetric": true, "middleboxes": [
                  {"type": "firewall", "default": "deny", "rules": [
                    {"action": "allow", "protocol": "icmpv6", "destination": "%2$s/128"},
                    {"action": "allow", "protocol": "tcp", "source": "2001:db8:1::/64", "destinationPorts": "80"}]},
                  {"type": "monitor"}]}
                """.formatted(Layout.CLIENT_ADDRESS_V6, Layout.WEB_ADDRESS_V6, Layout.CLIENT_GATEWAY_V6))
                .orThrow("creating an IPv6 chain");
        return new ChainClient(testbed.rest(), "six");
    }

    @Test(timeout = 300_000)
    public void shouldCarryTcpThroughTheDeathOfTheMonitorsServer() {
        ChainClient chain = create();
        assertEquals(5, HostTraffic.pingV6(5));
        HostServers.Download file = testbed.servers().serve("six.bin", FILE_BYTES).overIpv6();
        HostTraffic.Download download = HostTraffic.download(testbed.directory(), file, 12);
        download.awaitShare(0.4, LONG);
        assertTrue("killed before the end", download.isRunning());
        String server = chain.server(MONITOR_HOP);
        testbed.agent(server).kill();
        chain.awaitRecovered(1, SOON);
        HostTraffic.DownloadResult result = download.await(LONG);
        assertTrue(result.toString(), result.checksumRight());
        assertEquals("one connection", 1, result.connections());
        assertNotEquals(server, chain.server(MONITOR_HOP));
        assertEquals(5, HostTraffic.pingV6(5));
        HostTraffic.awaitQuiet();
        ChainLifecycleTest.requireReplicasAgree(chain);
        Map<String, Long> packets = chain.monitorPacketsV6(MONITOR_HOP);
        String flow = "tcp [" + Layout.CLIENT_ADDRESS_V6 + "]:" + result.localPort() + " > [" + Layout.WEB_ADDRESS_V6 + "]:80";
        assertTrue(flow + " in " + packets, packets.getOrDefault(flow, 0L) > 100);
        assertTrue("no IPv4 flows", chain.monitorPackets(MONITOR_HOP).isEmpty());
    }

    @Test(timeout = 300_000)
    public void shouldLiveBesideAnIpv4Chain() {
        create();
        ChainClient ipv4 = create("web", "ftc");
        assertEquals(3, HostTraffic.pingV6(3));
        assertEquals(3, HostTraffic.ping(3));
        delete(ipv4);
        assertEquals(3, HostTraffic.pingV6(3));
        assertEquals("traffic without a chain", 0, HostTraffic.ping(1));
        assertFalse(chains().contains("web"));
    }
}
