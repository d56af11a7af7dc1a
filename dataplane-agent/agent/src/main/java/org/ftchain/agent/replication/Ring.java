package org.ftchain.agent.replication;

/**
 * Ring arithmetic of a path as one hop sees it (thesis 4.4.1, rule 4). Group g is hop g (its head) and its f ring
 * successors, the last of which is its tail.
 *
 * @param hops     number of hops n, at least 1
 * @param hop      this hop, 0..n-1
 * @param failures f, 0..n-1
 */
public record Ring(int hops, int hop, int failures) {
    public Ring {
        if (hops < 1 || hop < 0 || hop >= hops || failures < 0 || failures >= hops) {
            throw new IllegalArgumentException("ring must have 0 <= hop < hops and 0 <= failures < hops: hops=" + hops
                    + " hop=" + hop + " failures=" + failures);
        }
    }

    public boolean isMember(int group) {
        int distance = hop - group;
        return (distance < 0 ? distance + hops : distance) <= failures;
    }

    public boolean isTail(int group) {
        return tail(group) == hop;
    }

    public int tail(int group) {
        int tail = group + failures;
        return tail < hops ? tail : tail - hops;
    }

    public boolean isLast() {
        return hop == hops - 1;
    }

    /**
     * Whether commits of {@code group} must go on from here in chain direction without waiting for a timer: the
     * buffer, or in a symmetric chain the group's head, waits for them, and the group's tail is before both because
     * the group wraps around the ring's end.
     */
    public boolean urgentForward(int group) {
        int tail = tail(group);
        return tail < group && hop >= tail && !isLast();
    }

    /** Whether commits of {@code group} must go on from here against chain direction: the gate at the head waits for them (rule 11). */
    public boolean urgentReverse(int group) {
        return group < hop && hop <= tail(group);
    }
}
