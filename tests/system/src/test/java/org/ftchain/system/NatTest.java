package org.ftchain.system;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.testbed.network.Command;
import org.ftchain.testbed.network.HostTraffic;
import org.ftchain.testbed.network.Layout;
import org.junit.Test;

/** What a NAT says itself. */
public class NatTest extends SystemTest {
    @Test(timeout = 300_000)
    public void shouldTellTheClientThatTheTimeToLiveRanOut() {
        create("web", "ftc");
        assertEquals("a route of one hop", 1, HostTraffic.ping(1));
        String output = Command.result("ip", "netns", "exec", Layout.CLIENT, "ping", "-n", "-c", "1", "-W", "5", "-t", "1",
                Layout.WEB_ADDRESS).output();
        assertTrue(output, output.contains("From " + Layout.NAT_ADDRESS) && output.contains("Time to live exceeded"));
    }
}
