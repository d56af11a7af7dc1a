package org.ftchain.agent.stm;

/**
 * A packet transaction (thesis 4.3.1): all that a middlebox may read and change beside the packet. Writes are staged
 * and visible to this transaction's own reads; they take effect together when the runtime commits after the middlebox
 * has returned, or not at all. A transaction may be run again from the start, so a middlebox keeps nothing outside.
 *
 * <p>Maps are named by their index in {@code Middlebox.maps()}. Arrays are the caller's, are copied, and must have
 * exactly the sizes of the map's {@link StateMapSpec}.
 */
public interface Transaction {
    /** Copies the value of {@code key} into {@code value}; false, and {@code value} unchanged, when there is none. */
    boolean get(int map, byte[] key, byte[] value);

    void put(int map, byte[] key, byte[] value);

    /** Removes {@code key}; a write even when there is none. */
    void delete(int map, byte[] key);

    /** Wall clock in milliseconds since the epoch; time kept in state is wall clock, so that it means the same after a move. */
    long wallClockMs();

    /** A random number in 0..bound-1. Replicas apply the written values, so it is drawn once. */
    int random(int bound);
}
