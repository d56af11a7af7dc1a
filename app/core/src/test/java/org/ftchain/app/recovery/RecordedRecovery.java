package org.ftchain.app.recovery;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A recovery machine whose deeds are written down and not done. Times are in ms; outcomes are those of the last attempt. */
final class RecordedRecovery implements RecoveryActions {
    static final long MS = 1_000_000L;

    final List<String> deeds = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final Map<String, Map<String, ?>> eventFields = new HashMap<>();
    final Request.Install[] installs = new Request.Install[3];
    final RecoveryMachine machine;
    /** The record last asked to store. */
    ChainRecord asked;
    int attempt;

    RecordedRecovery(ChainRecord record, boolean resumed) {
        machine = new RecoveryMachine(record, resumed, this);
    }

    /** Three hops on s1, s3, s5, f=1, symmetric; s2, s4, s6 are spare. */
    static ChainRecord web() {
        return TestChains.active(TestChains.web(), 1, 3, 5);
    }

    List<String> takeDeeds() {
        List<String> taken = new ArrayList<>(deeds);
        deeds.clear();
        return taken;
    }

    String lastDeed() {
        return deeds.get(deeds.size() - 1);
    }

    // ---- what goes in

    static MemberFailure failure(int server) {
        return MemberFailure.of("s" + server, 1000 + server, 0, 33 * MS);
    }

    static long[] max(long first) {
        long[] max = new long[HopSpec.PARTITIONS];
        max[0] = first;
        return max;
    }

    static Answer sealed(int server, int group, long first, int otherGroup, long otherFirst) {
        return sealed(1, server, group, first, otherGroup, otherFirst);
    }

    static Answer sealed(int openedEpoch, int server, int group, long first, int otherGroup, long otherFirst) {
        return Answer.of(Reply.max(0, 1000 + server, openedEpoch, Map.of(group, max(first), otherGroup, max(otherFirst))));
    }

    /** What an agent answers that holds the bases it was told. */
    Answer installed(int server, int hop) {
        Map<Integer, long[]> max = new HashMap<>();
        BaseSelection.groupsOf(hop, 3, 1).forEach(group -> max.put(group, installs[hop].bases[group]));
        return Answer.of(Reply.max(0, 1000 + server, 2, max));
    }

    static Answer done(int server) {
        return Answer.of(Reply.ok(0, 1000 + server));
    }

    static List<HopPlacement> hops(int... servers) {
        List<HopPlacement> hops = new ArrayList<>();
        for (int server : servers) {
            hops.add(TestChains.server(server));
        }
        return hops;
    }

    /** At 33 ms. */
    void start(MemberFailure... failures) {
        machine.start(List.of(failures), 33 * MS);
    }

    void onStored(long ms) {
        machine.onStored(attempt, true, ms * MS);
    }

    void onPlaced(long ms, int... servers) {
        machine.onPlaced(attempt, hops(servers), ms * MS);
    }

    void onCleaned(int hop, Answer answer, long ms) {
        machine.onCleaned(attempt, hop, answer, ms * MS);
    }

    void onNotPlaced(String reason, long ms) {
        machine.onNotPlaced(attempt, reason, ms * MS);
    }

    void onPrepared(int hop, Answer answer, long ms) {
        machine.onPrepared(attempt, hop, answer, ms * MS);
    }

    void onInstalled(int hop, Answer answer, long ms) {
        machine.onInstalled(attempt, hop, answer, ms * MS);
    }

    /** @param reason why not, null when they are installed */
    void onRulesInstalled(String reason, long ms) {
        machine.onRulesInstalled(attempt, reason, ms * MS);
    }

    void onRulesRemoved(long ms) {
        machine.onRulesRemoved(attempt, null, ms * MS);
    }

    void onOpened(int hop, Answer answer, long ms) {
        machine.onOpened(attempt, hop, answer, ms * MS);
    }

    void onTimer() {
        machine.onTimer(attempt);
    }

    /** s3 failed, s2 takes over; s1 and s5 are sealed. At 36 ms. */
    void untilSealed() {
        start(failure(3));
        onStored(34);
        onPlaced(35, 1, 2, 5);
        onCleaned(1, done(2), 35);
        onPrepared(0, sealed(1, 0, 9, 2, 4), 36);
        onPrepared(2, sealed(5, 2, 5, 1, 7), 36);
    }

    /** At 41 ms. */
    void untilInstalled() {
        untilSealed();
        onInstalled(0, installed(1, 0), 40);
        onInstalled(1, installed(2, 1), 41);
        onInstalled(2, installed(5, 2), 41);
    }

    /** At 44 ms. */
    void untilCommitted() {
        untilInstalled();
        onRulesInstalled(null, 42);
        onRulesRemoved(43);
        onStored(44);
    }

    // ---- what comes out

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
    public void clean(int forAttempt, int hop, String server, String path, int epoch) {
        deeds.add("clean " + server + " for " + epoch);
    }

    @Override
    public void install(int forAttempt, int hop, String server, Request.Install install) {
        installs[hop] = install;
        StringBuilder fetches = new StringBuilder();
        install.fetches.forEach(fetch -> fetches.append(" ").append(fetch.group).append("<").append(fetch.from));
        deeds.add("install " + server + " " + install.hop.epoch + fetches);
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
