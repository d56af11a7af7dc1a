package org.ftchain.agent.stm;

import java.util.Arrays;

/**
 * The entries of one map of variable sizes in one partition: like {@link PartitionTable}, but every entry is a row of
 * its own: key length u8, key, value. A value of another length takes a new row. Whoever uses it has the partition.
 */
final class VariableTable {
    private static final int FIRST_CAPACITY = 8;

    /** Null = empty slot. */
    private byte[][] rows = new byte[FIRST_CAPACITY][];
    private int[] hashes = new int[FIRST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /** The row of the key, or null. */
    byte[] find(byte[] key, int keyAt, int keyLength, int hash) {
        return rows[slotOf(key, keyAt, keyLength, hash)];
    }

    static int keyLength(byte[] row) {
        return row[0] & 0xff;
    }

    static int valueAt(byte[] row) {
        return 1 + keyLength(row);
    }

    static int valueLength(byte[] row) {
        return row.length - valueAt(row);
    }

    /** Returns the value's length. */
    static int copyValue(byte[] row, byte[] into) {
        int valueLength = valueLength(row);
        System.arraycopy(row, valueAt(row), into, 0, valueLength);
        return valueLength;
    }

    void put(byte[] key, int keyAt, int keyLength, int hash, byte[] value, int valueAt, int valueLength) {
        int slot = slotOf(key, keyAt, keyLength, hash);
        if (rows[slot] == null) {
            if ((size + 1) * 4 > rows.length * 3) {
                grow();
                slot = slotOf(key, keyAt, keyLength, hash);
            }
            size++;
        }
        if (rows[slot] == null || valueLength(rows[slot]) != valueLength) {
            byte[] row = new byte[1 + keyLength + valueLength];
            row[0] = (byte) keyLength;
            System.arraycopy(key, keyAt, row, 1, keyLength);
            rows[slot] = row;
            hashes[slot] = hash;
        }
        System.arraycopy(value, valueAt, rows[slot], 1 + keyLength, valueLength);
    }

    void delete(byte[] key, int keyAt, int keyLength, int hash) {
        int hole = slotOf(key, keyAt, keyLength, hash);
        if (rows[hole] == null) {
            return;
        }
        size--;
        int mask = rows.length - 1;
        int slot = hole;
        while (true) {
            slot = slot + 1 & mask;
            if (rows[slot] == null) {
                break;
            }
            // As in PartitionTable.
            int home = hashes[slot] & mask;
            if ((slot - home & mask) >= (slot - hole & mask)) {
                rows[hole] = rows[slot];
                hashes[hole] = hashes[slot];
                hole = slot;
            }
        }
        rows[hole] = null;
    }

    /** The first used slot from {@code slot}, or -1. */
    int nextSlot(int slot) {
        for (int i = slot; i < rows.length; i++) {
            if (rows[i] != null) {
                return i;
            }
        }
        return -1;
    }

    byte[] row(int slot) {
        return rows[slot];
    }

    private int slotOf(byte[] key, int keyAt, int keyLength, int hash) {
        int mask = rows.length - 1;
        int slot = hash & mask;
        while (rows[slot] != null) {
            byte[] row = rows[slot];
            if (hashes[slot] == hash && Arrays.equals(row, 1, valueAt(row), key, keyAt, keyAt + keyLength)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        byte[][] oldRows = rows;
        int[] oldHashes = hashes;
        rows = new byte[oldRows.length * 2][];
        hashes = new int[oldHashes.length * 2];
        int mask = rows.length - 1;
        for (int old = 0; old < oldRows.length; old++) {
            if (oldRows[old] != null) {
                int slot = oldHashes[old] & mask;
                while (rows[slot] != null) {
                    slot = slot + 1 & mask;
                }
                rows[slot] = oldRows[old];
                hashes[slot] = oldHashes[old];
            }
        }
    }
}
