package org.ftchain.agent.stm;

import java.util.Arrays;

/** A store as a transaction's staged writes leave it. The caller has the partitions. */
final class StagedView {
    private final StagedWrites staged;
    /** Per map the arrays that a scan of a fixed map shows its visitor, made when first needed. */
    private final byte[][] keys = new byte[EntryFormat.MAX_MAPS][];
    private final byte[][] values = new byte[EntryFormat.MAX_MAPS][];

    StagedView(StagedWrites staged) {
        this.staged = staged;
    }

    /** Fixed maps, as {@link Transaction#get(int, byte[], byte[])}. */
    boolean get(StateStore store, int map, long hash, byte[] key, byte[] value) {
        boolean found = switch (staged.find(map, hash, key, 0, key.length)) {
            case StagedWrites.PUT -> {
                System.arraycopy(staged.bytes(), staged.valueAt(), value, 0, value.length);
                yield true;
            }
            case StagedWrites.DELETED -> false;
            default -> store.get(map, hash, key, value);
        };
        if (staged.isAdded()) {
            if (!found) {
                Arrays.fill(value, (byte) 0);
            }
            PartitionTable.addTo(value, 0, value.length, staged.addedFirst(), staged.addedSecond());
            return true;
        }
        return found;
    }

    /** Variable maps, as {@link Transaction#get(int, byte[], int, byte[])}. */
    int get(StateStore store, int map, long hash, byte[] key, int keyLength, byte[] value) {
        int found = staged.find(map, hash, key, 0, keyLength);
        if (found == StagedWrites.PUT) {
            System.arraycopy(staged.bytes(), staged.valueAt(), value, 0, staged.valueLength());
            return staged.valueLength();
        }
        byte[] row = found == StagedWrites.DELETED ? null : store.row(map, hash, key, 0, keyLength);
        return row == null ? -1 : VariableTable.copyValue(row, value);
    }

    int size(StateStore store, int map) {
        int size = store.entryCount(map);
        for (int index = 0; index < staged.count(); index++) {
            Entry entry = staged.get(index);
            if (entry.map == map && !staged.isRepeated(index)) {
                boolean before = isInStore(store, entry);
                int found = staged.find(map, entry.hash, staged.bytes(), entry.keyAt, entry.keyLength);
                boolean after = staged.isAdded() || found == StagedWrites.PUT || found == StagedWrites.UNTOUCHED && before;
                size += (after ? 1 : 0) - (before ? 1 : 0);
            }
        }
        return size;
    }

    private boolean isInStore(StateStore store, Entry entry) {
        return store.contains(entry.map, entry.hash, staged.bytes(), entry.keyAt, entry.keyLength);
    }

    // ---- scan

    /** The visitor may stage more: the store does not change, and new keys are not visited. */
    void scan(StateStore store, int map, int partition, EntryVisitor visitor) {
        int before = staged.count();
        boolean goOn = store.spec(map).variable()
                ? scan(store, store.variableTable(map, partition), map, visitor)
                : scan(store, store.fixedTable(map, partition), map, visitor);
        for (int index = 0; goOn && index < before; index++) {
            Entry entry = staged.get(index);
            if (entry.map == map && StateStore.partitionOf(entry.hash) == partition && !staged.isRepeated(index)
                    && !isInStore(store, entry)) {
                goOn = visit(store, map, entry.hash, staged.bytes(), entry.keyAt, entry.keyLength, visitor);
            }
        }
    }

    private boolean scan(StateStore store, PartitionTable table, int map, EntryVisitor visitor) {
        int keyBytes = store.spec(map).keyBytes();
        for (int slot = table.nextSlot(0); slot >= 0; slot = table.nextSlot(slot + 1)) {
            int keyAt = table.keyAt(slot);
            if (!visit(store, map, StateStore.hash(map, table.array(), keyAt, keyBytes), table.array(), keyAt, keyBytes,
                    visitor)) {
                return false;
            }
        }
        return true;
    }

    private boolean scan(StateStore store, VariableTable table, int map, EntryVisitor visitor) {
        for (int slot = table.nextSlot(0); slot >= 0; slot = table.nextSlot(slot + 1)) {
            byte[] row = table.row(slot);
            int keyLength = VariableTable.keyLength(row);
            if (!visit(store, map, StateStore.hash(map, row, 1, keyLength), row, 1, keyLength, visitor)) {
                return false;
            }
        }
        return true;
    }

    /** True to go on. */
    private boolean visit(StateStore store, int map, long hash, byte[] from, int keyAt, int keyLength,
                          EntryVisitor visitor) {
        StateMapSpec spec = store.spec(map);
        if (spec.variable()) {
            int found = staged.find(map, hash, from, keyAt, keyLength);
            byte[] row = found == StagedWrites.UNTOUCHED ? store.row(map, hash, from, keyAt, keyLength) : null;
            if (found == StagedWrites.DELETED || found == StagedWrites.UNTOUCHED && row == null) {
                return true;
            }
            byte[] value = row != null ? Arrays.copyOfRange(row, VariableTable.valueAt(row), row.length)
                    : Arrays.copyOfRange(staged.bytes(), staged.valueAt(), staged.valueAt() + staged.valueLength());
            return visitor.entry(map, Arrays.copyOfRange(from, keyAt, keyAt + keyLength), value);
        }
        if (keys[map] == null) {
            keys[map] = new byte[spec.keyBytes()];
            values[map] = new byte[spec.valueBytes()];
        }
        System.arraycopy(from, keyAt, keys[map], 0, keyLength);
        return !get(store, map, hash, keys[map], values[map]) || visitor.entry(map, keys[map], values[map]);
    }
}
