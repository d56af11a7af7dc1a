package org.ftchain.simulation;

import org.ftchain.simulation.Coverage.Kind;

import java.util.ArrayList;
import java.util.List;

/** What goes wrong beside the network's own faults, at random times until it is healed. */
final class Faults {
    private static final int DETECTION_NS = 30_000_000;
    private static final int LONG_NS = 120_000_000;

    private final World world;
    private boolean healed;

    Faults(World world) {
        this.world = world;
    }

    void heal() {
        healed = true;
        for (Server server : world.servers()) {
            server.slowUntilNs = 0;
            server.pausedUntilNs = 0;
            server.cutUntilNs = 0;
        }
    }

    private long random(int boundNs) {
        return world.random.nextInt(boundNs);
    }

    /** One fault of any kind. */
    void strike() {
        if (healed) {
            return;
        }
        int hops = world.shape.hops();
        int hop = world.random.nextInt(hops);
        Server member = world.orchestrator.qualified(hop);
        switch (world.random.nextInt(10)) {
            case 0, 1, 2 -> crash(member);
            case 3 -> {
                Server next = world.orchestrator.qualified((hop + 1) % hops);
                if (crash(member) && next != null && next != member && crash(next)) {
                    world.coverage.count(Kind.ADJACENT_CRASHES);
                }
            }
            case 4 -> suspect(member);
            case 5 -> slow(member);
            case 6 -> cut(member);
            case 7 -> sever(hop);
            case 8 -> world.orchestrator.changeLeader();
            default -> crash(world.servers().get(world.random.nextInt(world.servers().size())));
        }
        if (world.random.nextInt(3) == 0) {
            whileRecovering(3);
        }
    }

    /** Another fault as soon as a recovery runs. */
    private void whileRecovering(int triesLeft) {
        world.scheduler.in(random(10_000_000), () -> {
            if (world.orchestrator.recovering() && !healed) {
                Server any = world.servers().get(world.random.nextInt(world.servers().size()));
                if (world.random.nextInt(4) == 0) {
                    world.orchestrator.changeLeader();
                } else if (crash(any)) {
                    world.coverage.count(Kind.CRASH_DURING_RECOVERY);
                }
            } else if (triesLeft > 0) {
                whileRecovering(triesLeft - 1);
            }
        });
    }

    /** Whether every group keeps a survivor without this server. */
    private boolean tolerable(Server victim) {
        if (world.shape.wild()) {
            return true;
        }
        int hops = world.shape.hops();
        for (int group = 0; group < hops; group++) {
            int survivors = 0;
            for (int step = 0; step <= world.shape.failures(); step++) {
                Server member = world.orchestrator.qualified((group + step) % hops);
                survivors += member != null && member != victim ? 1 : 0;
            }
            if (survivors == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean crash(Server victim) {
        if (victim == null || !victim.alive || !tolerable(victim)) {
            return false;
        }
        world.trace(() -> "crash of " + victim.name + " " + victim.member);
        world.coverage.count(Kind.CRASH);
        world.doubted.add(victim.name + "#" + victim.incarnation);
        victim.crash();
        world.orchestrator.onDisconnected(victim);
        long incarnation = victim.incarnation;
        long noticedNs = 1_000_000 + random(DETECTION_NS);
        world.scheduler.in(noticedNs, () -> world.orchestrator.onFailed(victim.name, incarnation));
        long restartNs = world.random.nextInt(3) == 0 ? random(DETECTION_NS) : 20_000_000 + random(LONG_NS);
        world.scheduler.in(restartNs, () -> restart(victim, restartNs < noticedNs));
        return true;
    }

    private void restart(Server server, boolean unnoticed) {
        if (server.alive) {
            return;
        }
        world.coverage.count(unnoticed ? Kind.RESTART_UNNOTICED : Kind.RESTART);
        server.start();
        // Its hello says so; it comes by another way than the requests that are answered meanwhile.
        long incarnation = server.incarnation;
        world.scheduler.in(random(5_000_000), () -> {
            world.orchestrator.onFailed(server.name, incarnation - 1);
            if (server.alive && server.incarnation == incarnation) {
                world.orchestrator.onAvailable(server);
            }
        });
    }

    private void suspect(Server server) {
        if (server == null || !tolerable(server)) {
            return;
        }
        world.trace(() -> "false suspicion of " + server.name + " " + server.member);
        world.coverage.count(Kind.FALSE_SUSPICION);
        long incarnation = server.incarnation;
        world.doubted.add(server.name + "#" + incarnation);
        if (world.random.nextBoolean()) {
            server.cutUntilNs = world.scheduler.nowNs() + random(LONG_NS);
        } else {
            // Its heartbeats stop with it; what it has received it still takes for good when it wakes up.
            server.pausedUntilNs = world.scheduler.nowNs() + random(DETECTION_NS);
            server.cutUntilNs = server.pausedUntilNs;
        }
        world.scheduler.in(random(2_000_000), () -> world.orchestrator.onFailed(server.name, incarnation));
        world.scheduler.in(30_000_000 + random(LONG_NS), () -> {
            if (server.alive && server.incarnation == incarnation) {
                world.orchestrator.onAvailable(server);
            }
        });
    }

    private void slow(Server server) {
        if (server != null) {
            world.coverage.count(Kind.SLOW_SERVER);
            server.slowUntilNs = world.scheduler.nowNs() + random(LONG_NS);
        }
    }

    private void cut(Server server) {
        if (server != null && tolerable(server)) {
            world.coverage.count(Kind.CONTROL_CUT);
            world.doubted.add(server.name + "#" + server.incarnation);
            server.cutUntilNs = world.scheduler.nowNs() + random(LONG_NS);
        }
    }

    /** One way between two neighbours on the ring. */
    private void sever(int hop) {
        int hops = world.shape.hops();
        int other = world.random.nextBoolean() ? (hop + 1) % hops : Math.floorMod(hop - 1, hops);
        List<Server> pair = new ArrayList<>();
        pair.add(world.orchestrator.qualified(hop));
        pair.add(world.orchestrator.qualified(other));
        if (!pair.contains(null)) {
            world.coverage.count(Kind.ONE_WAY_PARTITION);
            world.network.sever(pair.get(0).name, pair.get(1).name, world.scheduler.nowNs() + random(LONG_NS));
        }
    }
}
