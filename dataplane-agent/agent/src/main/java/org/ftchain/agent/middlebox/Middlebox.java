package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.List;

/**
 * A middlebox: a packet and a transaction in, a verdict and perhaps a changed packet out. It keeps its configuration
 * and scratch arrays only; all state is in the maps. One object is used by one worker thread.
 */
public interface Middlebox {
    /** Let the packet, as it is now, go on. */
    int FORWARD = 0;
    /** Drop the packet. Writes of the transaction still take effect. */
    int DROP = 1;

    /** The maps' schema, the same for every object of this type; at most 16. Empty for a stateless middlebox. */
    List<StateMapSpec> maps();

    /**
     * Processes one packet. Changes only the first {@link #MAX_CHANGED_BYTES} bytes of the packet, never its length.
     *
     * @return {@link #FORWARD} or {@link #DROP}
     */
    int process(Packet packet, Direction direction, Transaction transaction);

    /** How often {@link #onTimer} runs, in milliseconds; 0 for never. */
    default long timerIntervalMs() {
        return 0;
    }

    /** Runs without a packet, as a transaction of its own, on one thread of the instance. */
    default void onTimer(Transaction transaction) {
    }

    /** A key of map {@code map} for people, for example "tcp 10.0.1.10:40000 > 10.0.2.20:80". */
    String renderKey(int map, byte[] key);

    /** A value of map {@code map} for people, for example "packets=3 bytes=180". */
    String renderValue(int map, byte[] value);

    /** So many bytes from the IP header on are restored when a transaction is aborted. */
    int MAX_CHANGED_BYTES = 128;
}
