package org.ftchain.agent.recovery;

import org.ftchain.control.HopStatus;
import org.ftchain.control.Reply;
import org.junit.Test;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

/** A hop gets another number of worker threads and keeps what it knows. */
public class HopScalingTest {
    private final MonitorRing ring = MonitorRing.opened();

    private Map<String, String> state(int hop, int group) {
        Map<String, String> rows = new TreeMap<>();
        for (Reply.Row row : ring.state(hop, group)) {
            rows.put(row.map + " " + row.key, row.value);
        }
        return rows;
    }

    private void packets(int flows) {
        for (int flow = 0; flow < flows; flow++) {
            ring.inject(flow);
            ring.settle();
        }
        ring.nowNs += 100_000_000;
        ring.onTimer();
        ring.settle();
    }

    private String digest(int hop, int group) {
        return ring.status(hop).groups.stream().filter(each -> each.group == group).findFirst().orElseThrow().digest;
    }

    @Test
    public void shouldKeepStateFromOneToFourThreadsAndBack() {
        packets(50);
        int epoch = 1;
        for (int threads : new int[] {4, 1, 2, 1}) {
            Map<String, String> before = state(0, 0);
            Map<String, String> replicaBefore = state(0, 1);
            ring.scale(0, ++epoch, threads);
            HopStatus status = ring.status(0);
            assertEquals(threads, status.threads);
            assertEquals(epoch, status.epoch);
            assertEquals("open", status.phase);
            assertEquals("the state is that from before", before, state(0, 0));
            assertEquals("that of the replica as well", replicaBefore, state(0, 1));
            int released = ring.released;
            packets(50);
            assertEquals("all packets pass", released + 50, ring.released);
            assertNotEquals("and are counted", before, state(0, 0));
            assertEquals("counters go on", Long.valueOf(ring.released), ring.status(0).counters.get("forwardPackets"));
            for (int group = 0; group < 2; group++) {
                assertEquals("replicas agree", digest(0, group), digest(1, group));
            }
        }
        assertEquals("nobody else has changed", 1, ring.status(1).threads);
    }

    @Test
    public void shouldKeepFlowsOnTheirWorkersWhateverBitsHostsSet() {
        ring.scale(0, 2, 4);
        Set<Integer> workers = new HashSet<>();
        for (int flow = 0; flow < 50; flow++) {
            int worker = ring.workerOf(flow, 0);
            workers.add(worker);
            for (int trafficClass = 1; trafficClass < 8; trafficClass++) {
                assertEquals("flow " + flow, worker, ring.workerOf(flow, trafficClass));
            }
        }
        assertEquals(Set.of(0, 1, 2, 3), workers);
    }

    @Test
    public void shouldLetPacketsAtTheBufferGoOn() {
        for (int flow = 0; flow < 8; flow++) {
            ring.inject(flow);
            ring.settleForwardOnly(); // commits never return
        }
        assertEquals(0, ring.released);
        assertEquals(Long.valueOf(8), ring.status(1).counters.get("buffered"));
        ring.scale(1, 2, 4);
        ring.settle();
        assertEquals("they are in the base", 8, ring.released);
        packets(20);
        assertEquals(28, ring.released);
        assertEquals(0, ring.usedSlots());
    }

    @Test
    public void shouldKeepWhatIsInForceUntilTheNextEpochIs() {
        packets(10);
        Map<String, String> before = state(0, 0);
        ring.stageOnly(0, 2, 4);
        assertEquals("staged only", 1, ring.status(0).threads);
        ring.scale(0, 3, 1, 1);
        assertEquals("as if it had not been", before, state(0, 0));
        packets(10);
        assertEquals(20, ring.released);
    }

    @Test
    public void shouldRefuseMoreThreadsThanTheAgentHas() {
        packets(5);
        String refusal = ring.stageOnly(0, 2, 5).error;
        assertEquals("threads of hop 0 must be 1..4 on this agent: 5", refusal);
        ring.scale(0, 3, 1, 1);
        packets(5);
        assertEquals(10, ring.released);
    }

    @Test
    public void shouldLeaveNothingBehindThatWasNotCommitted() {
        packets(10);
        ring.inject(77);
        ring.lose(); // its log never arrives; the head has it and is the base
        ring.scale(0, 2, 2);
        ring.settle();
        for (int group = 0; group < 2; group++) {
            assertEquals(digest(0, group), digest(1, group));
        }
        assertEquals(0, ring.status(0).lagUs);
    }
}
