package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.HopPlacement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What recovery says to people: one line each, hops numbered from 1. */
final class RecoveryText {
    private RecoveryText() {
    }

    static String failed(Collection<MemberFailure> failures) {
        return failures.isEmpty() ? "finishing a recovery that was begun"
                : "failed: " + failures.stream().map(MemberFailure::server).collect(Collectors.joining(", "));
    }

    /** What is gone for good: the middleboxes whose whole replication group failed. */
    static String lost(ChainRecord record, List<Integer> groups) {
        return "state lost, more than " + record.spec().replicatedFailures() + " of its servers failed: "
                + groups.stream().map(group -> "hop " + (group + 1) + " " + record.spec().hops().get(group).type())
                .collect(Collectors.joining(", "));
    }

    /**
     * What becomes of members that stay, for example "hop 2 monitor on s3 from 1 to 2 threads".
     *
     * @param planned one per hop, or none at all
     */
    static List<String> changes(ChainRecord record, List<HopPlacement> planned) {
        List<String> changes = new ArrayList<>();
        for (int hop = 0; hop < planned.size(); hop++) {
            HopPlacement now = record.path().hops().get(hop);
            HopPlacement then = planned.get(hop);
            if (now.threads() != then.threads() && now.withThreads(then.threads()).equals(then)) {
                changes.add("hop " + (hop + 1) + " " + record.spec().hops().get(hop).type() + " on " + now.server() + " from "
                        + now.threads() + " to " + then.threads() + " threads");
            }
        }
        return changes;
    }

    static String hops(Collection<Integer> hops) {
        return hops.stream().map(hop -> String.valueOf(hop + 1)).collect(Collectors.joining(", "));
    }

    static String why(Answer answer) {
        return answer.error() != null ? answer.error() : "its answer is not that of the member in incarnation "
                + Long.toHexString(answer.reply().incarnation);
    }

    /** @param pairs name, value, name, value, ... */
    static Map<String, Object> fields(Object... pairs) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return fields;
    }
}
