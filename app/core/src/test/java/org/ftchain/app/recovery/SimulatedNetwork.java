package org.ftchain.app.recovery;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.LabelPlan;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/**
 * Agents, switches and store around a {@link RecoveryMachine}, with faults. Every deed is checked against the invariants at
 * the moment when the machine asks for it; outcomes come in any order.
 */
final class SimulatedNetwork implements RecoveryActions {
    /** What goes wrong, as probabilities per deed. */
    static final class Faults {
        double lostReply;
        double rulesFail;
        double crashPerStep;
        double suspectPerStep;
        int crashes;
    }

    final Random random;
    final Faults faults;
    final TreeMap<Integer, SimulatedAgent> agents = new TreeMap<>();
    final Set<Integer> rules;
    final List<Supplier<Boolean>> pending = new ArrayList<>();
    final Map<String, List<Runnable>> queues = new TreeMap<>();
    final List<String> events = new ArrayList<>();
    final Set<String> downOrSuspected = new HashSet<>();
    final long[][] released;
    final ChainRecord original;
    RecoveryMachine machine;
    ChainRecord stored;
    long nowNs;
    int highestPrepared;
    int opens;
    /** The machine may not know which rules there are. */
    boolean resumed;
    private boolean fencedForCandidate;
    /** Since the last commit. */
    private boolean rulesTouched;

    SimulatedNetwork(ChainRecord active, int servers, Random random, Faults faults) {
        this.original = active;
        this.stored = active;
        this.random = random;
        this.faults = faults;
        this.rules = LabelPlan.inUse(active.path().labels());
        int hops = active.path().hops().size();
        int failures = active.spec().replicatedFailures();
        released = new long[hops][HopSpec.PARTITIONS];
        for (int i = 1; i <= servers; i++) {
            agents.put(i, new SimulatedAgent("s" + i, 1000 + i));
        }
        for (int hop = 0; hop < hops; hop++) {
            SimulatedAgent agent = agent(active.path().hops().get(hop).server());
            agent.present = true;
            agent.open = true;
            agent.hop = hop;
            agent.installedEpoch = active.path().epoch();
            agent.openedEpoch = agent.installedEpoch;
            agent.promisedEpoch = agent.installedEpoch;
            BaseSelection.groupsOf(hop, hops, failures)
                    .forEach(group -> agent.max.put(group, new long[HopSpec.PARTITIONS]));
        }
        for (int i = 0; i < 30; i++) {
            traffic();
        }
    }

    SimulatedAgent agent(String server) {
        return agents.get(Integer.parseInt(server.substring(1)));
    }

    private SimulatedAgent byPeer(String peer) {
        return agents.values().stream().filter(agent ->
                TestChains.server(Integer.parseInt(agent.server.substring(1))).peerAddress().equals(peer)).findFirst()
                .orElseThrow();
    }

    private SimulatedAgent openMember(int hop) {
        SimulatedAgent agent = agent(stored.path().hops().get(hop).server());
        return agent.alive && agent.open && agent.hop == hop ? agent : null;
    }

    /** One transaction at a head, or one log that goes from a member to the next; what a tail has may be released. */
    void traffic() {
        int hops = released.length;
        int failures = original.spec().replicatedFailures();
        int group = random.nextInt(hops);
        int step = random.nextInt(failures + 1);
        SimulatedAgent to = openMember((group + step) % hops);
        if (to == null) {
            return;
        }
        if (step == 0) {
            to.max.get(group)[random.nextInt(HopSpec.PARTITIONS)]++;
        } else {
            SimulatedAgent from = openMember((group + step - 1) % hops);
            if (from != null && from.installedEpoch == to.installedEpoch) {
                to.max.put(group, from.max.get(group).clone());
            }
        }
        if (step == failures) {
            released[group] = to.max.get(group).clone();
        }
    }

    void start(RecoveryMachine newMachine, Collection<MemberFailure> failures) {
        machine = newMachine;
        machine.start(failures, nowNs);
    }

    MemberFailure failureOf(SimulatedAgent agent) {
        downOrSuspected.add(agent.server);
        return MemberFailure.of(agent.server, agent.incarnation, nowNs, nowNs);
    }

    /** Runs until the machine has ended and nothing is on its way. */
    void run(int maxSteps) {
        for (int step = 0; step < maxSteps; step++) {
            nowNs += 1 + random.nextInt(1_000_000);
            if (machine.ended() && pending.isEmpty()) {
                return;
            }
            traffic();
            if (random.nextDouble() < faults.crashPerStep && faults.crashes > 0) {
                crash(agents.get(1 + random.nextInt(agents.size())));
            } else if (random.nextDouble() < faults.suspectPerStep && faults.crashes > 0) {
                faults.crashes--;
                MemberFailure failure = failureOf(agents.get(1 + random.nextInt(agents.size())));
                machine.onMemberFailed(failure);
            } else if (!pending.isEmpty()) {
                int next = random.nextInt(pending.size());
                Supplier<Boolean> outcome = pending.get(next);
                if (outcome.get()) {
                    pending.remove(outcome);
                }
            }
        }
        throw new AssertionError("does not come to an end: phase=" + machine.phase() + " events=" + events);
    }

    private void crash(SimulatedAgent agent) {
        if (agent.alive) {
            faults.crashes--;
            agent.alive = false;
            MemberFailure failure = failureOf(agent);
            later(() -> machine.onMemberFailed(failure));
        }
    }

    private void later(Runnable outcome) {
        pending.add(() -> {
            outcome.run();
            return true;
        });
    }

    /** In the order in which it was asked for: rules are, and the requests to one agent. */
    private void inOrder(String queue, Runnable outcome) {
        List<Runnable> before = queues.computeIfAbsent(queue, key -> new ArrayList<>());
        before.add(outcome);
        pending.add(() -> {
            if (before.get(0) != outcome) {
                return false;
            }
            before.remove(0);
            outcome.run();
            return true;
        });
    }

    /** The agent does it, or is dead; the reply may get lost. */
    private Answer ask(String server, Supplier<Reply> deed) {
        SimulatedAgent agent = agent(server);
        if (!agent.alive || random.nextDouble() < faults.lostReply / 2) {
            downOrSuspected.add(server);
            return Answer.none(server + " did not answer");
        }
        Reply reply = deed.get();
        if (random.nextDouble() < faults.lostReply / 2) {
            downOrSuspected.add(server);
            return Answer.none(server + " did not answer");
        }
        return Answer.of(reply);
    }

    @Override
    public void store(int attempt, ChainRecord record) {
        assertTrue("epochs only grow", record.path().epoch() >= stored.path().epoch());
        assertTrue(record.path().openedEpoch() >= stored.path().openedEpoch());
        if (record.path().openedEpoch() > stored.path().openedEpoch()) {
            checkCommit(record);
        } else if (record.state() == ChainState.RECOVERING) {
            assertTrue("every attempt has an epoch of its own", record.path().epoch() > stored.path().epoch());
            assertEquals(stored.path().hops(), record.path().hops());
        }
        later(() -> {
            stored = record;
            machine.onStored(attempt, true, nowNs);
        });
    }

    private void checkCommit(ChainRecord record) {
        PathRecord path = record.path();
        assertEquals(path.epoch(), path.openedEpoch());
        assertTrue("fenced before the record is committed", fencedForCandidate);
        rulesTouched = false;
        assertEquals("rules are those of the labels", LabelPlan.inUse(path.labels()), rules);
        for (int group = 0; group < released.length; group++) {
            for (int p = 0; p < HopSpec.PARTITIONS && original.spec().replicatedFailures() > 0; p++) {
                assertTrue("Durable: group " + group, path.bases()[group][p] >= released[group][p]);
            }
        }
        for (int hop = 0; hop < released.length; hop++) {
            SimulatedAgent agent = agent(path.hops().get(hop).server());
            assertEquals("installed before the record is committed", path.epoch(), agent.stagedEpoch);
            assertEquals(path.hops().get(hop).threads(), agent.stagedThreads);
            assertEquals(hop, agent.stagedHop);
            for (int group : agent.stagedMax.keySet()) {
                org.junit.Assert.assertArrayEquals(path.bases()[group], agent.stagedMax.get(group));
            }
        }
    }

    @Override
    public void place(int attempt, ChainRecord record, Set<Integer> failedHops, Set<String> exclude,
                      Collection<MemberFailure> failed) {
        List<HopPlacement> hops = new ArrayList<>(record.path().hops());
        Set<String> taken = new HashSet<>(exclude);
        hops.forEach(hop -> taken.add(hop.server()));
        failed.forEach(failure -> taken.add(failure.server()));
        for (int hop : failedHops) {
            SimulatedAgent spare = agents.values().stream().filter(agent -> taken.add(agent.server)).findFirst()
                    .orElse(null);
            if (spare == null) {
                later(() -> machine.onNotPlaced(attempt, "no server left", nowNs));
                return;
            }
            hops.set(hop, TestChains.server(Integer.parseInt(spare.server.substring(1))));
        }
        later(() -> machine.onPlaced(attempt, hops, nowNs));
    }

    @Override
    public void prepare(int attempt, int hop, String server, String path, int epoch, int openedEpoch) {
        assertEquals(stored.path().openedEpoch(), openedEpoch);
        assertEquals("journalled before it is prepared", epoch, stored.path().epoch());
        assertEquals(ChainState.RECOVERING, stored.state());
        highestPrepared = Math.max(highestPrepared, epoch);
        assertEquals("no attempt goes back", highestPrepared, epoch);
        inOrder(server, () -> machine.onPrepared(attempt, hop, ask(server, () -> agent(server).prepare(epoch, openedEpoch)),
                nowNs));
    }

    @Override
    public void clean(int attempt, int hop, String server, String path, int epoch) {
        inOrder(server, () -> machine.onCleaned(attempt, hop, ask(server, () -> agent(server).remove()), nowNs));
    }

    @Override
    public void install(int attempt, int hop, String server, Request.Install install) {
        assertEquals(stored.path().epoch(), install.hop.epoch);
        fencedForCandidate = false;
        inOrder(server, () -> machine.onInstalled(attempt, hop,
                ask(server, () -> agent(server).install(install, this::byPeer)), nowNs));
    }

    @Override
    public void installRules(int attempt, ChainRecord record, Set<Integer> labels) {
        checkLabels(record.path(), labels);
        rulesTouched = true;
        inOrder("rules", () -> {
            rules.addAll(labels);
            boolean failed = random.nextDouble() < faults.rulesFail;
            machine.onRulesInstalled(attempt, failed ? "switch did not confirm" : null, nowNs);
        });
    }

    /** Only labels into and out of hops that are replaced change. */
    private void checkLabels(PathRecord path, Set<Integer> fresh) {
        HopSpec.Labels old = stored.path().labels();
        HopSpec.Labels now = path.labels();
        int last = path.hops().size() - 1;
        boolean[] same = new boolean[last + 1];
        for (int hop = 0; hop <= last; hop++) {
            HopPlacement before = stored.path().hops().get(hop);
            same[hop] = path.hops().get(hop).withThreads(before.threads()).equals(before);
        }
        for (int hop = 0; hop <= last; hop++) {
            assertEquals(same[hop] && (hop == 0 || same[hop - 1]), old.forward[hop] == now.forward[hop]);
            if (now.reverse.length > 0) {
                assertEquals(same[hop] && (hop == last || same[hop + 1]), old.reverse[hop] == now.reverse[hop]);
            }
        }
        assertEquals(same[0] && same[last] || last == 0, old.ring == now.ring);
        assertEquals(same[last], old.egressForward == now.egressForward);
        assertEquals(same[0] || now.reverse.length == 0, old.egressReverse == now.egressReverse);
        for (int label : fresh) {
            assertTrue("a fresh label is not in use, unless its rules were removed for nothing",
                    resumed || rulesTouched || !LabelPlan.inUse(old).contains(label));
        }
    }

    @Override
    public void removeRules(int attempt, ChainRecord record, ChainRecord old) {
        inOrder("rules", () -> {
            boolean failed = random.nextDouble() < faults.rulesFail;
            rules.retainAll(LabelPlan.inUse(record.path().labels()));
            fencedForCandidate = !failed;
            machine.onRulesRemoved(attempt, failed ? "switch did not confirm" : null, nowNs);
        });
    }

    @Override
    public void open(int attempt, int hop, String server, String path, int epoch) {
        opens++;
        assertEquals("committed before it is opened", epoch, stored.path().openedEpoch());
        assertEquals(server, stored.path().hops().get(hop).server());
        assertEquals("fenced before it is opened", LabelPlan.inUse(stored.path().labels()), rules);
        for (int later = hop + 1; later < stored.path().hops().size(); later++) {
            assertEquals("opened from the egress", epoch, agent(stored.path().hops().get(later).server()).openedEpoch);
        }
        inOrder(server, () -> machine.onOpened(attempt, hop, ask(server, () -> agent(server).open(epoch)), nowNs));
    }

    @Override
    public void schedule(int attempt, long delayMs) {
        if (machine.phase() != RecoveryMachine.Phase.FAILED) {
            later(() -> machine.onTimer(attempt));
        }
    }

    @Override
    public void removeHop(String server, String path, int epoch) {
        assertEquals("no member is cleaned", -1, stored.path().hopOn(server));
        inOrder(server, () -> {
            if (agent(server).alive) {
                agent(server).remove();
            }
        });
    }

    @Override
    public void event(String event, Map<String, ?> fields) {
        events.add(event + fields);
    }

    @Override
    public void ended() {
        assertTrue(machine.ended());
    }
}
