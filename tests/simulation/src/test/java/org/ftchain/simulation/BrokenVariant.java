package org.ftchain.simulation;

import java.util.List;

/** Mistakes that somebody could make, each with the number of seeds within which it must be caught. */
enum BrokenVariant {
    PACKET_DOES_NOT_WAIT(60, hop("if (!replication.coversHere(frame.needs)) {", "if (frame.length < 0) {")),
    LOG_WITHOUT_PACKETS_NEEDS(300,
            batch("for (int i = 0; i < packetNeeds.size(); i++) {", "for (int i = 0; i < 0; i++) {")),
    READS_CARRY_NO_NEEDS(60, replication("1 << batch.named(written) : transaction.onlyReadPartitions();", "1 << batch.named(written) : 0;")),
    NEED_IS_NUMBER_BEFORE(60, replication("needs.add(own, partition, number);", "needs.add(own, partition, number - 1);"),
            receiver("decoder.writtenAfter(0));", "decoder.writtenNumber(0));")),
    FORWARD_BEFORE_APPLY(60, receiver("return hold(group, array, offset, length);", """
            RetainedLogs logs = retained[group.index()];
            if (logs != null) {
                int at = logs.reserve(length);
                System.arraycopy(array, offset, logs.array(), at, length);
                logs.append(at, length, 0);
            }
            return hold(group, array, offset, length);""")),
    MIDDLE_REPLICA_ANNOUNCES_COMMITS(60,
            commits("ring.isTail(group) ? groups[group] : null", "group != ring.hop() ? groups[group] : null")),
    BUFFER_IGNORES_WRAPPING_GROUPS(60, hop("private void hold(HeldFrame frame) {", """
            private void hold(HeldFrame frame) {
                for (int i = frame.needs.size() - 1; i >= 0; i--) {
                    if (replication.ring().tail(frame.needs.group(i)) < frame.needs.group(i)) {
                        frame.needs.remove(i);
                    }
                }""")),
    /** Requests for what is missing alone, as the last log of a burst has no later one that would show the gap. */
    GAP_REQUESTS_ONLY(60, replication("if (hasOutgoing()) {\n            return 0;", "if (nowNs > 0) {\n            return 0;")),
    CHANGED_COMMITS_ONCE(100, hop("replication.told().forgetAll();", ""), receiver("worker.told().forget(group.index());", "")),
    NO_EPOCH_CHECK(200, hop("if (decoder.epoch() != spec.epoch) {", "if (decoder.epoch() < 0) {")),
    SURVIVORS_NOT_BROUGHT_TO_BASE(60,
            bases("boolean behind = max == null || !Arrays.equals(max.get(group), bases[group]);", "boolean behind = max == null;"),
            attempt("if (reply.max == null || !Arrays.equals(reply.max.get(group), bases.bases()[group])) {",
                    "if (reply.max == null) {"),
            new SourcePatch("org.ftchain.agent.recovery.StagedEpoch", "if (!Arrays.equals(max, base)) {", "if (max == null) {")),
    /** With survivors that are ahead brought back to it, nothing would be lost that anybody has seen. */
    SOURCE_IS_TAILMOST_SURVIVOR(100,
            bases("int source = survivors.get(0);", "int source = survivors.get(survivors.size() - 1);"),
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
    LOG_WITHOUT_READ_NUMBERS(300,
            batch("transaction.onlyReadPartitions() & ~(written | read); rest", "0; rest")),
    NO_GATE_AGAINST_CHAIN_DIRECTION(60, hop("if (frame.needs.isEmpty() && buffered.size() == 0) {",
            "if (frame.direction == Direction.REVERSE || frame.needs.isEmpty() && buffered.size() == 0) {")),
    BUFFER_DOES_NOT_WAIT(30, hop("if (frame.needs.isEmpty() && buffered.size() == 0) {",
            "if (frame.direction == Direction.FORWARD || frame.needs.isEmpty() && buffered.size() == 0) {")),
    OPEN_BEFORE_BARRIERS(500, attempt("return fenced && ", "return ")),
    OPEN_WITHOUT_COMPARE_AND_SET(200, new SourcePatch("org.ftchain.app.recovery.RecoveryMachine", "if (!stored) {",
            "if (!stored && next == null) {")),
    PACKET_CHANGED_ON_RERUN(100, new SourcePatch("org.ftchain.agent.replication.Replication", "WINDOW = 1024;", "WINDOW = 2;"),
            SourcePatch.recompiled("org.ftchain.agent.replication.ReplicationWorker"),
            SourcePatch.recompiled("org.ftchain.agent.replication.LogReceiver"),
            runner("undo(ip, undoBytes);\n            release(nowNs);", "release(nowNs);")),
    COMMIT_CONSUMED_AT_BUFFER(60, egress("private void addCommits(boolean forward, int reserved) {", """
            private void addCommits(boolean forward, int reserved) {
                if (forward && isLast()) {
                    return;
                }""")),
    DROPPED_PACKET_LOSES_ITS_LOG(30, runner("log = replication.commit(transaction, frame.needs, nowNs);", """
            if (verdict == Middlebox.DROP) {
                transaction.commit();
            } else {
                log = replication.commit(transaction, frame.needs, nowNs);
            }""")),
    DROPPED_PACKET_LOSES_ITS_MESSAGE(60, hop("frames.free(frame.offset);\n            spare.addLast(frame);\n        }\n        for", """
            frames.free(frame.offset);
            spare.addLast(frame);
            replication.loseOutgoing();
        }
        for"""), replication("public void sentOutgoing(long nowNs) {", """
            public void loseOutgoing() {
                batch.clear();
                for (RetainedLogs logs : retained) {
                    if (logs != null && logs.hasOutgoing()) {
                        logs.clear();
                    }
                }
            }

            public void sentOutgoing(long nowNs) {""")),
    PRUNED_BEFORE_COMMIT(60, new SourcePatch("org.ftchain.agent.replication.RetainedLogs",
            "while (first < next && isCommitted(commits, group)) {", "while (first < unsent) {")),
    SEAL_KEEPS_HELD_LOGS(300, shared("void seal() {\n        held.clear();", "void seal() {"),
            shared("commits.reset(bases);\n        held.clear();", "commits.reset(bases);")),
    HELD_LOGS_UNLOCKED(300, new SourcePatch("org.ftchain.agent.replication.HeldLogs",
            "for (int tries = 0; !LOCKED.compareAndSet(this, false, true); tries++) {", "for (int tries = 0; tries < 0; tries++) {")),
    LOG_GOES_ON_AFTER_LOCKS_WERE_RELEASED(300, runner("replication.closeLog(nowNs);\n        transaction.end();", "transaction.end();")),
    WOUNDED_BATCH_LEAVES_ITS_LOG_OPEN(300,
            runner("replication.closeLog(nowNs);\n        transaction.rerun();", "transaction.rerun();")),
    SEALED_HOP_GOES_ON(300, new SourcePatch("org.ftchain.agent.chain.Hop", "phase = Phase.SEALED;", "")),
    OLDER_EPOCH_PROMISED(400, new SourcePatch("org.ftchain.agent.recovery.HopControl",
            "if (prepare.epoch < lowest) {", "if (prepare.epoch < 0) {")),
    STAGED_EPOCH_IN_FORCE_AT_ONCE(60, new SourcePatch("org.ftchain.agent.recovery.HopControl",
            "staged.put(spec.path, next);", "putInForce(next);")),
    /** Others may come between the look and the lock, and here do. */
    DUPLICATE_CHECK_UNLOCKED(1500, receiver("store.lock(decoder.written(), thread);\n        LogOutcome outcome = check(group);", """
            LogOutcome outcome = check(group);
            store.lock(decoder.written(), thread);""")),
    MAX_BEFORE_APPLY(60, new SourcePatch("org.ftchain.agent.stm.StateStore",
            "for (int i = 0; i < index.count(); i++) {\n            apply(entries, index.get(i));\n        }\n        advance(written);", """
            advance(written);
            interleaving.afterUnlock();
            for (int i = 0; i < index.count(); i++) {
                apply(entries, index.get(i));
            }""")),
    RETAIN_AFTER_UNLOCK(200, replication("if (ring.failures() > 0) {\n                log = log(transaction, needs, nowNs);\n            }\n"
            + "            transaction.commit();", """
            transaction.commit();
            transaction.end();
            if (ring.failures() > 0) {
                log = log(transaction, needs, nowNs);
            }"""), batch("numbers[partition] = store.max(partition);\n                times", "numbers[partition] = store.max(partition) - 1;\n                times")),
    PACKET_CHANGED_ON_RERUN_AFTER_A_WOUND(100, runner("undo(ip, undoBytes);\n            packet.wrap", "packet.wrap")),
    HELD_PACKETS_TAKE_ALL_ROOM(60, new SourcePatch("org.ftchain.agent.chain.HopEnvironment",
            "new HoldBudget(frames.get(worker).maxHeldFrames())", "new HoldBudget(Integer.MAX_VALUE)")),
    MESSAGE_FOR_ANOTHER_HOP_TAKEN(500,
            new SourcePatch("org.ftchain.agent.wire.MessageEncoder", "position, needs) | way,", "position, needs),"),
            new SourcePatch("org.ftchain.agent.wire.MessageDecoder", "head & -1L << 32 | way, last)", "head & -1L << 32, last)")),
    APPLY_SKIPS_NUMBERS(60, receiver("} else if (decoder.writtenNumber(i) > max) {\n                ready = false;",
            "} else if (decoder.writtenNumber(i) > max) {\n                ready = true;")),
    BATCH_COUNTS_AS_ONE_TRANSACTION(60, batch("times[partition]++;", "times[partition] = 1;")),
    BATCH_KEEPS_FIRST_VALUE(60, new SourcePatch("org.ftchain.agent.stm.BatchWrites",
            "System.arraycopy(from, entry.valueAt, bytes, known.valueAt, entry.valueLength);", "")),
    BATCH_MERGES_ACROSS_OTHER_WRITES(60, new SourcePatch("org.ftchain.agent.stm.BatchWrites",
            "last[slot(entry.hash)] = index.count() + 1;", "last[slot(entry.hash)] = last[slot(entry.hash)] == 0 ? index.count() + 1 : last[slot(entry.hash)];"));

    final int seeds;
    final List<SourcePatch> patches;

    BrokenVariant(int seeds, SourcePatch... patches) {
        this.seeds = seeds;
        this.patches = List.of(patches);
    }

    private static SourcePatch hop(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.chain.HopWorker", original, replacement);
    }

    private static SourcePatch runner(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.chain.PacketRunner", original, replacement);
    }

    private static SourcePatch egress(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.chain.HopEgress", original, replacement);
    }

    private static SourcePatch batch(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.replication.BatchLog", original, replacement);
    }

    private static SourcePatch shared(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.replication.Replication", original, replacement);
    }

    private static SourcePatch receiver(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.replication.LogReceiver", original, replacement);
    }

    private static SourcePatch replication(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.replication.ReplicationWorker", original, replacement);
    }

    private static SourcePatch commits(String original, String replacement) {
        return new SourcePatch("org.ftchain.agent.replication.CommitVectors", original, replacement);
    }

    private static SourcePatch bases(String original, String replacement) {
        return new SourcePatch("org.ftchain.app.recovery.BaseSelection", original, replacement);
    }

    private static SourcePatch attempt(String original, String replacement) {
        return new SourcePatch("org.ftchain.app.recovery.Attempt", original, replacement);
    }
}
