package org.ftchain.simulation;

import org.junit.Test;

import static org.junit.Assert.assertEquals;

/** The protocol under random faults; a failing seed is in the message. */
public class SimulationTest {
    private static final int SCHEDULES = Integer.getInteger("ftchain.schedules", 20_000);

    @Test(timeout = 1_800_000)
    public void shouldKeepEveryInvariantWhateverGoesWrong() throws InterruptedException {
        Batch batch = new Batch(1, SCHEDULES);
        long startNs = System.nanoTime();
        batch.run(Runtime.getRuntime().availableProcessors(), false, done -> {
        });
        if (batch.failure() != null) {
            throw new AssertionError("seed " + batch.failedSeed() + ": " + batch.failure().getMessage(), batch.failure());
        }
        System.out.printf("%d schedules, %.0f per second%n%s", SCHEDULES,
                SCHEDULES * 1e9 / (System.nanoTime() - startNs), batch.coverage().table());
        assertEquals("never occurred", "", SCHEDULES < Simulate.FEWEST_FOR_COVERAGE ? "" : batch.coverage().missing());
    }

    @Test(timeout = 60_000)
    public void shouldGiveTheSameScheduleWhenTheSeedIsTheSame() {
        for (long seed = 1; seed <= 5; seed++) {
            assertEquals(Schedule.run(seed, false).table(), Schedule.run(seed, false).table());
        }
    }
}
