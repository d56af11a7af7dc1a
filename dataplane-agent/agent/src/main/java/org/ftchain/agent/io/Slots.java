package org.ftchain.agent.io;

import java.lang.foreign.MemorySegment;

/**
 * The slots of a port and who has each: free, the kernel, or the caller (worker). Giving a slot away twice would let
 * two frames share memory, so it is refused as a broken invariant.
 */
final class Slots {
    private static final byte FREE = 0;
    private static final byte CALLER = 1;
    private static final byte KERNEL = 2;

    private final MemorySegment segment;
    private final int shift;
    private final byte[] owner;
    private final int[] free;
    private int freeCount;

    Slots(MemorySegment segment, int slotCount, int slotBytes) {
        this.segment = segment;
        shift = Integer.numberOfTrailingZeros(slotBytes);
        owner = new byte[slotCount];
        free = new int[slotCount];
        for (int slot = slotCount - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
    }

    static Slots map() throws SystemCallException {
        long sizeBytes = (long) DataPort.SLOT_COUNT * DataPort.SLOT_BYTES;
        return new Slots(Libc.map(sizeBytes, Libc.MAP_PRIVATE_ANONYMOUS | Libc.MAP_POPULATE, -1, 0),
                DataPort.SLOT_COUNT, DataPort.SLOT_BYTES);
    }

    MemorySegment segment() {
        return segment;
    }

    int freeCount() {
        return freeCount;
    }

    /** A free slot for the caller: its start, or -1. */
    long toCaller() {
        return take(CALLER);
    }

    /** A free slot for the kernel: its start, or -1. */
    long toKernel() {
        return take(KERNEL);
    }

    private long take(byte to) {
        if (freeCount == 0) {
            return -1;
        }
        int slot = free[--freeCount];
        owner[slot] = to;
        return (long) slot << shift;
    }

    void fromKernelToCaller(long offset) {
        move(offset, KERNEL, CALLER);
    }

    void fromCallerToKernel(long offset) {
        move(offset, CALLER, KERNEL);
    }

    void fromKernelToFree(long offset) {
        free[freeCount] = move(offset, KERNEL, FREE);
        freeCount++;
    }

    void fromCallerToFree(long offset) {
        free[freeCount] = move(offset, CALLER, FREE);
        freeCount++;
    }

    private int move(long offset, byte from, byte to) {
        int slot = (int) (offset >> shift);
        if (owner[slot] != from) {
            throw new IllegalStateException("slot must be owned by " + from + ": offset=" + offset + " owner="
                    + owner[slot]);
        }
        owner[slot] = to;
        return slot;
    }

    void unmap() {
        Libc.unmap(segment);
    }
}
