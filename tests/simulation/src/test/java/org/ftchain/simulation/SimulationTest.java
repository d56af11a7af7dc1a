package org.ftchain.simulation;

import org.junit.Test;

import static org.junit.Assert.assertEquals;

/** The protocol under random faults; a failing seed is in the message. */
public class SimulationTest {
    private static final int SCHEDULES = Integer.getInteger("ftchain.schedules", 1000);

    @Test(timeout = 900_000)
    public void shouldKeepEveryInvariantWhateverGoesWrong() {
        Coverage coverage = new Coverage();
        long startNs = System.nanoTime();
        for (long seed = 1; seed <= SCHEDULES; seed++) {
            coverage.add(Schedule.run(seed, false));
        }
        System.out.printf("%d schedules, %.0f per second%n%s", SCHEDULES,
                SCHEDULES * 1e9 / (System.nanoTime() - startNs), coverage.table());
        assertEquals("never occurred", "", SCHEDULES < Simulate.FEWEST_FOR_COVERAGE ? "" : coverage.missing());
    }

    @Test(timeout = 60_000)
    public void shouldGiveTheSameScheduleWhenTheSeedIsTheSame() {
        for (long seed = 1; seed <= 5; seed++) {
            assertEquals(Schedule.run(seed, false).table(), Schedule.run(seed, false).table());
        }
    }
}
