package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.LabelPlan;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The recovery of one path (thesis 4.5 and rules 15 to 22): seal, choose bases, install and fence in parallel, commit the
 * record, open from the egress to the ingress. Any failure before the last OPEN starts a new attempt at the seal, with a
 * higher epoch. Pure: time and outcomes are arguments, deeds go to {@link RecoveryActions}. One thread.
 *
 * <p>In the record, {@code epoch} is the highest epoch that any agent was asked to promise; {@code openedEpoch}, hops, labels
 * and bases are those of the last committed epoch, all of whose members had installed it: they are the qualified ones (rule
 * 16), whether or not every OPEN reached them.
 */
final class RecoveryMachine {
    /** Where the machine is; the last four are ends, of which FAILED may be left again. */
    enum Phase { JOURNAL, SEAL, INSTALL, COMMIT, OPEN, CLOSE, WAIT, FAILING, FAILED, DONE, SUPERSEDED }

    private static final long RETRY_MS = 200;
    /** An agent that answers but cannot do it is given up after as many refusals. */
    private static final int MAX_REFUSALS = 2;

    private final RecoveryActions actions;
    private final boolean resumed;
    private final Set<MemberFailure> failed = new LinkedHashSet<>();
    private final Set<String> excluded = new TreeSet<>();
    private final Set<String> touched = new TreeSet<>();
    private final Set<String> replaced = new LinkedHashSet<>();
    private final Map<String, Integer> refusals = new HashMap<>();

    private ChainRecord record;
    private Phase phase = Phase.WAIT;
    private int attempt;
    private MemberFailure first;
    private PhaseTimes times;
    private long startNs;

    /** The write that is on its way, or null; only one is, so that the record is always what the store holds. */
    private ChainRecord storing;
    /** Why a new attempt must begin as soon as the write is done, or null. */
    private String beginAfterStore;
    private String retryReason;
    private Set<Integer> failedHops = Set.of();
    private LabelPlan labelPlan;
    private List<HopPlacement> placed;
    private final Map<Integer, Map<Integer, long[]>> maxByHop = new HashMap<>();
    private ChainRecord candidate;
    private final Set<Integer> installed = new HashSet<>();
    private boolean fenced;
    private int nextOpen;

    /**
     * @param record as stored
     * @param resumed whether an orchestrator before this one may have worked on the recovery
     */
    RecoveryMachine(ChainRecord record, boolean resumed, RecoveryActions actions) {
        this.record = record;
        this.resumed = resumed;
        this.actions = actions;
    }

    Phase phase() {
        return phase;
    }

    boolean ended() {
        return phase == Phase.FAILED || phase == Phase.DONE || phase == Phase.SUPERSEDED;
    }

    /** The record as last stored. */
    ChainRecord record() {
        return record;
    }

    int attempt() {
        return attempt;
    }

    /** @param failures confirmed; none when a half-done recovery is only to be finished */
    void start(Collection<MemberFailure> failures, long nowNs) {
        failed.addAll(failures);
        first = failures.isEmpty() ? null : failures.iterator().next();
        startNs = first == null ? nowNs : first.confirmedNs();
        times = new PhaseTimes(nowNs);
        begin(record.state() == ChainState.RECOVERING ? record.reason() : RecoveryText.failed(failures), nowNs);
    }

    void onMemberFailed(MemberFailure failure, long nowNs) {
        if (!failed.add(failure)) {
            return;
        }
        boolean concerned = isMember(record.path().hops(), failure) || placed != null && isMember(placed, failure);
        if (concerned && phase != Phase.CLOSE && phase != Phase.FAILING && !ended()) {
            begin(RecoveryText.failed(Set.of(failure)), nowNs);
        }
    }

    /** A server has come (back): a failed recovery may find what it lacked. */
    void onServerAvailable(String server, long incarnation, long nowNs) {
        if (phase == Phase.FAILED) {
            failed.remove(MemberFailure.of(server, incarnation, 0, 0));
            excluded.remove(server);
            refusals.remove(server);
            begin("server " + server + " is available", nowNs);
        }
    }

    void onTimer(int forAttempt, long nowNs) {
        if (forAttempt == attempt && phase == Phase.WAIT) {
            begin(retryReason, nowNs);
        }
    }

    private void begin(String reason, long nowNs) {
        if (storing != null) {
            beginAfterStore = reason;
            return;
        }
        attempt++;
        placed = null;
        candidate = null;
        fenced = false;
        installed.clear();
        maxByHop.clear();
        failedHops = failedHops();
        int hopCount = record.path().hops().size();
        int failures = record.spec().replicatedFailures();
        List<Integer> lost = BaseSelection.lostGroups(hopCount, failures, failedHops);
        if (!lost.isEmpty() && failures > 0) {
            fail(RecoveryText.lost(record, lost));
            return;
        }
        labelPlan = LabelPlan.replace(record.path(), failedHops);
        PathRecord path = record.path();
        store(Phase.JOURNAL, record.withState(ChainState.RECOVERING, reason)
                .withPath(path.withEpoch(path.epoch() + 1).withLabelCursor(labelPlan.cursor())));
    }

    private void store(Phase newPhase, ChainRecord next) {
        phase = newPhase;
        storing = next;
        actions.store(attempt, next);
    }

    void onStored(int forAttempt, boolean stored, long nowNs) {
        if (forAttempt != attempt || storing == null) {
            return;
        }
        if (!stored) {
            end(Phase.SUPERSEDED);
            return;
        }
        record = storing;
        storing = null;
        if (beginAfterStore != null) {
            String reason = beginAfterStore;
            beginAfterStore = null;
            begin(reason, nowNs);
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
                end(Phase.FAILED);
                break;
            default:
                throw new IllegalStateException("phase must be one that stores: phase=" + phase);
        }
    }

    private void seal(long nowNs) {
        phase = Phase.SEAL;
        PathRecord path = record.path();
        for (int hop = 0; hop < path.hops().size(); hop++) {
            if (!failedHops.contains(hop)) {
                actions.prepare(attempt, hop, path.hops().get(hop).server(), path.id(), path.epoch());
            }
        }
        if (failedHops.isEmpty()) {
            onPlaced(attempt, path.hops(), nowNs);
        } else {
            Set<String> exclude = new TreeSet<>(excluded);
            failed.forEach(failure -> exclude.add(failure.server()));
            actions.place(attempt, record, failedHops, exclude);
        }
    }

    void onPlaced(int forAttempt, List<HopPlacement> hops, long nowNs) {
        if (forAttempt != attempt || phase != Phase.SEAL) {
            return;
        }
        String wrong = wrongPlacement(hops);
        if (wrong != null) {
            onNotPlaced(forAttempt, wrong, nowNs);
        } else {
            placed = hops;
            installWhenSealed(nowNs);
        }
    }

    /** Why a placement cannot be used, or null: survivors stay, and every hop has a server of its own. */
    private String wrongPlacement(List<HopPlacement> hops) {
        Set<String> servers = new HashSet<>();
        for (int hop = 0; hop < hops.size(); hop++) {
            HopPlacement member = hops.get(hop);
            if (!servers.add(member.server())) {
                return "server " + member.server() + " was chosen for two hops";
            }
            if (!failedHops.contains(hop) && !member.equals(record.path().hops().get(hop))) {
                return "hop " + (hop + 1) + " was moved to " + member.server() + " without need";
            }
        }
        return null;
    }

    void onNotPlaced(int forAttempt, String reason, long nowNs) {
        if (forAttempt == attempt && phase == Phase.SEAL) {
            times.end("seal", nowNs);
            fail("no server can take over hop " + RecoveryText.hops(failedHops) + ": " + reason);
        }
    }

    void onPrepared(int forAttempt, int hop, Answer answer, long nowNs) {
        if (forAttempt != attempt || phase != Phase.SEAL) {
            return;
        }
        HopPlacement member = record.path().hops().get(hop);
        if (answer.ok() && answer.reply().incarnation == member.incarnation() && answer.reply().max != null) {
            maxByHop.put(hop, answer.reply().max);
            installWhenSealed(nowNs);
        } else if (!refusedOnly(answer, member)) {
            disqualify(member, "does not answer PREPARE: " + RecoveryText.why(answer), nowNs);
        } else {
            retry(member.server() + " refused PREPARE: " + RecoveryText.why(answer), nowNs);
        }
    }

    private void installWhenSealed(long nowNs) {
        int hopCount = record.path().hops().size();
        if (placed == null || maxByHop.size() + failedHops.size() < hopCount) {
            return;
        }
        double ms = times.end("seal", nowNs);
        actions.event("sealed", RecoveryText.fields("epoch", record.path().epoch(), "survivors", hopCount - failedHops.size(),
                "ms", ms));
        BaseSelection bases = BaseSelection.select(hopCount, record.spec().replicatedFailures(), maxByHop);
        if (bases.broken() != null) {
            fail(bases.broken());
            return;
        }
        candidate = record.withPath(record.path().withHops(placed).withLabels(labelPlan.labels())
                .withBases(bases.bases()).withOpenedEpoch(record.path().epoch()));
        phase = Phase.INSTALL;
        int thisAttempt = attempt;
        for (int hop = 0; hop < hopCount && attempt == thisAttempt; hop++) {
            install(hop, bases);
        }
        Set<Integer> labels = LabelPlan.inUse(labelPlan.labels());
        labels.removeAll(LabelPlan.inUse(record.path().labels()));
        actions.installRules(attempt, candidate, labels);
    }

    private void install(int hop, BaseSelection bases) {
        String server = placed.get(hop).server();
        List<Request.Fetch> fetches = new ArrayList<>();
        for (int group : bases.fetches(hop)) {
            fetches.add(new Request.Fetch(group, placed.get(bases.source(group)).peerAddress()));
        }
        boolean isNew = failedHops.contains(hop);
        boolean cleanFirst = isNew && (resumed || touched.contains(server));
        if (isNew) {
            touched.add(server);
        }
        actions.install(attempt, hop, server,
                new Request.Install(0, HopSpecs.of(candidate, hop), fetches, bases.bases()), cleanFirst);
    }

    void onInstalled(int forAttempt, int hop, Answer answer, long nowNs) {
        if (forAttempt != attempt || phase != Phase.INSTALL) {
            return;
        }
        HopPlacement member = placed.get(hop);
        if (answer.ok() && answer.reply().incarnation == member.incarnation() && holdsBases(hop, answer.reply())) {
            installed.add(hop);
            if (installed.size() == placed.size()) {
                actions.event("installed", RecoveryText.fields("epoch", candidate.path().epoch(), "ms", sinceStart(nowNs)));
            }
            commitWhenReady(nowNs);
        } else if (refusedOnly(answer, member)) {
            retry(member.server() + " cannot install hop " + (hop + 1) + ": " + RecoveryText.why(answer), nowNs);
        } else {
            disqualify(member, "does not install hop " + (hop + 1) + ": " + RecoveryText.why(answer), nowNs);
        }
    }

    private boolean holdsBases(int hop, Reply reply) {
        for (int group : BaseSelection.groupsOf(hop, placed.size(), record.spec().replicatedFailures())) {
            long[] max = reply.max == null ? null : reply.max.get(group);
            if (!Arrays.equals(max, candidate.path().bases()[group])) {
                return false;
            }
        }
        return true;
    }

    void onRulesInstalled(int forAttempt, String error, long nowNs) {
        if (forAttempt != attempt || phase != Phase.INSTALL) {
            return;
        }
        if (error != null) {
            retry(error, nowNs);
        } else {
            actions.removeRules(attempt, candidate, record);
        }
    }

    void onRulesRemoved(int forAttempt, String error, long nowNs) {
        if (forAttempt != attempt || phase != Phase.INSTALL) {
            return;
        }
        if (error != null) {
            retry(error, nowNs);
            return;
        }
        fenced = true;
        actions.event("rules-installed", RecoveryText.fields("epoch", candidate.path().epoch(), "ms", sinceStart(nowNs)));
        commitWhenReady(nowNs);
    }

    private void commitWhenReady(long nowNs) {
        if (fenced && installed.size() == placed.size()) {
            times.end("install", nowNs);
            for (int hop : failedHops) {
                replaced.add(record.path().hops().get(hop).server());
            }
            store(Phase.COMMIT, candidate);
        }
    }

    private void openNext() {
        PathRecord path = record.path();
        actions.open(attempt, nextOpen, path.hops().get(nextOpen).server(), path.id(), path.epoch());
    }

    void onOpened(int forAttempt, int hop, Answer answer, long nowNs) {
        if (forAttempt != attempt || phase != Phase.OPEN || hop != nextOpen) {
            return;
        }
        HopPlacement member = record.path().hops().get(hop);
        if (!answer.ok() || answer.reply().incarnation != member.incarnation()) {
            if (refusedOnly(answer, member)) {
                retry(member.server() + " refused OPEN: " + RecoveryText.why(answer), nowNs);
            } else {
                disqualify(member, "does not open: " + RecoveryText.why(answer), nowNs);
            }
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
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("detectionMs", first == null ? 0.0 : PhaseTimes.ms(first.confirmedNs() - first.lastHeardNs()));
        fields.put("recoveryMs", sinceStart(nowNs));
        fields.put("epoch", path.epoch());
        fields.put("failedServers", new ArrayList<>(replaced));
        List<String> newServers = new ArrayList<>();
        for (HopPlacement hop : path.hops()) {
            if (touched.remove(hop.server())) {
                newServers.add(hop.server());
            }
            replaced.remove(hop.server());
        }
        fields.put("newServers", newServers);
        fields.put("attempts", attempt);
        fields.putAll(times.all());
        actions.event("recovered", fields);
        touched.addAll(replaced);
        touched.forEach(server -> actions.removeHop(server, path.id()));
        store(Phase.CLOSE, record.withState(ChainState.ACTIVE, ""));
    }

    /** Whether a member is well but said no, and may be asked again. */
    private boolean refusedOnly(Answer answer, HopPlacement member) {
        return answer.answered() && answer.reply().incarnation == member.incarnation()
                && refusals.merge(member.server(), 1, Integer::sum) < MAX_REFUSALS;
    }

    private void disqualify(HopPlacement member, String why, long nowNs) {
        failed.add(MemberFailure.of(member.server(), member.incarnation(), nowNs, nowNs));
        excluded.add(member.server());
        begin("server " + member.server() + " " + why, nowNs);
    }

    private void retry(String reason, long nowNs) {
        attempt++;
        phase = Phase.WAIT;
        retryReason = reason;
        record = record.withState(ChainState.RECOVERING, reason);
        actions.event("retrying", RecoveryText.fields("reason", reason, "ms", sinceStart(nowNs)));
        actions.schedule(attempt, RETRY_MS);
    }

    private void fail(String reason) {
        attempt++;
        ChainRecord next = record.withState(ChainState.FAILED, reason);
        if (next.equals(record)) {
            end(Phase.FAILED);
        } else {
            store(Phase.FAILING, next);
        }
    }

    private void end(Phase newPhase) {
        storing = null;
        phase = newPhase;
        actions.ended();
    }

    private Set<Integer> failedHops() {
        Set<Integer> hops = new TreeSet<>();
        for (int hop = 0; hop < record.path().hops().size(); hop++) {
            HopPlacement member = record.path().hops().get(hop);
            if (failed.contains(MemberFailure.of(member.server(), member.incarnation(), 0, 0))) {
                hops.add(hop);
            }
        }
        return hops;
    }

    private static boolean isMember(List<HopPlacement> hops, MemberFailure failure) {
        return hops.stream().anyMatch(hop -> hop.server().equals(failure.server())
                && hop.incarnation() == failure.incarnation());
    }

    private double sinceStart(long nowNs) {
        return PhaseTimes.ms(nowNs - startNs);
    }
}
