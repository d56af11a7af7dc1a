package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainState;
import org.ftchain.control.Reply;
import org.junit.Test;

import java.util.List;
import java.util.Set;

import static org.ftchain.app.recovery.RecordedRecovery.MS;
import static org.ftchain.app.recovery.RecordedRecovery.done;
import static org.ftchain.app.recovery.RecordedRecovery.failure;
import static org.ftchain.app.recovery.RecordedRecovery.hops;
import static org.ftchain.app.recovery.RecordedRecovery.sealed;
import static org.ftchain.app.recovery.RecordedRecovery.web;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

/** Trying again, giving up, and coming back from it. */
public class RecoveryMachineRetryTest {
    private final RecordedRecovery recovery = new RecordedRecovery(web(), false);

    @Test
    public void shouldSealAgainWithAHigherEpochWhenANewMemberDoesNotInstall() {
        recovery.untilSealed();
        recovery.deeds.clear();
        recovery.onInstalled(1, Answer.none("agent s2 did not answer install within 2000 ms"), 2040);
        assertEquals(List.of("store RECOVERING epoch 3/1"), recovery.takeDeeds());
        String reason = recovery.asked.reason();
        assertTrue(reason, reason.contains("s2") && reason.contains("did not answer"));
        recovery.onStored(2041);
        assertEquals(List.of("prepare s1 3", "prepare s5 3", "place [1] without [s2]"), recovery.takeDeeds());
    }

    @Test
    public void shouldTryAnotherServerWhenTheChosenOneKeepsWhatItHas() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.onPlaced(35, 1, 2, 5);
        recovery.takeDeeds();
        recovery.onCleaned(1, Answer.none("s2 did not answer"), 535);
        recovery.onStored(536);
        assertEquals(List.of("store RECOVERING epoch 3/1", "prepare s1 3", "prepare s5 3", "place [1] without [s2]"),
                recovery.takeDeeds());
        recovery.onPlaced(537, 1, 4, 5);
        recovery.onCleaned(1, Answer.of(Reply.error(0, 1004, "epoch 3 of path web/0 is below the promised 7")), 538);
        assertEquals("an agent that promised a later epoch is well", "wait 200", recovery.lastDeed());
    }

    @Test
    public void shouldShowTheReasonWhenASwitchCannotConfirm() {
        recovery.untilInstalled();
        recovery.onRulesInstalled("switch of:1 is not connected", 42);
        assertEquals("switch of:1 is not connected", recovery.eventFields.get("retrying").get("reason"));
        recovery.onTimer();
        assertEquals(ChainState.RECOVERING, recovery.asked.state());
        assertEquals("switch of:1 is not connected", recovery.asked.reason());
        assertFalse("nothing was opened", recovery.deeds.stream().anyMatch(deed -> deed.startsWith("open")));
    }

    @Test
    public void shouldStartAgainFromTheCommittedMembersWhenOneDiesBeforeTheLastOpen() {
        recovery.untilCommitted();
        recovery.onOpened(2, done(5), 45);
        recovery.deeds.clear();
        recovery.machine.onMemberFailed(failure(2));
        assertEquals(List.of("store RECOVERING epoch 3/2"), recovery.takeDeeds());
        assertEquals("s2 was a member", hops(1, 2, 5), recovery.asked.path().hops());
    }

    @Test
    public void shouldFailAndSayWhatWasLostWhenAGroupHasNoSurvivor() {
        recovery.start(failure(3), failure(5));
        assertEquals(List.of("store FAILED epoch 1/1"), recovery.takeDeeds());
        assertEquals("state lost, more than 1 of its servers failed: hop 2 monitor", recovery.asked.reason());
        recovery.onStored(34);
        assertEquals(List.of("failed"), recovery.events);
        assertEquals(List.of("ended FAILED"), recovery.takeDeeds());
        recovery.machine.onServerAvailable("s6", 1006);
        assertEquals("nothing new to say", List.of("ended FAILED"), recovery.takeDeeds());
    }

    @Test
    public void shouldFailWithoutASpareAndTryAgainWhenAServerComes() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.onNotPlaced("5 servers are needed, 4 are there", 35);
        assertEquals(ChainState.FAILED, recovery.asked.state());
        assertEquals("no server can take over hop 2: 5 servers are needed, 4 are there", recovery.asked.reason());
        recovery.onStored(36);
        assertTrue(recovery.machine.ended());
        recovery.deeds.clear();
        recovery.machine.onServerAvailable("s9", 1);
        assertEquals(List.of("store RECOVERING epoch 3/1"), recovery.takeDeeds());
    }

    @Test
    public void shouldTryAgainAtOnceWhenAServerCameWhileItWasGivingUp() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.machine.onServerAvailable("s9", 1);
        recovery.onNotPlaced("none left", 35);
        recovery.onStored(36);
        assertEquals("store RECOVERING epoch 3/1", recovery.lastDeed());
        assertEquals(RecoveryMachine.Phase.JOURNAL, recovery.machine.phase());
    }

    @Test
    public void shouldInstallAllRulesWhenAnAttemptThatFencedWasNotCommitted() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.onPlaced(35, 1, 2, 5);
        recovery.onCleaned(1, done(2), 35);
        recovery.onPrepared(0, sealed(1, 0, 9, 2, 4), 36);
        recovery.onPrepared(2, sealed(5, 2, 9, 1, 4), 36);
        recovery.onRulesInstalled(null, 37);
        assertEquals("the rules of the suspected server's labels go", "unused rules", recovery.lastDeed());
        recovery.machine.onMemberFailed(failure(2));
        recovery.onStored(38);
        recovery.onNotPlaced("none left", 39);
        recovery.onStored(40);
        recovery.machine.onServerAvailable("s3", 1003);
        recovery.onStored(41);
        recovery.onPrepared(0, sealed(1, 0, 9, 2, 4), 42);
        recovery.onPrepared(1, sealed(3, 1, 4, 0, 9), 42);
        recovery.onPrepared(2, sealed(5, 2, 9, 1, 4), 42);
        assertEquals("it was suspected falsely and stays: all its rules", "rules 9", recovery.lastDeed());
    }

    @Test
    public void shouldTakeTheSameLabelsAgainWhenAnAttemptInstalledNothing() {
        recovery.start(failure(3));
        List<Integer> order = recovery.asked.path().labelOrder();
        recovery.onStored(34);
        recovery.onNotPlaced("none left", 35);
        recovery.onStored(36);
        recovery.machine.onServerAvailable("s9", 1);
        assertEquals(order, recovery.asked.path().labelOrder());
    }

    @Test
    public void shouldCountAMemberAgainThatIsHeardAgainBeforeItWasReplaced() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.onNotPlaced("none left", 35);
        recovery.onStored(36);
        recovery.machine.onServerAvailable("s3", 1003);
        recovery.onStored(40);
        recovery.deeds.removeIf(deed -> !deed.startsWith("prepare"));
        assertEquals(List.of("prepare s1 2", "prepare s5 2", "prepare s1 3", "prepare s3 3", "prepare s5 3"),
                recovery.takeDeeds());
    }

    @Test
    public void shouldDisqualifyAMemberThatAnswersInAnotherIncarnation() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.deeds.clear();
        recovery.onPrepared(0, Answer.of(Reply.error(0, 77, "path web/0 is not on this server")), 36);
        assertEquals("two of two members of group 1 are gone", List.of("store FAILED epoch 2/1"), recovery.takeDeeds());
    }

    @Test
    public void shouldAskAgainWhenAFailedChainsMemberOnlyDidNotAnswer() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.onPrepared(0, Answer.none("no answer in time"), 534);
        recovery.onStored(535);
        assertEquals(RecoveryMachine.Phase.FAILED, recovery.machine.phase());
        assertEquals("wait 1000", recovery.lastDeed());
        recovery.deeds.clear();
        recovery.onTimer();
        assertEquals(List.of("store RECOVERING epoch 3/1"), recovery.takeDeeds());
        recovery.onStored(1536);
        assertEquals(List.of("prepare s1 3", "prepare s5 3", "place [1] without []"), recovery.takeDeeds());
        recovery.onPrepared(0, Answer.none("no answer in time"), 2036);
        recovery.machine.onMemberFailed(failure(1));
        recovery.onStored(2037);
        assertEquals("less and less often", "wait 2000", recovery.lastDeed());
        recovery.onTimer();
        assertEquals("who has failed is not asked", RecoveryMachine.Phase.FAILED, recovery.machine.phase());
    }

    @Test
    public void shouldLeapOverTheEpochsOfAnotherOrchestrator() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.onPrepared(0, Answer.of(Reply.error(0, 1001, "below the promised 5")), 36);
        recovery.onTimer();
        assertEquals(6, recovery.asked.path().epoch());
    }

    @Test
    public void shouldEndWhenSomebodyElseChangedTheRecord() {
        recovery.start(failure(3));
        recovery.machine.onStored(recovery.attempt, false, 34 * MS);
        assertEquals(RecoveryMachine.Phase.SUPERSEDED, recovery.machine.phase());
    }

    @Test
    public void shouldNotTakeStateOfAnotherEpochThanTheOpenedOne() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.onPlaced(35, 1, 2, 5);
        recovery.onCleaned(1, done(2), 35);
        recovery.onPrepared(0, sealed(1, 1, 0, 9, 2, 4), 36);
        recovery.onPrepared(2, sealed(2, 5, 2, 5, 1, 7), 36);
        assertEquals(RecoveryMachine.Phase.WAIT, recovery.machine.phase());
    }

    /** Refusals make the epoch leap, so that it passes what a deposed orchestrator had promised. */
    @Test
    public void shouldNeverAskForAnEpochTwice() {
        recovery.start();
        int last = 1;
        long timeMs = 0;
        for (int refusals = 0; refusals < 24; refusals++) {
            if (recovery.machine.phase() == RecoveryMachine.Phase.FAILING) {
                recovery.onStored(34);
            }
            String wait = recovery.deeds.stream().filter(deed -> deed.startsWith("wait ")).findFirst().orElse("wait 0");
            timeMs += Long.parseLong(wait.substring(5));
            if (Set.of(RecoveryMachine.Phase.WAIT, RecoveryMachine.Phase.FAILED).contains(recovery.machine.phase())) {
                recovery.onTimer();
            }
            assertEquals(recovery.deeds.toString(), RecoveryMachine.Phase.JOURNAL, recovery.machine.phase());
            int epoch = recovery.asked.path().epoch();
            assertTrue("epoch " + epoch + " after " + last + ", " + refusals + " refusals, " + timeMs + " ms after the first",
                    epoch > last);
            last = epoch;
            recovery.deeds.clear();
            recovery.onStored(34);
            boolean s5 = recovery.deeds.stream().anyMatch(deed -> deed.startsWith("prepare s5"));
            recovery.deeds.clear();
            recovery.onPrepared(s5 ? 2 : 0,
                    Answer.of(Reply.error(0, s5 ? 1005 : 1001, "path web/0 is not on this server")), 35);
        }
    }
}
