package org.ftchain.simulation;

import org.ftchain.agent.chain.Frames;

import java.lang.foreign.MemorySegment;

/** A server's frame memory as one of its workers sees it: packets are held within a share of the slots. */
record WorkerFrames(SlotFrames all, int workers, Runnable giveWay) implements Frames {
    @Override
    public MemorySegment segment() {
        return all.segment();
    }

    @Override
    public int slotBytes() {
        return all.slotBytes();
    }

    @Override
    public int maxFrameBytes() {
        return all.maxFrameBytes();
    }

    @Override
    public int maxHeldFrames() {
        return all.maxHeldFrames() / workers;
    }

    @Override
    public long allocate() {
        giveWay.run();
        return all.allocate();
    }

    @Override
    public void transmit(long offset, int length) {
        all.transmit(offset, length);
        giveWay.run();
    }

    @Override
    public void free(long offset) {
        all.free(offset);
    }
}
