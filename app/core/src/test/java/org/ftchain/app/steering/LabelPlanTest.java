package org.ftchain.app.steering;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.HopSpec.Labels;
import org.junit.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

public class LabelPlanTest {
    private static PathRecord path(int hops, boolean symmetric) {
        int[] servers = new int[hops];
        Arrays.setAll(servers, i -> i + 1);
        return TestChains.active(TestChains.monitors(hops, 1, symmetric), servers).path();
    }

    @Test
    public void shouldGiveEveryWayALabelOfItsOwn() {
        Labels labels = LabelPlan.initial(2048, 3, true).labels();
        assertEquals(9, LabelPlan.inUse(labels).size());
        assertTrue(LabelPlan.inUse(labels).stream().allMatch(label -> label >= 2048 && label < 2048 + 64));
    }

    @Test
    public void shouldHaveOtherEgressLabelsForIpv6() {
        LabelPlan plan = LabelPlan.initial(2048, 3, true, 6);
        Labels labels = plan.labels();
        assertEquals(0, labels.egressForward + labels.egressReverse);
        assertEquals(9, LabelPlan.inUse(labels).size());
        PathRecord path = path(3, true).withLabels(labels).withLabelOrder(plan.orderWhenUsed());
        Labels first = LabelPlan.replace(path, Set.of(0)).labels();
        assertEquals(labels.egressForwardV6, first.egressForwardV6);
        assertNotEquals(labels.egressReverseV6, first.egressReverseV6);
        Labels last = LabelPlan.replace(path, Set.of(2)).labels();
        assertNotEquals(labels.egressForwardV6, last.egressForwardV6);
        assertEquals(labels.egressReverseV6, last.egressReverseV6);
        assertEquals(0, last.egressForward + last.egressReverse);
    }

    @Test
    public void shouldHaveNoReverseLabelsWhenNotSymmetric() {
        Labels labels = LabelPlan.initial(2048, 3, false).labels();
        assertEquals(0, labels.reverse.length);
        assertEquals(0, labels.egressReverse);
        assertEquals(5, LabelPlan.inUse(labels).size());
    }

    @Test
    public void shouldHaveNoRingWithOneHop() {
        assertEquals(0, LabelPlan.initial(2048, 1, true).labels().ring);
    }

    @Test
    public void shouldChangeOnlyTheMiddleHopsLabelsWhenItIsReplaced() {
        PathRecord path = path(3, true);
        Labels old = path.labels();
        Labels now = LabelPlan.replace(path, Set.of(1)).labels();
        assertEquals(old.forward[0], now.forward[0]);
        assertNotEquals(old.forward[1], now.forward[1]);
        assertNotEquals(old.forward[2], now.forward[2]);
        assertNotEquals(old.reverse[0], now.reverse[0]);
        assertNotEquals(old.reverse[1], now.reverse[1]);
        assertEquals(old.reverse[2], now.reverse[2]);
        assertEquals(old.ring, now.ring);
        assertEquals(old.egressForward, now.egressForward);
        assertEquals(old.egressReverse, now.egressReverse);
    }

    @Test
    public void shouldChangeRingAndReverseEgressWhenTheFirstHopIsReplaced() {
        PathRecord path = path(3, true);
        Labels old = path.labels();
        Labels now = LabelPlan.replace(path, Set.of(0)).labels();
        assertNotEquals(old.forward[0], now.forward[0]);
        assertNotEquals(old.forward[1], now.forward[1]);
        assertEquals(old.forward[2], now.forward[2]);
        assertNotEquals(old.reverse[0], now.reverse[0]);
        assertEquals(old.reverse[1], now.reverse[1]);
        assertEquals(old.reverse[2], now.reverse[2]);
        assertNotEquals(old.ring, now.ring);
        assertEquals(old.egressForward, now.egressForward);
        assertNotEquals(old.egressReverse, now.egressReverse);
    }

    @Test
    public void shouldChangeRingAndForwardEgressWhenTheLastHopIsReplaced() {
        PathRecord path = path(3, true);
        Labels old = path.labels();
        Labels now = LabelPlan.replace(path, Set.of(2)).labels();
        assertEquals(old.forward[0], now.forward[0]);
        assertEquals(old.forward[1], now.forward[1]);
        assertNotEquals(old.forward[2], now.forward[2]);
        assertEquals(old.reverse[0], now.reverse[0]);
        assertNotEquals(old.reverse[1], now.reverse[1]);
        assertNotEquals(old.reverse[2], now.reverse[2]);
        assertNotEquals(old.ring, now.ring);
        assertNotEquals(old.egressForward, now.egressForward);
        assertEquals(old.egressReverse, now.egressReverse);
    }

    @Test
    public void shouldChangeNothingWhenNothingIsReplaced() {
        PathRecord path = path(4, true);
        LabelPlan plan = LabelPlan.replace(path, Set.of());
        assertArrayEquals(path.labels().forward, plan.labels().forward);
        assertArrayEquals(path.labels().reverse, plan.labels().reverse);
        assertEquals(path.labelOrder(), plan.orderWhenUsed());
    }

    @Test
    public void shouldLetLabelsRestBeforeReuse() {
        PathRecord path = path(3, true);
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Set<Integer> before = LabelPlan.inUse(path.labels());
            LabelPlan plan = LabelPlan.replace(path, Set.of(random.nextInt(3)));
            assertEquals(64, new HashSet<>(plan.orderWhenTried()).size());
            assertEquals(64, new HashSet<>(plan.orderWhenUsed()).size());
            Set<Integer> given = LabelPlan.inUse(plan.labels());
            assertEquals("distinct", 9, given.size());
            given.removeAll(before);
            Set<Integer> givenUp = new HashSet<>(before);
            givenUp.removeAll(LabelPlan.inUse(plan.labels()));
            path = path.withLabels(plan.labels()).withLabelOrder(plan.orderWhenUsed());
            // The next six attempts, used or not, take at most 42 labels of the 55 that are not in use.
            for (int next = 0; next < 6; next++) {
                LabelPlan later = LabelPlan.replace(path, Set.of(random.nextInt(3)));
                path = random.nextBoolean() ? path.withLabelOrder(later.orderWhenTried())
                        : path.withLabels(later.labels()).withLabelOrder(later.orderWhenUsed());
                Set<Integer> reused = LabelPlan.inUse(later.labels());
                reused.retainAll(givenUp);
                assertTrue("reused " + reused, reused.isEmpty());
            }
        }
    }

    @Test
    public void shouldReplaceAllHopsOfTheLongestPath() {
        PathRecord path = path(14, true);
        Set<Integer> all = new HashSet<>();
        for (int hop = 0; hop < 14; hop++) {
            all.add(hop);
        }
        Set<Integer> now = LabelPlan.inUse(LabelPlan.replace(path, all).labels());
        assertEquals(31, now.size());
        assertFalse(now.removeAll(LabelPlan.inUse(path.labels())));
    }

    @Test(expected = IllegalArgumentException.class)
    public void shouldRefuseAPathThatDoesNotFitItsBlock() {
        LabelPlan.initial(2048, 40, true);
    }
}
