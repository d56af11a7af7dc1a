package org.ftchain.agent.stm;

import org.ftchain.agent.packet.Direction;

import java.util.random.RandomGenerator;

/**
 * The transactions that one worker thread runs at the head, one after another: {@link #begin}, the middlebox,
 * {@link #startCommit}, {@link #commit}, {@link #end}; and {@link #rerun} after a wound. Writes are staged in the encoding
 * that a log carries. A read locks its partition shared, a write exclusively, until the end; the first read or write of
 * a wounded transaction throws {@link TransactionWounded}.
 */
public final class PacketTransaction implements Transaction {
    private final RandomGenerator random;
    private final int thread;
    private final StagedWrites staged = new StagedWrites();
    private final StagedView view = new StagedView(staged);
    private final StagedOutputs outputs;
    private StateStore store;
    /** Null where one thread works. */
    private TwoPhaseLocker locker;
    private int readPartitions;
    private int writtenPartitions;
    private boolean committing;
    private boolean scanning;
    private long wallClockMs;
    private long earlierWounds;

    /** @param outputs receives what the transaction lets out; the caller clears it before each run */
    public PacketTransaction(StateStore store, int thread, RandomGenerator random, StagedOutputs outputs) {
        this.outputs = outputs;
        this.thread = thread;
        this.random = random;
        this.store = store;
        this.locker = store.newLocker(thread);
    }

    /** The head's store has been replaced by a survivor's; no transaction runs. */
    public void rebind(StateStore newStore) {
        end();
        earlierWounds = wounds();
        store = newStore;
        locker = newStore.newLocker(thread);
        discard();
    }

    // ---- life

    /** A new transaction under a new timestamp. */
    public void begin(long nowWallClockMs) {
        if (locker != null) {
            locker.begin();
        }
        discard();
        wallClockMs = nowWallClockMs;
    }

    /** The wounded transaction from the start, under its timestamp: releases the locks, discards what is staged. */
    public void rerun() {
        discard();
        if (locker != null) {
            locker.rerun();
        }
    }

    private void discard() {
        staged.clear();
        readPartitions = 0;
        writtenPartitions = 0;
        committing = false;
        scanning = false;
    }

    /**
     * After the middlebox has returned. True: the transaction has all its locks and can no longer be wounded. False: it
     * has been wounded; the caller undoes the packet's changes and calls {@link #rerun} or {@link #end}.
     */
    public boolean startCommit() {
        committing = locker == null || locker.startCommit();
        return committing;
    }

    /** Applies the staged writes and advances the numbers of the partitions written. The locks stay until {@link #end}. */
    public void commit() {
        if (!committing) {
            throw new IllegalStateException("a transaction must start its commit before: thread=" + thread);
        }
        store.apply(staged.bytes(), staged.index(), writtenPartitions);
    }

    /** Releases all locks, also those kept. Without a {@link #commit} before, nothing has happened. */
    public void end() {
        committing = false;
        if (locker != null) {
            locker.end();
        }
    }

    /**
     * As {@link #end}, but leaves the locks to the next transaction, if there are any and nobody wants them; false when
     * that may not be and nothing has happened. What these transactions have written may go into one log, with nothing that
     * is written after their locks were released.
     */
    public boolean endKeepingLocks() {
        if (locker != null) {
            if (!locker.mayKeep()) {
                return false;
            }
            locker.keep();
        }
        committing = false;
        return true;
    }

    /** Partitions written (bit p = partition p). */
    public int writtenPartitions() {
        return writtenPartitions;
    }

    /** Partitions read and not written. */
    public int onlyReadPartitions() {
        return readPartitions & ~writtenPartitions;
    }

    StagedWrites staged() {
        return staged;
    }

    /** What is staged, for a log; valid until the next {@link #begin}. */
    public byte[] entries() {
        return staged.bytes();
    }

    public int entriesLength() {
        return staged.length();
    }

    /** How often a transaction of this thread was wounded. */
    public long wounds() {
        return earlierWounds + (locker == null ? 0 : locker.wounds());
    }

    private void read(int partition) {
        if (locker != null) {
            locker.lockShared(partition);
        }
        readPartitions |= 1 << partition;
    }

    private void write(int partition) {
        if (locker != null) {
            locker.lockExclusive(partition);
        }
        writtenPartitions |= 1 << partition;
    }

    private boolean isWritten(int partition) {
        return (writtenPartitions & 1 << partition) != 0;
    }

    // ---- fixed maps

    @Override
    public boolean get(int map, byte[] key, byte[] value) {
        StateMapSpec spec = fixed(map, key);
        requireValue(spec, value);
        long hash = StateStore.hash(map, key, 0, key.length);
        int partition = StateStore.partitionOf(hash);
        read(partition);
        return isWritten(partition) ? view.get(store, map, hash, key, value) : store.get(map, hash, key, value);
    }

    @Override
    public void put(int map, byte[] key, byte[] value) {
        StateMapSpec spec = fixed(map, key);
        requireValue(spec, value);
        long hash = StateStore.hash(map, key, 0, key.length);
        write(StateStore.partitionOf(hash));
        staged.put(spec, map, hash, key, key.length, value, value.length);
    }

    @Override
    public void delete(int map, byte[] key) {
        StateMapSpec spec = fixed(map, key);
        long hash = StateStore.hash(map, key, 0, key.length);
        write(StateStore.partitionOf(hash));
        staged.delete(spec, map, hash, key, key.length);
    }

    @Override
    public void add(int map, byte[] key, long first, long second) {
        StateMapSpec spec = fixed(map, key);
        if (!spec.isCounter() || second != 0 && spec.valueBytes() == Long.BYTES) {
            throw new IllegalArgumentException("values of map " + spec.name() + " must have a number for each that is added: "
                    + spec.valueBytes() + " bytes");
        }
        long hash = StateStore.hash(map, key, 0, key.length);
        write(StateStore.partitionOf(hash));
        staged.add(spec, map, hash, key, first, second);
    }

    private StateMapSpec fixed(int map, byte[] key) {
        StateMapSpec spec = store.spec(map);
        if (spec.variable() || key.length != spec.keyBytes()) {
            throw new IllegalArgumentException("key must be of the size of map " + spec + ": " + key.length);
        }
        return spec;
    }

    private static void requireValue(StateMapSpec spec, byte[] value) {
        if (value.length != spec.valueBytes()) {
            throw new IllegalArgumentException("value must be of the size of map " + spec + ": " + value.length);
        }
    }

    // ---- variable maps

    @Override
    public int get(int map, byte[] key, int keyLength, byte[] value) {
        StateMapSpec spec = variable(map, key, keyLength);
        if (value.length < spec.valueBytes()) {
            throw new IllegalArgumentException("value must have room for the longest of map " + spec + ": " + value.length);
        }
        long hash = StateStore.hash(map, key, 0, keyLength);
        int partition = StateStore.partitionOf(hash);
        read(partition);
        if (isWritten(partition)) {
            return view.get(store, map, hash, key, keyLength, value);
        }
        byte[] row = store.row(map, hash, key, 0, keyLength);
        return row == null ? -1 : VariableTable.copyValue(row, value);
    }

    @Override
    public void put(int map, byte[] key, int keyLength, byte[] value, int valueLength) {
        StateMapSpec spec = variable(map, key, keyLength);
        if (valueLength < 0 || valueLength > spec.valueBytes() || valueLength > value.length) {
            throw new IllegalArgumentException("value must be within the sizes of map " + spec + ": " + valueLength);
        }
        long hash = StateStore.hash(map, key, 0, keyLength);
        write(StateStore.partitionOf(hash));
        staged.put(spec, map, hash, key, keyLength, value, valueLength);
    }

    @Override
    public void delete(int map, byte[] key, int keyLength) {
        StateMapSpec spec = variable(map, key, keyLength);
        long hash = StateStore.hash(map, key, 0, keyLength);
        write(StateStore.partitionOf(hash));
        staged.delete(spec, map, hash, key, keyLength);
    }

    private StateMapSpec variable(int map, byte[] key, int keyLength) {
        StateMapSpec spec = store.spec(map);
        if (!spec.variable() || keyLength < 1 || keyLength > spec.keyBytes() || keyLength > key.length) {
            throw new IllegalArgumentException("key must be within the sizes of map " + spec + ": " + keyLength);
        }
        return spec;
    }

    // ---- all of a map

    @Override
    public int size(int map) {
        for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
            read(partition);
        }
        return view.size(store, map);
    }

    @Override
    public void scan(int map, int partition, EntryVisitor visitor) {
        if (scanning) {
            throw new IllegalStateException("a scan must not be called inside a scan: map=" + map);
        }
        if (partition < 0 || partition >= StateStore.PARTITIONS) {
            throw new IllegalArgumentException("partition must be 0.." + (StateStore.PARTITIONS - 1) + ": " + partition);
        }
        read(partition);
        scanning = true;
        try {
            view.scan(store, map, partition, visitor);
        } finally {
            scanning = false;
        }
    }

    // ---- outputs

    @Override
    public void emit(Direction direction, byte[] packet, int length) {
        outputs.emit(direction, packet, length);
    }

    @Override
    public void replacePacket(byte[] packet, int length) {
        outputs.replace(packet, length);
    }

    @Override
    public int maxPacketBytes() {
        return outputs.maxPacketBytes();
    }

    // ---- surroundings

    @Override
    public int thread() {
        return thread;
    }

    @Override
    public long wallClockMs() {
        return wallClockMs;
    }

    @Override
    public int random(int bound) {
        return random.nextInt(bound);
    }
}
