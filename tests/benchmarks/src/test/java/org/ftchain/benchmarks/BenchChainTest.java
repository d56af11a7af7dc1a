package org.ftchain.benchmarks;

import org.ftchain.agent.chain.HopCounter;
import org.ftchain.agent.stm.StateStore;
import org.junit.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** What the benchmark measures is the work of a chain: every packet passes every middlebox and leaves. */
public class BenchChainTest {
    private static final int PACKETS = 300 * Lane.BATCH;

    private static BenchChain run(ChainSetup setup) {
        BenchChain chain = new BenchChain(setup);
        chain.send(PACKETS / setup.threads());
        return chain;
    }

    @Test
    public void shouldTakeEveryPacketOfAllScenariosThroughAllHops() {
        List<Scenario> all = new ArrayList<>(Scenario.all());
        all.addAll(Scenario.threads());
        for (Scenario scenario : all) {
            ChainSetup setup = scenario.setup();
            BenchChain chain = run(setup);
            assertEquals(scenario.name(), (long) PACKETS * setup.hops(), chain.count(HopCounter.FORWARD_PACKETS));
            assertEquals(scenario.name(), PACKETS, chain.count(HopCounter.RELEASED));
            assertEquals(scenario.name(), 0, chain.count(HopCounter.MALFORMED_DROPS));
            assertEquals(scenario.name(), 0, chain.count(HopCounter.LOGS_REFUSED));
        }
    }

    @Test
    public void shouldReplicateAllStateToEveryFurtherMember() {
        for (int failures = 1; failures <= 4; failures++) {
            BenchChain chain = run(new ChainSetup("monitor", 5, failures, 256, 1));
            for (int group = 0; group < 5; group++) {
                StateStore head = chain.hop(group).replication().group(group).store();
                assertTrue(Arrays.stream(head.maxCopy()).sum() >= PACKETS);
                for (int member = 1; member <= failures; member++) {
                    StateStore replica = chain.hop((group + member) % 5).replication().group(group).store();
                    assertArrayEquals(head.maxCopy(), replica.maxCopy());
                    assertEquals(head.digest(), replica.digest());
                }
            }
        }
    }

    @Test
    public void shouldReplicateOnlyNewFlowsOfANat() {
        BenchChain chain = run(new ChainSetup("nat", 2, 1, 256, 1));
        long established = chain.count(HopCounter.LOGS_APPLIED);
        chain.send(PACKETS);
        assertTrue(established > 0);
        assertEquals(established, chain.count(HopCounter.LOGS_APPLIED));
    }

    @Test
    public void shouldExtendAChainThatIsTooShortOnlyWhenItIsProtected() {
        Scenario scenario = new Scenario("short", new ChainSetup("nat", 1, 1, 256, 1), Double.NaN, Double.NaN);
        assertEquals(2, scenario.setup().hops());
        assertEquals(1, scenario.baseline().hops());
        assertTrue(run(scenario.setup()).count(HopCounter.MESSAGE_BYTES) > 0);
        assertEquals(0, run(scenario.baseline()).count(HopCounter.MESSAGE_BYTES));
    }
}
