package org.ftchain.simulation;

import org.ftchain.agent.chain.Frames;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.function.Consumer;

/** A server's frame memory. Checks that every slot has one owner. Memory is used again by later servers. */
final class SlotFrames implements Frames {
    static final int SLOTS = 128;
    private static final int SLOT_BYTES = 4096;
    private static final int HEADROOM_BYTES = 256;
    private static final int MAX_FRAME_BYTES = 1514;
    private static final ThreadLocal<ArrayDeque<MemorySegment>> POOL = ThreadLocal.withInitial(ArrayDeque::new);

    private final MemorySegment segment;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final BitSet used = new BitSet();
    private final int slots;
    private final Consumer<byte[]> network;

    /** @param slots at most {@link #SLOTS} */
    SlotFrames(int slots, Consumer<byte[]> network) {
        MemorySegment pooled = POOL.get().poll();
        this.segment = pooled != null ? pooled : Arena.ofAuto().allocate((long) SLOTS * SLOT_BYTES);
        this.network = network;
        this.slots = slots;
        for (int slot = 0; slot < slots; slot++) {
            free.add(slot);
        }
    }

    /** Gives the memory back; nothing may use this object afterwards. */
    void close() {
        POOL.get().push(segment);
    }

    /** Puts a received frame into a slot with headroom; returns its offset or -1. */
    long receive(byte[] frame) {
        long slot = allocate();
        if (slot < 0) {
            return -1;
        }
        MemorySegment.copy(frame, 0, segment, ValueLayout.JAVA_BYTE, slot + HEADROOM_BYTES, frame.length);
        return slot + HEADROOM_BYTES;
    }

    int usedSlots() {
        return used.cardinality();
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
        return MAX_FRAME_BYTES;
    }

    @Override
    public int maxHeldFrames() {
        return slots / 2;
    }

    @Override
    public long allocate() {
        Integer slot = free.poll();
        if (slot == null) {
            return -1;
        }
        used.set(slot);
        return (long) slot * SLOT_BYTES;
    }

    @Override
    public void transmit(long offset, int length) {
        if (length > MAX_FRAME_BYTES) {
            throw new Violation("FrameSize", "a frame of " + length + " bytes");
        }
        byte[] frame = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, frame, 0, length);
        free(offset);
        network.accept(frame);
    }

    @Override
    public void free(long offset) {
        int slot = (int) (offset / SLOT_BYTES);
        if (!used.get(slot)) {
            throw new Violation("SlotOwner", "slot freed twice: " + slot);
        }
        used.clear(slot);
        free.add(slot);
    }
}
