package org.ftchain.agent.control;

import org.ftchain.control.Heartbeat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Sends {@link Heartbeat}s to every orchestrator on a thread of its own, on an absolute schedule (a late one does not
 * delay those after it; missed ones are skipped, not sent in a burst). The thread takes no lock, never blocks in a send
 * and allocates nothing as long as sending works; one destination's failure does not touch the others.
 *
 * <p>A heartbeat says that the server works, so it is not sent while the worker's progress stands still for
 * {@link #STALL_NS} of heartbeats: then the server counts as failed, as it should.
 */
public final class HeartbeatSender implements AutoCloseable {
    /** Counted in heartbeats that were due, so that a suspended process or machine is not taken for a stalled worker. */
    static final long STALL_NS = TimeUnit.SECONDS.toNanos(2);
    /** Sequence number in the datagram, see {@link Heartbeat}. */
    private static final int SEQUENCE_OFFSET = 16;

    private final List<Destination> destinations;
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(Heartbeat.MAX_BYTES);
    private final long intervalNs;
    private final LongSupplier progress;
    private final Thread thread;
    private volatile boolean closed;

    private static final class Destination {
        private final InetSocketAddress address;
        private DatagramChannel channel;

        Destination(InetSocketAddress address) {
            this.address = address;
        }

        /** Connected: sends need no address objects, and an ICMP error concerns this destination alone. */
        void send(ByteBuffer datagram) {
            try {
                if (channel == null) {
                    channel = DatagramChannel.open();
                    channel.configureBlocking(false);
                    channel.setOption(StandardSocketOptions.IP_TOS, 0xc0);
                    channel.connect(address);
                }
                channel.write(datagram);
            } catch (IOException e) {
                // Nobody listens there now, or no route: the next heartbeat tries again.
                if (channel != null && !channel.isConnected()) {
                    close();
                }
            }
        }

        void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // Closing is all that was wanted.
            }
            channel = null;
        }
    }

    /**
     * @param first    the heartbeat to send; sequence numbers go on from its own
     * @param progress rises while the worker works; read at every heartbeat
     * @param threads  makes the sending thread (which may raise its priority)
     */
    public HeartbeatSender(Heartbeat first, List<InetSocketAddress> orchestrators, LongSupplier progress,
                           ThreadFactory threads) {
        first.encode(datagram);
        datagram.flip();
        intervalNs = TimeUnit.MILLISECONDS.toNanos(first.intervalMs);
        destinations = orchestrators.stream().map(Destination::new).toList();
        this.progress = progress;
        thread = threads.newThread(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        Destination[] all = destinations.toArray(new Destination[0]);
        long maxStalled = Math.max(3, STALL_NS / intervalNs);
        long stalled = 0;
        long lastProgress = progress.getAsLong() - 1;
        long sequence = datagram.getLong(SEQUENCE_OFFSET);
        long nextNs = System.nanoTime();
        while (!closed) {
            long now = progress.getAsLong();
            stalled = now == lastProgress ? stalled + 1 : 0;
            lastProgress = now;
            if (stalled < maxStalled) {
                datagram.putLong(SEQUENCE_OFFSET, sequence++);
                for (Destination destination : all) {
                    datagram.rewind();
                    destination.send(datagram);
                }
            }
            nextNs += intervalNs;
            long leftNs = nextNs - System.nanoTime();
            if (leftNs < -intervalNs) {
                nextNs -= leftNs / intervalNs * intervalNs; // skip what was missed, keep the phase
            }
            while (!closed && (leftNs = nextNs - System.nanoTime()) > 0) {
                LockSupport.parkNanos(leftNs);
            }
        }
        for (Destination destination : all) {
            destination.close();
        }
    }

    /** No heartbeat is begun after this; does not wait. Any thread. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
