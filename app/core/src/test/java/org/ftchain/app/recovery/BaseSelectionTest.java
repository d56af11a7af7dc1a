package org.ftchain.app.recovery;

import org.ftchain.control.HopSpec;
import org.junit.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;

public class BaseSelectionTest {
    private static long[] max(long first) {
        long[] max = new long[HopSpec.PARTITIONS];
        max[0] = first;
        return max;
    }

    private static Map<Integer, long[]> groups(Object... groupsAndFirst) {
        Map<Integer, long[]> groups = new HashMap<>();
        for (int i = 0; i < groupsAndFirst.length; i += 2) {
            groups.put((Integer) groupsAndFirst[i], max((Integer) groupsAndFirst[i + 1]));
        }
        return groups;
    }

    /** Three hops, f=1: hop 0 has groups 0 and 2, hop 1 groups 1 and 0, hop 2 groups 2 and 1. */
    @Test
    public void shouldTakeTheHeadWhenItSurvives() {
        BaseSelection selection = BaseSelection.select(3, 1,
                Map.of(0, groups(0, 9, 2, 4), 1, groups(1, 7, 0, 8)));
        assertNull(selection.broken());
        assertArrayEquals(max(9), selection.bases()[0]);
        assertArrayEquals(max(7), selection.bases()[1]);
        assertArrayEquals("the head of group 2 failed", max(4), selection.bases()[2]);
        assertEquals(0, selection.source(0));
        assertEquals(0, selection.source(2));
    }

    @Test
    public void shouldLetNewMembersFetchAllAndSurvivorsWhatTheyLack() {
        BaseSelection selection = BaseSelection.select(3, 1,
                Map.of(0, groups(0, 9, 2, 4), 1, groups(1, 7, 0, 8)));
        assertEquals(List.of(2, 1), selection.fetches(2));
        assertEquals("behind in group 0", List.of(0), selection.fetches(1));
        assertEquals(List.of(), selection.fetches(0));
    }

    @Test
    public void shouldReportABrokenInvariantWhenATailIsAheadOfItsHead() {
        BaseSelection selection = BaseSelection.select(2, 1, Map.of(0, groups(0, 3, 1, 0), 1, groups(1, 0, 0, 4)));
        assertNotNull(selection.broken());
    }

    @Test
    public void shouldReportABrokenInvariantWhenNobodyCoversAll() {
        Map<Integer, long[]> other = groups(1, 0, 0, 0);
        other.get(0)[1] = 5;
        assertNotNull(BaseSelection.select(2, 1, Map.of(0, groups(0, 3, 1, 0), 1, other)).broken());
    }

    @Test
    public void shouldReportAMissingOrMisshapenMax() {
        assertNotNull(BaseSelection.select(2, 1, Map.of(0, groups(0, 3))).broken());
        Map<Integer, long[]> wrong = groups(0, 3, 1, 0);
        wrong.put(1, new long[3]);
        assertNotNull(BaseSelection.select(2, 1, Map.of(0, wrong)).broken());
    }

    @Test
    public void shouldStartFromZeroWhereNobodyIsLeft() {
        BaseSelection selection = BaseSelection.select(2, 0, Map.of(0, groups(0, 3)));
        assertNull(selection.broken());
        assertArrayEquals(max(0), selection.bases()[1]);
        assertEquals(-1, selection.source(1));
        assertEquals(List.of(), selection.fetches(1));
    }

    @Test
    public void shouldSayWhichGroupsAreLost() {
        assertEquals(List.of(), BaseSelection.lostGroups(3, 1, Set.of(1)));
        assertEquals(List.of(1), BaseSelection.lostGroups(3, 1, Set.of(1, 2)));
        assertEquals("the ring closes", List.of(2), BaseSelection.lostGroups(3, 1, Set.of(2, 0)));
        assertEquals(List.of(1), BaseSelection.lostGroups(3, 0, Set.of(1)));
        assertEquals(List.of(), BaseSelection.lostGroups(5, 2, Set.of(0, 1, 3)));
    }
}
