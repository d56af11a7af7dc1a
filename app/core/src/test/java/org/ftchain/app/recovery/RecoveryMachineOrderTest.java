package org.ftchain.app.recovery;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.Reply;
import org.junit.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.ftchain.app.recovery.RecordedRecovery.MS;
import static org.ftchain.app.recovery.RecordedRecovery.done;
import static org.ftchain.app.recovery.RecordedRecovery.failure;
import static org.ftchain.app.recovery.RecordedRecovery.hops;
import static org.ftchain.app.recovery.RecordedRecovery.max;
import static org.ftchain.app.recovery.RecordedRecovery.sealed;
import static org.ftchain.app.recovery.RecordedRecovery.web;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** What is done after what, step by step, until the chain is open again. */
public class RecoveryMachineOrderTest {
    private final RecordedRecovery recovery = new RecordedRecovery(web(), false);

    @Test
    public void shouldWriteTheJournalBeforeAnythingElse() {
        recovery.start(failure(3));
        assertEquals(List.of("store RECOVERING epoch 2/1"), recovery.takeDeeds());
        assertEquals(web().path().hops(), recovery.asked.path().hops());
        recovery.onStored(34);
        assertEquals(List.of("prepare s1 2", "prepare s5 2", "place [1] without []"), recovery.takeDeeds());
    }

    /** One that was replaced unheard may still run a hop, with labels that are used again. */
    @Test
    public void shouldHaveNewMembersStoppedBeforeRulesLetTheirFramesIn() {
        recovery.start(failure(3));
        recovery.onStored(34);
        recovery.onPlaced(35, 1, 2, 5);
        recovery.onPrepared(0, sealed(1, 0, 9, 2, 4), 36);
        recovery.onPrepared(2, sealed(5, 2, 5, 1, 7), 36);
        assertEquals("clean s2 for 2", recovery.lastDeed());
        recovery.takeDeeds();
        recovery.onCleaned(1, done(2), 37);
        assertEquals(List.of("install", "install", "install", "rules"),
                recovery.takeDeeds().stream().map(deed -> deed.replaceAll(" .*", "")).collect(Collectors.toList()));
    }

    @Test
    public void shouldFetchFromTheSurvivorNearestTheHead() {
        recovery.untilSealed();
        String s1 = TestChains.server(1).peerAddress();
        String s5 = TestChains.server(5).peerAddress();
        assertEquals(List.of("install s1 2 2<" + s5, "install s2 2 1<" + s5 + " 0<" + s1, "install s5 2", "rules 4"),
                recovery.takeDeeds().subList(5, 9));
        assertEquals(9, recovery.installs[1].bases[0][0]);
        assertEquals(7, recovery.installs[1].bases[1][0]);
        assertEquals(5, recovery.installs[1].bases[2][0]);
        assertEquals("s2", recovery.installs[0].hop.members.get(1).server);
    }

    @Test
    public void shouldWaitForSwitchesAndAgentsBeforeItCommits() {
        recovery.untilInstalled();
        recovery.deeds.clear();
        recovery.onRulesInstalled(null, 42);
        assertEquals(List.of("unused rules"), recovery.takeDeeds());
        recovery.onRulesRemoved(43);
        assertEquals(List.of("store RECOVERING epoch 2/2"), recovery.takeDeeds());
        assertEquals(hops(1, 2, 5), recovery.asked.path().hops());
        assertEquals(9, recovery.asked.path().bases()[0][0]);
    }

    @Test
    public void shouldWaitForAgentsWhenTheSwitchesAreFaster() {
        recovery.untilSealed();
        recovery.deeds.clear();
        recovery.onRulesInstalled(null, 37);
        recovery.onRulesRemoved(38);
        recovery.onInstalled(0, recovery.installed(1, 0), 40);
        recovery.onInstalled(2, recovery.installed(5, 2), 40);
        assertEquals(List.of("unused rules"), recovery.takeDeeds());
        recovery.onInstalled(1, recovery.installed(2, 1), 41);
        assertEquals(List.of("store RECOVERING epoch 2/2"), recovery.takeDeeds());
    }

    @Test
    public void shouldOpenFromTheEgressOneAfterTheOther() {
        recovery.untilCommitted();
        assertEquals("open s5 2", recovery.lastDeed());
        recovery.deeds.clear();
        recovery.onOpened(2, done(5), 45);
        assertEquals(List.of("open s2 2"), recovery.takeDeeds());
        recovery.onOpened(1, done(2), 46);
        assertEquals(List.of("open s1 2"), recovery.takeDeeds());
        recovery.onOpened(0, done(1), 47);
        assertEquals(List.of("clean s3", "store ACTIVE epoch 2/2"), recovery.takeDeeds());
        recovery.onStored(48);
        assertEquals(List.of("ended DONE"), recovery.takeDeeds());
        assertEquals(List.of("sealed", "installed", "rules-installed", "opened", "recovered"), recovery.events);
        Map<String, ?> recovered = recovery.eventFields.get("recovered");
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
    public void shouldIgnoreOutcomesOfEarlierAttempts() {
        recovery.untilSealed();
        int old = recovery.attempt;
        recovery.machine.onMemberFailed(failure(2));
        recovery.deeds.clear();
        recovery.machine.onInstalled(old, 0, recovery.installed(1, 0), 40 * MS);
        recovery.machine.onRulesInstalled(old, null, 40 * MS);
        recovery.machine.onRulesRemoved(old, null, 40 * MS);
        recovery.machine.onOpened(old, 2, done(5), 40 * MS);
        recovery.machine.onStored(old, true, 40 * MS);
        recovery.machine.onTimer(old);
        assertEquals(List.of(), recovery.takeDeeds());
    }

    @Test
    public void shouldFinishAWriteBeforeItBeginsAgain() {
        recovery.untilInstalled();
        recovery.onRulesInstalled(null, 42);
        recovery.onRulesRemoved(43);
        recovery.deeds.clear();
        recovery.machine.onMemberFailed(failure(2));
        assertEquals(List.of(), recovery.takeDeeds());
        recovery.onStored(44);
        assertEquals("the commit counts", List.of("store RECOVERING epoch 3/2"), recovery.takeDeeds());
    }

    @Test
    public void shouldIgnoreTheFailureOfAServerThatIsNoMember() {
        recovery.untilSealed();
        recovery.deeds.clear();
        recovery.machine.onMemberFailed(failure(6));
        assertEquals(List.of(), recovery.takeDeeds());
    }

    @Test
    public void shouldStartANewHopEmptyWhenTheChainIsNotProtected() {
        ChainRecord bare = TestChains.active(TestChains.monitors(3, 0, true), 1, 3, 5);
        RecordedRecovery unprotected = new RecordedRecovery(bare, false);
        unprotected.start(failure(3));
        unprotected.onStored(34);
        unprotected.onPlaced(35, 1, 2, 5);
        unprotected.onCleaned(1, done(2), 35);
        unprotected.onPrepared(0, Answer.of(Reply.max(0, 1001, 1, Map.of(0, max(9)))), 36);
        unprotected.onPrepared(2, Answer.of(Reply.max(0, 1005, 1, Map.of(2, max(5)))), 36);
        assertTrue(unprotected.deeds.toString(), unprotected.deeds.contains("install s2 2"));
        assertEquals(0, unprotected.installs[1].bases[1][0]);
        assertEquals(9, unprotected.installs[1].bases[0][0]);
    }

    @Test
    public void shouldFinishAResumedRecoveryWithoutFailures() {
        PathRecord path = web().path().withEpoch(3).withOpenedEpoch(3);
        ChainRecord half = web().withPath(path).withState(ChainState.RECOVERING, "failed: s9");
        RecordedRecovery resumed = new RecordedRecovery(half, true);
        resumed.machine.start(List.of(), 0);
        resumed.onStored(1);
        assertEquals(List.of("store RECOVERING epoch 4/3", "prepare s1 4", "prepare s3 4", "prepare s5 4"),
                resumed.takeDeeds());
        resumed.onPrepared(0, sealed(3, 1, 0, 9, 2, 4), 2);
        resumed.onPrepared(1, sealed(3, 3, 1, 9, 0, 4), 2);
        resumed.onPrepared(2, sealed(3, 5, 2, 9, 1, 4), 2);
        assertEquals("ONOS may have lost all", "rules 9", resumed.lastDeed());
    }
}
