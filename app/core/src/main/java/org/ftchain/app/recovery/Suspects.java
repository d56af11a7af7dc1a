package org.ftchain.app.recovery;

import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Members that a recovery has given up, and agents that say no. */
final class Suspects {
    private final Set<MemberFailure> failed = new LinkedHashSet<>();
    /** Those of the failed that only did not do what they were asked. */
    private final Set<MemberFailure> silent = new HashSet<>();
    private final Map<String, Integer> refusals = new HashMap<>();

    /** @return whether this is news */
    boolean add(MemberFailure failure) {
        silent.remove(failure);
        return failed.add(failure);
    }

    void addAll(Collection<MemberFailure> failures) {
        failures.forEach(this::add);
    }

    /** A member that does not do what it is asked, and that nobody else takes for failed. */
    void addSilent(MemberFailure failure) {
        if (failed.add(failure)) {
            silent.add(failure);
        }
    }

    /** Those that only were silent are asked again. */
    void pardonSilent() {
        failed.removeAll(silent);
        silent.forEach(failure -> refusals.remove(failure.server()));
        silent.clear();
    }

    /** A member is well after all. A server in another incarnation is no member and needs no pardon. */
    void pardon(String server, long incarnation) {
        failed.remove(MemberFailure.of(server, incarnation, 0, 0));
        silent.remove(MemberFailure.of(server, incarnation, 0, 0));
        refusals.remove(server);
    }

    Set<MemberFailure> failed() {
        return failed;
    }

    boolean hasFailed(HopPlacement member) {
        return failed.contains(MemberFailure.of(member.server(), member.incarnation(), 0, 0));
    }

    /** Indices of the hops whose members have failed. */
    Set<Integer> failedHops(PathRecord path) {
        Set<Integer> hops = new TreeSet<>();
        for (int hop = 0; hop < path.hops().size(); hop++) {
            if (hasFailed(path.hops().get(hop))) {
                hops.add(hop);
            }
        }
        return hops;
    }

    /** Whether one of these hops is the failed member. */
    static boolean concerns(MemberFailure failure, List<HopPlacement> hops) {
        return hops != null && hops.stream().anyMatch(hop -> hop.server().equals(failure.server())
                && hop.incarnation() == failure.incarnation());
    }

    /** How many times in this recovery an agent that is well has said no, this time included. */
    int refused(String server) {
        return refusals.merge(server, 1, Integer::sum);
    }
}
