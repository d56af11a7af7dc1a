package org.ftchain.agent.recovery;

import org.ftchain.control.ControlCodec;
import org.ftchain.control.HopSpec;
import org.ftchain.control.HopStatus;
import org.ftchain.control.Request;
import org.junit.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

/** What a hop says of itself. */
public class HopTelemetryTest {
    private final MonitorRing ring = MonitorRing.opened();

    private static HopStatus.Group group(HopStatus status, int group) {
        return status.groups.stream().filter(each -> each.group == group).findFirst().orElseThrow();
    }

    private static long lag(HopStatus status, int group) {
        HopStatus.Group own = group(status, group);
        return Arrays.stream(own.max).sum() - Arrays.stream(own.commit).sum();
    }

    @Test
    public void shouldTellLagWhileNothingIsCommitted() {
        ring.inject(1);
        ring.lose();
        ring.nowNs += 2_500_000;
        HopStatus first = ring.status(0);
        assertEquals(2500, first.lagUs);
        assertTrue("lag " + lag(first, 0), lag(first, 0) > 0);
        assertEquals(1, group(first, 0).retained);
        assertEquals(0, ring.status(1).lagUs);
        assertEquals(1, first.threads);
    }

    @Test
    public void shouldTellNoLagWhenAllIsCommitted() {
        for (int flow = 0; flow < 20; flow++) {
            ring.inject(flow);
            ring.settle();
        }
        ring.nowNs += 20_000_000;
        ring.onTimer();
        ring.settle();
        assertEquals(20, ring.released);
        for (int hop = 0; hop < 2; hop++) {
            HopStatus status = ring.status(hop);
            assertEquals(0, status.lagUs);
            assertEquals(0, lag(status, hop));
            assertEquals(Long.valueOf(20), status.counters.get("forwardPackets"));
            assertEquals(Long.valueOf(0), status.counters.get("buffered"));
            assertTrue(status.counters.get("messageBytes") > 0);
        }
    }

    @Test
    public void shouldTellWhatIsHeldResentAndDropped() {
        ring.inject(1);
        ring.lose();
        ring.inject(2);
        ring.settle();
        assertTrue("the log before is missing", group(ring.status(1), 0).held > 0);
        assertEquals(Long.valueOf(1), ring.status(1).counters.get("waiting"));
        ring.nowNs += 100_000_000;
        ring.onTimer();
        ring.settle();
        assertTrue(ring.status(0).counters.get("retransmissions") > 0);
        assertEquals(Long.valueOf(0), ring.status(1).counters.get("waiting"));
        ring.injectStray(0);
        assertEquals(Long.valueOf(1), ring.status(0).counters.get("portUnknownLabelDrops"));
    }

    @Test
    public void shouldReadSpecificationsWithAndWithoutThreads() throws IOException {
        String text = ControlCodec.encode(new Request.Install(1, MonitorRing.spec(0, 1, 4), List.of(), null));
        assertEquals(4, ((Request.Install) ControlCodec.decode(text)).hop.threads);
        String before = text.replace(",\"threads\":4", "");
        assertTrue(before.length() < text.length());
        assertEquals(1, ((Request.Install) ControlCodec.decode(before)).hop.threads);
        assertThrows(IllegalArgumentException.class, () -> MonitorRing.spec(0, 1, HopSpec.MAX_THREADS + 1));
    }
}
