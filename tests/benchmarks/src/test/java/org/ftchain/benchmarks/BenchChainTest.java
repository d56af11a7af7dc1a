package org.ftchain.benchmarks;

import org.ftchain.agent.chain.HopCounter;
import org.junit.Test;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** What the benchmark measures is the work of a chain: every packet passes every middlebox and leaves. */
public class BenchChainTest {
    private static final int BATCHES = 300;
    private static final int PACKETS = BATCHES * BenchChain.BATCH;

    private static BenchChain run(ChainSetup setup) {
        BenchChain chain = new BenchChain(setup);
        for (int i = 0; i < BATCHES; i++) {
            chain.batch();
        }
        chain.drain();
        return chain;
    }

    @Test
    public void shouldTakeEveryPacketOfAllScenariosThroughAllHops() {
        for (Scenario scenario : Scenario.all()) {
            ChainSetup setup = scenario.setup();
            BenchChain chain = run(setup);
            assertEquals(scenario.name(), (long) PACKETS * setup.hops(), chain.count(HopCounter.FORWARD_PACKETS));
            assertEquals(scenario.name(), PACKETS, chain.count(HopCounter.RELEASED));
            assertEquals(scenario.name(), 0, chain.count(HopCounter.MALFORMED_DROPS));
            assertEquals(scenario.name(), 0, chain.count(HopCounter.LOGS_REFUSED));
        }
    }

    @Test
    public void shouldReplicateEveryWriteOnceToEachFurtherMember() {
        for (int failures = 1; failures <= 4; failures++) {
            BenchChain chain = run(new ChainSetup("monitor", 5, failures, 256));
            assertEquals((long) PACKETS * 5 * failures, chain.count(HopCounter.LOGS_APPLIED));
        }
    }

    @Test
    public void shouldReplicateOnlyNewFlowsOfANat() {
        int flows = 256;
        BenchChain chain = run(new ChainSetup("nat", 2, 1, flows));
        assertEquals(2 * flows, chain.count(HopCounter.LOGS_APPLIED));
    }

    @Test
    public void shouldExtendAChainThatIsTooShortOnlyWhenItIsProtected() {
        Scenario scenario = new Scenario("short", new ChainSetup("nat", 1, 1, 256), Double.NaN, Double.NaN);
        assertEquals(2, scenario.setup().hops());
        assertEquals(1, scenario.baseline().hops());
        assertTrue(run(scenario.setup()).count(HopCounter.MESSAGE_BYTES) > 0);
        assertEquals(0, run(scenario.baseline()).count(HopCounter.MESSAGE_BYTES));
    }
}
