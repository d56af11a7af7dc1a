package org.ftchain.agent.io;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * One of the four rings of an AF_XDP socket, shared with the kernel: a producer and a consumer index (free-running u32)
 * and entries of 8 bytes (fill, completion: an address) or 16 (receive, transmit: address u64, length u32, options u32).
 *
 * <p>Ordering. Where the kernel produces (receive, completion): its smp_store_release of the producer index pairs with
 * {@link #produced()}'s getAcquire, so the entries are visible before they are read; our {@link #release} of the
 * consumer index (setRelease) pairs with the kernel's smp_load_acquire, so it reuses entries only after we read them.
 * Where we produce (fill, transmit): entries are written plainly, then {@link #publish} (setRelease) pairs with the
 * kernel's load-acquire; {@link #consumed()}'s getAcquire pairs with its store-release of the consumer index.
 */
final class XdpRing {
    private static final VarHandle INDEX = JAVA_INT.varHandle();
    private static final int NEED_WAKEUP = 1;

    private final MemorySegment mapped;
    private final long producerOffset;
    private final long consumerOffset;
    private final long flagsOffset;
    private final long entriesOffset;
    private final int mask;

    /** @param layout struct xdp_ring_offset: producer, consumer, desc, flags, each u64 */
    XdpRing(int fd, long pageOffset, int entryCount, int entryBytes, MemorySegment layout) throws SystemCallException {
        producerOffset = layout.get(JAVA_LONG, 0);
        consumerOffset = layout.get(JAVA_LONG, 8);
        entriesOffset = layout.get(JAVA_LONG, 16);
        flagsOffset = layout.get(JAVA_LONG, 24);
        mask = entryCount - 1;
        mapped = Libc.map(entriesOffset + (long) entryCount * entryBytes, Libc.MAP_SHARED | Libc.MAP_POPULATE, fd,
                pageOffset);
    }

    int entryCount() {
        return mask + 1;
    }

    /** Index behind the last entry that the kernel produced. */
    int produced() {
        return (int) INDEX.getAcquire(mapped, producerOffset);
    }

    /** Index of the first entry that the kernel has not consumed. */
    int consumed() {
        return (int) INDEX.getAcquire(mapped, consumerOffset);
    }

    void publish(int producer) {
        INDEX.setRelease(mapped, producerOffset, producer);
    }

    void release(int consumer) {
        INDEX.setRelease(mapped, consumerOffset, consumer);
    }

    boolean needsWakeUp() {
        return ((int) INDEX.getOpaque(mapped, flagsOffset) & NEED_WAKEUP) != 0;
    }

    long address(int index) {
        return mapped.get(JAVA_LONG, entriesOffset + ((long) (index & mask) << 3));
    }

    void setAddress(int index, long address) {
        mapped.set(JAVA_LONG, entriesOffset + ((long) (index & mask) << 3), address);
    }

    long frameAddress(int index) {
        return mapped.get(JAVA_LONG, entriesOffset + ((long) (index & mask) << 4));
    }

    int frameLength(int index) {
        return mapped.get(JAVA_INT, entriesOffset + ((long) (index & mask) << 4) + 8);
    }

    void setFrame(int index, long address, int length) {
        long entry = entriesOffset + ((long) (index & mask) << 4);
        mapped.set(JAVA_LONG, entry, address);
        mapped.set(JAVA_LONG, entry + 8, Integer.toUnsignedLong(length)); // little-endian: length, options = 0
    }

    void unmap() {
        Libc.unmap(mapped);
    }
}
