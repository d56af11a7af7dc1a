package org.ftchain.app.recovery;

import org.junit.Test;

import static org.junit.Assert.assertTrue;

public class RehearsalTest {
    @Test
    public void shouldComeToAGoodEnd() throws Exception {
        assertTrue(new Rehearsal().run());
        assertTrue(new Rehearsal().run());
    }
}
