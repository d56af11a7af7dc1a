package org.ftchain.agent.chain;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Slots in plain memory, for hops without a network interface. A frame that is sent goes to an {@link Outlet}, which
 * has its slot from then on and frees it when done. Every slot has one owner: giving a free one back, or memory that is
 * no slot, is a broken invariant. One thread.
 */
public final class MemoryFrames implements Frames {
    public static final int SLOT_BYTES = 4096;
    /** Free bytes of the slot before a received frame, as of a data port. */
    public static final int HEADROOM_BYTES = 256;

    /** Where sent frames go. */
    @FunctionalInterface
    public interface Outlet {
        /** Takes a frame and its slot over. */
        void sent(long offset, int length);
    }

    private final MemorySegment segment;
    private final int maxFrameBytes;
    private final Outlet outlet;
    private final long[] free;
    private final boolean[] used;
    private int freeCount;

    /** @param slotCount slots of {@link #SLOT_BYTES}, in memory of their own */
    public MemoryFrames(int slotCount, int maxFrameBytes, Outlet outlet) {
        this(Arena.ofAuto().allocate((long) slotCount * SLOT_BYTES, SLOT_BYTES), maxFrameBytes, outlet);
    }

    /** @param segment as many slots as it has room for, none of them used */
    public MemoryFrames(MemorySegment segment, int maxFrameBytes, Outlet outlet) {
        this.segment = segment;
        this.maxFrameBytes = maxFrameBytes;
        this.outlet = outlet;
        int slotCount = (int) (segment.byteSize() / SLOT_BYTES);
        this.free = new long[slotCount];
        this.used = new boolean[slotCount];
        for (int slot = slotCount - 1; slot >= 0; slot--) {
            free[freeCount++] = (long) slot * SLOT_BYTES;
        }
    }

    /** Puts a received frame into a slot, behind the headroom. Returns its offset, or -1 when no slot is free. */
    public long receive(byte[] frame) {
        long slot = allocate();
        if (slot < 0) {
            return -1;
        }
        MemorySegment.copy(frame, 0, segment, ValueLayout.JAVA_BYTE, slot + HEADROOM_BYTES, frame.length);
        return slot + HEADROOM_BYTES;
    }

    /** A copy of a frame's bytes. */
    public byte[] copy(long offset, int length) {
        byte[] frame = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, frame, 0, length);
        return frame;
    }

    public int usedSlots() {
        return free.length - freeCount;
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public int slotBytes() {
        return SLOT_BYTES;
    }

    @Override
    public int maxFrameBytes() {
        return maxFrameBytes;
    }

    /** Half of the slots. */
    @Override
    public int maxHeldFrames() {
        return free.length / 2;
    }

    @Override
    public long allocate() {
        if (freeCount == 0) {
            return -1;
        }
        long slot = free[--freeCount];
        used[(int) (slot / SLOT_BYTES)] = true;
        return slot;
    }

    @Override
    public void transmit(long offset, int length) {
        if (length > maxFrameBytes) {
            throw new IllegalStateException("a frame must have at most " + maxFrameBytes + " bytes: length=" + length);
        }
        requireUsed(offset);
        outlet.sent(offset, length);
    }

    @Override
    public void free(long offset) {
        int slot = requireUsed(offset);
        used[slot] = false;
        free[freeCount++] = offset & -SLOT_BYTES;
    }

    private int requireUsed(long offset) {
        int slot = (int) (offset / SLOT_BYTES);
        if (!used[slot]) {
            throw new IllegalStateException("slot must be in use: offset=" + offset);
        }
        return slot;
    }
}
