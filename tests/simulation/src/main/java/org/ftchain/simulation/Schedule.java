package org.ftchain.simulation;

import org.ftchain.app.api.HopPlacement;
import org.ftchain.simulation.Coverage.Kind;

/** One schedule: traffic and faults, then healing, then everything must drain and agree. */
public final class Schedule {
    private static final long RECOVERY_BOUND_NS = 20_000_000_000L;
    /** Ten times the longest timer (80 ms) and a round trip round the ring (5 ms). */
    private static final long DRAIN_BOUND_NS = 850_000_000L;
    private static final long IN_FLIGHT_NS = 55_000_000;
    private static final long HEARD_AGAIN_NS = 100_000_000;
    private static final int LAST_PACKETS = 12;
    /** Most faults strike within such a time. */
    private static final long TOGETHER_NS = 40_000_000;

    private final World world;
    private final long seed;
    private int injected;

    private Schedule(long seed, boolean traced) {
        this.seed = seed;
        this.world = new World(seed, traced);
    }

    /**
     * Runs the schedule of a seed.
     *
     * @param traced whether its events are printed
     * @return what occurred
     * @throws Violation when an invariant does not hold; its message ends with the shape
     */
    public static Coverage run(long seed, boolean traced) {
        Schedule schedule = new Schedule(seed, traced);
        try {
            schedule.run();
        } catch (Violation violation) {
            throw new Violation(violation.invariant(), violation.getMessage() + " [seed " + seed + ", at "
                    + schedule.world.scheduler.nowNs() / 1000 + " us, " + schedule.world.shape + "]", violation);
        }
        schedule.world.close();
        return schedule.world.coverage;
    }

    private void run() {
        world.trace(() -> "seed " + seed + " " + world.shape);
        world.coverage.count(Kind.values()[Kind.ONE_FAILURE.ordinal() + world.shape.failures() - 1]);
        world.coverage.count(Kind.values()[Kind.TWO_HOPS.ordinal() + world.shape.hops() - 2]);
        world.coverage.count(world.shape.symmetric() ? Kind.SYMMETRIC : Kind.FORWARD_ONLY);
        long trafficNs = (long) world.shape.packets() * world.shape.gapNs();
        inject();
        long togetherNs = world.random.nextLong(trafficNs);
        for (int i = 0; i < world.shape.faults(); i++) {
            boolean together = world.random.nextInt(3) > 0;
            world.scheduler.in(together ? togetherNs + world.random.nextLong(TOGETHER_NS) : world.random.nextLong(trafficNs),
                    world.faults::strike);
        }
        for (int i = world.random.nextInt(4); i > 1; i--) {
            world.scheduler.in(world.random.nextLong(trafficNs), world.faults::reconfigure);
        }
        while (trafficLasts()) {
            world.scheduler.step();
        }
        runFor(world.random.nextLong(50_000_000));
        world.heal();
        world.trace(() -> "healed");
        world.scheduler.in(HEARD_AGAIN_NS, () -> world.faults.heardAgain(world.servers()));
        if (served()) {
            drain();
            atRest();
            lastPackets();
        } else {
            world.coverage.count(Kind.CHAIN_LEFT_FAILED);
        }
    }

    private boolean trafficLasts() {
        return injected < world.shape.packets() || world.faults.struck() < world.shape.faults();
    }

    /** False when the chain has failed for good, because all members of some group are gone. */
    private boolean served() {
        long boundNs = world.scheduler.nowNs() + RECOVERY_BOUND_NS;
        while (!serving()) {
            if (world.orchestrator.chainFailed() && world.orchestrator.groupGone()) {
                return false;
            }
            if (world.scheduler.nowNs() > boundNs) {
                throw new Violation("Recovery", "the chain is not served again: " + world.orchestrator.stored
                        + world.picture());
            }
            world.scheduler.step();
        }
        return true;
    }

    private boolean serving() {
        if (!world.orchestrator.quiet()) {
            return false;
        }
        for (int hop = 0; hop < world.shape.hops(); hop++) {
            if (world.orchestrator.qualified(hop) == null) {
                return false;
            }
        }
        return true;
    }

    private void inject() {
        if (!trafficLasts()) {
            return;
        }
        int burst = world.random.nextInt(16) == 0 ? 12 : 1;
        for (int i = 0; i < burst; i++) {
            send();
        }
        long gapNs = world.shape.gapNs() * (injected < world.shape.packets() ? 2L : 16L);
        world.scheduler.in(burst * world.random.nextLong(gapNs), this::inject);
    }

    private void send() {
        injected++;
        world.network.inject(!world.shape.symmetric() || world.random.nextInt(3) > 0, injected);
    }

    private void runFor(long ns) {
        boolean[] over = new boolean[1];
        world.scheduler.in(ns, () -> over[0] = true);
        while (!over[0]) {
            world.scheduler.step();
        }
    }

    private void drain() {
        long boundNs = world.scheduler.nowNs() + DRAIN_BOUND_NS;
        runFor(IN_FLIGHT_NS);
        while (!world.drained()) {
            if (world.scheduler.nowNs() > boundNs) {
                throw new Violation("Drains", "something is still held, waiting or retained:" + world.picture());
            }
            world.scheduler.step();
        }
        runFor(IN_FLIGHT_NS);
    }

    private void atRest() {
        for (HopPlacement placement : world.orchestrator.stored.path().hops()) {
            Server server = world.server(placement.server());
            while (server.isBusy()) {
                world.scheduler.step();
            }
            if (server.usedSlots() != 0) {
                throw new Violation("Drains", server.name + " holds " + server.usedSlots() + " slots at rest");
            }
            world.ledger.atRest(server.member);
        }
    }

    /** Without faults every packet leaves the chain, once, unless a middlebox drops it or a hop, for want of room. */
    private void lastPackets() {
        int first = injected + 1;
        long wantOfRoom = world.wantOfRoom();
        for (int i = 0; i < LAST_PACKETS; i++) {
            send();
            runFor(world.random.nextInt(2) * 100_000L);
        }
        drain();
        atRest();
        wantOfRoom = world.wantOfRoom() - wantOfRoom;
        for (int packet = first; packet <= injected; packet++) {
            if (!world.network.hasLeft(packet) && !world.ledger.wasDropped(packet) && wantOfRoom-- > 0) {
                continue;
            }
            if (world.network.hasLeft(packet) == world.ledger.wasDropped(packet)) {
                throw new Violation("ReleaseOnce", "packet " + packet + (world.network.hasLeft(packet)
                        ? " left the chain though a middlebox dropped it" : " got lost without a fault"));
            }
        }
    }
}
