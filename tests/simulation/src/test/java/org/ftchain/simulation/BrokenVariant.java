package org.ftchain.simulation;

import java.util.List;

/** Mistakes that somebody could make, each with the number of seeds within which it must be caught. */
enum BrokenVariant {
    PACKET_DOES_NOT_WAIT(60, hop("if (!replication.coversHere(frame.needs)) {", "if (frame.length < 0) {")),
    LOG_WITHOUT_PACKETS_NEEDS(300, replication("for (int i = 0; i < needs.size(); i++) {\n            encoder.addNeed(",
            "for (int i = 0; i < 0; i++) {\n            encoder.addNeed(")),
    READS_CARRY_NO_NEEDS(60, replication("for (int rest = written | read; rest", "for (int rest = written; rest")),
    NEED_IS_NUMBER_BEFORE(60, replication("needs.add(own.index, partition, number);",
            "needs.add(own.index, partition, number - 1);")),
    FORWARD_BEFORE_APPLY(60, replication("private static LogOutcome hold(", "private LogOutcome hold("),
            replication("group.held.add(received);", """
            group.held.add(received);
            groups[group.index].retained.addLast(received);
            outgoing.addLast(received);""")),
    MIDDLE_REPLICA_ANNOUNCES_COMMITS(60,
            replication("outgoing.addLast(piggybackLog);\n        }\n    }\n\n    private void applyHeld",
                    "outgoing.addLast(piggybackLog);\n            announceTail(group, piggybackLog.written, nowNs);\n"
                            + "        }\n    }\n\n    private void applyHeld"),
            replication("if (ring.isTail(group.index)) {\n            for (int rest = partitions",
                    "if (group.index != ring.hop()) {\n            for (int rest = partitions")),
    BUFFER_IGNORES_WRAPPING_GROUPS(60, hop("private void hold(HeldFrame frame) {", """
            private void hold(HeldFrame frame) {
                for (int i = frame.needs.size() - 1; i >= 0; i--) {
                    if (replication.ring().tail(frame.needs.group(i)) < frame.needs.group(i)) {
                        frame.needs.remove(i);
                    }
                }""")),
    NOTHING_IS_RESENT(60, replication("if (!outgoing.isEmpty()) {\n            return 0;", "if (nowNs > 0) {\n            return 0;")),
    CHANGED_COMMITS_ONCE(100, hop("replication.commits().markAllUnsent();", ""),
            replication("commits.markUnsent(group.index);", "")),
    NO_EPOCH_CHECK(6000, hop("if (decoder.epoch() != spec.epoch) {", "if (decoder.epoch() < 0) {")),
    SURVIVORS_NOT_BROUGHT_TO_BASE(60,
            bases("boolean behind = max == null || !Arrays.equals(max.get(group), bases[group]);", "boolean behind = max == null;"),
            attempt("if (reply.max == null || !Arrays.equals(reply.max.get(group), bases.bases()[group])) {",
                    "if (reply.max == null) {"),
            new SourcePatch("org.ftchain.agent.recovery.StagedEpoch", "if (!Arrays.equals(max, base)) {", "if (max == null) {")),
    SOURCE_IS_TAILMOST_SURVIVOR(100,
            bases("sources[group] = NOBODY;", "sources[group] = NOBODY;\n        java.util.Collections.reverse(survivors);"),
            bases("survivors.stream().allMatch(other -> covers(max, maxByHop.get(other).get(group)))", "max != null"),
            bases("boolean behind = max == null || !Arrays.equals(max.get(group), bases[group]);", "boolean behind = max == null;"),
            attempt("if (reply.max == null || !Arrays.equals(reply.max.get(group), bases.bases()[group])) {",
                    "if (reply.max == null) {"),
            new SourcePatch("org.ftchain.agent.recovery.StagedEpoch", "if (!Arrays.equals(max, base)) {", "if (max == null) {")),
    EMPTY_AGENT_IS_SURVIVOR(400,
            new SourcePatch("org.ftchain.app.recovery.Answer", "return ok() && reply.incarnation == member.incarnation();",
                    "return ok();"),
            new SourcePatch("org.ftchain.agent.recovery.HopControl", "return notHere(prepare);", """
                    Map<Integer, long[]> zero = new HashMap<>();
                    for (int group = 0; group < 16; group++) {
                        zero.put(group, new long[HopSpec.PARTITIONS]);
                    }
                    return Reply.max(prepare.id, incarnation, prepare.openedEpoch, zero);""")),
    LOG_WITHOUT_READ_NUMBERS(300, replication("for (int rest = transaction.onlyReadPartitions(); rest", "for (int rest = 0; rest")),
    NO_GATE_AGAINST_CHAIN_DIRECTION(60, hop("private void hold(HeldFrame frame) {\n        if (frame.needs.isEmpty()) {",
            "private void hold(HeldFrame frame) {\n        if (frame.needs.isEmpty() || frame.direction == Direction.REVERSE) {")),
    BUFFER_DOES_NOT_WAIT(30, hop("private void hold(HeldFrame frame) {\n        if (frame.needs.isEmpty()) {",
            "private void hold(HeldFrame frame) {\n        if (frame.direction == Direction.FORWARD || frame.needs.isEmpty()) {")),
    OPEN_BEFORE_BARRIERS(500, attempt("return fenced && ", "return ")),
    OPEN_WITHOUT_COMPARE_AND_SET(200, new SourcePatch("org.ftchain.app.recovery.RecoveryMachine", "if (!stored) {",
            "if (!stored && next == null) {")),
    PACKET_CHANGED_ON_RERUN(100, replication("WINDOW = 1024;", "WINDOW = 2;"),
            hop("MemorySegment.copy(undo, 0, segment, ValueLayout.JAVA_BYTE, ip, undoBytes);", "")),
    COMMIT_CONSUMED_AT_BUFFER(60, egress("private void addUnsent(int group, boolean forward) {", """
            private void addUnsent(int group, boolean forward) {
                if (forward && isLast()) {
                    return;
                }""")),
    DROPPED_PACKET_LOSES_ITS_LOG(30, hop("replication.commit(transaction, frame.needs, nowNs);", """
            if (verdict == Middlebox.DROP) {
                transaction.commit();
            } else {
                replication.commit(transaction, frame.needs, nowNs);
            }""")),
    PRUNED_BEFORE_COMMIT(60, replication("outgoing.removeFirst().sentNs = nowNs;", """
            PiggybackLog sent = outgoing.removeFirst();
            for (Group group : groups) {
                if (group != null) {
                    group.retained.remove(sent);
                }
            }""")),
    SEAL_KEEPS_HELD_LOGS(300, replication("group.held.clear();", "")),
    SEALED_HOP_GOES_ON(300, hop("phase = Phase.SEALED;", "")),
    OLDER_EPOCH_PROMISED(6000, new SourcePatch("org.ftchain.agent.recovery.HopControl",
            "if (prepare.epoch < lowest) {", "if (prepare.epoch < 0) {")),
    APPLY_SKIPS_NUMBERS(60, replication("if (group.store.max(decoder.partition()) != decoder.numberValue()) {",
            "if (group.store.max(decoder.partition()) > decoder.numberValue()) {"));

    final int seeds;
    final List<SourcePatch> patches;

    BrokenVariant(int seeds, SourcePatch... patches) {
        this.seeds = seeds;
        this.patches = List.of(patches);
    }

    private static SourcePatch hop(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.chain.Hop", original, replacement);
    }

    private static SourcePatch egress(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.chain.HopEgress", original, replacement);
    }

    private static SourcePatch replication(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.replication.Replication", original, replacement);
    }

    private static SourcePatch bases(String original, String replacement) {
        return new SourcePatch("org.ftchain.app.recovery.BaseSelection", original, replacement);
    }

    private static SourcePatch attempt(String original, String replacement) {
        return new SourcePatch("org.ftchain.app.recovery.Attempt", original, replacement);
    }
}
