package org.ftchain.system;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.Command;
import org.ftchain.testbed.network.FlowKey;
import org.ftchain.testbed.network.FlowTable;
import org.ftchain.testbed.network.HostServers;
import org.ftchain.testbed.network.HostTraffic;
import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.PacketCapture;
import org.junit.After;
import org.junit.Test;

import java.util.ArrayList;
import java.util.List;

/** Parts of the network fail without any server dying. */
public class FaultTest extends SystemTest {
    private final List<Runnable> repairs = new ArrayList<>();

    @After
    public void repair() {
        repairs.reversed().forEach(Runnable::run);
    }

    @Test(timeout = 300_000)
    public void shouldHoldWhatDependsOnTheRingReturnUntilItIsRestored() {
        ChainClient chain = create("web", "ftc");
        assertEquals(3, HostTraffic.ping(3));
        HostTraffic.awaitQuiet();
        int ring = chain.chain().path("path").path("labels").path("ring").asInt();
        dropLabel(ring);
        try (PacketCapture web = testbed.capture(Layout.WEB)) {
            // Every new flow needs a mapping of the NAT's, which its replica over the ring return must have first.
            long held = growToBound(chain);
            timeline.say("held packets stay at " + held + ", dropped at the bound: " + droppedAtBound(chain.status()));
            assertTrue("packets beyond the bound are dropped and counted", droppedAtBound(chain.status()) > 0);
            assertEquals(List.of(), arrivals(web));
        }
        try (PacketCapture web = testbed.capture(Layout.WEB)) {
            repair();
            repairs.clear();
            await("held packets to leave", () -> held(chain.status()) == 0);
            assertFalse("held packets leave after the repair", arrivals(web).isEmpty());
        }
        HostServers.Download file = testbed.servers().serve("restored.bin", 16 << 20);
        HostTraffic.DownloadResult result = HostTraffic.download(testbed.directory(), file, 10).await(LONG);
        assertTrue(result.toString(), result.checksumRight());
        assertEquals("no failure was suspected", 0, chain.events("failure-confirmed").size());
    }

    /** A rule of higher priority on every switch; ONOS is told to leave rules alone that are not its own. */
    private void dropLabel(int label) {
        String rule = "priority=65500,eth_type=0x8847,mpls_label=" + label;
        testbed.rest().post("/v1/configuration/org.onosproject.net.flow.impl.FlowRuleManager",
                "{\"allowExtraneousRules\":\"true\"}").orThrow("allowing extraneous rules");
        repairs.add(() -> testbed.rest().post("/v1/configuration/org.onosproject.net.flow.impl.FlowRuleManager",
                "{\"allowExtraneousRules\":\"false\"}"));
        for (int index = 1; index <= Layout.SWITCHES; index++) {
            int bridge = index;
            testbed.switches().ofctl(bridge, "add-flow", rule + ",actions=drop");
            repairs.add(() -> testbed.switches().deleteRule(bridge, rule));
        }
    }

    /** Opens new flows until the chain holds no more of their packets; the number that it holds then. */
    private long growToBound(ChainClient chain) {
        long[] last = {-1};
        int[] round = {0};
        await("held packets to reach their bound", () -> {
            sendNewFlows(2000, 20_000 + 2000 * (round[0]++ % 20));
            long now = held(chain.status());
            boolean bounded = now > 0 && now == last[0];
            last[0] = now;
            return bounded;
        });
        return last[0];
    }

    /** One SYN each from {@code count} ports of the client to the web server. */
    private static void sendNewFlows(int count, int firstPort) {
        Command.result(java.time.Duration.ofSeconds(20), List.of("ip", "netns", "exec", Layout.CLIENT,
                System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), NewFlows.class.getName(), Layout.WEB_ADDRESS, Integer.toString(HostServers.HTTP_PORT),
                Integer.toString(firstPort), Integer.toString(count))).orThrow();
    }

    private static List<FlowKey> arrivals(PacketCapture web) {
        return FlowTable.of(web.stop()).flows().keySet().stream()
                .filter(flow -> flow.target().equals(Layout.WEB_ADDRESS)).toList();
    }

    private static long held(JsonNode status) {
        return sum(status, "waiting") + sum(status, "buffered");
    }

    private static long droppedAtBound(JsonNode status) {
        return sum(status, "waitingDrops") + sum(status, "bufferDrops");
    }

    private static long sum(JsonNode status, String counter) {
        long sum = 0;
        for (JsonNode hop : status.path("hops")) {
            sum += hop.path("counters").path(counter).asLong();
        }
        return sum;
    }

    @Test(timeout = 300_000)
    public void shouldReplicateWithoutThePeerChannel() {
        ChainClient chain = create("web", "ftc");
        for (int from = 1; from <= Layout.SERVERS; from++) {
            for (int to = 1; to <= Layout.SERVERS; to++) {
                if (from != to) {
                    blackhole(from, to);
                }
            }
        }
        HostServers.Download file = testbed.servers().serve("nopeers.bin", 64 << 20);
        HostTraffic.DownloadResult result = HostTraffic.download(testbed.directory(), file, 10).await(LONG);
        assertTrue(result.toString(), result.checksumRight());
        HostTraffic.awaitQuiet();
        ChainLifecycleTest.requireReplicasAgree(chain);
        assertEquals("no failure was suspected", 0, chain.events("failure-confirmed").size());
    }

    private void blackhole(int from, int to) {
        String[] route = {"ip", "-n", Layout.serverNamespace(from), "route", "", "blackhole",
            Layout.managementAddress(to) + "/32"};
        route[4] = "add";
        Command.run(route);
        String[] removal = route.clone();
        removal[4] = "del";
        repairs.add(() -> Command.run(removal));
    }

    @Test(timeout = 600_000)
    public void shouldKeepForwardingWhileOnosRestarts() {
        ChainClient chain = create("web", "ftc");
        HostTraffic.Session session = HostTraffic.iperf(true, 120, "-b", "50M");
        await("traffic", () -> clientBytes() > 1 << 20);
        testbed.onos().kill();
        long before = clientBytes();
        await("10 MB more without ONOS", () -> clientBytes() - before > 10 << 20);
        testbed.onos().restart();
        testbed.awaitControl();
        await("the chain in the restarted ONOS", () -> testbed.rest().get("/ftchain/chains/web").ok());
        assertEquals("ACTIVE", chain.state());
        long after = clientBytes();
        await("10 MB more after the restart", () -> clientBytes() - after > 10 << 20);
        HostTraffic.SessionResult result = session.await(LONG);
        assertTrue(result.toString(), result.ok());
        assertEquals("no recovery was needed", 1, chain.chain().path("path").path("epoch").asInt());
        assertEquals(5, HostTraffic.ping(5));
    }

    /** Bytes that the client's link has carried towards it. */
    private static long clientBytes() {
        return Long.parseLong(Command.run("ip", "netns", "exec", Layout.CLIENT, "cat",
                "/sys/class/net/eth0/statistics/rx_bytes").strip());
    }
}
