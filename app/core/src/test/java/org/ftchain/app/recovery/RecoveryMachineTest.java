package org.ftchain.app.recovery;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.Test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

/** The order of deeds, step by step. Three hops on s1, s3, s5, f=1, symmetric; s2, s4, s6 are spare. */
public class RecoveryMachineTest {
    private static final long MS = 1_000_000L;

    private final List<String> deeds = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final Map<String, Map<String, ?>> eventFields = new HashMap<>();
    private ChainRecord asked;
    private Request.Install[] installs = new Request.Install[3];
    private int attempt;
    private final ChainRecord web = TestChains.active(TestChains.web(), 1, 3, 5);
    private final RecoveryMachine machine = new RecoveryMachine(web, false, new Recorder());

    private final class Recorder implements RecoveryActions {
        @Override
        public void store(int forAttempt, ChainRecord record) {
            attempt = forAttempt;
            asked = record;
            deeds.add("store " + record.state() + " epoch " + record.path().epoch() + "/" + record.path().openedEpoch());
        }

        @Override
        public void place(int forAttempt, ChainRecord record, Set<Integer> failedHops, Set<String> exclude,
                          Collection<MemberFailure> failed) {
            deeds.add("place " + failedHops + " without " + exclude);
        }

        @Override
        public void prepare(int forAttempt, int hop, String server, String path, int epoch, int openedEpoch) {
            deeds.add("prepare " + server + " " + epoch);
        }

        @Override
        public void install(int forAttempt, int hop, String server, Request.Install install, boolean cleanFirst) {
            installs[hop] = install;
            StringBuilder fetches = new StringBuilder();
            install.fetches.forEach(fetch -> fetches.append(" ").append(fetch.group).append("<").append(fetch.from));
            deeds.add("install " + server + " " + install.hop.epoch + (cleanFirst ? " clean" : "") + fetches);
        }

        @Override
        public void installRules(int forAttempt, ChainRecord record, Set<Integer> labels) {
            deeds.add("rules " + labels.size());
        }

        @Override
        public void removeRules(int forAttempt, ChainRecord record, ChainRecord old) {
            deeds.add("unused rules");
        }

        @Override
        public void open(int forAttempt, int hop, String server, String path, int epoch) {
            deeds.add("open " + server + " " + epoch);
        }

        @Override
        public void schedule(int forAttempt, long delayMs) {
            attempt = forAttempt;
            deeds.add("wait " + delayMs);
        }

        @Override
        public void removeHop(String server, String path, int epoch) {
            deeds.add("clean " + server);
        }

        @Override
        public void event(String event, Map<String, ?> fields) {
            events.add(event);
            eventFields.put(event, fields);
        }

        @Override
        public void ended() {
            deeds.add("ended " + machine.phase());
        }
    }

    private List<String> takeDeeds() {
        List<String> taken = new ArrayList<>(deeds);
        deeds.clear();
        return taken;
    }

    private static MemberFailure failure(int server) {
        return MemberFailure.of("s" + server, 1000 + server, 0, 33 * MS);
    }

    private static long[] max(long first) {
        long[] max = new long[HopSpec.PARTITIONS];
        max[0] = first;
        return max;
    }

    private static Answer sealed(int server, int group, long first, int otherGroup, long otherFirst) {
        return sealed(1, server, group, first, otherGroup, otherFirst);
    }

    private static Answer sealed(int openedEpoch, int server, int group, long first, int otherGroup, long otherFirst) {
        return Answer.of(Reply.max(0, 1000 + server, openedEpoch, Map.of(group, max(first), otherGroup, max(otherFirst))));
    }

    /** What an agent answers that holds the bases it was told. */
    private Answer installed(int server, int hop) {
        Map<Integer, long[]> max = new HashMap<>();
        BaseSelection.groupsOf(hop, 3, 1).forEach(group -> max.put(group, installs[hop].bases[group]));
        return Answer.of(Reply.max(0, 1000 + server, 2, max));
    }

    private static Answer done(int server) {
        return Answer.of(Reply.ok(0, 1000 + server));
    }

    private static List<HopPlacement> hops(int... servers) {
        List<HopPlacement> hops = new ArrayList<>();
        for (int server : servers) {
            hops.add(TestChains.server(server));
        }
        return hops;
    }

    private void untilSealed() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, true, 34 * MS);
        machine.onPlaced(attempt, hops(1, 2, 5), 35 * MS);
        machine.onPrepared(attempt, 0, sealed(1, 0, 9, 2, 4), 36 * MS);
        machine.onPrepared(attempt, 2, sealed(5, 2, 5, 1, 7), 36 * MS);
    }

    private void untilInstalled() {
        untilSealed();
        machine.onInstalled(attempt, 0, installed(1, 0), 40 * MS);
        machine.onInstalled(attempt, 1, installed(2, 1), 41 * MS);
        machine.onInstalled(attempt, 2, installed(5, 2), 41 * MS);
    }

    private void untilCommitted() {
        untilInstalled();
        machine.onRulesInstalled(attempt, null, 42 * MS);
        machine.onRulesRemoved(attempt, null, 43 * MS);
        machine.onStored(attempt, true, 44 * MS);
    }

    @Test
    public void shouldWriteTheJournalBeforeAnythingElse() {
        machine.start(List.of(failure(3)), 33 * MS);
        assertEquals(List.of("store RECOVERING epoch 2/1"), takeDeeds());
        assertEquals(web.path().hops(), asked.path().hops());
        machine.onStored(attempt, true, 34 * MS);
        assertEquals(List.of("prepare s1 2", "prepare s5 2", "place [1] without []"), takeDeeds());
    }

    @Test
    public void shouldFetchFromTheSurvivorNearestTheHead() {
        untilSealed();
        String s1 = TestChains.server(1).peerAddress();
        String s5 = TestChains.server(5).peerAddress();
        assertEquals(List.of("install s1 2 2<" + s5, "install s2 2 1<" + s5 + " 0<" + s1, "install s5 2", "rules 4"),
                takeDeeds().subList(4, 8));
        assertEquals(9, installs[1].bases[0][0]);
        assertEquals(7, installs[1].bases[1][0]);
        assertEquals(5, installs[1].bases[2][0]);
        assertEquals("s2", installs[0].hop.members.get(1).server);
    }

    @Test
    public void shouldWaitForSwitchesAndAgentsBeforeItCommits() {
        untilInstalled();
        deeds.clear();
        machine.onRulesInstalled(attempt, null, 42 * MS);
        assertEquals(List.of("unused rules"), takeDeeds());
        machine.onRulesRemoved(attempt, null, 43 * MS);
        assertEquals(List.of("store RECOVERING epoch 2/2"), takeDeeds());
        assertEquals(hops(1, 2, 5), asked.path().hops());
        assertEquals(9, asked.path().bases()[0][0]);
    }

    @Test
    public void shouldWaitForAgentsWhenTheSwitchesAreFaster() {
        untilSealed();
        deeds.clear();
        machine.onRulesInstalled(attempt, null, 37 * MS);
        machine.onRulesRemoved(attempt, null, 38 * MS);
        machine.onInstalled(attempt, 0, installed(1, 0), 40 * MS);
        machine.onInstalled(attempt, 2, installed(5, 2), 40 * MS);
        assertEquals(List.of("unused rules"), takeDeeds());
        machine.onInstalled(attempt, 1, installed(2, 1), 41 * MS);
        assertEquals(List.of("store RECOVERING epoch 2/2"), takeDeeds());
    }

    @Test
    public void shouldOpenFromTheEgressOneAfterTheOther() {
        untilCommitted();
        assertEquals("open s5 2", deeds.get(deeds.size() - 1));
        deeds.clear();
        machine.onOpened(attempt, 2, done(5), 45 * MS);
        assertEquals(List.of("open s2 2"), takeDeeds());
        machine.onOpened(attempt, 1, done(2), 46 * MS);
        assertEquals(List.of("open s1 2"), takeDeeds());
        machine.onOpened(attempt, 0, done(1), 47 * MS);
        assertEquals(List.of("clean s3", "store ACTIVE epoch 2/2"), takeDeeds());
        machine.onStored(attempt, true, 48 * MS);
        assertEquals(List.of("ended DONE"), takeDeeds());
        assertEquals(List.of("sealed", "installed", "rules-installed", "opened", "recovered"), events);
        Map<String, ?> recovered = eventFields.get("recovered");
        assertEquals(33.0, recovered.get("detectionMs"));
        assertEquals(14.0, recovered.get("recoveryMs"));
        assertEquals(2, recovered.get("epoch"));
        assertEquals(List.of("s3"), recovered.get("failedServers"));
        assertEquals(List.of("s2"), recovered.get("newServers"));
        assertEquals(1.0, recovered.get("journalMs"));
        assertEquals(2.0, recovered.get("sealMs"));
        assertEquals(7.0, recovered.get("installMs"));
        assertEquals(1.0, recovered.get("commitMs"));
        assertEquals(3.0, recovered.get("openMs"));
    }

    @Test
    public void shouldSealAgainWithAHigherEpochWhenANewMemberDoesNotInstall() {
        untilSealed();
        deeds.clear();
        machine.onInstalled(attempt, 1, Answer.none("agent s2 did not answer install within 2000 ms"), 2040 * MS);
        assertEquals(List.of("store RECOVERING epoch 3/1"), takeDeeds());
        assertTrue(asked.reason(), asked.reason().contains("s2") && asked.reason().contains("did not answer"));
        machine.onStored(attempt, true, 2041 * MS);
        assertEquals(List.of("prepare s1 3", "prepare s5 3", "place [1] without [s2]"), takeDeeds());
    }

    @Test
    public void shouldCleanAServerThatAnEarlierAttemptTouched() {
        untilSealed();
        machine.onRulesInstalled(attempt, "switch of:1 is not connected", 37 * MS);
        assertEquals("wait 200", deeds.get(deeds.size() - 1));
        machine.onTimer(attempt);
        machine.onStored(attempt, true, 300 * MS);
        machine.onPlaced(attempt, hops(1, 2, 5), 300 * MS);
        machine.onPrepared(attempt, 0, sealed(1, 0, 9, 2, 5), 300 * MS);
        machine.onPrepared(attempt, 2, sealed(5, 2, 5, 1, 7), 300 * MS);
        assertTrue(deeds.toString(), deeds.stream().anyMatch(deed -> deed.startsWith("install s2 3 clean")));
    }

    @Test
    public void shouldShowTheReasonWhenASwitchCannotConfirm() {
        untilInstalled();
        machine.onRulesInstalled(attempt, "switch of:1 is not connected", 42 * MS);
        assertEquals("switch of:1 is not connected", eventFields.get("retrying").get("reason"));
        machine.onTimer(attempt);
        assertEquals(ChainState.RECOVERING, asked.state());
        assertEquals("switch of:1 is not connected", asked.reason());
        assertFalse("nothing was opened", deeds.stream().anyMatch(deed -> deed.startsWith("open")));
    }

    @Test
    public void shouldIgnoreOutcomesOfEarlierAttempts() {
        untilSealed();
        int old = attempt;
        machine.onMemberFailed(failure(2));
        deeds.clear();
        machine.onInstalled(old, 0, installed(1, 0), 40 * MS);
        machine.onRulesInstalled(old, null, 40 * MS);
        machine.onRulesRemoved(old, null, 40 * MS);
        machine.onOpened(old, 2, done(5), 40 * MS);
        machine.onStored(old, true, 40 * MS);
        machine.onTimer(old);
        assertEquals(List.of(), takeDeeds());
    }

    @Test
    public void shouldStartAgainFromTheCommittedMembersWhenOneDiesBeforeTheLastOpen() {
        untilCommitted();
        machine.onOpened(attempt, 2, done(5), 45 * MS);
        deeds.clear();
        machine.onMemberFailed(failure(2));
        assertEquals(List.of("store RECOVERING epoch 3/2"), takeDeeds());
        assertEquals("s2 was a member", hops(1, 2, 5), asked.path().hops());
    }

    @Test
    public void shouldFinishAWriteBeforeItBeginsAgain() {
        untilInstalled();
        machine.onRulesInstalled(attempt, null, 42 * MS);
        machine.onRulesRemoved(attempt, null, 43 * MS);
        deeds.clear();
        machine.onMemberFailed(failure(2));
        assertEquals(List.of(), takeDeeds());
        machine.onStored(attempt, true, 44 * MS);
        assertEquals("the commit counts", List.of("store RECOVERING epoch 3/2"), takeDeeds());
    }

    @Test
    public void shouldIgnoreTheFailureOfAServerThatIsNoMember() {
        untilSealed();
        deeds.clear();
        machine.onMemberFailed(failure(6));
        assertEquals(List.of(), takeDeeds());
    }

    @Test
    public void shouldFailAndSayWhatWasLostWhenAGroupHasNoSurvivor() {
        machine.start(List.of(failure(3), failure(5)), 33 * MS);
        assertEquals(List.of("store FAILED epoch 1/1"), takeDeeds());
        assertEquals("state lost, more than 1 of its servers failed: hop 2 monitor", asked.reason());
        machine.onStored(attempt, true, 34 * MS);
        assertEquals(List.of("failed"), events);
        assertEquals(List.of("ended FAILED"), takeDeeds());
        machine.onServerAvailable("s6", 1006);
        assertEquals("nothing new to say", List.of("ended FAILED"), takeDeeds());
    }

    @Test
    public void shouldFailWithoutASpareAndTryAgainWhenAServerComes() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, true, 34 * MS);
        machine.onNotPlaced(attempt, "5 servers are needed, 4 are there", 35 * MS);
        assertEquals(ChainState.FAILED, asked.state());
        assertEquals("no server can take over hop 2: 5 servers are needed, 4 are there", asked.reason());
        machine.onStored(attempt, true, 36 * MS);
        assertTrue(machine.ended());
        deeds.clear();
        machine.onServerAvailable("s9", 1);
        assertEquals(List.of("store RECOVERING epoch 3/1"), takeDeeds());
    }

    @Test
    public void shouldTryAgainAtOnceWhenAServerCameWhileItWasGivingUp() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, true, 34 * MS);
        machine.onServerAvailable("s9", 1);
        machine.onNotPlaced(attempt, "none left", 35 * MS);
        machine.onStored(attempt, true, 36 * MS);
        assertEquals("store RECOVERING epoch 3/1", deeds.get(deeds.size() - 1));
        assertEquals(RecoveryMachine.Phase.JOURNAL, machine.phase());
    }

    @Test
    public void shouldInstallAllRulesWhenAnAttemptThatFencedWasNotCommitted() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, true, 34 * MS);
        machine.onPlaced(attempt, hops(1, 2, 5), 35 * MS);
        machine.onPrepared(attempt, 0, sealed(1, 0, 9, 2, 4), 36 * MS);
        machine.onPrepared(attempt, 2, sealed(5, 2, 9, 1, 4), 36 * MS);
        machine.onRulesInstalled(attempt, null, 37 * MS);
        assertEquals("the rules of the suspected server's labels go", "unused rules", deeds.get(deeds.size() - 1));
        machine.onMemberFailed(failure(2));
        machine.onStored(attempt, true, 38 * MS);
        machine.onNotPlaced(attempt, "none left", 39 * MS);
        machine.onStored(attempt, true, 40 * MS);
        machine.onServerAvailable("s3", 1003);
        machine.onStored(attempt, true, 41 * MS);
        machine.onPrepared(attempt, 0, sealed(1, 0, 9, 2, 4), 42 * MS);
        machine.onPrepared(attempt, 1, sealed(3, 1, 4, 0, 9), 42 * MS);
        machine.onPrepared(attempt, 2, sealed(5, 2, 9, 1, 4), 42 * MS);
        assertEquals("it was suspected falsely and stays: all its rules", "rules 9", deeds.get(deeds.size() - 1));
    }

    @Test
    public void shouldTakeTheSameLabelsAgainWhenAnAttemptInstalledNothing() {
        machine.start(List.of(failure(3)), 33 * MS);
        List<Integer> order = asked.path().labelOrder();
        machine.onStored(attempt, true, 34 * MS);
        machine.onNotPlaced(attempt, "none left", 35 * MS);
        machine.onStored(attempt, true, 36 * MS);
        machine.onServerAvailable("s9", 1);
        assertEquals(order, asked.path().labelOrder());
    }

    @Test
    public void shouldCountAMemberAgainThatIsHeardAgainBeforeItWasReplaced() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, true, 34 * MS);
        machine.onNotPlaced(attempt, "none left", 35 * MS);
        machine.onStored(attempt, true, 36 * MS);
        machine.onServerAvailable("s3", 1003);
        machine.onStored(attempt, true, 40 * MS);
        deeds.removeIf(deed -> !deed.startsWith("prepare"));
        assertEquals(List.of("prepare s1 2", "prepare s5 2", "prepare s1 3", "prepare s3 3", "prepare s5 3"), takeDeeds());
    }

    @Test
    public void shouldDisqualifyAMemberThatAnswersInAnotherIncarnation() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, true, 34 * MS);
        deeds.clear();
        machine.onPrepared(attempt, 0, Answer.of(Reply.error(0, 77, "path web/0 is not on this server")), 36 * MS);
        assertEquals("two of two members of group 1 are gone", List.of("store FAILED epoch 2/1"), takeDeeds());
    }

    @Test
    public void shouldAskAgainWhenAFailedChainsMemberOnlyDidNotAnswer() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, true, 34 * MS);
        machine.onPrepared(attempt, 0, Answer.none("no answer in time"), 534 * MS);
        machine.onStored(attempt, true, 535 * MS);
        assertEquals(RecoveryMachine.Phase.FAILED, machine.phase());
        assertEquals("wait 1000", deeds.get(deeds.size() - 1));
        deeds.clear();
        machine.onTimer(attempt);
        assertEquals(List.of("store RECOVERING epoch 3/1"), takeDeeds());
        machine.onStored(attempt, true, 1536 * MS);
        assertEquals(List.of("prepare s1 3", "prepare s5 3", "place [1] without []"), takeDeeds());
        machine.onPrepared(attempt, 0, Answer.none("no answer in time"), 2036 * MS);
        machine.onMemberFailed(failure(1));
        machine.onStored(attempt, true, 2037 * MS);
        assertEquals("less and less often", "wait 2000", deeds.get(deeds.size() - 1));
        machine.onTimer(attempt);
        assertEquals("who has failed is not asked", RecoveryMachine.Phase.FAILED, machine.phase());
    }

    @Test
    public void shouldLeapOverTheEpochsOfAnotherOrchestrator() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, true, 34 * MS);
        machine.onPrepared(attempt, 0, Answer.of(Reply.error(0, 1001, "below the promised 5")), 36 * MS);
        machine.onTimer(attempt);
        assertEquals(6, asked.path().epoch());
    }

    @Test
    public void shouldEndWhenSomebodyElseChangedTheRecord() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, false, 34 * MS);
        assertEquals(RecoveryMachine.Phase.SUPERSEDED, machine.phase());
    }

    @Test
    public void shouldStartANewHopEmptyWhenTheChainIsNotProtected() {
        ChainRecord bare = TestChains.active(TestChains.monitors(3, 0, true), 1, 3, 5);
        RecoveryMachine unprotected = new RecoveryMachine(bare, false, new Recorder());
        unprotected.start(List.of(failure(3)), 33 * MS);
        unprotected.onStored(attempt, true, 34 * MS);
        unprotected.onPlaced(attempt, hops(1, 2, 5), 35 * MS);
        unprotected.onPrepared(attempt, 0, Answer.of(Reply.max(0, 1001, 1, Map.of(0, max(9)))), 36 * MS);
        unprotected.onPrepared(attempt, 2, Answer.of(Reply.max(0, 1005, 1, Map.of(2, max(5)))), 36 * MS);
        assertTrue(deeds.toString(), deeds.contains("install s2 2"));
        assertEquals(0, installs[1].bases[1][0]);
        assertEquals(9, installs[1].bases[0][0]);
    }

    @Test
    public void shouldNotTakeStateOfAnotherEpochThanTheOpenedOne() {
        machine.start(List.of(failure(3)), 33 * MS);
        machine.onStored(attempt, true, 34 * MS);
        machine.onPlaced(attempt, hops(1, 2, 5), 35 * MS);
        machine.onPrepared(attempt, 0, sealed(1, 1, 0, 9, 2, 4), 36 * MS);
        machine.onPrepared(attempt, 2, sealed(2, 5, 2, 5, 1, 7), 36 * MS);
        assertEquals(RecoveryMachine.Phase.WAIT, machine.phase());
    }

    @Test
    public void shouldFinishAResumedRecoveryWithoutFailures() {
        PathRecord path = web.path().withEpoch(3).withOpenedEpoch(3);
        ChainRecord half = web.withPath(path).withState(ChainState.RECOVERING, "failed: s9");
        RecoveryMachine resumed = new RecoveryMachine(half, true, new Recorder());
        resumed.start(List.of(), 0);
        resumed.onStored(attempt, true, 1 * MS);
        assertEquals(List.of("store RECOVERING epoch 4/3", "prepare s1 4", "prepare s3 4", "prepare s5 4"), takeDeeds());
        resumed.onPrepared(attempt, 0, sealed(3, 1, 0, 9, 2, 4), 2 * MS);
        resumed.onPrepared(attempt, 1, sealed(3, 3, 1, 9, 0, 4), 2 * MS);
        resumed.onPrepared(attempt, 2, sealed(3, 5, 2, 9, 1, 4), 2 * MS);
        assertEquals("ONOS may have lost all", "rules 9", deeds.get(deeds.size() - 1));
    }

    /** Refusals make the epoch leap, so that it passes what a deposed orchestrator had promised. */
    @Test
    public void shouldNeverAskForAnEpochTwice() {
        machine.start(List.of(), 33 * MS);
        int last = 1;
        long timeMs = 0;
        for (int refusals = 0; refusals < 24; refusals++) {
            if (machine.phase() == RecoveryMachine.Phase.FAILING) {
                machine.onStored(attempt, true, 34 * MS);
            }
            String wait = deeds.stream().filter(deed -> deed.startsWith("wait ")).findFirst().orElse("wait 0");
            timeMs += Long.parseLong(wait.substring(5));
            if (machine.phase() == RecoveryMachine.Phase.WAIT || machine.phase() == RecoveryMachine.Phase.FAILED) {
                machine.onTimer(attempt);
            }
            assertEquals(deeds.toString(), RecoveryMachine.Phase.JOURNAL, machine.phase());
            int epoch = asked.path().epoch();
            assertTrue("epoch " + epoch + " after " + last + ", " + refusals + " refusals, " + timeMs + " ms after the first",
                    epoch > last);
            last = epoch;
            deeds.clear();
            machine.onStored(attempt, true, 34 * MS);
            boolean s5 = deeds.stream().anyMatch(deed -> deed.startsWith("prepare s5"));
            deeds.clear();
            machine.onPrepared(attempt, s5 ? 2 : 0,
                    Answer.of(Reply.error(0, s5 ? 1005 : 1001, "path web/0 is not on this server")), 35 * MS);
        }
    }
}
