package org.ftchain.simulation;

import org.ftchain.app.api.HopPlacement;

/** One schedule: traffic and faults, then healing, then everything must drain and agree. */
public final class Schedule {
    private static final long RECOVERY_BOUND_NS = 20_000_000_000L;
    /** Ten times the longest timer and a round trip. */
    private static final long DRAIN_BOUND_NS = 1_000_000_000L;
    private static final long IN_FLIGHT_NS = 55_000_000;

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
        long trafficNs = (long) world.shape.packets() * world.shape.gapNs();
        inject();
        for (int i = 0; i < world.shape.faults(); i++) {
            world.scheduler.in(world.random.nextLong(trafficNs), world.faults::strike);
        }
        while (injected < world.shape.packets()) {
            world.scheduler.step();
        }
        runFor(world.random.nextLong(50_000_000));
        world.heal();
        world.trace(() -> "healed");
        long boundNs = world.scheduler.nowNs() + RECOVERY_BOUND_NS;
        while (!serving()) {
            if (world.scheduler.nowNs() > boundNs) {
                throw new Violation("Recovery", "the chain is not served again: " + world.orchestrator.stored);
            }
            if (world.orchestrator.chainFailed() && world.scheduler.nowNs() > boundNs - RECOVERY_BOUND_NS / 2) {
                return;
            }
            world.scheduler.step();
        }
        drain();
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
        int burst = world.random.nextInt(16) == 0 ? 12 : 1;
        for (int i = 0; i < burst; i++) {
            injected++;
            world.network.inject(!world.shape.symmetric() || world.random.nextInt(3) > 0, injected);
        }
        if (injected < world.shape.packets()) {
            world.scheduler.in(burst * (long) world.random.nextInt(2 * world.shape.gapNs()), this::inject);
        }
    }

    private void runFor(long ns) {
        boolean[] over = new boolean[1];
        world.scheduler.in(ns, () -> over[0] = true);
        while (!over[0]) {
            world.scheduler.step();
        }
    }

    private void drain() {
        runFor(IN_FLIGHT_NS);
        long boundNs = world.scheduler.nowNs() + DRAIN_BOUND_NS;
        while (!world.drained()) {
            if (world.scheduler.nowNs() > boundNs) {
                throw new Violation("Drains", "something is still held, waiting or retained:" + world.picture());
            }
            world.scheduler.step();
        }
        runFor(IN_FLIGHT_NS);
        for (HopPlacement placement : world.orchestrator.stored.path().hops()) {
            Server server = world.server(placement.server());
            if (server.usedSlots() != 0) {
                throw new Violation("Drains", server.name + " holds " + server.usedSlots() + " slots at rest");
            }
            atRest(server.member);
        }
    }

    /** Agreement: every replica has what its head has. */
    private void atRest(Member member) {
        for (int group = 0; group < world.shape.hops(); group++) {
            for (int partition = 0; member.max[group] != null && partition < Partitions.COUNT; partition++) {
                if (member.max[group][partition] != member.history.list(group, partition).size()) {
                    throw new Violation("Agreement", member + " is not where the head of group " + group + " is at rest");
                }
            }
        }
    }
}
