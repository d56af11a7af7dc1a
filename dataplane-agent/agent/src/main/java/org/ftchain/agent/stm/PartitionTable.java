package org.ftchain.agent.stm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The entries of one map of fixed sizes in one partition: open addressing with linear probing over one byte array,
 * deletion by shifting back, load at most 3/4. An entry is key then value. Whoever uses it has the partition.
 */
final class PartitionTable {
    private static final int FIRST_CAPACITY = 8;
    /** Before and after the entries where several threads work, so that two partitions never share a cache line. */
    private static final int MARGIN_BYTES = 128;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int keyBytes;
    private final int entryBytes;
    private final int margin;
    private byte[] entries;
    /** Hash of the key, 0 = empty slot. */
    private int[] hashes;
    private int size;

    PartitionTable(int keyBytes, int valueBytes, boolean shared) {
        this.keyBytes = keyBytes;
        this.entryBytes = keyBytes + valueBytes;
        this.margin = shared ? MARGIN_BYTES : 0;
        this.hashes = new int[FIRST_CAPACITY];
        this.entries = newEntries();
    }

    private byte[] newEntries() {
        return new byte[2 * margin + hashes.length * entryBytes];
    }

    int size() {
        return size;
    }

    /** Position of the value of the key at {@code key[keyAt]} in {@link #array()}, or -1. {@code hash} must not be 0. */
    int find(byte[] key, int keyAt, int hash) {
        int slot = slotOf(key, keyAt, hash);
        return hashes[slot] == 0 ? -1 : keyAt(slot) + keyBytes;
    }

    byte[] array() {
        return entries;
    }

    void put(byte[] key, int keyAt, int hash, byte[] value, int valueAt) {
        int at = findOrInsert(key, keyAt, hash);
        System.arraycopy(value, valueAt, entries, at, entryBytes - keyBytes);
    }

    /** Adds to the one or two numbers of the key's value, from 0 when there is no entry. */
    void add(byte[] key, int keyAt, int hash, long first, long second) {
        int before = size;
        int at = findOrInsert(key, keyAt, hash);
        if (size != before) {
            Arrays.fill(entries, at, at + entryBytes - keyBytes, (byte) 0);
        }
        addTo(entries, at, entryBytes - keyBytes, first, second);
    }

    /** Adds to the one or two big-endian numbers at {@code at}. */
    static void addTo(byte[] value, int at, int valueBytes, long first, long second) {
        LONGS.set(value, at, (long) LONGS.get(value, at) + first);
        if (valueBytes > Long.BYTES) {
            LONGS.set(value, at + Long.BYTES, (long) LONGS.get(value, at + Long.BYTES) + second);
        }
    }

    /** Position of the key's value, which is undefined in a new entry. */
    private int findOrInsert(byte[] key, int keyAt, int hash) {
        int slot = slotOf(key, keyAt, hash);
        if (hashes[slot] == 0) {
            if ((size + 1) * 4 > hashes.length * 3) {
                grow();
                slot = slotOf(key, keyAt, hash);
            }
            hashes[slot] = hash;
            System.arraycopy(key, keyAt, entries, keyAt(slot), keyBytes);
            size++;
        }
        return keyAt(slot) + keyBytes;
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
                System.arraycopy(entries, keyAt(slot), entries, keyAt(hole), entryBytes);
                hole = slot;
            }
        }
        hashes[hole] = 0;
    }

    /** The first used slot from {@code slot}, or -1. */
    int nextSlot(int slot) {
        for (int i = slot; i < hashes.length; i++) {
            if (hashes[i] != 0) {
                return i;
            }
        }
        return -1;
    }

    /** Position of a used slot's key in {@link #array()}; its value follows. */
    int keyAt(int slot) {
        return margin + slot * entryBytes;
    }

    /** The slot that holds the key, or the empty one where it belongs. */
    private int slotOf(byte[] key, int keyAt, int hash) {
        int mask = hashes.length - 1;
        int slot = hash & mask;
        while (hashes[slot] != 0) {
            int at = keyAt(slot);
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
        hashes = new int[oldHashes.length * 2];
        entries = newEntries();
        int mask = hashes.length - 1;
        for (int old = 0; old < oldHashes.length; old++) {
            if (oldHashes[old] != 0) {
                int slot = oldHashes[old] & mask;
                while (hashes[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                hashes[slot] = oldHashes[old];
                System.arraycopy(oldEntries, keyAt(old), entries, keyAt(slot), entryBytes);
            }
        }
    }
}
