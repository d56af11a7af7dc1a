package org.ftchain.agent.stm;

import org.ftchain.agent.packet.Direction;

/**
 * A packet transaction (thesis 4.3.1): all that a middlebox may read and change beside the packet. Writes are staged
 * and visible to this transaction's own reads; they take effect together when the runtime commits after the middlebox
 * has returned, or not at all. A transaction may be run again from the start, so a middlebox keeps nothing outside.
 * Where several threads work, any call may leave the middlebox by {@link TransactionWounded}, which it lets through.
 *
 * <p>Maps are named by their index in {@code Middlebox.maps()}. Arrays are the caller's and are copied. Those of fixed
 * maps must have exactly the sizes of the map's {@link StateMapSpec}; keys of variable maps may stand in longer arrays.
 */
public interface Transaction {
    /** Fixed maps: copies the value of {@code key} into {@code value}; false, and {@code value} unchanged, when there is none. */
    boolean get(int map, byte[] key, byte[] value);

    /** Fixed maps. */
    void put(int map, byte[] key, byte[] value);

    /** Fixed maps: removes {@code key}; a write even when there is none. */
    void delete(int map, byte[] key);

    /**
     * Variable maps: copies the value of {@code key} into {@code value}, which has room for the longest.
     *
     * @return the value's length, or -1, and {@code value} unchanged, when there is none
     */
    int get(int map, byte[] key, int keyLength, byte[] value);

    /** Variable maps. */
    void put(int map, byte[] key, int keyLength, byte[] value, int valueLength);

    /** Variable maps: removes {@code key}; a write even when there is none. */
    void delete(int map, byte[] key, int keyLength);

    /**
     * Fixed maps whose values are one or two big-endian 64-bit numbers (8 or 16 bytes): adds to them, from 0 when there
     * is no entry. A write, but its log carries the differences only.
     *
     * @param second must be 0 where values have 8 bytes
     */
    void add(int map, byte[] key, long first, long second);

    /** Entries of a map, this transaction's staged writes included. Reads all partitions. */
    int size(int map);

    /**
     * Visits the entries of one partition, this transaction's staged writes included, in no order; a read of the
     * partition. Keys and values are valid during the visit only. The visitor may write, which may or may not show in
     * entries not yet visited; it must not scan.
     *
     * @param partition 0..31
     */
    void scan(int map, int partition, EntryVisitor visitor);

    /**
     * Makes a packet beside the one that is processed, in either direction: it leaves the hop when the transaction has
     * committed, depends on what the transaction depends on, and does not run through this middlebox.
     *
     * @param packet an IP packet of {@code length} bytes, at most {@link #maxPacketBytes()}; copied; at most 16 of them
     */
    void emit(Direction direction, byte[] packet, int length);

    /** Lets another packet, which may be longer or shorter, go on in the place of the one that is processed. Copied. */
    void replacePacket(byte[] packet, int length);

    /** The longest packet that may be made, in bytes from the IP header on. */
    int maxPacketBytes();

    /** The thread that runs this, 0..threads-1 of the instance, for state that is kept per sharing group. */
    int thread();

    /** Wall clock in milliseconds since the epoch; time kept in state is wall clock, so that it means the same after a move. */
    long wallClockMs();

    /** A random number in 0..bound-1. Replicas apply the written values, so it is drawn once. */
    int random(int bound);
}
