package org.ftchain.app.recovery;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.steering.LabelPlan;
import org.junit.Test;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Random schedules and faults; a failing run names its seed. */
public class RecoveryMachineSimulationTest {
    private static final int RUNS = 1000;
    private static final int MAX_STEPS = 20_000;

    private interface Run {
        void run(Random random);
    }

    private static void forSeeds(long first, Run run) {
        for (long seed = first; seed < first + RUNS; seed++) {
            try {
                run.run(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static SimulatedNetwork network(Random random, int hops, int failures, int spares,
                                            SimulatedNetwork.Faults faults) {
        ChainRecord record = TestChains.active(TestChains.monitors(hops, failures, random.nextBoolean()),
                IntStream.rangeClosed(1, hops).toArray());
        return new SimulatedNetwork(record, hops + spares, random, faults);
    }

    private static void killAndRun(SimulatedNetwork network, int hop) {
        SimulatedAgent victim = network.agent(network.stored.path().hops().get(hop).server());
        victim.alive = false;
        network.start(new RecoveryMachine(network.stored, false, network), List.of(network.failureOf(victim)));
        network.run(MAX_STEPS);
    }

    private static void assertServing(SimulatedNetwork network) {
        ChainRecord stored = network.stored;
        assertEquals(RecoveryMachine.Phase.DONE, network.machine.phase());
        assertEquals(ChainState.ACTIVE, stored.state());
        assertEquals("", stored.reason());
        assertEquals(stored.path().epoch(), stored.path().openedEpoch());
        assertEquals(LabelPlan.inUse(stored.path().labels()), network.rules);
        for (HopPlacement hop : stored.path().hops()) {
            assertEquals(stored.path().epoch(), network.agent(hop.server()).openedEpoch);
        }
        for (SimulatedAgent agent : network.agents.values()) {
            boolean leftover = agent.alive && (agent.present || agent.stagedEpoch > 0) && stored.path().hopOn(agent.server) < 0;
            assertTrue("nothing is left on " + agent.server, !leftover);
        }
        String recovered = network.events.stream().filter(event -> event.startsWith("recovered")).findFirst().orElse("");
        assertTrue(recovered, recovered.contains("recoveryMs") && recovered.contains("detectionMs"));
    }

    @Test
    public void shouldRecoverFromOneFailureInTheFirstAttempt() {
        forSeeds(1, random -> {
            int hops = 2 + random.nextInt(4);
            SimulatedNetwork network = network(random, hops, 1 + random.nextInt(hops - 1), 1, new SimulatedNetwork.Faults());
            killAndRun(network, random.nextInt(hops));
            assertServing(network);
            assertEquals(2, network.stored.path().epoch());
            assertEquals(hops, network.opens);
        });
    }

    @Test
    public void shouldRecoverFromUpToFFailuresAtAnyStep() {
        forSeeds(100_000, random -> {
            int hops = 3 + random.nextInt(3);
            int failures = 2 + random.nextInt(hops - 2);
            SimulatedNetwork.Faults faults = new SimulatedNetwork.Faults();
            faults.crashes = failures - 1;
            faults.crashPerStep = 0.03;
            SimulatedNetwork network = network(random, hops, failures, failures + 1, faults);
            killAndRun(network, random.nextInt(hops));
            // What crashed after the end is the next recovery's business.
            if (network.stored.path().hops().stream().noneMatch(hop -> network.downOrSuspected.contains(hop.server()))) {
                assertServing(network);
            } else {
                assertEquals(network.events.toString(), RecoveryMachine.Phase.DONE, network.machine.phase());
            }
        });
    }

    @Test
    public void shouldRecoverWhenNewMembersDie() {
        forSeeds(200_000, random -> {
            SimulatedNetwork network = network(random, 3, 1, 4, new SimulatedNetwork.Faults());
            network.agent("s4").alive = false;
            network.agent("s5").alive = false;
            killAndRun(network, random.nextInt(3));
            assertServing(network);
            assertTrue(network.stored.path().hopOn("s6") >= 0);
        });
    }

    @Test
    public void shouldRetryUntilTheSwitchesConfirm() {
        forSeeds(300_000, random -> {
            SimulatedNetwork.Faults faults = new SimulatedNetwork.Faults();
            faults.rulesFail = 0.5;
            SimulatedNetwork network = network(random, 3, 1, 1, faults);
            killAndRun(network, random.nextInt(3));
            assertServing(network);
        });
    }

    @Test
    public void shouldSucceedOrSayWhatWasLostWhateverGoesWrong() {
        int[] outcomes = new int[2];
        forSeeds(400_000, random -> {
            int hops = 2 + random.nextInt(4);
            int failures = random.nextInt(hops);
            SimulatedNetwork.Faults faults = new SimulatedNetwork.Faults();
            faults.lostReply = random.nextDouble() * 0.2;
            faults.rulesFail = random.nextDouble() * 0.2;
            faults.crashPerStep = random.nextDouble() * 0.05;
            faults.suspectPerStep = random.nextDouble() * 0.05;
            faults.crashes = random.nextInt(4);
            SimulatedNetwork network = network(random, hops, failures, random.nextInt(4), faults);
            killAndRun(network, random.nextInt(hops));
            ChainRecord stored = network.stored;
            if (network.machine.phase() == RecoveryMachine.Phase.DONE) {
                outcomes[0]++;
                assertEquals(ChainState.ACTIVE, stored.state());
            } else {
                outcomes[1]++;
                assertEquals(RecoveryMachine.Phase.FAILED, network.machine.phase());
                assertEquals(ChainState.FAILED, stored.state());
                boolean lost = stored.reason().startsWith("state lost");
                assertTrue(stored.reason(), lost && failures > 0 || stored.reason().startsWith("no server can take over"));
                if (lost) {
                    long down = stored.path().hops().stream()
                            .filter(hop -> network.downOrSuspected.contains(hop.server())).count();
                    assertTrue(stored.reason() + " down: " + network.downOrSuspected, down > failures);
                }
            }
        });
        assertTrue("both outcomes occur: " + outcomes[0] + ", " + outcomes[1], outcomes[0] > 50 && outcomes[1] > 50);
    }
}
