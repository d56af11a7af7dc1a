package org.ftchain.simulation;

import org.junit.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** The checkers find what is broken: a variant that is not caught within its seeds fails the test. */
public class BrokenVariantsTest {
    /** -Dftchain.variant=NAME runs one alone. */
    private static final String ONLY = System.getProperty("ftchain.variant");

    /** All at once, because many cease to fit together when the sources change. */
    @Test
    public void shouldFitTheSources() throws Exception {
        List<String> misfits = new ArrayList<>();
        for (BrokenVariant variant : BrokenVariant.values()) {
            try {
                new PatchedSimulation(variant.patches);
            } catch (AssertionError e) {
                misfits.add(variant + ": " + e.getMessage());
            }
        }
        assertEquals("do not fit", List.of(), misfits);
    }

    @Test(timeout = 600_000)
    public void shouldCatchEveryBrokenVariant() throws Exception {
        List<String> missed = new ArrayList<>();
        for (BrokenVariant variant : BrokenVariant.values()) {
            if (ONLY != null && !ONLY.equals(variant.name())) {
                continue;
            }
            PatchedSimulation simulation = new PatchedSimulation(variant.patches);
            String[] violation = null;
            long seed = 0;
            while (violation == null && seed < variant.seeds) {
                violation = simulation.violation(++seed);
            }
            System.out.printf("%-34s %s%n", variant, violation == null ? "not caught" : "seed " + seed + ": " + violation[0]);
            if (violation == null) {
                missed.add(variant + " within " + variant.seeds + " seeds");
            }
        }
        assertEquals("not caught", List.of(), missed);
    }

    /** With so little room that transactions are run again, which the usual room is too large for. */
    @Test(timeout = 120_000)
    public void shouldKeepEveryInvariantWhenThereIsLittleRoom() throws Exception {
        PatchedSimulation simulation = new PatchedSimulation(List.of(
                new SourcePatch("org.ftchain.agent.replication.Replication", "WINDOW = 1024;", "WINDOW = 2;"),
                SourcePatch.recompiled("org.ftchain.agent.replication.ReplicationWorker"),
                SourcePatch.recompiled("org.ftchain.agent.replication.LogReceiver"),
                new SourcePatch("org.ftchain.agent.chain.Hop", "MAX_HELD = 1024;", "MAX_HELD = 8;"),
                SourcePatch.recompiled("org.ftchain.agent.chain.HopWorker")));
        long reruns = 0;
        for (long seed = 1; seed <= 150; seed++) {
            reruns += simulation.count(seed, Coverage.Kind.RERUN);
        }
        assertTrue("transactions were run again", reruns > 0);
    }
}
