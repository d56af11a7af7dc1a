package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.Frames;
import org.ftchain.agent.io.DataPort;

import java.lang.foreign.MemorySegment;

/** The port for the hops of its owner, where other workers have a share of its slots. */
final class OwnerFrames implements Frames {
    private final DataPort port;
    private final int maxHeldFrames;

    OwnerFrames(DataPort port, int maxHeldFrames) {
        this.port = port;
        this.maxHeldFrames = maxHeldFrames;
    }

    @Override
    public MemorySegment segment() {
        return port.segment();
    }

    @Override
    public int slotBytes() {
        return port.slotBytes();
    }

    @Override
    public int maxFrameBytes() {
        return port.maxFrameBytes();
    }

    @Override
    public int maxHeldFrames() {
        return maxHeldFrames;
    }

    @Override
    public long allocate() {
        return port.allocate();
    }

    @Override
    public void transmit(long offset, int length) {
        port.transmit(offset, length);
    }

    @Override
    public void free(long offset) {
        port.free(offset);
    }
}
