package org.ftchain.agent.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/** An AF_XDP socket in copy mode, bound to one queue of an interface, with the slots as its UMEM, and its rings. */
final class XdpSocket {
    static final int RING_ENTRIES = 2048;
    static final int FILL_ENTRIES = 4096;

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
    private static final int SEND_MEMORY_BYTES = 16 << 20;
    /** Frames per call that sends; kernels before Linux 6.17 send 32. */
    private static final int SEND_BUDGET = 256;
    private static final int BIND_RETRIES = 50;
    private static final long BIND_RETRY_NS = 10_000_000;

    private final int fd;
    private XdpRing receiveRing;
    private XdpRing transmitRing;
    private XdpRing fillRing;
    private XdpRing completionRing;

    private XdpSocket(int fd) {
        this.fd = fd;
    }

    static XdpSocket open(int interfaceIndex, int queue, MemorySegment slots) throws SystemCallException {
        XdpSocket socket = new XdpSocket(Libc.socket(AF_XDP, SOCK_RAW, 0));
        try (Arena arena = Arena.ofConfined()) {
            socket.setUp(arena, slots);
            socket.bind(arena, interfaceIndex, queue);
            return socket;
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    private void setUp(Arena arena, MemorySegment slots) throws SystemCallException {
        MemorySegment register = arena.allocate(32, 8); // struct xdp_umem_reg: addr, len, chunk_size, headroom, flags
        register.set(JAVA_LONG, 0, slots.address());
        register.set(JAVA_LONG, 8, slots.byteSize());
        register.set(JAVA_INT, 16, DataPort.SLOT_BYTES);
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
    }

    /** The kernel frees a closed socket's queue a little later: an agent that restarts at once would find it busy. */
    private void bind(Arena arena, int interfaceIndex, int queue) throws SystemCallException {
        MemorySegment address = arena.allocate(16, 4); // struct sockaddr_xdp: family, flags, ifindex, queue, shared fd
        address.set(JAVA_SHORT, 0, (short) AF_XDP);
        address.set(JAVA_SHORT, 2, (short) (BIND_COPY | BIND_NEED_WAKEUP));
        address.set(JAVA_INT, 4, interfaceIndex);
        address.set(JAVA_INT, 8, queue);
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

    int fd() {
        return fd;
    }

    /** Frames that came, 16-byte entries. */
    XdpRing receiveRing() {
        return receiveRing;
    }

    /** Frames to be sent, 16-byte entries. */
    XdpRing transmitRing() {
        return transmitRing;
    }

    /** Slots for frames to come, 8-byte entries. */
    XdpRing fillRing() {
        return fillRing;
    }

    /** Slots of frames that were sent, 8-byte entries. */
    XdpRing completionRing() {
        return completionRing;
    }

    /** Frames for this socket that the kernel dropped: no slot or too long, or no room in the receive ring. */
    long receiveDropped() throws SystemCallException {
        return statistic(0) + statistic(3);
    }

    /** Entries of the transmit ring that the kernel found wrong. */
    long transmitInvalid() throws SystemCallException {
        return statistic(2);
    }

    /** struct xdp_statistics: rx_dropped, rx_invalid, tx_invalid, rx_ring_full, fill_ring_empty, tx_ring_empty. */
    private long statistic(int index) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statistics = arena.allocate(48, 8);
            Libc.getOption(fd, SOL_XDP, XDP_STATISTICS, statistics);
            return statistics.get(JAVA_LONG, 8L * index);
        }
    }

    void close() {
        for (XdpRing ring : new XdpRing[] {receiveRing, transmitRing, fillRing, completionRing}) {
            if (ring != null) {
                ring.unmap();
            }
        }
        Libc.close(fd);
    }
}
