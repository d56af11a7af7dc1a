package org.ftchain.kariz.evaluation;

import static org.junit.Assert.assertEquals;

import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.networks.Evaluation;
import org.junit.Test;

import java.util.List;
import java.util.Map;

public class LoadTest {
    private static final Network NETWORK = Network.builder().node("s").node("h", Map.of("cpu", 20.0))
        .link("h-s", "h", "s", 1000).build();
    /** 150 Mbit/s through two firewalls of 100 Mbit/s and one core each, to the server and back. */
    private static final Placement PLACEMENT = Placement.of(
        List.of(HopInstance.of(0, "h", Evaluation.OFFERINGS.get(0), 2)), List.of(Allocation.of(0, "h", 150)),
        List.of(LinkFlow.of(0, "h-s", "s", "h", 150), LinkFlow.of(1, "h-s", "h", "s", 150)), 3, 2);

    @Test
    public void shouldGiveBackWhatEndedAndAverageOverTime() {
        Load load = new Load(NETWORK);
        load.passUntil(10);
        load.add(PLACEMENT, 30);
        load.add(PLACEMENT, 1000);
        assertEquals(16, load.free().nodes().get("h").capacity("cpu"), 0);
        assertEquals(400, load.free().links().get("h-s").bandwidthMbps(), 0);
        load.passUntil(40);
        assertEquals(18, load.free().nodes().get("h").capacity("cpu"), 0);
        load.passUntil(110);
        load.close();
        assertEquals("one for 30 s, one for 100 s of 110 s", 2 * 130 / (20 * 110.0), load.cpuUtilisation(), 1e-12);
        assertEquals(300 * 130 / (1000 * 110.0), load.bandwidthUtilisation(), 1e-12);
        assertEquals(0.75, load.instanceUtilisation(), 1e-12);
    }

    @Test
    public void shouldLeaveTheNetworkAsItWasWhenAllHaveEnded() {
        Load load = new Load(NETWORK);
        load.add(PLACEMENT, 5);
        load.passUntil(5);
        assertEquals(NETWORK, load.free());
    }
}
