package org.ftchain.simulation;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.recovery.MemberFailure;
import org.ftchain.app.recovery.RecoveryMachine;
import org.ftchain.control.Request;
import org.ftchain.simulation.Coverage.Kind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The leader of the chain: the stored record, what it believes of the servers, and the recovery that runs, if one does. */
final class Orchestrator {
    final World world;
    final ControlChannel channel;
    ChainRecord stored;
    int version = 1;
    private final Set<String> failed = new HashSet<>();
    private final Map<String, Long> connected = new HashMap<>();
    private int leader;
    private RecoveryDeeds deeds;
    private RecoveryMachine machine;
    final RuleOrders rules;

    Orchestrator(World world, ControlChannel channel, ChainRecord stored) {
        this.world = world;
        this.channel = channel;
        this.stored = stored;
        this.rules = new RuleOrders(world);
    }

    int leader() {
        return leader;
    }

    boolean recovering() {
        return machine != null && !machine.ended();
    }

    boolean quiet() {
        return machine == null && stored.state() == ChainState.ACTIVE && rules.complete();
    }

    boolean chainFailed() {
        return machine != null && machine.phase() == RecoveryMachine.Phase.FAILED;
    }

    /** Whether the server has said hello in its present incarnation. */
    boolean connected(Server server) {
        return server.incarnation == connected.getOrDefault(server.name, server.incarnation);
    }

    /** The server has lost its session: it cannot be chosen before its next hello. */
    void onDisconnected(Server server) {
        connected.put(server.name, server.incarnation);
    }

    boolean believesFailed(String server, long incarnation) {
        return failed.contains(server + "#" + incarnation);
    }

    /** A member of the record that has not failed, or null. */
    Server qualified(int hop) {
        HopPlacement member = stored.path().hops().get(hop);
        Server server = world.server(member.server());
        return server.alive && server.incarnation == member.incarnation()
                && !believesFailed(server.name, server.incarnation) ? server : null;
    }

    // ---- what it hears

    void onFailed(String server, long incarnation) {
        if (!failed.add(server + "#" + incarnation)) {
            return;
        }
        if (machine != null) {
            machine.onMemberFailed(failure(server, incarnation));
        }
        look();
    }

    /** A server has come, or one that was suspected is heard of again: remains of the path are removed first. */
    void onAvailable(Server server) {
        connected.put(server.name, server.incarnation);
        failed.remove(server.name + "#" + server.incarnation);
        if (stored.path().hopOn(server.name) < 0 && machine == null && stored.state() == ChainState.ACTIVE) {
            channel.ask(leader, server.name, RecoveryDeeds.TIMEOUT_NS, new Request.Remove(1, World.PATH, stored.path().epoch()), answer -> {
            });
        }
        if (machine != null) {
            machine.onServerAvailable(server.name, server.incarnation);
        }
        look();
    }

    private MemberFailure failure(String server, long incarnation) {
        return MemberFailure.of(server, incarnation, world.scheduler.nowNs(), world.scheduler.nowNs());
    }

    /** Another node leads now: it knows the store only. The one before does not notice at once. */
    void changeLeader() {
        world.coverage.count(Kind.LEADER_CHANGE);
        if (deeds != null) {
            RecoveryDeeds deposed = deeds;
            world.scheduler.in(world.random.nextInt(30_000_000), deposed::cancel);
        }
        deeds = null;
        leader++;
        machine = null;
        world.scheduler.in(world.random.nextInt(5_000_000), this::look);
    }

    /** The operator asks for another number of threads of a hop; false when the chain has other things to do. */
    boolean reconfigure(int hop, int threads) {
        PathRecord path = stored.path();
        if (!quiet() || !path.planned().isEmpty() || path.hops().get(hop).threads() == threads) {
            return false;
        }
        List<HopPlacement> planned = new ArrayList<>(path.hops());
        planned.set(hop, planned.get(hop).withThreads(threads));
        stored = stored.withPath(path.withPlanned(planned));
        version++;
        world.coverage.count(Kind.RECONFIGURATION);
        look();
        return true;
    }

    // ---- recoveries

    /** Starts a recovery when the record needs one. */
    void look() {
        if (machine != null) {
            return;
        }
        List<MemberFailure> failures = new ArrayList<>();
        for (HopPlacement hop : stored.path().hops()) {
            if (failed.contains(hop.server() + "#" + hop.incarnation())) {
                failures.add(failure(hop.server(), hop.incarnation()));
            }
        }
        boolean resumed = stored.state() != ChainState.ACTIVE;
        if (resumed || !failures.isEmpty() || !stored.path().planned().isEmpty()) {
            world.coverage.count(Kind.RECOVERY);
            deeds = new RecoveryDeeds(this, version, leader);
            machine = new RecoveryMachine(stored, resumed, deeds);
            deeds.run(machine);
            machine.start(failures, world.scheduler.nowNs());
        }
    }

    void ended(RecoveryDeeds by) {
        if (by != deeds) {
            return;
        }
        if (machine.phase() == RecoveryMachine.Phase.FAILED) {
            String reason = stored.reason();
            if (!reason.startsWith("state lost") && !reason.startsWith("no server can take over")) {
                throw new Violation("Recovery", "the chain failed: " + reason);
            }
            if (reason.startsWith("state lost") && !groupLost()) {
                throw new Violation("Recovery", "the chain failed although every group has a survivor: " + reason);
            }
            world.coverage.count(Kind.CHAIN_FAILED);
        } else {
            machine = null;
            world.scheduler.in(1000, this::look);
        }
    }

    /** Whether some group has no member left at all. */
    boolean groupGone() {
        int hops = world.shape.hops();
        for (int group = 0; group < hops; group++) {
            boolean gone = true;
            for (int step = 0; step <= world.shape.failures(); step++) {
                HopPlacement member = stored.path().hops().get((group + step) % hops);
                Server server = world.server(member.server());
                gone &= !server.alive || server.incarnation != member.incarnation();
            }
            if (gone) {
                return true;
            }
        }
        return false;
    }

    /** Whether some group has no member left that nobody ever doubted. */
    private boolean groupLost() {
        int hops = world.shape.hops();
        for (int group = 0; group < hops; group++) {
            boolean doubted = true;
            for (int step = 0; step <= world.shape.failures(); step++) {
                HopPlacement member = stored.path().hops().get((group + step) % hops);
                doubted &= world.doubted.contains(member.server() + "#" + member.incarnation());
            }
            if (doubted) {
                return true;
            }
        }
        return false;
    }
}
