package org.ftchain.agent.chain;

import org.ftchain.agent.packet.Direction;
import org.junit.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

/** The protocol of a whole path on production code: output commit, durability, drain, equal replicas. */
public class PathProtocolTest {
    private static final int SCHEDULES = Integer.getInteger("ftchain.schedules", 300);

    private static void schedule(long seed, int hops, int failures, boolean symmetric) {
        SimulatedPath path = new SimulatedPath(seed, hops, failures, symmetric, 256);
        try {
            for (int i = 0; i < 3000; i++) {
                if (path.random.nextInt(8) == 0) {
                    boolean reverse = symmetric && path.random.nextBoolean();
                    path.inject(reverse ? Direction.REVERSE : Direction.FORWARD, randomBits(path));
                }
                if (failures > 0 && path.random.nextInt(1000) == 0) {
                    path.crashAndRecover(victims(path));
                }
                path.step();
            }
            path.drain();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed=" + seed + " hops=" + hops + " failures=" + failures + " symmetric=" + symmetric, e);
        }
        assertTrue("seed " + seed + " must release packets", path.released > 0);
    }

    private static int randomBits(SimulatedPath path) {
        int bits = path.random.nextInt(8);
        return path.random.nextInt(10) == 0 ? bits | CountingMiddlebox.DROP_BIT : bits;
    }

    /** Up to f servers, any of them, adjacent ones too. */
    private static List<Integer> victims(SimulatedPath path) {
        List<Integer> all = new ArrayList<>();
        for (int hop = 0; hop < path.hops; hop++) {
            all.add(hop);
        }
        java.util.Collections.shuffle(all, path.random);
        return all.subList(0, 1 + path.random.nextInt(path.failures));
    }

    @Test(timeout = 300_000)
    public void shouldKeepItsPromisesWhenFramesAreLostAndServersDie() {
        int[][] shapes = {{3, 1}, {2, 1}, {4, 2}, {5, 1}, {3, 2}, {5, 3}};
        for (long seed = 0; seed < SCHEDULES; seed++) {
            int[] shape = shapes[(int) (seed % shapes.length)];
            schedule(seed, shape[0], shape[1], seed / shapes.length % 2 == 0);
        }
    }

    @Test(timeout = 60_000)
    public void shouldForwardAtOnceWhenNothingIsReplicated() {
        schedule(1, 3, 0, true);
        schedule(2, 1, 0, true);
    }

    @Test(timeout = 60_000)
    public void shouldHoldToItsBoundAndGoOnWhenTheRingIsSevered() {
        SimulatedPath path = new SimulatedPath(7, 3, 1, true, 4 * Hop.MAX_HELD);
        path.loss = 0;
        path.severedLabel = path.labels().ring;
        for (int i = 0; i < 4 * Hop.MAX_HELD; i++) {
            path.inject(Direction.FORWARD, 1);
            path.step();
            path.step();
            path.step();
            path.step();
        }
        assertEquals("a packet whose last hop's state is not replicated must not leave", 0, path.released);
        Hop last = path.hop(2);
        assertEquals(Hop.MAX_HELD, last.bufferedCount());
        assertTrue(last.waitingCount() <= Hop.MAX_HELD);
        path.drain();
        assertTrue("held packets leave when the ring is whole again", path.released >= Hop.MAX_HELD);
    }

    @Test(timeout = 60_000)
    public void shouldRefuseARemovalOlderThanWhatTheHopPromised() {
        SimulatedPath path = new SimulatedPath(7, 3, 1, true, 64);
        path.crashAndRecover(List.of(1));
        assertFalse("of an orchestrator before", path.remove(0, 1).ok);
        assertNotNull(path.hop(0));
        assertTrue(path.remove(0, 2).ok);
        assertNull(path.hop(0));
        assertTrue("nothing to remove is no error", path.remove(0, 1).ok);
    }
}
