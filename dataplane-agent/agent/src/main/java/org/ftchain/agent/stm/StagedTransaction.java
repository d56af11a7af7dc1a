package org.ftchain.agent.stm;

import org.ftchain.agent.wire.MessageFormat;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The transaction of the head's worker thread. Writes are staged in the encoding that a log carries; {@link #commit}
 * applies them to the store at once, {@link #begin} discards what was not committed. With one worker thread per agent
 * transactions do not overlap, so nothing is locked here.
 */
public final class StagedTransaction implements Transaction {
    private final RandomGenerator random;
    private StateStore store;
    private byte[] entries = new byte[256];
    private int length;
    private int readPartitions;
    private int writtenPartitions;
    private long wallClockMs;

    public StagedTransaction(StateStore store, RandomGenerator random) {
        this.store = store;
        this.random = random;
    }

    /** The head's store has been replaced by a survivor's. */
    public void rebind(StateStore newStore) {
        store = newStore;
        begin(0);
    }

    public void begin(long nowWallClockMs) {
        length = 0;
        readPartitions = 0;
        writtenPartitions = 0;
        wallClockMs = nowWallClockMs;
    }

    @Override
    public boolean get(int map, byte[] key, byte[] value) {
        StateMapSpec spec = spec(map, key);
        if (value.length != spec.valueBytes()) {
            throw new IllegalArgumentException("value must be " + spec.valueBytes() + " bytes: " + value.length);
        }
        long hash = StateStore.hash(map, key, 0, key.length);
        int bit = 1 << StateStore.partitionOf(hash);
        readPartitions |= bit;
        if ((writtenPartitions & bit) != 0) {
            int at = lastStaged(map, key);
            if (at >= 0) {
                if (entries[at + 1] == MessageFormat.OPERATION_DELETE) {
                    return false;
                }
                System.arraycopy(entries, at + 2 + key.length, value, 0, value.length);
                return true;
            }
        }
        return store.get(map, hash, key, value);
    }

    @Override
    public void put(int map, byte[] key, byte[] value) {
        StateMapSpec spec = spec(map, key);
        if (value.length != spec.valueBytes()) {
            throw new IllegalArgumentException("value must be " + spec.valueBytes() + " bytes: " + value.length);
        }
        stage(map, MessageFormat.OPERATION_PUT, key);
        System.arraycopy(value, 0, entries, length, value.length);
        length += value.length;
    }

    @Override
    public void delete(int map, byte[] key) {
        spec(map, key);
        stage(map, MessageFormat.OPERATION_DELETE, key);
    }

    @Override
    public long wallClockMs() {
        return wallClockMs;
    }

    @Override
    public int random(int bound) {
        return random.nextInt(bound);
    }

    private StateMapSpec spec(int map, byte[] key) {
        StateMapSpec spec = store.specs().get(map);
        if (key.length != spec.keyBytes()) {
            throw new IllegalArgumentException("key of map " + spec.name() + " must be " + spec.keyBytes() + " bytes: "
                    + key.length);
        }
        return spec;
    }

    private void stage(int map, int operation, byte[] key) {
        int most = 2 + key.length + store.specs().get(map).valueBytes();
        if (length + most > entries.length) {
            entries = Arrays.copyOf(entries, Math.max(entries.length * 2, length + most));
        }
        writtenPartitions |= 1 << StateStore.partitionOf(StateStore.hash(map, key, 0, key.length));
        entries[length] = (byte) map;
        entries[length + 1] = (byte) operation;
        System.arraycopy(key, 0, entries, length + 2, key.length);
        length += 2 + key.length;
    }

    /** Position of the last staged entry of {@code key}, or -1. A transaction stages few entries. */
    private int lastStaged(int map, byte[] key) {
        int found = -1;
        int at = 0;
        while (at < length) {
            StateMapSpec spec = store.specs().get(entries[at]);
            if (entries[at] == map && Arrays.equals(entries, at + 2, at + 2 + key.length, key, 0, key.length)) {
                found = at;
            }
            at += 2 + spec.keyBytes() + (entries[at + 1] == MessageFormat.OPERATION_PUT ? spec.valueBytes() : 0);
        }
        return found;
    }

    /** Partitions written (bit p = partition p). */
    public int writtenPartitions() {
        return writtenPartitions;
    }

    /** Partitions read and not written. */
    public int onlyReadPartitions() {
        return readPartitions & ~writtenPartitions;
    }

    public byte[] entries() {
        return entries;
    }

    public int entriesLength() {
        return length;
    }

    /** Applies the staged writes and advances the numbers of the partitions written. */
    public void commit() {
        store.apply(entries, 0, length, writtenPartitions);
    }
}
