package org.ftchain.agent.chain;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.replication.Needs;

/** A packet inside a hop: its frame (header, then IP packet, no message) and what it depends on. Reused. */
final class HeldFrame {
    final Needs needs = new Needs();
    long offset;
    int length;
    Direction direction;
    /** Number of the log that its transaction went into, -1 when that wrote nothing. */
    long log;
    /** {@link FlowHash#bucket} while it is held: packets of one bucket keep their order. */
    int bucket;
}
