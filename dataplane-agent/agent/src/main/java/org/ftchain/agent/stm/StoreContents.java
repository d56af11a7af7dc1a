package org.ftchain.agent.stm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * All entries of a store at rest: visits, digest, snapshot. A snapshot, big-endian:
 *
 * <pre>
 * PARTITIONS x MAX u64, map count u8, then per map:
 *     variable u8 (0, 1), key bytes u8, value bytes u16, entry count u32, entries
 * entry of a fixed map      key, value
 * entry of a variable map   key length u8, key, value length u16, value
 * </pre>
 */
final class StoreContents {
    private StoreContents() {
    }

    static void forEach(StateStore store, EntryVisitor visitor) {
        for (int map = 0; map < store.specs().size(); map++) {
            for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
                boolean goOn = store.spec(map).variable()
                        ? forEach(store.variableTable(map, partition), map, visitor)
                        : forEach(store.fixedTable(map, partition), store.spec(map), map, visitor);
                if (!goOn) {
                    return;
                }
            }
        }
    }

    private static boolean forEach(PartitionTable table, StateMapSpec spec, int map, EntryVisitor visitor) {
        for (int slot = table.nextSlot(0); slot >= 0; slot = table.nextSlot(slot + 1)) {
            int keyAt = table.keyAt(slot);
            int valueAt = keyAt + spec.keyBytes();
            if (!visitor.entry(map, Arrays.copyOfRange(table.array(), keyAt, valueAt),
                    Arrays.copyOfRange(table.array(), valueAt, valueAt + spec.valueBytes()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean forEach(VariableTable table, int map, EntryVisitor visitor) {
        for (int slot = table.nextSlot(0); slot >= 0; slot = table.nextSlot(slot + 1)) {
            byte[] row = table.row(slot);
            int valueAt = VariableTable.valueAt(row);
            if (!visitor.entry(map, Arrays.copyOfRange(row, 1, valueAt), Arrays.copyOfRange(row, valueAt, row.length))) {
                return false;
            }
        }
        return true;
    }

    static long digest(StateStore store) {
        long sum = 0;
        for (int map = 0; map < store.specs().size(); map++) {
            StateMapSpec spec = store.spec(map);
            for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
                if (spec.variable()) {
                    VariableTable table = store.variableTable(map, partition);
                    for (int slot = table.nextSlot(0); slot >= 0; slot = table.nextSlot(slot + 1)) {
                        sum += StateStore.hash(map, table.row(slot), 0, table.row(slot).length);
                    }
                } else {
                    PartitionTable table = store.fixedTable(map, partition);
                    for (int slot = table.nextSlot(0); slot >= 0; slot = table.nextSlot(slot + 1)) {
                        sum += StateStore.hash(map, table.array(), table.keyAt(slot), spec.keyBytes() + spec.valueBytes());
                    }
                }
            }
        }
        return sum;
    }

    static byte[] snapshot(StateStore store) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
                out.writeLong(store.max(partition));
            }
            out.writeByte(store.specs().size());
            for (int map = 0; map < store.specs().size(); map++) {
                StateMapSpec spec = store.spec(map);
                out.writeBoolean(spec.variable());
                out.writeByte(spec.keyBytes());
                out.writeShort(spec.valueBytes());
                out.writeInt(store.entryCount(map));
                for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
                    if (spec.variable()) {
                        write(store.variableTable(map, partition), out);
                    } else {
                        write(store.fixedTable(map, partition), spec, out);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a byte array must take all writes", e);
        }
        return bytes.toByteArray();
    }

    private static void write(PartitionTable table, StateMapSpec spec, DataOutputStream out) throws IOException {
        for (int slot = table.nextSlot(0); slot >= 0; slot = table.nextSlot(slot + 1)) {
            out.write(table.array(), table.keyAt(slot), spec.keyBytes() + spec.valueBytes());
        }
    }

    private static void write(VariableTable table, DataOutputStream out) throws IOException {
        for (int slot = table.nextSlot(0); slot >= 0; slot = table.nextSlot(slot + 1)) {
            byte[] row = table.row(slot);
            out.write(row, 0, VariableTable.valueAt(row));
            out.writeShort(VariableTable.valueLength(row));
            out.write(row, VariableTable.valueAt(row), VariableTable.valueLength(row));
        }
    }

    /** Fills an empty store. */
    static void read(byte[] snapshot, StateStore into) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot));
        try {
            for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
                long number = in.readLong();
                require(number >= 0, "number of partition " + partition);
                into.setMax(partition, number);
            }
            require(in.readUnsignedByte() == into.specs().size(), "number of maps");
            for (int map = 0; map < into.specs().size(); map++) {
                StateMapSpec spec = into.spec(map);
                require(in.readUnsignedByte() == (spec.variable() ? 1 : 0), "kind of map " + spec.name());
                require(in.readUnsignedByte() == spec.keyBytes(), "key size of map " + spec.name());
                require(in.readUnsignedShort() == spec.valueBytes(), "value size of map " + spec.name());
                int count = in.readInt();
                for (int i = 0; i < count; i++) {
                    readEntry(in, map, spec, into);
                }
                require(into.entryCount(map) == count, "entries of map " + spec.name());
            }
            require(in.available() == 0, "length");
        } catch (EOFException e) {
            throw new IOException("snapshot of " + snapshot.length + " bytes is cut off", e);
        }
    }

    private static void readEntry(DataInputStream in, int map, StateMapSpec spec, StateStore into) throws IOException {
        byte[] key = new byte[spec.variable() ? in.readUnsignedByte() : spec.keyBytes()];
        require(key.length > 0 && key.length <= spec.keyBytes(), "key of map " + spec.name());
        in.readFully(key);
        byte[] value = new byte[spec.variable() ? in.readUnsignedShort() : spec.valueBytes()];
        require(value.length <= spec.valueBytes(), "value of map " + spec.name());
        in.readFully(value);
        into.put(map, StateStore.hash(map, key, 0, key.length), key, 0, key.length, value, 0, value.length);
    }

    private static void require(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException("snapshot does not fit this middlebox: " + what);
        }
    }
}
