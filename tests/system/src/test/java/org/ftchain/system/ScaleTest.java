package org.ftchain.system;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.Command;
import org.ftchain.testbed.network.FlowTable;
import org.ftchain.testbed.network.HostServers;
import org.ftchain.testbed.network.HostTraffic;
import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.OnosRest;
import org.ftchain.testbed.network.PacketCapture;
import org.ftchain.testbed.network.StateCheck;
import org.ftchain.testbed.network.TrafficCounter;
import org.junit.Test;

import java.util.Map;

/** A middlebox gets more worker threads and fewer again under a download; nothing of what left is forgotten. */
public class ScaleTest extends SystemTest {
    private static final long FILE_BYTES = 320 << 20;
    private static final int MONITOR = 2;
    private static final int NAT = 3;
    private static final int MORE = Layout.AGENT_THREADS;

    @Test(timeout = 300_000)
    public void shouldScaleUpAndDownWithoutLosingState() {
        ChainClient chain = create("web", "ftc");
        HostServers.Download file = testbed.servers().serve("scale.bin", FILE_BYTES);
        HostTraffic.awaitQuiet();
        try (PacketCapture client = testbed.capture(Layout.CLIENT); PacketCapture web = testbed.capture(Layout.WEB)) {
            HostTraffic.Download download = HostTraffic.download(testbed.directory(), file, 12);
            download.awaitShare(0.1, LONG);
            Map<String, Integer> mappings = chain.natPorts(NAT);
            Command.Result scaled = shell("ftc-chain-scale web " + MONITOR + " " + MORE);
            timeline.say(scaled.orThrow().strip());
            assertEquals(MORE, threads(chain));
            download.awaitShare(0.5, LONG);
            assertTrue("the download must still run", download.isRunning());
            OnosRest.Answer answer = testbed.rest().patch("/ftchain/chains/web/hops/" + MONITOR, "{\"threads\":1}")
                    .orThrow("scaling");
            assertEquals(3, answer.json().path("path").path("epoch").asInt());
            assertEquals(1, threads(chain));
            HostTraffic.DownloadResult result = download.await(LONG);
            chain.events("reconfigured").forEach(event -> timeline.say(event.toString()));
            assertTrue(result.toString(), result.checksumRight());
            assertEquals(result.toString(), 1, result.connections());
            HostTraffic.awaitQuiet();
            TrafficCounter.Traffic traffic = TrafficCounter.count(FlowTable.of(client.stop()), FlowTable.of(web.stop()),
                    Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS);
            StateCheck state = StateCheck.of(traffic, chain.monitorPackets(MONITOR), chain.natPorts(NAT));
            assertTrue(state.toString(), state.holds());
            assertTrue("mappings stay", chain.natPorts(NAT).entrySet().containsAll(mappings.entrySet()));
        }
        assertEquals(2, chain.events("reconfigured").size());
        assertEquals("nobody was suspected", 0, chain.events("failure-confirmed").size());
        assertTrue(chain.status().toString(), chain.status().path("protected").asBoolean());
        ChainLifecycleTest.requireReplicasAgree(chain);
    }

    /** As the agent says. */
    private static int threads(ChainClient chain) {
        JsonNode hop = chain.status().path("hops").path(MONITOR - 1);
        return hop.path("threads").asInt();
    }
}
