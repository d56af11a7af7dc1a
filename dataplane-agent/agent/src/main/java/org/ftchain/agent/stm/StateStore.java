package org.ftchain.agent.stm;

import org.ftchain.agent.wire.MessageFormat;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * The state of one middlebox at one member of its group: its maps, split into {@link #PARTITIONS} partitions, and the
 * number of writing transactions of every partition (MAX, rule 2). State and numbers change together, in {@link #apply}.
 *
 * <p>Partition of a key: the top 5 bits of its {@link KeyHash}, the same everywhere.
 *
 * <p>A store of one thread has plain fields. A store of several has a lock per partition: transactions take them as
 * {@link TwoPhaseLocker} says, the application of a log by {@link #lock}. One store has either transactions (at the head)
 * or logs (at a replica), never both at a time. What reads or writes a whole store needs it at rest.
 */
public final class StateStore {
    public static final int PARTITIONS = 32;
    private static final VarHandle WORDS = PartitionLocks.WORDS;

    private final List<StateMapSpec> specs;
    private final StateMapSpec[] specArray;
    /** Per map and partition one table, fixed or variable; the other array has null for the map. */
    private final PartitionTable[][] fixedTables;
    private final VariableTable[][] variableTables;
    /** MAX per partition; of a shared store with the locks in between ({@link PartitionLocks#newWords}). */
    private final long[] words;
    private final PartitionLocks locks;
    private final TransactionClock clock;
    private final Interleaving interleaving;
    private final int threads;

    /** A store of one thread. */
    public StateStore(List<StateMapSpec> specs) {
        this(specs, 1, Interleaving.NONE);
    }

    /** @param threads 1..16; 0..threads-1 are the threads that transactions and logs name */
    public StateStore(List<StateMapSpec> specs, int threads, Interleaving interleaving) {
        if (specs.size() > EntryFormat.MAX_MAPS) {
            throw new IllegalArgumentException("maps must be at most " + EntryFormat.MAX_MAPS + ": " + specs.size());
        }
        if (threads < 1 || threads > PartitionLocks.MAX_THREADS) {
            throw new IllegalArgumentException("threads must be 1.." + PartitionLocks.MAX_THREADS + ": " + threads);
        }
        this.specs = List.copyOf(specs);
        this.specArray = specs.toArray(new StateMapSpec[0]);
        this.threads = threads;
        this.interleaving = interleaving;
        boolean shared = threads > 1;
        this.words = shared ? PartitionLocks.newWords(PARTITIONS) : new long[PARTITIONS];
        this.locks = shared ? new PartitionLocks(words) : null;
        this.clock = shared ? new TransactionClock(threads) : null;
        this.fixedTables = new PartitionTable[specArray.length][];
        this.variableTables = new VariableTable[specArray.length][];
        for (int map = 0; map < specArray.length; map++) {
            StateMapSpec spec = specArray[map];
            if (spec.variable()) {
                variableTables[map] = new VariableTable[PARTITIONS];
                Arrays.setAll(variableTables[map], partition -> new VariableTable());
            } else {
                fixedTables[map] = new PartitionTable[PARTITIONS];
                Arrays.setAll(fixedTables[map],
                        partition -> new PartitionTable(spec.keyBytes(), spec.valueBytes(), shared));
            }
        }
    }

    public List<StateMapSpec> specs() {
        return specs;
    }

    public boolean isShared() {
        return locks != null;
    }

    StateMapSpec spec(int map) {
        return specArray[map];
    }

    /** The locks of one thread's transactions, or null where there is only one thread. */
    TwoPhaseLocker newLocker(int thread) {
        if (thread < 0 || thread >= threads) {
            throw new IllegalArgumentException("thread must be 0.." + (threads - 1) + ": " + thread);
        }
        return isShared() ? new TwoPhaseLocker(locks, clock, interleaving, thread) : null;
    }

    // ---- numbers

    /**
     * MAX of a partition. An acquire that pairs with the release in {@link #apply}: what the transactions up to it have
     * written is there.
     */
    public long max(int partition) {
        return isShared() ? (long) WORDS.getAcquire(words, maxAt(partition)) : words[partition];
    }

    private int maxAt(int partition) {
        return isShared() ? PartitionLocks.at(partition, PartitionLocks.MAX) : partition;
    }

    /** long[PARTITIONS]. */
    public long[] maxCopy() {
        long[] copy = new long[PARTITIONS];
        Arrays.setAll(copy, this::max);
        return copy;
    }

    void setMax(int partition, long number) {
        words[maxAt(partition)] = number;
    }

    // ---- entries

    /** {@link KeyHash}. */
    public static long hash(int map, byte[] key, int at, int length) {
        return KeyHash.of(map, key, at, length);
    }

    public static int partitionOf(long hash) {
        return (int) (hash >>> 59);
    }

    private static int tableHash(long hash) {
        return (int) hash | 0x40000000;
    }

    PartitionTable fixedTable(int map, int partition) {
        return fixedTables[map][partition];
    }

    VariableTable variableTable(int map, int partition) {
        return variableTables[map][partition];
    }

    /** Fixed maps: copies the value into {@code value}; false when there is none. */
    boolean get(int map, long hash, byte[] key, byte[] value) {
        PartitionTable table = fixedTables[map][partitionOf(hash)];
        int at = table.find(key, 0, tableHash(hash));
        if (at < 0) {
            return false;
        }
        System.arraycopy(table.array(), at, value, 0, value.length);
        return true;
    }

    /** Variable maps: the row of the key ({@link VariableTable}), or null. */
    byte[] row(int map, long hash, byte[] key, int keyAt, int keyLength) {
        return variableTables[map][partitionOf(hash)].find(key, keyAt, keyLength, tableHash(hash));
    }

    boolean contains(int map, long hash, byte[] key, int keyAt, int keyLength) {
        return specArray[map].variable() ? row(map, hash, key, keyAt, keyLength) != null
                : fixedTables[map][partitionOf(hash)].find(key, keyAt, tableHash(hash)) >= 0;
    }

    void put(int map, long hash, byte[] key, int keyAt, int keyLength, byte[] value, int valueAt, int valueLength) {
        if (specArray[map].variable()) {
            variableTables[map][partitionOf(hash)].put(key, keyAt, keyLength, tableHash(hash), value, valueAt, valueLength);
        } else {
            fixedTables[map][partitionOf(hash)].put(key, keyAt, tableHash(hash), value, valueAt);
        }
    }

    // ---- transactions and logs

    /**
     * True when {@code entries} are well-formed and lie in the partitions of {@code written} (bit p = partition p) only.
     * Any bytes will do.
     *
     * @param index receives them, for {@link #apply}
     */
    public boolean accepts(byte[] entries, int offset, int length, int written, EntryIndex index) {
        index.clear();
        if (offset < 0 || length < 0 || length > entries.length - offset) {
            return false;
        }
        int at = offset;
        int end = offset + length;
        while (at < end) {
            Entry entry = index.add();
            at = EntryFormat.read(specArray, entries, at, end, entry);
            if (at < 0) {
                return false;
            }
            entry.hash = hash(entry.map, entries, entry.keyAt, entry.keyLength);
            if ((written & 1 << partitionOf(entry.hash)) == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Applies the entries of one transaction, which {@link #accepts} has let through and indexed, and then advances the
     * numbers of the partitions in {@code written}. The caller holds these.
     */
    public void apply(byte[] entries, EntryIndex index, int written) {
        for (int i = 0; i < index.count(); i++) {
            apply(entries, index.get(i));
        }
        advance(written);
    }

    /**
     * The same for the entries of a log of several transactions.
     *
     * @param after long[PARTITIONS], MAX of the written partitions after it
     */
    public void apply(byte[] entries, EntryIndex index, int written, long[] after) {
        for (int i = 0; i < index.count(); i++) {
            apply(entries, index.get(i));
        }
        advanceTo(written, after);
    }

    private void apply(byte[] entries, Entry entry) {
        int partition = partitionOf(entry.hash);
        int tableHash = tableHash(entry.hash);
        VariableTable[] variable = variableTables[entry.map];
        if (entry.operation == MessageFormat.OPERATION_ADD) {
            fixedTables[entry.map][partition].add(entries, entry.keyAt, tableHash, entry.first, entry.second);
        } else if (entry.operation == MessageFormat.OPERATION_PUT) {
            put(entry.map, entry.hash, entries, entry.keyAt, entry.keyLength, entries, entry.valueAt, entry.valueLength);
        } else if (variable != null) {
            variable[partition].delete(entries, entry.keyAt, entry.keyLength, tableHash);
        } else {
            fixedTables[entry.map][partition].delete(entries, entry.keyAt, tableHash);
        }
    }

    /** The state is there before the number that says so: a release, see {@link #max}. */
    private void advance(int written) {
        for (int rest = written; rest != 0; rest &= rest - 1) {
            int at = maxAt(Integer.numberOfTrailingZeros(rest));
            if (isShared()) {
                WORDS.setRelease(words, at, words[at] + 1);
            } else {
                words[at]++;
            }
        }
    }

    private void advanceTo(int written, long[] after) {
        for (int rest = written; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            if (isShared()) {
                WORDS.setRelease(words, maxAt(partition), after[partition]);
            } else {
                words[partition] = after[partition];
            }
        }
    }

    /**
     * Takes partitions (bit p = partition p) for the application of a log: exclusively, in ascending order, so that logs
     * do not wait in a cycle. Does nothing in a store of one thread.
     */
    public void lock(int partitions, int thread) {
        if (!isShared()) {
            return;
        }
        for (int rest = partitions; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            if (locks.isHeldExclusively(partition, thread)) {
                throw new IllegalStateException("a log must not lock again what it has: partition=" + partition);
            }
            interleaving.beforeLock();
            for (int tries = 0; !locks.tryExclusive(partition, thread); tries++) {
                interleaving.waiting(tries);
                interleaving.beforeLock();
            }
        }
    }

    /** Gives up what {@link #lock} took. */
    public void unlock(int partitions, int thread) {
        if (!isShared() || partitions == 0) {
            return;
        }
        for (int rest = partitions; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            if (!locks.isHeldExclusively(partition, thread)) {
                throw new IllegalStateException("a log must unlock what it has: partition=" + partition);
            }
            locks.unlockExclusive(partition);
        }
        interleaving.afterUnlock();
    }

    // ---- the whole store, at rest

    public long entryCount() {
        long count = 0;
        for (int map = 0; map < specArray.length; map++) {
            count += entryCount(map);
        }
        return count;
    }

    int entryCount(int map) {
        int count = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            count += specArray[map].variable() ? variableTables[map][partition].size() : fixedTables[map][partition].size();
        }
        return count;
    }

    /** Digest of all entries that does not depend on their order. */
    public long digest() {
        return StoreContents.digest(this);
    }

    /** Visits the entries, in no order, until the visitor says stop. Arrays are fresh copies. */
    public void forEach(EntryVisitor visitor) {
        StoreContents.forEach(this, visitor);
    }

    /** The whole store in the format of {@link StoreContents}. */
    public byte[] snapshot() {
        return StoreContents.snapshot(this);
    }

    /** The same state for another number of threads; this store when nothing changes, else it must not be used any more. */
    public StateStore withThreads(int newThreads, Interleaving newInterleaving) {
        if (newThreads == threads) {
            return this;
        }
        try {
            return fromSnapshot(specs, snapshot(), newThreads, newInterleaving);
        } catch (IOException e) {
            throw new IllegalStateException("a store must be able to read its own snapshot", e);
        }
    }

    /** {@link #fromSnapshot(List, byte[], int, Interleaving)} for one thread. */
    public static StateStore fromSnapshot(List<StateMapSpec> specs, byte[] snapshot) throws IOException {
        return fromSnapshot(specs, snapshot, 1, Interleaving.NONE);
    }

    /**
     * A store from a snapshot, which may have been taken with another number of threads.
     *
     * @throws IOException when it is cut off, has bytes left over, or belongs to other maps
     */
    public static StateStore fromSnapshot(List<StateMapSpec> specs, byte[] snapshot, int threads,
                                          Interleaving interleaving) throws IOException {
        StateStore store = new StateStore(specs, threads, interleaving);
        StoreContents.read(snapshot, store);
        return store;
    }
}
