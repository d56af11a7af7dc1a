package org.ftchain.agent.stm;

import java.util.random.RandomGenerator;

/** {@link PacketTransaction} of a hop with one thread, which nobody wounds: {@link #begin} also ends the one before. */
public final class StagedTransaction implements Transaction {
    private final PacketTransaction inner;

    public StagedTransaction(StateStore store, RandomGenerator random) {
        inner = new PacketTransaction(store, 0, random);
    }

    /** The head's store has been replaced by a survivor's. */
    public void rebind(StateStore newStore) {
        inner.rebind(newStore);
    }

    public void begin(long nowWallClockMs) {
        inner.end();
        inner.begin(nowWallClockMs);
    }

    /** Partitions written (bit p = partition p). */
    public int writtenPartitions() {
        return inner.writtenPartitions();
    }

    /** Partitions read and not written. */
    public int onlyReadPartitions() {
        return inner.onlyReadPartitions();
    }

    public byte[] entries() {
        return inner.entries();
    }

    public int entriesLength() {
        return inner.entriesLength();
    }

    /** Applies the staged writes and advances the numbers of the partitions written. */
    public void commit() {
        inner.startCommit();
        inner.commit();
    }

    @Override
    public boolean get(int map, byte[] key, byte[] value) {
        return inner.get(map, key, value);
    }

    @Override
    public void put(int map, byte[] key, byte[] value) {
        inner.put(map, key, value);
    }

    @Override
    public void delete(int map, byte[] key) {
        inner.delete(map, key);
    }

    @Override
    public int get(int map, byte[] key, int keyLength, byte[] value) {
        return inner.get(map, key, keyLength, value);
    }

    @Override
    public void put(int map, byte[] key, int keyLength, byte[] value, int valueLength) {
        inner.put(map, key, keyLength, value, valueLength);
    }

    @Override
    public void delete(int map, byte[] key, int keyLength) {
        inner.delete(map, key, keyLength);
    }

    @Override
    public void add(int map, byte[] key, long first, long second) {
        inner.add(map, key, first, second);
    }

    @Override
    public int size(int map) {
        return inner.size(map);
    }

    @Override
    public void scan(int map, int partition, EntryVisitor visitor) {
        inner.scan(map, partition, visitor);
    }

    @Override
    public int thread() {
        return inner.thread();
    }

    @Override
    public long wallClockMs() {
        return inner.wallClockMs();
    }

    @Override
    public int random(int bound) {
        return inner.random(bound);
    }
}
