package org.ftchain.simulation;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.recovery.Answer;
import org.ftchain.app.recovery.MemberFailure;
import org.ftchain.app.recovery.RecoveryActions;
import org.ftchain.app.recovery.RecoveryMachine;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Request;
import org.ftchain.simulation.Coverage.Kind;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Does what a recovery wants on the simulated store, agents and switches, until it is cancelled. */
final class RecoveryDeeds implements RecoveryActions {
    static final long TIMEOUT_NS = 1_500_000_000L;
    private static final long SHORT_TIMEOUT_NS = 500_000_000L;

    private final Orchestrator orchestrator;
    private final World world;
    private RecoveryMachine machine;
    private final int leader;
    private int version;
    private boolean cancelled;
    private int installsInFlight;

    RecoveryDeeds(Orchestrator orchestrator, int version, int leader) {
        this.orchestrator = orchestrator;
        this.world = orchestrator.world;
        this.version = version;
        this.leader = leader;
    }

    void run(RecoveryMachine newMachine) {
        machine = newMachine;
    }

    void cancel() {
        cancelled = true;
    }

    private void input(long delayNs, Runnable input) {
        world.scheduler.in(delayNs, () -> {
            if (!cancelled) {
                input.run();
            }
        });
    }

    private long soonNs() {
        return 50_000 + world.random.nextInt(500_000);
    }

    @Override
    public void store(int attempt, ChainRecord record) {
        int expected = version;
        world.scheduler.in(soonNs(), () -> {
            boolean done = orchestrator.version == expected;
            if (done) {
                orchestrator.stored = record;
                world.ledger.committed(record.path().openedEpoch());
                orchestrator.version++;
            }
            input(soonNs(), () -> {
                version = done ? expected + 1 : expected;
                machine.onStored(attempt, done, world.scheduler.nowNs());
            });
        });
    }

    @Override
    public void place(int attempt, ChainRecord record, Set<Integer> failedHops, Set<String> exclude,
                      Collection<MemberFailure> failed) {
        List<HopPlacement> hops = new ArrayList<>(record.path().hops());
        Set<String> taken = new HashSet<>(exclude);
        for (int hop = 0; hop < hops.size(); hop++) {
            if (!failedHops.contains(hop)) {
                taken.add(hops.get(hop).server());
            }
        }
        for (Server server : world.servers()) {
            if (failed.contains(MemberFailure.of(server.name, server.incarnation, 0, 0))
                    || !orchestrator.connected(server) || orchestrator.believesFailed(server.name, server.incarnation)) {
                taken.add(server.name);
            }
        }
        for (int hop : failedHops) {
            List<Server> free = new ArrayList<>();
            world.servers().stream().filter(server -> !taken.contains(server.name)).forEach(free::add);
            if (free.isEmpty()) {
                input(soonNs(), () -> machine.onNotPlaced(attempt, "no server left", world.scheduler.nowNs()));
                return;
            }
            Server chosen = free.get(world.random.nextInt(free.size()));
            taken.add(chosen.name);
            hops.set(hop, World.placement(chosen).withThreads(hops.get(hop).threads()));
        }
        input(soonNs(), () -> machine.onPlaced(attempt, hops, world.scheduler.nowNs()));
    }

    private void ask(String server, long timeoutNs, Request request, Consumer<Answer> then) {
        orchestrator.channel.ask(leader, server, timeoutNs, request, answer -> input(0, () -> {
            if (!answer.ok()) {
                world.trace(() -> request.getClass().getSimpleName() + ": " + answer.error());
            }
            then.accept(answer);
        }));
    }

    @Override
    public void prepare(int attempt, int hop, String server, String path, int epoch, int openedEpoch) {
        ask(server, SHORT_TIMEOUT_NS, new Request.Prepare(1, path, epoch, openedEpoch),
                answer -> machine.onPrepared(attempt, hop, answer, world.scheduler.nowNs()));
    }

    @Override
    public void clean(int attempt, int hop, String server, String path, int epoch) {
        ask(server, SHORT_TIMEOUT_NS, new Request.Remove(1, path, epoch),
                answer -> machine.onCleaned(attempt, hop, answer, world.scheduler.nowNs()));
    }

    @Override
    public void install(int attempt, int hop, String server, Request.Install install) {
        world.ledger.candidate(install.hop.epoch, machine.record().path().openedEpoch(), install.bases);
        countRoles(install.hop, hop);
        installsInFlight++;
        ask(server, TIMEOUT_NS, install, answer -> {
            installsInFlight--;
            machine.onInstalled(attempt, hop, answer, world.scheduler.nowNs());
        });
    }

    private void countRoles(HopSpec spec, int hop) {
        PathRecord path = machine.record().path();
        HopSpec.Member now = spec.members.get(hop);
        HopPlacement before = path.hops().get(hop);
        if (now.server.equals(before.server()) && now.incarnation == before.incarnation()) {
            return;
        }
        Coverage coverage = world.coverage;
        boolean replicaOnly = hop >= world.shape.middleboxes();
        coverage.count(replicaOnly ? Kind.REPLICA_ONLY_HOP_RECOVERED : Kind.HEAD_RECOVERED);
        if (hop == 0) {
            coverage.count(Kind.FORWARDER_RECOVERED);
        }
        if (hop == spec.hopCount() - 1) {
            coverage.count(Kind.BUFFER_RECOVERED);
        }
        coverage.count(Kind.TAIL_RECOVERED);
        if (spec.failures > 1) {
            coverage.count(Kind.REPLICA_RECOVERED);
        }
        int changed = 0;
        for (int i = 0; i < spec.hopCount(); i++) {
            changed += spec.members.get(i).server.equals(path.hops().get(i).server()) ? 0 : 1;
        }
        if (changed > 1) {
            coverage.count(Kind.SEVERAL_RECOVERED);
        }
    }

    @Override
    public void installRules(int attempt, ChainRecord record, Set<Integer> labels) {
        orchestrator.rules.install(version, record.path(), labels,
                error -> input(0, () -> machine.onRulesInstalled(attempt, error, world.scheduler.nowNs())));
    }

    @Override
    public void removeRules(int attempt, ChainRecord record, ChainRecord old) {
        orchestrator.rules.removeUnused(version, record.path(),
                error -> input(0, () -> machine.onRulesRemoved(attempt, error, world.scheduler.nowNs())));
    }

    @Override
    public void open(int attempt, int hop, String server, String path, int epoch) {
        ask(server, SHORT_TIMEOUT_NS, new Request.Open(1, path, epoch),
                answer -> machine.onOpened(attempt, hop, answer, world.scheduler.nowNs()));
    }

    @Override
    public void schedule(int attempt, long delayMs) {
        input(delayMs * 1_000_000, () -> machine.onTimer(attempt));
    }

    @Override
    public void removeHop(String server, String path, int epoch) {
        if (installsInFlight > 0) {
            world.scheduler.in(1_000_000, () -> removeHop(server, path, epoch));
        } else {
            orchestrator.channel.ask(leader, server, TIMEOUT_NS, new Request.Remove(1, path, epoch), answer -> {
            });
        }
    }

    @Override
    public void event(String event, Map<String, ?> fields) {
        world.trace(() -> event + " " + fields);
    }

    @Override
    public void ended() {
        orchestrator.ended(this);
    }
}
