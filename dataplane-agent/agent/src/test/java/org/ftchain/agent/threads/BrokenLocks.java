package org.ftchain.agent.threads;

import org.ftchain.agent.runtime.SpscQueueModel;

import java.util.ArrayList;
import java.util.List;

/** Mistakes that somebody could make where threads meet; the model checker must find each. */
enum BrokenLocks {
    READER_ENTERS_BESIDE_WRITER(TransactionModel.class, "stm.PartitionLocks",
            "if (word >>> EXCLUSIVE_SHIFT != 0) {", "if (word >>> EXCLUSIVE_SHIFT < 0) {"),
    WRITER_ENTERS_BESIDE_READERS(TransactionModel.class, "stm.PartitionLocks",
            "return (word & ~(1L << thread)) == 0", "return word >>> EXCLUSIVE_SHIFT == 0"),
    WOUND_IGNORED(TransactionModel.class, "stm.TwoPhaseLocker",
            "if (clock.isWounded(thread)) {", "if (clock.isWounded(thread) && timestamp < 0) {"),
    NOBODY_WOUNDED(TransactionModel.class, "stm.TwoPhaseLocker", "clock.wound(holder, other);", ""),
    UPGRADE_RELEASES_BETWEEN(TransactionModel.class, "stm.TwoPhaseLocker",
            "lock(partition, true);\n            shared &= ~bit;", """
            if ((shared & bit) != 0) {
                locks.unlockShared(partition, thread);
                shared &= ~bit;
            }
            lock(partition, true);"""),
    RERUN_KEEPS_LOCKS(TransactionModel.class, "stm.TwoPhaseLocker",
            "void rerun() {\n        release();", "void rerun() {"),
    UNLOCKED_BEFORE_COMMIT(TransactionModel.class, "stm.PacketTransaction",
            "if (!committing) {", """
            if (locker != null) {
                locker.end();
            }
            if (!committing) {"""),
    DUPLICATE_CHECKED_BEFORE_LOCK(ReplicationModel.class, "replication.LogReceiver",
            "store.lock(decoder.written(), thread);\n        LogOutcome outcome = check(group);",
            "LogOutcome outcome = check(group);\n        store.lock(decoder.written(), thread);"),
    LOG_APPLIED_UNLOCKED(ReplicationModel.class, "replication.LogReceiver",
            "store.lock(decoder.written(), thread);\n        LogOutcome outcome = check(group);",
            "LogOutcome outcome = check(group);", "store.unlock(decoder.written(), thread);", ""),
    KEPT_LOCKS_GIVEN_TO_THE_NEXT_UNDER_NO_TIMESTAMP(TransactionModel.class, "stm.TwoPhaseLocker",
            "kept = true;\n        clock.activate(thread, timestamp);", "kept = true;\n        clock.deactivate(thread);"),
    ENTRY_AFTER_TAIL(SpscQueueModel.class, "runtime.SpscQueue",
            "entries[(int) tail & mask] = entry;\n        LONGS.setRelease(positions, TAIL, tail + 1);",
            "LONGS.setRelease(positions, TAIL, tail + 1);\n        entries[(int) tail & mask] = entry;"),
    SLOT_FREED_BEFORE_READ(SpscQueueModel.class, "runtime.SpscQueue",
            "long entry = entries[(int) head & mask];\n        LONGS.setRelease(positions, HEAD, head + 1);",
            "LONGS.setRelease(positions, HEAD, head + 1);\n        long entry = entries[(int) head & mask];"),
    MAX_BEFORE_APPLY(ReplicationModel.class, "stm.StateStore", "advanceTo(written, after);", "",
            "public void apply(byte[] entries, EntryIndex index, int written, long[] after) {",
            "public void apply(byte[] entries, EntryIndex index, int written, long[] after) {\n        advanceTo(written, after);");

    final Class<?> model;
    final String type;
    private final List<String> texts;

    /** @param texts pairs of what is in the source exactly once, and what takes its place */
    BrokenLocks(Class<?> model, String type, String... texts) {
        this.model = model;
        this.type = "org.ftchain.agent." + type;
        this.texts = List.of(texts);
    }

    String applyTo(String source) {
        String result = source;
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < texts.size(); i += 2) {
            int at = result.indexOf(texts.get(i));
            if (at < 0 || result.indexOf(texts.get(i), at + 1) >= 0) {
                errors.add(texts.get(i));
            }
            result = result.replace(texts.get(i), texts.get(i + 1));
        }
        if (!errors.isEmpty()) {
            throw new AssertionError(this + ": must be in " + type + " exactly once: " + errors);
        }
        return result;
    }
}
