package org.ftchain.simulation;

import java.util.Arrays;
import java.util.BitSet;

/** A transaction as the ledger knows it. */
final class PacketTransaction {
    final int number;
    final int group;
    final int packet;
    /** The writing transactions that it depends on, itself included when it writes and was committed. */
    final BitSet closure = new BitSet();
    /** Bit per key. */
    int readKeys;
    final int[] readFrom = new int[ScriptedMiddlebox.KEYS];
    int writtenKeys;
    /** Per written key the length of its value. */
    final int[] valueBytes = new int[ScriptedMiddlebox.KEYS];
    int deletedKeys;
    /** Bit per partition. */
    int partitions;
    boolean committed;
    boolean aborted;
    private final int[] positions = new int[ScriptedMiddlebox.KEYS];

    PacketTransaction(int number, int group, int packet) {
        this.number = number;
        this.group = group;
        this.packet = packet;
    }

    /** Reads a key after the transaction {@code writer}, 0 for none. */
    void read(int key, int writer) {
        readKeys |= 1 << key;
        readFrom[key] = writer;
    }

    /** Number of the packet that a transaction makes. */
    static int created(int transaction) {
        return 1 << 20 | transaction;
    }

    /** Whether the packet was changed or made by this transaction. */
    boolean hadPacket(int number) {
        return number == packet && packet != 0 || number == created(this.number);
    }

    /** @param bytes of the value, -1 for a deletion */
    void write(int key, int bytes) {
        boolean delete = bytes < 0;
        valueBytes[key] = bytes;
        writtenKeys |= 1 << key;
        deletedKeys = delete ? deletedKeys | 1 << key : deletedKeys & ~(1 << key);
        partitions |= 1 << Partitions.of(key);
    }

    /** Its position, from 0, among the writing transactions of a partition that it writes. */
    int position(int partition) {
        return positions[Integer.bitCount(partitions & (1 << partition) - 1)];
    }

    void setPosition(int partition, int position) {
        positions[Integer.bitCount(partitions & (1 << partition) - 1)] = position;
    }

    @Override
    public String toString() {
        return "transaction " + number + " (group " + group + ", packet " + packet + ", partitions "
                + Integer.toHexString(partitions) + " at " + Arrays.toString(positions) + ")";
    }
}
