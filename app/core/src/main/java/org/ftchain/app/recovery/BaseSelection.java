package org.ftchain.app.recovery;

import org.ftchain.control.HopSpec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From which survivor every replication group starts its next epoch (rule 18), and who must fetch what (rule 19). Group g
 * is hop g and its {@code failures} ring successors. Pure.
 */
final class BaseSelection {
    private static final int NOBODY = -1;

    private final int failures;
    private final long[][] bases;
    private final int[] sources;
    private final Map<Integer, Map<Integer, long[]>> maxByHop;
    private String broken;

    private BaseSelection(int hopCount, int failures, Map<Integer, Map<Integer, long[]>> maxByHop) {
        this.failures = failures;
        this.bases = new long[hopCount][HopSpec.PARTITIONS];
        this.sources = new int[hopCount];
        this.maxByHop = maxByHop;
    }

    /**
     * Groups of which nobody is left.
     *
     * @param failedHops hops that are not qualified survivors
     */
    static List<Integer> lostGroups(int hopCount, int failures, Set<Integer> failedHops) {
        List<Integer> lost = new ArrayList<>();
        for (int group = 0; group < hopCount; group++) {
            int survivors = 0;
            for (int i = 0; i <= failures; i++) {
                survivors += failedHops.contains((group + i) % hopCount) ? 0 : 1;
            }
            if (survivors == 0) {
                lost.add(group);
            }
        }
        return lost;
    }

    /**
     * The base of a group is the state of its qualified survivor nearest the head, which is at or ahead of all others: all
     * answer for the same epoch, within which logs travel from the head to the tail. A group without any survivor starts
     * from zero: whether that is allowed is the caller's decision ({@link #lostGroups}).
     *
     * @param maxByHop the sealed MAX of every qualified survivor: hop to group to long[PARTITIONS]
     */
    static BaseSelection select(int hopCount, int failures, Map<Integer, Map<Integer, long[]>> maxByHop) {
        BaseSelection selection = new BaseSelection(hopCount, failures, maxByHop);
        for (int group = 0; group < hopCount; group++) {
            selection.selectGroup(group);
        }
        return selection;
    }

    private void selectGroup(int group) {
        List<Integer> survivors = new ArrayList<>();
        for (int i = 0; i <= failures; i++) {
            int hop = (group + i) % bases.length;
            if (maxByHop.containsKey(hop)) {
                long[] max = maxByHop.get(hop).get(group);
                if (max == null || max.length != HopSpec.PARTITIONS) {
                    broken = "hop " + (hop + 1) + " answered no MAX of the group of hop " + (group + 1);
                    return;
                }
                survivors.add(hop);
            }
        }
        if (survivors.isEmpty()) {
            sources[group] = NOBODY;
            return;
        }
        int source = survivors.get(0);
        long[] max = maxByHop.get(source).get(group);
        if (survivors.stream().allMatch(other -> covers(max, maxByHop.get(other).get(group)))) {
            sources[group] = source;
            bases[group] = max.clone();
        } else {
            broken = "the log propagation invariant is broken in the group of hop " + (group + 1)
                    + ": the survivor nearest its head, hop " + (source + 1) + ", is behind another";
        }
    }

    private static boolean covers(long[] base, long[] other) {
        for (int p = 0; p < base.length; p++) {
            if (other[p] > base[p]) {
                return false;
            }
        }
        return true;
    }

    /** Why the answers cannot be those of a correct path, one line; null when they can. */
    String broken() {
        return broken;
    }

    /** long[hopCount][PARTITIONS]. */
    long[][] bases() {
        return bases;
    }

    /** The hop that holds the base of a group, or -1 when nobody does. */
    int source(int group) {
        return sources[group];
    }

    /** The groups that a hop must fetch: all that it lacks or is behind in. */
    List<Integer> fetches(int hop) {
        List<Integer> fetches = new ArrayList<>();
        Map<Integer, long[]> max = maxByHop.get(hop);
        for (int group : groupsOf(hop, bases.length, failures)) {
            boolean behind = max == null || !Arrays.equals(max.get(group), bases[group]);
            if (behind && sources[group] != NOBODY && sources[group] != hop) {
                fetches.add(group);
            }
        }
        return fetches;
    }

    /** The groups that a hop is a member of: its own first, then those of its ring predecessors. */
    static List<Integer> groupsOf(int hop, int hopCount, int failures) {
        List<Integer> groups = new ArrayList<>();
        for (int i = 0; i <= failures; i++) {
            groups.add((hop - i + hopCount) % hopCount);
        }
        return groups;
    }
}
