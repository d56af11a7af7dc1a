package org.ftchain.agent.chain;

import java.lang.foreign.MemorySegment;

/**
 * The memory of a data port as the chain sees it: slots of {@link #slotBytes()} bytes in one segment, each holding at
 * most one frame. A frame is (offset, length) with the offset of its first byte (Ethernet destination) in
 * {@link #segment()}; its slot is {@code offset & -slotBytes}. Whoever has a slot owns it until it is transmitted or freed.
 * Worker thread only.
 */
public interface Frames {
    MemorySegment segment();

    /** A power of two. */
    int slotBytes();

    /** Largest frame that can be sent, in bytes with the Ethernet header (data port's MTU + 14). */
    int maxFrameBytes();

    /** How many slots all hops together may hold packets in; the others stay free for receiving and propagating (rule 12). */
    default int maxHeldFrames() {
        return 3072;
    }

    /** Offset of a free slot's start, or -1 when there is none. */
    long allocate();

    /** Queues a frame for sending, takes the slot over. A frame that finds no room is dropped and counted by the port. */
    void transmit(long offset, int length);

    /** Gives the slot that holds {@code offset} back. */
    void free(long offset);
}
