package org.ftchain.agent.runtime;

import org.ftchain.agent.io.DataPort;
import org.ftchain.agent.io.IoMode;
import org.ftchain.agent.io.PortCounters;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * A data port without an interface: what is sent comes back in. The hops of a ring that are all on it find each other.
 * Worker thread only, as any port.
 */
final class LoopPort implements DataPort {
    private final int slotCount;
    private final MemorySegment segment;
    private final long[] free;
    private int freeCount;
    /** Frames on their way, a ring of slotCount entries. */
    private final long[] sentOffsets;
    private final int[] sentLengths;
    private int sent;
    private int received;
    private final Semaphore wakeUps = new Semaphore(0);

    /** @param slotCount a power of two */
    LoopPort(int slotCount) {
        this.slotCount = slotCount;
        segment = Arena.ofAuto().allocate((long) slotCount * SLOT_BYTES, 64);
        free = new long[slotCount];
        sentOffsets = new long[slotCount];
        sentLengths = new int[slotCount];
        for (int slot = 0; slot < slotCount; slot++) {
            free[freeCount++] = (long) slot * SLOT_BYTES;
        }
    }

    /** Sends a frame as the network would; false when there is no slot. */
    boolean inject(byte[] frame) {
        long offset = allocate();
        if (offset < 0) {
            return false;
        }
        MemorySegment.copy(frame, 0, segment, JAVA_BYTE, offset + HEADROOM_BYTES, frame.length);
        transmit(offset + HEADROOM_BYTES, frame.length);
        return true;
    }

    @Override
    public int receive(long[] offsets, int[] lengths) {
        int count = Math.min(sent - received, offsets.length);
        for (int i = 0; i < count; i++) {
            int at = received++ & slotCount - 1;
            long offset = sentOffsets[at];
            long wanted = (offset & -SLOT_BYTES) + HEADROOM_BYTES; // headroom as of a received frame
            if (offset != wanted) {
                MemorySegment.copy(segment, offset, segment, wanted, sentLengths[at]);
            }
            offsets[i] = wanted;
            lengths[i] = sentLengths[at];
        }
        return count;
    }

    @Override
    public long allocate() {
        return freeCount == 0 ? -1 : free[--freeCount];
    }

    @Override
    public void transmit(long offset, int length) {
        sentOffsets[sent & slotCount - 1] = offset;
        sentLengths[sent++ & slotCount - 1] = length;
    }

    @Override
    public void free(long offset) {
        free[freeCount++] = offset & -SLOT_BYTES;
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
        return segment;
    }

    @Override
    public int slotBytes() {
        return SLOT_BYTES;
    }

    @Override
    public int maxFrameBytes() {
        return 3512;
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
