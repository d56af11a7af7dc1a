package org.ftchain.app.recovery;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.HopPlacement;
import org.junit.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Planned changes of the hops go through the recovery machine, alone or together with failures. */
public class ReconfigurationTest {
    private static final int RUNS = 1000;
    private static final int MAX_STEPS = 20_000;

    /** Monitors on s1, s2, ...; those of {@code hops} are to have {@code threads}. */
    private static ChainRecord planned(int count, int failures, int threads, int... hops) {
        return plan(TestChains.active(TestChains.monitors(count, failures, true), IntStream.rangeClosed(1, count).toArray()),
                threads, hops);
    }

    private static ChainRecord plan(ChainRecord record, int threads, int... hops) {
        List<HopPlacement> placed = new ArrayList<>(record.path().hops());
        ChainRecord asked = record;
        for (int hop : hops) {
            placed.set(hop, placed.get(hop).withThreads(threads));
            asked = asked.withSpec(asked.spec().withThreads(hop, threads));
        }
        return asked.withPath(asked.path().withPlanned(placed));
    }

    private static SimulatedNetwork network(ChainRecord record, Random random, SimulatedNetwork.Faults faults) {
        int hops = record.path().hops().size();
        return new SimulatedNetwork(record, hops + 2, random, faults);
    }

    private static void run(SimulatedNetwork network, List<MemberFailure> failures, boolean resumed) {
        network.resumed = resumed;
        network.start(new RecoveryMachine(network.stored, resumed, network), failures);
        network.run(MAX_STEPS);
    }

    private static void assertThreads(SimulatedNetwork network, int... threads) {
        assertEquals(ChainState.ACTIVE, network.stored.state());
        assertEquals(List.of(), network.stored.path().planned());
        for (int hop = 0; hop < threads.length; hop++) {
            HopPlacement placed = network.stored.path().hops().get(hop);
            assertEquals("hop " + hop, threads[hop], placed.threads());
            assertEquals("hop " + hop, threads[hop], network.agent(placed.server()).threads);
        }
    }

    @Test
    public void shouldChangeThreadsAndNothingElse() {
        for (long seed = 0; seed < RUNS; seed++) {
            ChainRecord record = planned(3, 1, 4, 1);
            SimulatedNetwork network = network(record, new Random(seed), new SimulatedNetwork.Faults());
            run(network, List.of(), false);
            assertThreads(network, 1, 4, 1);
            assertEquals(2, network.stored.path().epoch());
            assertArrayEquals("labels stay", record.path().labels().forward, network.stored.path().labels().forward);
            assertArrayEquals(record.path().labels().reverse, network.stored.path().labels().reverse);
            assertEquals(record.path().labels().ring, network.stored.path().labels().ring);
            assertEquals("every member stays", record.path().hops().get(1).withThreads(4), network.stored.path().hops().get(1));
            String last = network.events.get(network.events.size() - 1);
            assertTrue(last, last.startsWith("reconfigured") && last.contains("changes=[hop 2 monitor on s2 from 1 to 4 threads]"));
            for (int hop = 0; hop < 3; hop++) {
                for (int group : BaseSelection.groupsOf(hop, 3, 1)) {
                    assertTrue("no state is lost", network.agent("s" + (hop + 1)).max.containsKey(group));
                }
            }
        }
    }

    @Test
    public void shouldChangeAnUnprotectedChain() {
        SimulatedNetwork network = network(planned(1, 0, 2, 0), new Random(1), new SimulatedNetwork.Faults());
        long[] before = network.agent("s1").max.get(0).clone();
        run(network, List.of(), false);
        assertThreads(network, 2);
        for (int p = 0; p < before.length; p++) {
            assertTrue("state stays", network.stored.path().bases()[0][p] >= before[p]);
        }
    }

    @Test
    public void shouldRecoverAndReconfigureAtOnce() {
        for (long seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            SimulatedNetwork network = network(planned(3, 1, 4, 1), random, new SimulatedNetwork.Faults());
            SimulatedAgent victim = network.agent(random.nextBoolean() ? "s1" : "s3");
            victim.alive = false;
            run(network, List.of(network.failureOf(victim)), false);
            assertThreads(network, 1, 4, 1);
            assertTrue(network.events.toString(), network.events.stream().anyMatch(event -> event.startsWith("recovered")
                    && event.contains("to 4 threads")));
        }
    }

    @Test
    public void shouldFinishWhatAnOrchestratorBeforeHasBegun() {
        ChainRecord begun = planned(3, 1, 4, 0, 2).withState(ChainState.RECOVERING, "planned");
        SimulatedNetwork network = network(begun.withPath(begun.path().withEpoch(5)), new Random(3),
                new SimulatedNetwork.Faults());
        network.agents.values().forEach(agent -> {
            if (agent.present) {
                agent.installedEpoch = 1;
                agent.openedEpoch = 1;
            }
        });
        run(network, List.of(), true);
        assertThreads(network, 4, 1, 4);
        assertEquals(6, network.stored.path().epoch());
    }

    @Test
    public void shouldEndWithThePlanOrARecoveryWhateverGoesWrong() {
        int[] outcomes = new int[2];
        for (long seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            int hops = 2 + random.nextInt(4);
            SimulatedNetwork.Faults faults = new SimulatedNetwork.Faults();
            faults.lostReply = random.nextDouble() * 0.1;
            faults.rulesFail = random.nextDouble() * 0.2;
            faults.crashPerStep = random.nextDouble() * 0.05;
            faults.crashes = random.nextInt(3);
            SimulatedNetwork network = network(planned(hops, 1 + random.nextInt(hops - 1), 2, random.nextInt(hops)), random,
                    faults);
            try {
                run(network, List.of(), false);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            boolean done = network.machine.phase() == RecoveryMachine.Phase.DONE;
            outcomes[done ? 0 : 1]++;
            assertEquals("seed " + seed, done ? ChainState.ACTIVE : ChainState.FAILED, network.stored.state());
            assertTrue("seed " + seed, !done || network.stored.path().planned().isEmpty());
        }
        assertTrue("most succeed: " + outcomes[0], outcomes[0] > RUNS / 2);
    }
}
