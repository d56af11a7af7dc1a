package org.ftchain.kariz.split;

import org.junit.Test;

import static org.junit.Assert.assertEquals;

public class SplitSolverBudgetTest {
    @Test
    public void shouldImproveLongerOnSmallNetworksOnly() {
        SplitSolver solver = new SplitSolver(100, 3000, 0);
        assertEquals(30_000, solver.workToImprove(36));
        assertEquals(15_000, solver.workToImprove(200));
        assertEquals(3000, solver.workToImprove(1344));
        assertEquals(3000, solver.workToImprove(30_528));
    }

    /** A failed instance must be re-placed in milliseconds wherever it is. */
    @Test
    public void shouldStayQuickWhereAFailureIsRepaired() {
        assertEquals(200, new SplitSolver(100, 3000, 0).quicker().workToImprove(36));
    }
}
