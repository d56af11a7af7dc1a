package org.ftchain.agent.packet;

/** Which way a packet travels through its chain. */
public enum Direction {
    /** From the chain's source to its target. */
    FORWARD,
    /** Return traffic of a symmetric chain, visiting the hops in reverse order. */
    REVERSE
}
