package org.ftchain.system;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.testbed.network.Await;
import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.Command;
import org.ftchain.testbed.network.FlowTable;
import org.ftchain.testbed.network.HostServers;
import org.ftchain.testbed.network.HostTraffic;
import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.PacketCapture;
import org.ftchain.testbed.network.StateCheck;
import org.ftchain.testbed.network.TrafficCounter;
import org.junit.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Chains come, carry traffic, and go without a trace. */
public class ChainLifecycleTest extends SystemTest {
    @Test(timeout = 300_000)
    public void shouldLeaveFlowTablesAsBeforeWhenDeleted() {
        List<String> before = testbed.switches().allFlows();
        for (int round = 1; round <= 2; round++) {
            ChainClient chain = create("round" + round, "ftc");
            assertEquals("ACTIVE", chain.state());
            assertNotEquals(before, testbed.switches().allFlows());
            assertEquals(5, HostTraffic.ping(5));
            delete(chain);
            await("flow tables as before", () -> testbed.switches().allFlows().equals(before));
            assertEquals("traffic without a chain", 0, HostTraffic.ping(1));
            assertEquals(404, testbed.rest().get("/ftchain/chains/" + chain.name()).status());
        }
    }

    @Test(timeout = 300_000)
    public void shouldCountAndTranslateAsTheCapturesSay() {
        ChainClient chain = create("web", "ftc");
        HostTraffic.awaitQuiet();
        try (PacketCapture client = testbed.capture(Layout.CLIENT); PacketCapture web = testbed.capture(Layout.WEB)) {
            HostServers.Download file = testbed.servers().serve("counted.bin", 16 << 20);
            for (int connection = 0; connection < 5; connection++) {
                HostTraffic.DownloadResult result = HostTraffic.download(testbed.directory(), file, 10).await(LONG);
                assertTrue(result.toString(), result.checksumRight());
            }
            HostTraffic.awaitQuiet();
            TrafficCounter.Traffic traffic = TrafficCounter.count(FlowTable.of(client.stop()), FlowTable.of(web.stop()),
                    Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS);
            assertEquals(5, traffic.flows().size());
            assertTrue(traffic.strays().toString(), traffic.strays().isEmpty());
            for (TrafficCounter.FlowCount flow : traffic.flows()) {
                assertNotEquals("source ports are not preserved", flow.forward().sourcePort(), flow.natPort());
            }
            StateCheck state = StateCheck.of(traffic, chain.monitorPackets(2), chain.natPorts(3));
            assertTrue(state.toString(), state.holds());
        }
    }

    @Test(timeout = 300_000)
    public void shouldHoldTheSameStateOnAllReplicasWhenDrained() {
        ChainClient chain = create("web", "ftc");
        HostServers.Download file = testbed.servers().serve("drained.bin", 32 << 20);
        assertTrue(HostTraffic.download(testbed.directory(), file, 10).await(LONG).checksumRight());
        assertEquals(10, HostTraffic.ping(10));
        HostTraffic.awaitQuiet();
        requireReplicasAgree(chain);
    }

    /** After draining, every replica's state equals its head's: digests and numbers per group. */
    static void requireReplicasAgree(ChainClient chain) {
        Await.until(() -> "replicas do not agree: " + groups(chain.statusWithDigests()), SOON, 200, () -> agree(chain.statusWithDigests()));
        assertFalse(groups(chain.statusWithDigests()).isEmpty());
    }

    private static boolean agree(JsonNode status) {
        return groups(status).values().stream().allMatch(members -> members.size() == 2
                && members.values().stream().distinct().count() == 1);
    }

    /** Group to (server to what it holds). */
    private static Map<Integer, Map<String, String>> groups(JsonNode status) {
        Map<Integer, Map<String, String>> groups = new TreeMap<>();
        for (JsonNode hop : status.path("hops")) {
            for (JsonNode group : hop.path("groups")) {
                assertTrue("a digest: " + group, group.hasNonNull("digest"));
                groups.computeIfAbsent(group.path("group").asInt(), ignored -> new TreeMap<>())
                        .put(hop.path("server").asText(), group.path("digest").asText() + " entries "
                                + group.path("entries") + " max " + group.path("max"));
            }
        }
        return groups;
    }

    @Test(timeout = 300_000)
    public void shouldShowChainsAgentsAndEventsInTheShell() {
        ChainClient chain = create("web", "ftc");
        Command.Result shown = shell("ftc-chain-show web");
        assertEquals(shown.toString(), 0, shown.status());
        String first = shown.output().lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        assertTrue(first, first.startsWith("chain web: ACTIVE, protected: yes (f=1), epoch 1"));
        int hop = 0;
        for (String server : chain.servers()) {
            String row = " *" + ++hop + " +[a-z]+ +" + server + " .*";
            assertTrue(row + " in " + shown.output(), shown.output().lines().anyMatch(line -> line.matches(row)));
        }
        assertTrue(shell("ftc-chains").orThrow().contains("web"));
        String agents = shell("ftc-agents").orThrow();
        for (int index = 1; index <= Layout.SERVERS; index++) {
            String row = Layout.server(index) + " +yes +alive +[0-9]+ +" + Layout.AGENT_THREADS + " .*";
            assertTrue(row + " in " + agents, agents.lines().anyMatch(line -> line.matches(row)));
        }
        assertTrue(shell("ftc-events").orThrow().contains("chain-created"));
    }
}
