package org.ftchain.agent.recovery;

import org.ftchain.control.HopStatus;
import org.ftchain.control.Reply;
import org.junit.Test;

import java.util.Map;
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
            for (int group = 0; group < 2; group++) {
                assertEquals("replicas agree", digest(0, group), digest(1, group));
            }
        }
        assertEquals("nobody else has changed", 1, ring.status(1).threads);
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
