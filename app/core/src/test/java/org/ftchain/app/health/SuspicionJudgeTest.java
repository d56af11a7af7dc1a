package org.ftchain.app.health;

import org.junit.Test;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

public class SuspicionJudgeTest {
    private static final long MS = 1_000_000L;
    private final SuspicionJudge judge = new SuspicionJudge(10 * MS);

    private void missing() {
        judge.onHeartbeatsMissing(0);
        judge.onAsking(0);
    }

    @Test
    public void shouldNotConfirmMissingHeartbeatsAlone() {
        missing();
        assertNull(judge.verdict(49 * MS));
    }

    @Test
    public void shouldConfirmWhenTheSuccessorIsSilentForTwoIntervals() {
        missing();
        judge.onSuccessor(20 * MS);
        assertNotNull(judge.verdict(0));
    }

    @Test
    public void shouldConfirmWhenTheSuccessorNeverHeardAnything() {
        missing();
        judge.onSuccessor(Long.MAX_VALUE);
        assertNotNull(judge.verdict(0));
    }

    @Test
    public void shouldNotConfirmWhileTheSuccessorHears() {
        missing();
        judge.onSuccessor(19 * MS);
        assertNull(judge.verdict(1000 * MS));
        assertTrue(judge.contradicted());
    }

    @Test
    public void shouldBelieveOneSuccessorThatHearsAgainstOneThatDoesNot() {
        missing();
        judge.onSuccessor(500 * MS);
        judge.onSuccessor(1 * MS);
        assertNull(judge.verdict(1000 * MS));
    }

    @Test
    public void shouldConfirmAfterTheGraceWhenNobodyAnswers() {
        missing();
        assertEquals("no heartbeats, no ring successor answers", judge.verdict(50 * MS));
    }

    @Test
    public void shouldGiveEveryRoundOfQuestionsItsGrace() {
        missing();
        judge.onSuccessor(1 * MS);
        judge.onAsking(200 * MS);
        assertNull(judge.verdict(249 * MS));
        assertNotNull(judge.verdict(250 * MS));
    }

    @Test
    public void shouldConfirmAtOnceWhenThePortIsDownToo() {
        missing();
        judge.onPort(false);
        assertEquals("no heartbeats, switch port down", judge.verdict(0));
    }

    @Test
    public void shouldConfirmAPortDownOnlyWithTheSuccessor() {
        judge.onPort(false);
        judge.onAsking(0);
        assertNull(judge.verdict(1000 * MS));
        judge.onSuccessor(25 * MS);
        assertNotNull(judge.verdict(1000 * MS));
    }

    @Test
    public void shouldDismissWhenHeartbeatsComeAndThePortIsUp() {
        missing();
        judge.onPort(false);
        judge.onHeartbeat();
        assertFalse(judge.dismissed());
        judge.onPort(true);
        assertTrue(judge.dismissed());
        assertNull(judge.verdict(1000 * MS));
    }
}
