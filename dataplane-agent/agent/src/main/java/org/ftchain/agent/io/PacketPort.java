package org.ftchain.agent.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * A data port on AF_PACKET: recvmmsg into slots, sendmmsg from slots, on any interface and all its queues. The socket is
 * bound to the MPLS EtherType; such a binding, and PACKET_IGNORE_OUTGOING, keep frames out that leave the interface.
 */
final class PacketPort implements DataPort {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int SOCKET_MEMORY_BYTES = 16 << 20;
    private static final int RECEIVE_BATCH = 64;
    private static final int TRANSMIT_BATCH = 256;
    private static final int MAX_RETRIES = 3;
    private static final int MSG_TRUNC = 0x20;

    private final NetworkDevice device;
    private final Slots slots;
    private final int fd;
    private final Arena arena = Arena.ofAuto();
    private final Messages incoming = new Messages(arena, RECEIVE_BATCH);
    private final Messages outgoing = new Messages(arena, TRANSMIT_BATCH);
    /** Start of the slot that waits for incoming message i, or -1. */
    private final long[] waitingSlots = new long[RECEIVE_BATCH];
    private final long[] queuedOffsets = new long[TRANSMIT_BATCH];
    private PortWait wait;
    private int queued;
    private long receivedFrames;
    private long receiveDropped;
    private long transmittedFrames;
    private long transmitDropped;
    private boolean closed;

    /** An array of struct mmsghdr (64 bytes) with one struct iovec (16 bytes) each. */
    private static final class Messages {
        private static final int HEADER_BYTES = 64;
        private static final int IOVEC_BYTES = 16;
        private final MemorySegment headers;
        private final MemorySegment iovecs;

        Messages(Arena arena, int count) {
            headers = arena.allocate((long) HEADER_BYTES * count, 64);
            iovecs = arena.allocate((long) IOVEC_BYTES * count, 64);
            for (int i = 0; i < count; i++) {
                headers.set(JAVA_LONG, (long) i * HEADER_BYTES + 16, iovecs.address() + (long) i * IOVEC_BYTES);
                headers.set(JAVA_LONG, (long) i * HEADER_BYTES + 24, 1);
            }
        }

        long address(int index) {
            return headers.address() + (long) index * HEADER_BYTES;
        }

        void set(int index, long address, int sizeBytes) {
            iovecs.set(JAVA_LONG, (long) index * IOVEC_BYTES, address);
            iovecs.set(JAVA_LONG, (long) index * IOVEC_BYTES + 8, sizeBytes);
        }

        int flags(int index) {
            return headers.get(JAVA_INT, (long) index * HEADER_BYTES + 48);
        }

        int length(int index) {
            return headers.get(JAVA_INT, (long) index * HEADER_BYTES + 56);
        }
    }

    private PacketPort(NetworkDevice device, Slots slots, int fd) {
        this.device = device;
        this.slots = slots;
        this.fd = fd;
        Arrays.fill(waitingSlots, -1);
    }

    static PacketPort open(NetworkDevice device) throws SystemCallException {
        int fd = Libc.socket(AF_PACKET, SOCK_RAW, 0); // protocol 0: nothing comes in before the bind
        Slots slots;
        try {
            slots = Slots.map();
        } catch (SystemCallException e) {
            Libc.close(fd);
            throw e;
        }
        PacketPort port = new PacketPort(device, slots, fd);
        try {
            port.setUp();
            return port;
        } catch (SystemCallException e) {
            port.close();
            throw e;
        }
    }

    private void setUp() throws SystemCallException {
        Libc.setIntOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
        Libc.setIntOption(fd, SOL_PACKET, PACKET_QDISC_BYPASS, 1);
        Libc.setIntOption(fd, SOL_SOCKET, SO_SNDBUFFORCE, SOCKET_MEMORY_BYTES);
        Libc.setIntOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_MEMORY_BYTES);
        wait = new PortWait(fd);
        MemorySegment address = arena.allocate(20, 4); // struct sockaddr_ll: family, protocol (big-endian), ifindex
        address.set(JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(JAVA_SHORT, 2, Short.reverseBytes((short) ETHERTYPE_MPLS));
        address.set(JAVA_INT, 4, device.index());
        Libc.bind(fd, address);
    }

    @Override
    public int receive(long[] offsets, int[] lengths) {
        int room = prepare(Math.min(RECEIVE_BATCH, Math.min(offsets.length, lengths.length)));
        int received = room == 0 ? 0 : PacketCalls.receiveMessages(fd, incoming.address(0), room);
        if (received < 0) {
            device.requirePresent(received);
            return 0;
        }
        int count = 0;
        for (int i = 0; i < received; i++) {
            if ((incoming.flags(i) & MSG_TRUNC) != 0) {
                receiveDropped++;
                continue;
            }
            slots.fromKernelToCaller(waitingSlots[i]);
            offsets[count] = waitingSlots[i] + HEADROOM_BYTES;
            lengths[count] = incoming.length(i);
            waitingSlots[i] = -1;
            count++;
        }
        receivedFrames += count;
        return count;
    }

    /** Gives the first {@code wanted} messages a slot each; fewer when there are not enough free ones. */
    private int prepare(int wanted) {
        for (int i = 0; i < wanted; i++) {
            if (waitingSlots[i] < 0) {
                long slot = slots.toKernel();
                if (slot < 0) {
                    return i;
                }
                waitingSlots[i] = slot;
                incoming.set(i, slots.segment().address() + slot + HEADROOM_BYTES, SLOT_BYTES - HEADROOM_BYTES);
            }
        }
        return wanted;
    }

    @Override
    public long allocate() {
        return slots.toCaller();
    }

    @Override
    public void transmit(long offset, int length) {
        if (length > maxFrameBytes()) {
            transmitDropped++;
            free(offset);
            return;
        }
        if (queued == TRANSMIT_BATCH) {
            flush();
        }
        slots.fromCallerToKernel(offset);
        queuedOffsets[queued] = offset;
        outgoing.set(queued, slots.segment().address() + offset, length);
        queued++;
    }

    @Override
    public void free(long offset) {
        slots.fromCallerToFree(offset);
    }

    @Override
    public void flush() {
        if (queued == 0) {
            return;
        }
        int done = 0;
        int retries = 0;
        while (done < queued) {
            int sent = PacketCalls.sendMessages(fd, outgoing.address(done), queued - done);
            if (sent > 0) {
                done += sent;
                transmittedFrames += sent;
                retries = 0;
            } else if (sent != -Libc.EAGAIN || ++retries > MAX_RETRIES) {
                device.requirePresent(sent);
                transmitDropped++; // ENOBUFS, EMSGSIZE, ENETDOWN: the kernel refused this frame; go on behind it
                done++;
                retries = 0;
            }
        }
        for (int i = 0; i < queued; i++) {
            slots.fromKernelToFree(queuedOffsets[i]); // sendmmsg has copied it
        }
        queued = 0;
    }

    @Override
    public boolean await(long timeoutNs) {
        return wait.await(timeoutNs);
    }

    @Override
    public void wakeUp() {
        wait.wakeUp();
    }

    @Override
    public PortCounters counters() {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment statistics = own.allocate(8, 4); // struct tpacket_stats: packets, drops; reset by reading
            Libc.getOption(fd, SOL_PACKET, PACKET_STATISTICS, statistics);
            receiveDropped += Integer.toUnsignedLong(statistics.get(JAVA_INT, 4));
            return new PortCounters(receivedFrames, receiveDropped, transmittedFrames, transmitDropped);
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
        return Math.min(device.mtu() + 14, SLOT_BYTES - HEADROOM_BYTES);
    }

    @Override
    public String interfaceName() {
        return device.name();
    }

    @Override
    public IoMode mode() {
        return IoMode.PACKET;
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
        if (wait != null) {
            wait.close();
        }
        Libc.close(fd);
        slots.unmap();
    }
}
