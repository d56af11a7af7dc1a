package org.ftchain.agent.packet;

/** A flyweight over an IP packet inside a frame. */
public final class Packet {
}
