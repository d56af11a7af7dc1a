package org.ftchain.agent.stm;

import java.util.Arrays;

/**
 * The entries of one map in one partition: open addressing with linear probing over one byte array, deletion by
 * shifting back, load at most 3/4. An entry is key then value. Single-threaded.
 */
final class PartitionTable {
    private static final int FIRST_CAPACITY = 8;

    /** Receives entries; the array is the table's own and valid during the call. */
    interface Visitor {
        void entry(byte[] array, int keyAt, int valueAt);
    }

    private final int keyBytes;
    private final int entryBytes;
    private byte[] entries;
    /** Hash of the key, 0 = empty slot. */
    private int[] hashes;
    private int size;

    PartitionTable(int keyBytes, int valueBytes) {
        this.keyBytes = keyBytes;
        this.entryBytes = keyBytes + valueBytes;
        clear();
    }

    int size() {
        return size;
    }

    void clear() {
        entries = new byte[FIRST_CAPACITY * entryBytes];
        hashes = new int[FIRST_CAPACITY];
        size = 0;
    }

    /** Position of the value of the key at {@code key[keyAt]} in {@link #array()}, or -1. {@code hash} must not be 0. */
    int find(byte[] key, int keyAt, int hash) {
        int slot = slotOf(key, keyAt, hash);
        return hashes[slot] == 0 ? -1 : slot * entryBytes + keyBytes;
    }

    byte[] array() {
        return entries;
    }

    void put(byte[] key, int keyAt, int hash, byte[] value, int valueAt) {
        int slot = slotOf(key, keyAt, hash);
        if (hashes[slot] == 0) {
            if ((size + 1) * 4 > hashes.length * 3) {
                grow();
                slot = slotOf(key, keyAt, hash);
            }
            hashes[slot] = hash;
            System.arraycopy(key, keyAt, entries, slot * entryBytes, keyBytes);
            size++;
        }
        System.arraycopy(value, valueAt, entries, slot * entryBytes + keyBytes, entryBytes - keyBytes);
    }

    void delete(byte[] key, int keyAt, int hash) {
        int hole = slotOf(key, keyAt, hash);
        if (hashes[hole] == 0) {
            return;
        }
        size--;
        int mask = hashes.length - 1;
        int slot = hole;
        while (true) {
            slot = slot + 1 & mask;
            if (hashes[slot] == 0) {
                break;
            }
            // An entry may fill the hole when its home is not cyclically behind the hole.
            int home = hashes[slot] & mask;
            if ((slot - home & mask) >= (slot - hole & mask)) {
                hashes[hole] = hashes[slot];
                System.arraycopy(entries, slot * entryBytes, entries, hole * entryBytes, entryBytes);
                hole = slot;
            }
        }
        hashes[hole] = 0;
    }

    void forEach(Visitor visitor) {
        for (int slot = 0; slot < hashes.length; slot++) {
            if (hashes[slot] != 0) {
                visitor.entry(entries, slot * entryBytes, slot * entryBytes + keyBytes);
            }
        }
    }

    /** The slot that holds the key, or the empty one where it belongs. */
    private int slotOf(byte[] key, int keyAt, int hash) {
        int mask = hashes.length - 1;
        int slot = hash & mask;
        while (hashes[slot] != 0) {
            int at = slot * entryBytes;
            if (hashes[slot] == hash && Arrays.equals(entries, at, at + keyBytes, key, keyAt, keyAt + keyBytes)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        byte[] oldEntries = entries;
        int[] oldHashes = hashes;
        entries = new byte[oldEntries.length * 2];
        hashes = new int[oldHashes.length * 2];
        int mask = hashes.length - 1;
        for (int old = 0; old < oldHashes.length; old++) {
            if (oldHashes[old] != 0) {
                int slot = oldHashes[old] & mask;
                while (hashes[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                hashes[slot] = oldHashes[old];
                System.arraycopy(oldEntries, old * entryBytes, entries, slot * entryBytes, entryBytes);
            }
        }
    }
}
