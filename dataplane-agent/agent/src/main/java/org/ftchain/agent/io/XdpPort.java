package org.ftchain.agent.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * A data port on AF_XDP in copy mode, one queue. The slots are the socket's UMEM. Slots that the kernel has are in the
 * fill ring (for frames to come), in the receive ring, in the transmit ring or on their way to the completion ring.
 */
final class XdpPort implements DataPort {
    private static final int AF_XDP = 44;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SOL_XDP = 283;
    private static final int XDP_MMAP_OFFSETS = 1;
    private static final int XDP_RX_RING = 2;
    private static final int XDP_TX_RING = 3;
    private static final int XDP_UMEM_REG = 4;
    private static final int XDP_UMEM_FILL_RING = 5;
    private static final int XDP_UMEM_COMPLETION_RING = 6;
    private static final int XDP_STATISTICS = 7;
    private static final int XDP_MAX_TX_SKB_BUDGET = 9;
    private static final int BIND_COPY = 2;
    private static final int BIND_NEED_WAKEUP = 8;
    private static final int QUEUE = 0;
    private static final int RING_ENTRIES = 2048;
    private static final int FILL_ENTRIES = 4096;
    private static final int SEND_MEMORY_BYTES = 16 << 20;
    /** Frames per call; older kernels than Linux 6.17 send 32. */
    private static final int SEND_BUDGET = 256;
    /** Calls per flush: one sends up to its budget, or reports one refused frame. */
    private static final int MAX_KICKS = 256;
    /** Native mode on veth: frame, headroom and the kernel's own data share a page of 4096 bytes. */
    private static final int MAX_NATIVE_FRAME_BYTES = 3512;
    private static final long BUSY_WAIT_NS = 50_000;
    private static final int BIND_RETRIES = 50;
    private static final long BIND_RETRY_NS = 10_000_000;

    private final NetworkDevice device;
    private final IoMode mode;
    private final Slots slots;
    private final int fd;
    private final int maxFrameBytes;
    private final Arena arena = Arena.ofAuto();
    private XdpRing receiveRing;
    private XdpRing transmitRing;
    private XdpRing fillRing;
    private XdpRing completionRing;
    private XdpProgram program;
    private PortWait wait;
    private int receiveConsumer;
    private int transmitProducer;
    private int fillProducer;
    private int completionConsumer;
    private long receivedFrames;
    private long transmittedFrames;
    private long transmitDropped;
    private boolean closed;

    private XdpPort(NetworkDevice device, IoMode mode, Slots slots, int fd) {
        this.device = device;
        this.mode = mode;
        this.slots = slots;
        this.fd = fd;
        int limit = mode == IoMode.XDP ? MAX_NATIVE_FRAME_BYTES : SLOT_BYTES - HEADROOM_BYTES;
        maxFrameBytes = Math.min(device.mtu() + 14, limit);
    }

    /** @throws SystemCallException when the interface or the kernel does not support the mode */
    static XdpPort open(NetworkDevice device, IoMode mode) throws SystemCallException {
        int fd = Libc.socket(AF_XDP, SOCK_RAW, 0);
        Slots slots;
        try {
            slots = Slots.map();
        } catch (SystemCallException e) {
            Libc.close(fd);
            throw e;
        }
        XdpPort port = new XdpPort(device, mode, slots, fd);
        try {
            port.setUp();
            return port;
        } catch (SystemCallException e) {
            port.close();
            throw e;
        }
    }

    private void setUp() throws SystemCallException {
        MemorySegment register = arena.allocate(32, 8); // struct xdp_umem_reg: addr, len, chunk_size, headroom, flags
        register.set(JAVA_LONG, 0, slots.segment().address());
        register.set(JAVA_LONG, 8, slots.segment().byteSize());
        register.set(JAVA_INT, 16, SLOT_BYTES);
        Libc.setOption(fd, SOL_XDP, XDP_UMEM_REG, register);
        Libc.setIntOption(fd, SOL_XDP, XDP_UMEM_FILL_RING, FILL_ENTRIES);
        Libc.setIntOption(fd, SOL_XDP, XDP_UMEM_COMPLETION_RING, FILL_ENTRIES);
        Libc.setIntOption(fd, SOL_XDP, XDP_RX_RING, RING_ENTRIES);
        Libc.setIntOption(fd, SOL_XDP, XDP_TX_RING, RING_ENTRIES);
        Libc.setIntOption(fd, SOL_SOCKET, SO_SNDBUFFORCE, SEND_MEMORY_BYTES);
        try {
            Libc.setIntOption(fd, SOL_XDP, XDP_MAX_TX_SKB_BUDGET, SEND_BUDGET);
        } catch (SystemCallException e) {
            // Not known to this kernel: more calls for the same frames.
        }
        MemorySegment offsets = arena.allocate(128, 8);
        Libc.getOption(fd, SOL_XDP, XDP_MMAP_OFFSETS, offsets);
        receiveRing = new XdpRing(fd, 0, RING_ENTRIES, 16, offsets.asSlice(0, 32));
        transmitRing = new XdpRing(fd, 0x80000000L, RING_ENTRIES, 16, offsets.asSlice(32, 32));
        fillRing = new XdpRing(fd, 0x100000000L, FILL_ENTRIES, 8, offsets.asSlice(64, 32));
        completionRing = new XdpRing(fd, 0x180000000L, FILL_ENTRIES, 8, offsets.asSlice(96, 32));
        refill();
        MemorySegment address = arena.allocate(16, 4); // struct sockaddr_xdp: family, flags, ifindex, queue, shared fd
        address.set(JAVA_SHORT, 0, (short) AF_XDP);
        address.set(JAVA_SHORT, 2, (short) (BIND_COPY | BIND_NEED_WAKEUP));
        address.set(JAVA_INT, 4, device.index());
        address.set(JAVA_INT, 8, QUEUE);
        bind(address);
        wait = new PortWait(fd);
        program = XdpProgram.attach(device.index(), fd, QUEUE,
                mode == IoMode.XDP ? XdpProgram.MODE_NATIVE : XdpProgram.MODE_SKB);
    }

    /** The kernel frees a closed socket's queue a little later: an agent that restarts at once would find it busy. */
    private void bind(MemorySegment address) throws SystemCallException {
        for (int attempt = 0; ; attempt++) {
            try {
                Libc.bind(fd, address);
                return;
            } catch (SystemCallException e) {
                if (e.errno() != Libc.EBUSY || attempt == BIND_RETRIES) {
                    throw e;
                }
                LockSupport.parkNanos(BIND_RETRY_NS);
            }
        }
    }

    @Override
    public int receive(long[] offsets, int[] lengths) {
        int consumer = receiveConsumer;
        int count = Math.min(receiveRing.produced() - consumer, Math.min(offsets.length, lengths.length));
        for (int i = 0; i < count; i++, consumer++) {
            long offset = receiveRing.frameAddress(consumer);
            offsets[i] = offset;
            lengths[i] = receiveRing.frameLength(consumer);
            slots.fromKernelToCaller(offset);
        }
        if (count > 0) {
            receiveConsumer = consumer;
            receiveRing.release(consumer);
            receivedFrames += count;
            refill();
        }
        return count;
    }

    /** Keeps the fill ring full as long as there are free slots, so that reception goes before {@link #allocate}. */
    private void refill() {
        int room = FILL_ENTRIES - (fillProducer - fillRing.consumed());
        int count = Math.min(room, slots.freeCount());
        if (count > 0) {
            int producer = fillProducer;
            for (int i = 0; i < count; i++) {
                fillRing.setAddress(producer++, slots.toKernel());
            }
            fillProducer = producer;
            fillRing.publish(producer);
        }
    }

    @Override
    public long allocate() {
        long offset = slots.toCaller();
        if (offset < 0) {
            reap();
            offset = slots.toCaller();
        }
        return offset;
    }

    @Override
    public void transmit(long offset, int length) {
        if (length > maxFrameBytes) {
            transmitDropped++;
            free(offset);
            return;
        }
        if (transmitProducer - transmitRing.consumed() >= RING_ENTRIES) {
            flush();
            if (transmitProducer - transmitRing.consumed() >= RING_ENTRIES) {
                transmitDropped++;
                free(offset);
                return;
            }
        }
        slots.fromCallerToKernel(offset);
        transmitRing.setFrame(transmitProducer++, offset, length);
        transmittedFrames++;
    }

    @Override
    public void free(long offset) {
        slots.fromCallerToFree(offset);
    }

    @Override
    public void flush() {
        transmitRing.publish(transmitProducer);
        if (transmitRing.consumed() != transmitProducer) {
            kick();
        }
        reap();
        refill();
    }

    private void kick() {
        int before = transmitRing.consumed();
        for (int i = 0; i < MAX_KICKS && transmitRing.needsWakeUp(); i++) {
            int result = Libc.kick(fd);
            if (result == -Libc.EBUSY) {
                // This frame is consumed but was not sent (the other end of a veth refused it); the rest still waits.
                transmitDropped++;
                transmittedFrames--;
            } else if ((result == -Libc.ENXIO || result == -Libc.ENODEV)
                    && Libc.interfaceIndex(device.name()) != device.index()) {
                throw new IllegalStateException("data port " + device.name() + ": the interface has gone");
            }
            int now = transmitRing.consumed();
            if (now == transmitProducer) {
                return;
            }
            if (now == before) {
                reap(); // EAGAIN, ENOBUFS: no room now; the frames stay queued until the next flush
                return;
            }
            before = now;
        }
    }

    private void reap() {
        int produced = completionRing.produced();
        int consumer = completionConsumer;
        if (produced != consumer) {
            while (consumer != produced) {
                slots.fromKernelToFree(completionRing.address(consumer++));
            }
            completionConsumer = consumer;
            completionRing.release(consumer);
        }
    }

    @Override
    public boolean await(long timeoutNs) {
        boolean unsent = transmitRing.consumed() != transmitProducer;
        return wait.await(unsent ? Math.min(timeoutNs, BUSY_WAIT_NS) : timeoutNs);
    }

    @Override
    public void wakeUp() {
        wait.wakeUp();
    }

    @Override
    public PortCounters counters() {
        try (Arena own = Arena.ofConfined()) {
            // struct xdp_statistics: rx_dropped, rx_invalid, tx_invalid, rx_ring_full, fill_ring_empty, tx_ring_empty
            MemorySegment statistics = own.allocate(48, 8);
            Libc.getOption(fd, SOL_XDP, XDP_STATISTICS, statistics);
            return new PortCounters(receivedFrames, statistics.get(JAVA_LONG, 0) + statistics.get(JAVA_LONG, 24),
                    transmittedFrames, transmitDropped + statistics.get(JAVA_LONG, 16));
        } catch (SystemCallException e) {
            throw new IllegalStateException("data port " + device.name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public MemorySegment segment() {
        return slots.segment();
    }

    @Override
    public int slotBytes() {
        return SLOT_BYTES;
    }

    @Override
    public int maxFrameBytes() {
        return maxFrameBytes;
    }

    @Override
    public String interfaceName() {
        return device.name();
    }

    @Override
    public IoMode mode() {
        return mode;
    }

    @Override
    public String mac() {
        return device.mac();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (program != null) {
            program.detach();
        }
        if (wait != null) {
            wait.close();
        }
        for (XdpRing ring : new XdpRing[] {receiveRing, transmitRing, fillRing, completionRing}) {
            if (ring != null) {
                ring.unmap();
            }
        }
        Libc.close(fd);
        slots.unmap();
    }
}
