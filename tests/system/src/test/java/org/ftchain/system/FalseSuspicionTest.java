package org.ftchain.system;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.HostTraffic;
import org.junit.Test;

import java.time.Duration;

/**
 * Nobody is suspected while traffic runs at full rate. Lasts 30 s; the environment variable FTC_SUSPICION_SECONDS
 * changes that.
 */
public class FalseSuspicionTest extends SystemTest {
    private static final int SECONDS = Integer.parseInt(System.getenv().getOrDefault("FTC_SUSPICION_SECONDS", "30"));

    @Test(timeout = 900_000)
    public void shouldSuspectNobodyAtFullRate() {
        ChainClient chain = create("web", "ftc");
        for (boolean toClient : new boolean[] {false, true}) {
            HostTraffic.SessionResult result = HostTraffic.iperf(toClient, Math.max(1, SECONDS / 2)).await(
                    Duration.ofSeconds(SECONDS + 60L));
            timeline.say((toClient ? "to the client: " : "to the server: ") + Math.round(result.mbps()) + " Mbit/s");
            assertTrue(result.toString(), result.ok());
            assertTrue("Mbit/s: " + result.mbps(), result.mbps() >= 100);
        }
        assertEquals(chain.events().toString(), 0, chain.events("suspected").size());
        assertEquals(1, chain.chain().path("path").path("epoch").asInt());
    }
}
