package org.ftchain.agent.stm;

import org.ftchain.agent.wire.MessageFormat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/**
 * The state of one middlebox at one member of its group: its maps, split into {@link #PARTITIONS} partitions, and the
 * number of writing transactions of every partition (MAX, rule 2). State and numbers change together, in {@link #apply}.
 *
 * <p>Partition of a key: FNV-1a (64 bit) over the map's index and the key's bytes, mixed; its top 5 bits. The same everywhere.
 */
public final class StateStore {
    public static final int PARTITIONS = 32;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** Receives entries; arrays are fresh copies. */
    public interface EntryVisitor {
        /** @return false to stop */
        boolean entry(int map, byte[] key, byte[] value);
    }

    private final List<StateMapSpec> specs;
    private final PartitionTable[][] tables;
    /** long[PARTITIONS], number of writing transactions. */
    private final long[] max = new long[PARTITIONS];

    public StateStore(List<StateMapSpec> specs) {
        this.specs = List.copyOf(specs);
        this.tables = new PartitionTable[specs.size()][PARTITIONS];
        for (int map = 0; map < tables.length; map++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                tables[map][partition] = new PartitionTable(specs.get(map).keyBytes(), specs.get(map).valueBytes());
            }
        }
    }

    public List<StateMapSpec> specs() {
        return specs;
    }

    /** MAX of a partition. */
    public long max(int partition) {
        return max[partition];
    }

    public long[] maxCopy() {
        return max.clone();
    }

    public static long hash(int map, byte[] key, int at, int length) {
        long h = (FNV_OFFSET ^ map) * FNV_PRIME;
        for (int i = at; i < at + length; i++) {
            h = (h ^ key[i] & 0xff) * FNV_PRIME;
        }
        h ^= h >>> 32;
        h *= 0xd6e8feb86659fd93L;
        return h ^ h >>> 32;
    }

    public static int partitionOf(long hash) {
        return (int) (hash >>> 59);
    }

    private static int tableHash(long hash) {
        return (int) hash | 0x40000000;
    }

    /** Copies the value into {@code value}; false when there is none. */
    boolean get(int map, long hash, byte[] key, byte[] value) {
        PartitionTable table = tables[map][partitionOf(hash)];
        int at = table.find(key, 0, tableHash(hash));
        if (at < 0) {
            return false;
        }
        System.arraycopy(table.array(), at, value, 0, value.length);
        return true;
    }

    /**
     * True when {@code entries} are well-formed and lie in the partitions of {@code written} (bit p = partition p) only.
     */
    public boolean accepts(byte[] entries, int offset, int length, int written) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int entryLength = entryLength(entries, at, end);
            if (entryLength < 0) {
                return false;
            }
            int map = entries[at];
            if ((written & 1 << partitionOf(hash(map, entries, at + 2, specs.get(map).keyBytes()))) == 0) {
                return false;
            }
            at += entryLength;
        }
        return true;
    }

    private int entryLength(byte[] entries, int at, int end) {
        if (at + 2 > end || entries[at] < 0 || entries[at] >= specs.size()) {
            return -1;
        }
        StateMapSpec spec = specs.get(entries[at]);
        int length = switch (entries[at + 1]) {
            case MessageFormat.OPERATION_PUT -> 2 + spec.keyBytes() + spec.valueBytes();
            case MessageFormat.OPERATION_DELETE -> 2 + spec.keyBytes();
            default -> -1;
        };
        return length > end - at ? -1 : length;
    }

    /** Applies the entries of one transaction and advances the numbers of the partitions in {@code written}. */
    public void apply(byte[] entries, int offset, int length, int written) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int map = entries[at];
            int keyBytes = specs.get(map).keyBytes();
            long hash = hash(map, entries, at + 2, keyBytes);
            PartitionTable table = tables[map][partitionOf(hash)];
            if (entries[at + 1] == MessageFormat.OPERATION_PUT) {
                table.put(entries, at + 2, tableHash(hash), entries, at + 2 + keyBytes);
                at += 2 + keyBytes + specs.get(map).valueBytes();
            } else {
                table.delete(entries, at + 2, tableHash(hash));
                at += 2 + keyBytes;
            }
        }
        for (int rest = written; rest != 0; rest &= rest - 1) {
            max[Integer.numberOfTrailingZeros(rest)]++;
        }
    }

    public long entryCount() {
        long count = 0;
        for (PartitionTable[] map : tables) {
            for (PartitionTable table : map) {
                count += table.size();
            }
        }
        return count;
    }

    /** Digest of all entries that does not depend on their order. */
    public long digest() {
        long[] sum = new long[1];
        for (int map = 0; map < tables.length; map++) {
            int m = map;
            int bytes = specs.get(map).keyBytes() + specs.get(map).valueBytes();
            for (PartitionTable table : tables[map]) {
                table.forEach((array, keyAt, valueAt) -> sum[0] += hash(m, array, keyAt, bytes));
            }
        }
        return sum[0];
    }

    /** Visits the entries, in no order, until the visitor says stop. */
    public void forEach(EntryVisitor visitor) {
        boolean[] go = {true};
        for (int map = 0; map < tables.length; map++) {
            int m = map;
            for (int partition = 0; partition < PARTITIONS && go[0]; partition++) {
                tables[map][partition].forEach((array, keyAt, valueAt) -> {
                    if (go[0]) {
                        byte[] key = java.util.Arrays.copyOfRange(array, keyAt, valueAt);
                        byte[] value = java.util.Arrays.copyOfRange(array, valueAt, valueAt + specs.get(m).valueBytes());
                        go[0] = visitor.entry(m, key, value);
                    }
                });
            }
        }
    }

    /**
     * The whole store: PARTITIONS x MAX u64, map count u8, then per map: key bytes u8, value bytes u8, entry count u32, entries.
     */
    public byte[] snapshot() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (long number : max) {
                out.writeLong(number);
            }
            out.writeByte(specs.size());
            for (int map = 0; map < tables.length; map++) {
                int entryBytes = specs.get(map).keyBytes() + specs.get(map).valueBytes();
                out.writeByte(specs.get(map).keyBytes());
                out.writeByte(specs.get(map).valueBytes());
                int count = 0;
                for (PartitionTable table : tables[map]) {
                    count += table.size();
                }
                out.writeInt(count);
                for (PartitionTable table : tables[map]) {
                    table.forEach((array, keyAt, valueAt) -> bytes.write(array, keyAt, entryBytes));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a byte array must take all writes", e);
        }
        return bytes.toByteArray();
    }

    /**
     * A store from a snapshot.
     *
     * @throws IOException when it is cut off, has bytes left over, or belongs to other maps
     */
    public static StateStore fromSnapshot(List<StateMapSpec> specs, byte[] snapshot) throws IOException {
        StateStore store = new StateStore(specs);
        DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(snapshot));
        try {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                store.max[partition] = in.readLong();
            }
            require(in.readUnsignedByte() == specs.size(), "number of maps");
            for (int map = 0; map < specs.size(); map++) {
                StateMapSpec spec = specs.get(map);
                require(in.readUnsignedByte() == spec.keyBytes(), "key size of map " + spec.name());
                require(in.readUnsignedByte() == spec.valueBytes(), "value size of map " + spec.name());
                int count = in.readInt();
                byte[] entry = new byte[spec.keyBytes() + spec.valueBytes()];
                for (int i = 0; i < count; i++) {
                    in.readFully(entry);
                    long hash = hash(map, entry, 0, spec.keyBytes());
                    store.tables[map][partitionOf(hash)].put(entry, 0, tableHash(hash), entry, spec.keyBytes());
                }
            }
            require(in.available() == 0, "length");
        } catch (EOFException e) {
            throw new IOException("snapshot of " + snapshot.length + " bytes is cut off", e);
        }
        return store;
    }

    private static void require(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException("snapshot does not fit this middlebox: " + what);
        }
    }
}
