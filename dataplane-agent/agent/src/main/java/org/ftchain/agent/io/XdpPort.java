package org.ftchain.agent.io;

import java.lang.foreign.MemorySegment;

/**
 * A data port on AF_XDP in copy mode, one queue. The slots are the socket's UMEM. Slots that the kernel has are in the
 * fill ring (for frames to come), in the receive ring, in the transmit ring or on their way to the completion ring.
 */
final class XdpPort implements DataPort {
    private static final int QUEUE = 0;
    /** Calls per flush: one sends up to the socket's budget, or reports one refused frame. */
    private static final int MAX_KICKS = 256;
    /** Native mode on veth: frame, headroom and the kernel's own data share a page of 4096 bytes. */
    private static final int MAX_NATIVE_FRAME_BYTES = 3512;
    private static final long BUSY_WAIT_NS = 50_000;

    private final NetworkDevice device;
    private final IoMode mode;
    private final Slots slots;
    private final XdpSocket socket;
    private final XdpRing receiveRing;
    private final XdpRing transmitRing;
    private final XdpRing fillRing;
    private final XdpRing completionRing;
    private final PortWait wait;
    private final int maxFrameBytes;
    private XdpProgram program;
    private int receiveConsumer;
    private int transmitProducer;
    private int fillProducer;
    private int completionConsumer;
    private long receivedFrames;
    private long transmittedFrames;
    private long transmitDropped;
    private boolean closed;

    private XdpPort(NetworkDevice device, IoMode mode, Slots slots, XdpSocket socket, PortWait wait) {
        this.device = device;
        this.mode = mode;
        this.slots = slots;
        this.socket = socket;
        this.wait = wait;
        receiveRing = socket.receiveRing();
        transmitRing = socket.transmitRing();
        fillRing = socket.fillRing();
        completionRing = socket.completionRing();
        int limit = mode == IoMode.XDP ? MAX_NATIVE_FRAME_BYTES : SLOT_BYTES - HEADROOM_BYTES;
        maxFrameBytes = Math.min(device.mtu() + 14, limit);
    }

    /** @throws SystemCallException when the interface or the kernel does not support the mode */
    static XdpPort open(NetworkDevice device, IoMode mode) throws SystemCallException {
        Slots slots = Slots.map();
        XdpSocket socket = null;
        XdpPort port = null;
        try {
            socket = XdpSocket.open(device.index(), QUEUE, slots.segment());
            port = new XdpPort(device, mode, slots, socket, new PortWait(socket.fd()));
            port.refill();
            port.program = XdpProgram.attach(device.index(), socket.fd(), QUEUE,
                    mode == IoMode.XDP ? XdpProgram.MODE_NATIVE : XdpProgram.MODE_SKB);
            return port;
        } catch (SystemCallException e) {
            if (port != null) {
                port.close();
            } else {
                if (socket != null) {
                    socket.close();
                }
                slots.unmap();
            }
            throw e;
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
        int room = XdpSocket.FILL_ENTRIES - (fillProducer - fillRing.consumed());
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
        if (transmitProducer - transmitRing.consumed() >= XdpSocket.RING_ENTRIES) {
            flush();
            if (transmitProducer - transmitRing.consumed() >= XdpSocket.RING_ENTRIES) {
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
            int result = PacketCalls.kick(socket.fd());
            if (result == -Libc.EBUSY) {
                // This frame is consumed but was not sent (the other end of a veth refused it); the rest still waits.
                transmitDropped++;
                transmittedFrames--;
            } else {
                device.requirePresent(result);
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
        try {
            return new PortCounters(receivedFrames, socket.receiveDropped(), transmittedFrames,
                    transmitDropped + socket.transmitInvalid());
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
        wait.close();
        socket.close();
        slots.unmap();
    }
}
