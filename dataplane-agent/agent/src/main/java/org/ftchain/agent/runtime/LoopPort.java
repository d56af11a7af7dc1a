package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.MemoryFrames;
import org.ftchain.agent.io.DataPort;
import org.ftchain.agent.io.IoMode;
import org.ftchain.agent.io.PortCounters;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A data port without an interface: what is sent comes back in. The hops of a ring that are all on it find each other.
 * Worker thread only, as any port.
 */
final class LoopPort implements DataPort {
    private static final int MAX_FRAME_BYTES = 3512;

    private final MemoryFrames frames;
    /** Frames on their way, a ring of as many entries as slots. */
    private final long[] sentOffsets;
    private final int[] sentLengths;
    private int sent;
    private int received;
    private final Semaphore wakeUps = new Semaphore(0);

    /** @param slotCount a power of two */
    LoopPort(int slotCount) {
        frames = new MemoryFrames(slotCount, MAX_FRAME_BYTES, this::sent);
        sentOffsets = new long[slotCount];
        sentLengths = new int[slotCount];
    }

    /** Sends a frame as the network would; false when there is no slot. */
    boolean inject(byte[] frame) {
        long offset = frames.receive(frame);
        if (offset < 0) {
            return false;
        }
        transmit(offset, frame.length);
        return true;
    }

    private void sent(long offset, int length) {
        sentOffsets[sent & sentOffsets.length - 1] = offset;
        sentLengths[sent++ & sentOffsets.length - 1] = length;
    }

    @Override
    public int receive(long[] offsets, int[] lengths) {
        int count = Math.min(sent - received, offsets.length);
        for (int i = 0; i < count; i++) {
            int at = received++ & sentOffsets.length - 1;
            long offset = sentOffsets[at];
            long wanted = (offset & -SLOT_BYTES) + HEADROOM_BYTES; // headroom as of a received frame
            if (offset != wanted) {
                MemorySegment.copy(segment(), offset, segment(), wanted, sentLengths[at]);
            }
            offsets[i] = wanted;
            lengths[i] = sentLengths[at];
        }
        return count;
    }

    @Override
    public long allocate() {
        return frames.allocate();
    }

    @Override
    public void transmit(long offset, int length) {
        frames.transmit(offset, length);
    }

    @Override
    public void free(long offset) {
        frames.free(offset);
    }

    @Override
    public void flush() {
        // Frames are back already.
    }

    @Override
    public boolean await(long timeoutNs) {
        if (sent != received) {
            return true;
        }
        try {
            boolean woken = wakeUps.tryAcquire(timeoutNs, TimeUnit.NANOSECONDS);
            wakeUps.drainPermits();
            return woken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void wakeUp() {
        wakeUps.release();
    }

    @Override
    public MemorySegment segment() {
        return frames.segment();
    }

    @Override
    public int slotBytes() {
        return frames.slotBytes();
    }

    @Override
    public int maxFrameBytes() {
        return frames.maxFrameBytes();
    }

    @Override
    public int maxHeldFrames() {
        return frames.maxHeldFrames();
    }

    @Override
    public String interfaceName() {
        return "loop";
    }

    @Override
    public IoMode mode() {
        return IoMode.PACKET;
    }

    @Override
    public String mac() {
        return "02:00:00:00:00:00";
    }

    @Override
    public PortCounters counters() {
        return new PortCounters(received, 0, sent, 0);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
