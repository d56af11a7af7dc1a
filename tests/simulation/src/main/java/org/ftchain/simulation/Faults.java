package org.ftchain.simulation;

import org.ftchain.simulation.Coverage.Kind;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What goes wrong beside the network's own faults, at random times until it is healed. A fault that finds nothing to strike
 * is tried again, as another one.
 */
final class Faults {
    private static final int DETECTION_NS = 30_000_000;
    private static final int LONG_NS = 120_000_000;
    private static final int RETRY_NS = 5_000_000;
    /** After so many tries, one that always strikes. */
    private static final int TRIES = 20;

    private final World world;
    private boolean healed;
    private int struck;

    Faults(World world) {
        this.world = world;
    }

    /** How many faults have struck. */
    int struck() {
        return struck;
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
        strike(TRIES);
    }

    private void strike(int triesLeft) {
        if (healed) {
            return;
        }
        int hop = world.random.nextInt(world.shape.hops());
        Server member = world.orchestrator.qualified(hop);
        if (triesLeft == 0 || world.shape.contested() && world.random.nextInt(3) == 0) {
            world.orchestrator.changeLeader();
        } else if (!strikes(hop, member)) {
            world.scheduler.in(random(RETRY_NS), () -> strike(triesLeft - 1));
            return;
        }
        struck++;
        if (world.random.nextInt(3) == 0) {
            whileRecovering(3);
        }
    }

    /** No fault, but as good an occasion for others. */
    void reconfigure() {
        if (!healed) {
            world.orchestrator.reconfigure(world.random.nextInt(world.shape.hops()), 1 + world.random.nextInt(Workers.COUNT));
        }
    }

    private boolean strikes(int hop, Server member) {
        return switch (world.random.nextInt(12)) {
            case 0, 1, 2 -> crash(member);
            case 3 -> {
                Server next = world.orchestrator.qualified((hop + 1) % world.shape.hops());
                boolean first = crash(member);
                if (first && next != null && next != member && crash(next)) {
                    world.coverage.count(Kind.ADJACENT_CRASHES);
                }
                yield first;
            }
            case 4 -> suspect(member);
            case 5 -> slow(member);
            case 6 -> cut(member);
            case 7 -> sever(hop);
            case 8 -> isolate(hop);
            case 9 -> {
                world.orchestrator.changeLeader();
                yield true;
            }
            default -> {
                Server any = world.servers().get(world.random.nextInt(world.servers().size()));
                yield any.hasHop() && crash(any);
            }
        };
    }

    /** Another fault as soon as a recovery runs. */
    private void whileRecovering(int triesLeft) {
        world.scheduler.in(random(10_000_000), () -> {
            if (world.orchestrator.recovering() && !healed) {
                Server any = world.servers().get(world.random.nextInt(world.servers().size()));
                if (world.random.nextInt(world.shape.contested() ? 2 : 4) == 0) {
                    world.orchestrator.changeLeader();
                } else if (crash(any)) {
                    world.coverage.count(Kind.CRASH_DURING_RECOVERY);
                }
            } else if (triesLeft > 0) {
                whileRecovering(triesLeft - 1);
            }
        });
    }

    /** A member fetches a group for an install: now and then one of the two fails meanwhile. */
    void onFetch(Server from, Server to) {
        if (healed || world.random.nextInt(60) > 0) {
            return;
        }
        boolean source = world.random.nextBoolean();
        if (crash(source ? from : to)) {
            struck++;
            world.coverage.count(source ? Kind.SOURCE_CRASH : Kind.INSTALLING_MEMBER_CRASH);
        }
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

    private boolean suspect(Server server) {
        if (server == null || !tolerable(server)) {
            return false;
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
        return true;
    }

    private boolean slow(Server server) {
        if (server == null) {
            return false;
        }
        world.coverage.count(Kind.SLOW_SERVER);
        server.slowUntilNs = world.scheduler.nowNs() + random(LONG_NS);
        return true;
    }

    private boolean cut(Server server) {
        if (server == null || !tolerable(server)) {
            return false;
        }
        world.coverage.count(Kind.CONTROL_CUT);
        world.doubted.add(server.name + "#" + server.incarnation);
        server.cutUntilNs = world.scheduler.nowNs() + random(LONG_NS);
        return true;
    }

    /** One way between two neighbours on the ring. */
    private boolean sever(int hop) {
        int hops = world.shape.hops();
        Server from = world.orchestrator.qualified(hop);
        Server to = world.orchestrator.qualified(Math.floorMod(hop + (world.random.nextBoolean() ? 1 : -1), hops));
        if (from == null || to == null) {
            return false;
        }
        world.coverage.count(Kind.ONE_WAY_PARTITION);
        world.network.sever(from.name, to.name, world.scheduler.nowNs() + random(LONG_NS));
        return true;
    }

    /** Both ways between some neighbours and all others. */
    private boolean isolate(int hop) {
        Set<String> part = new HashSet<>();
        int count = 1 + world.random.nextInt(world.shape.hops() - 1);
        for (int i = 0; i < count; i++) {
            Server member = world.orchestrator.qualified((hop + i) % world.shape.hops());
            if (member != null) {
                part.add(member.name);
            }
        }
        if (part.isEmpty()) {
            return false;
        }
        world.coverage.count(Kind.PARTITION);
        world.network.isolate(part, world.scheduler.nowNs() + random(LONG_NS));
        return true;
    }

    /** Those that are well are heard of, whatever they were taken for. */
    void heardAgain(List<Server> servers) {
        for (Server server : servers) {
            if (server.alive) {
                world.orchestrator.onAvailable(server);
            }
        }
    }
}
