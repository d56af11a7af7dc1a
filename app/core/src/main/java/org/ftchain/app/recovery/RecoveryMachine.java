package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.LabelPlan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The recovery of one path (thesis 4.5 and rules 15 to 22): seal, choose bases, install and fence in parallel, commit the
 * record, open from the egress to the ingress. Any failure before the last OPEN starts a new attempt at the seal, with a
 * higher epoch. A reconfiguration that the record plans goes the same way, with or without failures. Pure: time and outcomes are arguments, deeds go to {@link RecoveryActions}. One thread.
 *
 * <p>In the record, {@code epoch} is the highest epoch that any agent was asked to promise; {@code openedEpoch}, hops, labels
 * and bases are those of the last committed epoch, all of whose members had installed it: they are the qualified ones (rule
 * 16), whether or not every OPEN reached them.
 */
public final class RecoveryMachine {
    /** Where the machine is. FAILED, DONE and SUPERSEDED (somebody else changed the record) are ends; FAILED may be left. */
    public enum Phase { JOURNAL, SEAL, INSTALL, COMMIT, OPEN, CLOSE, WAIT, FAILING, FAILED, DONE, SUPERSEDED }

    static final long RETRY_MS = 200;
    /** At first, until those that did not answer are asked again though the chain has failed; doubled each time, up to 8 s. */
    static final long ASK_AGAIN_MS = 1000;
    /** An agent that is well but says no, perhaps because the source of a fetch died, is given up after as many times. */
    private static final int MAX_REFUSALS = 5;
    /** A PREPARE may be refused because another orchestrator got further: the epoch then grows by leaps. */
    private static final int EPOCH_LEAP = 4;
    private static final int MAX_EPOCH_STEP = 1024;

    private final RecoveryActions actions;
    private final boolean resumed;
    private final Suspects suspects = new Suspects();
    /** Servers that did not do what they were asked. */
    private final Set<String> excluded = new TreeSet<>();
    /** Servers that were heard of during this attempt, with their incarnations. */
    private final Map<String, Long> cameMeanwhile = new TreeMap<>();
    /** New members of any attempt. */
    private final Set<String> touched = new TreeSet<>();
    /** Members before that are none any more. */
    private final Set<String> replaced = new LinkedHashSet<>();
    /** What was planned and has been committed, one line each. */
    private final List<String> reconfigured = new ArrayList<>();

    private ChainRecord record;
    private Phase phase = Phase.WAIT;
    private int attemptNumber;
    private Attempt attempt;
    private int epochStep = 1;
    /**
     * Whether the record's rules may have gone since the last commit: an attempt that was given up may have removed labels,
     * and its classifiers took the place of those before.
     */
    private boolean rulesTouched;
    private int nextOpen;
    private int timesAsked;
    /** The attempt whose end lets those that did not answer be asked again. */
    private int askingAgain;
    private String retryReason = "";
    /** The write that is on its way, or null; only one is, so that the record is always what the store holds. */
    private ChainRecord storing;
    /** Why a new attempt must begin as soon as the write is done, or null. */
    private String beginAfterStore;

    private MemberFailure first;
    private PhaseTimes times;
    private long startNs;

    /**
     * @param record as stored
     * @param resumed whether an orchestrator before this one may have worked on the recovery
     */
    public RecoveryMachine(ChainRecord record, boolean resumed, RecoveryActions actions) {
        this.record = record;
        this.resumed = resumed;
        this.actions = actions;
    }

    public Phase phase() {
        return phase;
    }

    public boolean ended() {
        return phase == Phase.FAILED || phase == Phase.DONE || phase == Phase.SUPERSEDED;
    }

    /** The record as last stored. */
    public ChainRecord record() {
        return record;
    }

    /** @param failures confirmed; none for a planned reconfiguration, or when a half-done recovery is only to be finished */
    public void start(Collection<MemberFailure> failures, long nowNs) {
        suspects.addAll(failures);
        // The one whose detection took longest: of several, some may be known without when they were last heard.
        first = failures.stream().max(Comparator.comparingLong(f -> f.confirmedNs() - f.lastHeardNs())).orElse(null);
        startNs = first == null ? nowNs : first.confirmedNs();
        times = new PhaseTimes(nowNs);
        List<String> changes = RecoveryText.changes(record, record.path().planned());
        begin(failures.isEmpty() && !changes.isEmpty() ? "planned: " + String.join(", ", changes)
                : RecoveryText.failed(failures));
    }

    public void onMemberFailed(MemberFailure failure) {
        boolean concerned = Suspects.concerns(failure, record.path().hops())
                || attempt != null && Suspects.concerns(failure, attempt.placed());
        boolean open = phase != Phase.CLOSE && phase != Phase.FAILING && !ended();
        if (suspects.add(failure) && concerned && open) {
            begin(RecoveryText.failed(Set.of(failure)));
        }
    }

    /** A server has come (back): a failed recovery may find what it lacked. */
    public void onServerAvailable(String server, long incarnation) {
        if (!ended()) {
            cameMeanwhile.put(server, incarnation);
        } else if (phase == Phase.FAILED) {
            suspects.pardon(server, incarnation);
            excluded.remove(server);
            begin("server " + server + " is available");
        }
    }

    public void onTimer(int forAttempt) {
        if (forAttempt == attemptNumber && phase == Phase.WAIT) {
            begin(retryReason);
        } else if (forAttempt == attemptNumber && phase == Phase.FAILED) {
            timesAsked++;
            suspects.pardonSilent();
            excluded.clear();
            begin("asking again who did not answer");
        }
    }

    private void begin(String reason) {
        if (storing != null) {
            beginAfterStore = reason;
            return;
        }
        attemptNumber++;
        PathRecord path = record.path();
        Set<Integer> failedHops = suspects.failedHops(path);
        int failures = record.spec().replicatedFailures();
        List<Integer> lost = BaseSelection.lostGroups(path.hops().size(), failures, failedHops);
        if (!lost.isEmpty() && failures > 0) {
            fail(RecoveryText.lost(record, lost));
            return;
        }
        // Labels that no switch and no agent has seen are taken again: others must rest as long as they can.
        boolean untouched = attempt != null && attempt.candidate() == null && attempt.failedHops().equals(failedHops);
        LabelPlan labels = untouched ? attempt.labelPlan() : LabelPlan.replace(path, failedHops);
        ChainRecord journal = record.withState(ChainState.RECOVERING, reason)
                .withPath(path.withEpoch(path.epoch() + epochStep).withLabelOrder(labels.orderWhenTried()));
        attempt = new Attempt(journal, failedHops, labels);
        store(Phase.JOURNAL, journal);
    }

    private void store(Phase newPhase, ChainRecord next) {
        phase = newPhase;
        storing = next;
        actions.store(attemptNumber, next);
    }

    public void onStored(int forAttempt, boolean stored, long nowNs) {
        if (forAttempt != attemptNumber || storing == null) {
            return;
        }
        ChainRecord next = storing;
        storing = null;
        if (!stored) {
            end(Phase.SUPERSEDED);
            return;
        }
        record = next;
        rulesTouched &= phase != Phase.COMMIT;
        if (beginAfterStore != null) {
            String reason = beginAfterStore;
            beginAfterStore = null;
            begin(reason);
            return;
        }
        switch (phase) {
            case JOURNAL:
                times.end("journal", nowNs);
                seal(nowNs);
                break;
            case COMMIT:
                times.end("commit", nowNs);
                phase = Phase.OPEN;
                nextOpen = record.path().hops().size() - 1;
                openNext();
                break;
            case CLOSE:
                end(Phase.DONE);
                break;
            case FAILING:
                actions.event("failed", Map.of("reason", record.reason()));
                endFailed();
                break;
            default:
                throw new IllegalStateException("phase must be one that stores: phase=" + phase);
        }
    }

    private void seal(long nowNs) {
        phase = Phase.SEAL;
        PathRecord path = record.path();
        for (int hop = 0; hop < path.hops().size(); hop++) {
            if (!attempt.failedHops().contains(hop)) {
                actions.prepare(attemptNumber, hop, path.hops().get(hop).server(), path.id(), path.epoch(),
                        path.openedEpoch());
            }
        }
        if (attempt.failedHops().isEmpty()) {
            onPlaced(attemptNumber, path.hops(), nowNs);
        } else {
            actions.place(attemptNumber, record, attempt.failedHops(), excluded, suspects.failed());
        }
    }

    public void onPlaced(int forAttempt, List<HopPlacement> hops, long nowNs) {
        if (forAttempt == attemptNumber && phase == Phase.SEAL) {
            String wrong = attempt.place(hops);
            if (hops.stream().anyMatch(suspects::hasFailed)) {
                begin("a chosen server failed meanwhile");
            } else if (wrong != null) {
                onNotPlaced(forAttempt, wrong, nowNs);
            } else {
                clean();
                installWhenSealed(nowNs);
            }
        }
    }

    /**
     * A new member may run a hop of an old epoch, if it was replaced unheard. It must have stopped before any rule lets
     * frames in from its port: labels come round again.
     */
    private void clean() {
        PathRecord path = record.path();
        for (int hop : attempt.failedHops()) {
            String server = attempt.placed().get(hop).server();
            touched.add(server);
            actions.clean(attemptNumber, hop, server, path.id(), path.epoch());
        }
    }

    public void onCleaned(int forAttempt, int hop, Answer answer, long nowNs) {
        if (forAttempt != attemptNumber || phase != Phase.SEAL) {
            return;
        }
        HopPlacement member = attempt.placed().get(hop);
        if (answer.okFrom(member)) {
            attempt.cleaned(hop);
            installWhenSealed(nowNs);
        } else {
            giveUpOrRetry(member, answer, "does not give up what it has of the path", nowNs);
        }
    }

    public void onNotPlaced(int forAttempt, String reason, long nowNs) {
        if (forAttempt == attemptNumber && phase == Phase.SEAL) {
            times.end("seal", nowNs);
            fail("no server can take over hop " + RecoveryText.hops(attempt.failedHops()) + ": " + reason);
        }
    }

    public void onPrepared(int forAttempt, int hop, Answer answer, long nowNs) {
        if (forAttempt != attemptNumber || phase != Phase.SEAL) {
            return;
        }
        HopPlacement member = record.path().hops().get(hop);
        if (answer.okFrom(member) && answer.reply().max != null
                && answer.reply().installedEpoch == record.path().openedEpoch()) {
            attempt.sealed(hop, answer.reply().max);
            installWhenSealed(nowNs);
        } else {
            epochStep = answer.refusedBy(member) ? Math.min(epochStep * EPOCH_LEAP, MAX_EPOCH_STEP) : epochStep;
            giveUpOrRetry(member, answer, "does not PREPARE", nowNs);
        }
    }

    private void installWhenSealed(long nowNs) {
        if (!attempt.readyToInstall()) {
            return;
        }
        double ms = times.end("seal", nowNs);
        epochStep = 1;
        actions.event("sealed", RecoveryText.fields("epoch", record.path().epoch(), "survivors", attempt.survivors(),
                "ms", ms));
        String broken = attempt.chooseBases();
        if (broken != null) {
            fail(broken);
            return;
        }
        phase = Phase.INSTALL;
        for (int hop = 0; hop < attempt.placed().size(); hop++) {
            actions.install(attemptNumber, hop, attempt.placed().get(hop).server(), attempt.install(hop));
        }
        actions.installRules(attemptNumber, attempt.candidate(), attempt.labelsToInstall(resumed || rulesTouched));
        rulesTouched = true;
    }

    public void onInstalled(int forAttempt, int hop, Answer answer, long nowNs) {
        if (forAttempt != attemptNumber || phase != Phase.INSTALL) {
            return;
        }
        HopPlacement member = attempt.placed().get(hop);
        if (answer.okFrom(member) && attempt.holdsBases(hop, answer.reply())) {
            if (attempt.installed(hop)) {
                actions.event("installed", RecoveryText.fields("epoch", record.path().epoch(), "ms", sinceStart(nowNs)));
            }
            commitWhenReady(nowNs);
        } else {
            giveUpOrRetry(member, answer, "does not install hop " + (hop + 1), nowNs);
        }
    }

    public void onRulesInstalled(int forAttempt, String error, long nowNs) {
        if (forAttempt == attemptNumber && phase == Phase.INSTALL) {
            if (error != null) {
                retry(error, nowNs);
            } else {
                actions.removeRules(attemptNumber, attempt.candidate(), record);
            }
        }
    }

    public void onRulesRemoved(int forAttempt, String error, long nowNs) {
        if (forAttempt == attemptNumber && phase == Phase.INSTALL) {
            if (error != null) {
                retry(error, nowNs);
            } else {
                attempt.fenced();
                actions.event("rules-installed",
                        RecoveryText.fields("epoch", record.path().epoch(), "ms", sinceStart(nowNs)));
                commitWhenReady(nowNs);
            }
        }
    }

    private void commitWhenReady(long nowNs) {
        if (attempt.readyToCommit()) {
            times.end("install", nowNs);
            attempt.failedHops().forEach(hop -> replaced.add(record.path().hops().get(hop).server()));
            if (!record.path().planned().isEmpty()) {
                reconfigured.addAll(RecoveryText.changes(record, attempt.placed()));
            }
            store(Phase.COMMIT, attempt.candidate());
        }
    }

    private void openNext() {
        PathRecord path = record.path();
        actions.open(attemptNumber, nextOpen, path.hops().get(nextOpen).server(), path.id(), path.epoch());
    }

    public void onOpened(int forAttempt, int hop, Answer answer, long nowNs) {
        if (forAttempt != attemptNumber || phase != Phase.OPEN || hop != nextOpen) {
            return;
        }
        HopPlacement member = record.path().hops().get(hop);
        if (!answer.okFrom(member)) {
            giveUpOrRetry(member, answer, "does not open hop " + (hop + 1), nowNs);
        } else if (hop > 0) {
            nextOpen--;
            openNext();
        } else {
            close(nowNs);
        }
    }

    private void close(long nowNs) {
        times.end("open", nowNs);
        PathRecord path = record.path();
        actions.event("opened", RecoveryText.fields("epoch", path.epoch(), "ms", sinceStart(nowNs)));
        Map<String, Object> fields = RecoveryText.fields(
                "detectionMs", first == null ? 0.0 : PhaseTimes.ms(first.confirmedNs() - first.lastHeardNs()),
                "recoveryMs", sinceStart(nowNs), "epoch", path.epoch(), "failedServers", new ArrayList<>(replaced));
        List<String> newServers = new ArrayList<>();
        Set<String> leftovers = new TreeSet<>(replaced);
        leftovers.addAll(touched);
        for (HopPlacement hop : path.hops()) {
            if (leftovers.remove(hop.server()) && touched.contains(hop.server())) {
                newServers.add(hop.server());
            }
        }
        fields.put("newServers", newServers);
        fields.put("attempts", attemptNumber);
        fields.putAll(times.all());
        if (!reconfigured.isEmpty()) {
            fields.put("changes", reconfigured);
        }
        boolean recovered = first != null || resumed || !replaced.isEmpty() || reconfigured.isEmpty();
        actions.event(recovered ? "recovered" : "reconfigured", fields);
        leftovers.forEach(server -> actions.removeHop(server, path.id(), path.epoch()));
        store(Phase.CLOSE, record.withState(ChainState.ACTIVE, ""));
    }

    private void giveUpOrRetry(HopPlacement member, Answer answer, String what, long nowNs) {
        if (answer.refusedBy(member) && suspects.refused(member.server()) < MAX_REFUSALS) {
            retry("server " + member.server() + " " + what + ": " + RecoveryText.why(answer), nowNs);
        } else {
            disqualify(member, answer, what, nowNs);
        }
    }

    /** No answer, or not that of the member: it has failed (rule 17). */
    private void disqualify(HopPlacement member, Answer answer, String what, long nowNs) {
        MemberFailure failure = MemberFailure.of(member.server(), member.incarnation(), nowNs, nowNs);
        if (answer.reply() == null || answer.refusedBy(member)) {
            suspects.addSilent(failure);
        } else {
            suspects.add(failure);
        }
        excluded.add(member.server());
        begin("server " + member.server() + " " + what + ": " + RecoveryText.why(answer));
    }

    private void retry(String reason, long nowNs) {
        attemptNumber++;
        phase = Phase.WAIT;
        retryReason = reason;
        actions.event("retrying", RecoveryText.fields("reason", reason, "ms", sinceStart(nowNs)));
        actions.schedule(attemptNumber, RETRY_MS);
    }

    private void fail(String reason) {
        attemptNumber++;
        ChainRecord next = record.withState(ChainState.FAILED, reason);
        if (next.equals(record)) {
            endFailed();
        } else {
            store(Phase.FAILING, next);
        }
    }

    /** What came while the failure was being established may be what was missing. */
    private void endFailed() {
        end(Phase.FAILED);
        Map<String, Long> came = new TreeMap<>(cameMeanwhile);
        cameMeanwhile.clear();
        came.forEach(this::onServerAvailable);
        if (phase == Phase.FAILED && !excluded.isEmpty() && askingAgain != attemptNumber) {
            // Who is well and was too slow comes by no event.
            askingAgain = attemptNumber;
            actions.schedule(attemptNumber, ASK_AGAIN_MS << Math.min(timesAsked, 3));
        }
    }

    private void end(Phase newPhase) {
        phase = newPhase;
        actions.ended();
    }

    private double sinceStart(long nowNs) {
        return PhaseTimes.ms(nowNs - startNs);
    }
}
