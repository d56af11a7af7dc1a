package org.ftchain.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.app.TestRecords;
import org.ftchain.control.HopSpec;
import org.ftchain.control.HopStatus;
import org.junit.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

/** What the agents measure, as REST and --json give it. */
public class ChainTelemetryJsonTest {
    private static final ChainRecord CHAIN = TestRecords.placed(TestRecords.web("web", "10.0.2.100", 1), ChainState.ACTIVE,
            "s1", "s3", "s5");

    private static ChainStatus.Hop hop(int hop, Map<String, Long> counters, long lag) {
        long[] max = new long[HopSpec.PARTITIONS];
        long[] commit = new long[HopSpec.PARTITIONS];
        max[3] = 10;
        commit[3] = 10 - lag;
        long[] behind = new long[HopSpec.PARTITIONS];
        List<HopStatus.Group> groups = List.of(new HopStatus.Group((hop + 2) % 3, max, behind, 9, 9, 1, null),
                new HopStatus.Group(hop, max, commit, 1, 0, 5, null));
        return ChainStatus.Hop.of(hop, "monitor", CHAIN.path().hops().get(hop),
                new HopStatus(2, "open", counters, groups, 1500 * lag, 2), null);
    }

    @Test
    public void shouldGiveFiguresPerHopAndChain() {
        Map<String, Long> counters = new TreeMap<>(Map.of("forwardPackets", 60L, "reversePackets", 40L, "messageBytes", 1234L,
                "waiting", 3L, "buffered", 2L, "queued", 1L, "wounds", 7L, "retransmissions", 5L));
        counters.putAll(Map.of("middleboxDrops", 4L, "epochDrops", 0L, "portRxDropped", 8L, "portTxDropped", 0L));
        JsonNode json = ChainJson.status(ChainStatus.of(CHAIN, List.of(hop(0, counters, 4),
                hop(1, Map.of("forwardPackets", 50L, "messageBytes", 100L, "noFrameDrops", 1L), 2),
                ChainStatus.Hop.of(2, "nat", CHAIN.path().hops().get(2), null, "not connected")), "hop 3"));
        JsonNode first = json.get("hops").get(0);
        assertEquals("{\"hop\":1,\"middlebox\":\"monitor\",\"server\":\"s1\",\"incarnation\":\"1\","
                + "\"peerAddress\":\"10.213.0.11:9878\",\"point\":\"of:0000000000000001/11\",\"threads\":2,\"epoch\":2,"
                + "\"phase\":\"open\",\"replicationLag\":4,\"replicationLagMs\":6.0,\"packets\":100,\"waiting\":3,\"buffered\":2,"
                + "\"queued\":1,\"piggybackBytes\":1234,\"piggybackBytesPerPacket\":12.3,\"wounds\":7,\"retransmissions\":5,"
                + "\"drops\":{\"middleboxDrops\":4},\"portDrops\":{\"portRxDropped\":8}",
                first.toString().substring(0, first.toString().indexOf(",\"counters\"")));
        assertEquals("all counters are there", counters.size(), first.get("counters").size());
        assertEquals(2, first.get("groups").size());
        assertFalse(json.get("hops").get(2).has("packets"));
        assertEquals("{\"buffered\":2,\"dropped\":5,\"piggybackBytes\":1334,\"replicationLag\":6,\"retransmissions\":5,"
                + "\"waiting\":3,\"wounds\":7,\"replicationLagMs\":6.0,\"packets\":100,\"piggybackBytesPerPacket\":13.3}",
                json.get("totals").toString());
    }

    @Test
    public void shouldGiveNoRateWithoutPackets() {
        JsonNode json = ChainJson.status(ChainStatus.of(CHAIN, List.of(hop(0, Map.of("messageBytes", 100L), 0)), null));
        assertEquals(0.0, json.get("hops").get(0).get("piggybackBytesPerPacket").asDouble(), 0);
        assertEquals("{}", json.get("hops").get(0).get("drops").toString());
    }
}
