package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.Frames;
import org.ftchain.agent.io.DataPort;

import java.lang.foreign.MemorySegment;

/**
 * The port's memory for a worker that does not own the port: frames to send and slots to free go back to the port's owner
 * through a queue, free slots come from a stock that the owner keeps filled. Everything of {@link Frames} is for the
 * side worker (or the owner while that stands still), the other methods for the port's owner.
 *
 * <p>An entry of the queue is offset << 16 | length; length 0 frees the slot. There is an entry for every slot, so the queue
 * is never full.
 */
final class SideFrames implements Frames {
    private static final int LENGTH_BITS = 16;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    private final DataPort port;
    private final int maxHeldFrames;
    private final SpscQueue returned;
    private final SpscQueue stock;

    SideFrames(DataPort port, int maxHeldFrames, int stockSlots) {
        this.port = port;
        this.maxHeldFrames = maxHeldFrames;
        int slots = (int) (port.segment().byteSize() / port.slotBytes());
        this.returned = new SpscQueue(Integer.highestOneBit(slots) * 2);
        this.stock = new SpscQueue(stockSlots);
    }

    static long entry(long offset, int length) {
        return offset << LENGTH_BITS | length;
    }

    static long offset(long entry) {
        return entry >>> LENGTH_BITS;
    }

    static int length(long entry) {
        return (int) entry & LENGTH_MASK;
    }

    // ---- the side worker

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
        return stock.poll();
    }

    @Override
    public void transmit(long offset, int length) {
        if (length <= 0 || length > LENGTH_MASK) {
            throw new IllegalStateException("a frame must have 1.." + LENGTH_MASK + " bytes: length=" + length);
        }
        giveBack(entry(offset, length));
    }

    @Override
    public void free(long offset) {
        giveBack(entry(offset, 0));
    }

    private void giveBack(long entry) {
        if (!returned.offer(entry)) {
            throw new IllegalStateException("no more slots must come back than there are: offset=" + offset(entry));
        }
    }

    /** Whether the owner has something to collect. Any thread. */
    boolean hasReturned() {
        return !returned.isEmpty();
    }

    // ---- the port's owner

    /** Sends and frees what has come back, at most {@code most} frames; returns how many. */
    int collect(int most) {
        int count = 0;
        while (count < most) {
            long entry = returned.poll();
            if (entry == SpscQueue.EMPTY) {
                break;
            }
            if (length(entry) == 0) {
                port.free(offset(entry));
            } else {
                port.transmit(offset(entry), length(entry));
            }
            count++;
        }
        return count;
    }

    /** Fills the stock as far as the port has free slots. */
    void refill() {
        long slot;
        for (int room = stock.capacity() - stock.size(); room > 0 && (slot = port.allocate()) >= 0; room--) {
            stock.offer(slot);
        }
    }
}
