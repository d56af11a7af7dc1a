package org.ftchain.system;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.testbed.demo.KillUnderDownload;
import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.HostServers;
import org.ftchain.testbed.network.HostTraffic;
import org.junit.Test;

/** Each of the three servers dies in turn under TCP traffic; nothing of what left is forgotten. */
public class KillTest extends SystemTest {
    private static final long FILE_BYTES = 128 << 20;

    @Test(timeout = 300_000)
    public void shouldSurviveTheFirewallsServer() {
        kill(1);
    }

    @Test(timeout = 300_000)
    public void shouldSurviveTheMonitorsServer() {
        kill(2);
    }

    @Test(timeout = 300_000)
    public void shouldSurviveTheNatsServer() {
        kill(3);
    }

    private void kill(int hop) {
        ChainClient chain = create("web", "ftc");
        HostServers.Download file = testbed.servers().serve("kill.bin", FILE_BYTES);
        KillUnderDownload.Outcome outcome = new KillUnderDownload(testbed, chain, timeline).run(file, hop, true);
        assertTrue("killed at " + outcome.killShare(), outcome.killedInTime());
        assertEquals(outcome.download().toString(), 0, outcome.download().status());
        assertTrue(outcome.traffic().toString(), outcome.sameConnection());
        assertTrue(outcome.mapping(), outcome.sameMapping());
        assertTrue(outcome.state().toString(), outcome.state().holds());
        assertEquals("ACTIVE", chain.state());
        assertTrue(chain.status().toString(), chain.status().path("protected").asBoolean());
        assertNotEquals(outcome.server(), chain.server(hop));
        assertEquals("only the dead server was suspected", 1, chain.events("failure-confirmed").size());
        assertEquals(5, HostTraffic.ping(5));
        HostTraffic.awaitQuiet();
        ChainLifecycleTest.requireReplicasAgree(chain);
    }
}
