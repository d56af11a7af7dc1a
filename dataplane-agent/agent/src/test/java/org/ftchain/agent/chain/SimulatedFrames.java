package org.ftchain.agent.chain;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Slots in plain memory; transmitted frames go to a consumer as bytes. Checks that every slot has one owner. */
final class SimulatedFrames implements Frames {
    private static final int SLOT = 4096;
    private static final int HEADROOM = 256;
    private final MemorySegment segment;
    private final int slots;
    private final ArrayDeque<Long> free = new ArrayDeque<>();
    private final Set<Long> used = new HashSet<>();
    private final Consumer<byte[]> network;

    SimulatedFrames(int slots, Consumer<byte[]> network) {
        this.segment = Arena.ofAuto().allocate((long) slots * SLOT);
        this.network = network;
        this.slots = slots;
        for (int i = 0; i < slots; i++) {
            free.add((long) i * SLOT);
        }
    }

    /** Puts a received frame into a slot with headroom; returns its offset or -1. */
    long receive(byte[] frame) {
        long slot = allocate();
        if (slot < 0) {
            return -1;
        }
        MemorySegment.copy(frame, 0, segment, ValueLayout.JAVA_BYTE, slot + HEADROOM, frame.length);
        return slot + HEADROOM;
    }

    int usedSlots() {
        return used.size();
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public int slotBytes() {
        return SLOT;
    }

    @Override
    public int maxFrameBytes() {
        return 3512;
    }

    @Override
    public int maxHeldFrames() {
        return slots / 2;
    }

    @Override
    public long allocate() {
        Long slot = free.poll();
        if (slot == null) {
            return -1;
        }
        used.add(slot);
        return slot;
    }

    @Override
    public void transmit(long offset, int length) {
        if (length > maxFrameBytes()) {
            throw new AssertionError("frame of " + length + " bytes");
        }
        byte[] frame = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, frame, 0, length);
        free(offset);
        network.accept(frame);
    }

    @Override
    public void free(long offset) {
        long slot = offset & -SLOT;
        if (!used.remove(slot)) {
            throw new AssertionError("slot freed twice: " + slot);
        }
        free.add(slot);
    }
}
