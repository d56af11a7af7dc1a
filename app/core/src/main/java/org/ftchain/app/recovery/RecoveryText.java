package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainRecord;

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
