package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.MemoryFrames;
import org.ftchain.agent.io.DataPort;
import org.ftchain.agent.io.IoMode;
import org.ftchain.agent.io.PortCounters;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A port on a network of other such ports in one process. All but one thread must leave it alone, and it sees to that. */
final class WirePort implements DataPort {
    private static final int MAX_FRAME_BYTES = 1514;

    private final ConcurrentLinkedQueue<byte[]> arriving = new ConcurrentLinkedQueue<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private final Consumer<byte[]> network;
    private final MemoryFrames frames;
    private Thread owner;
    private long received;
    private long sent;

    /** @param network takes what is sent */
    WirePort(int slots, Consumer<byte[]> network) {
        this.network = network;
        this.frames = new MemoryFrames(slots, MAX_FRAME_BYTES, this::sent);
    }

    /** Any thread. */
    void arrive(byte[] frame) {
        arriving.add(frame);
        wakeUp();
    }

    /** Frames that have arrived and not been received. Any thread. */
    int backlog() {
        return arriving.size();
    }

    int usedSlots() {
        return frames.usedSlots();
    }

    private void requireOwner() {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        if (owner != Thread.currentThread()) {
            throw new IllegalStateException("the port is " + owner.getName() + "'s, not " + Thread.currentThread().getName()
                    + "'s");
        }
    }

    private void sent(long offset, int length) {
        network.accept(frames.copy(offset, length));
        frames.free(offset);
        sent++;
    }

    @Override
    public int receive(long[] offsets, int[] lengths) {
        requireOwner();
        int count = 0;
        while (count < offsets.length && !arriving.isEmpty()) {
            byte[] frame = arriving.peek();
            long offset = frames.receive(frame);
            if (offset < 0) {
                break;
            }
            arriving.poll();
            offsets[count] = offset;
            lengths[count++] = frame.length;
            received++;
        }
        return count;
    }

    @Override
    public long allocate() {
        requireOwner();
        return frames.allocate();
    }

    @Override
    public void transmit(long offset, int length) {
        requireOwner();
        frames.transmit(offset, length);
    }

    @Override
    public void free(long offset) {
        requireOwner();
        frames.free(offset);
    }

    @Override
    public void flush() {
        requireOwner();
    }

    @Override
    public boolean await(long timeoutNs) {
        requireOwner();
        if (!arriving.isEmpty()) {
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
        return "wire";
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
