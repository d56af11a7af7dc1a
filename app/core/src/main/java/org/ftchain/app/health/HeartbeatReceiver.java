package org.ftchain.app.health;

import org.ftchain.control.Heartbeat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Receives heartbeats on a thread of its own, which runs the {@link FailureDetector} and shares nothing that can block: it
 * hands its findings to a listener that must only enqueue. When the port is taken it is tried again.
 */
final class HeartbeatReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatReceiver.class);
    private static final long LONGEST_WAIT_NS = 50_000_000L;
    private static final long BIND_RETRY_MS = 1000;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
    /** Bounds one round; what is left is read in the next. */
    private static final int MAX_DATAGRAMS = 4096;

    private final FailureDetector detector;
    private final FailureDetector.Listener listener;
    private final int port;
    private final Queue<LongConsumer> commands = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> lastHeardNs = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "ftchain-heartbeats");
    private volatile boolean stopping;
    private volatile Selector selector;
    private volatile int boundPort;

    /** @param port UDP port, 0 for any */
    HeartbeatReceiver(FailureDetector detector, FailureDetector.Listener listener, int port) {
        this.detector = detector;
        this.listener = listener;
        this.port = port;
    }

    void start() {
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    void stop() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Expects heartbeats of a server that should be there; see {@link FailureDetector#expect}. */
    void expect(String server, long incarnation, long graceNs) {
        command(nowNs -> detector.expect(server, incarnation, graceNs, nowNs));
    }

    private void command(LongConsumer command) {
        commands.add(command);
        Selector current = selector;
        if (current != null) {
            current.wakeup();
        }
    }

    /** Nanoseconds since the last heartbeat, or -1 when none ever came. */
    long ageNs(String server, long nowNs) {
        Long last = lastHeardNs.get(server);
        return last == null ? -1 : Math.max(0, nowNs - last);
    }

    /** The port in use, 0 before it is bound. */
    int boundPort() {
        return boundPort;
    }

    private void run() {
        boolean complained = false;
        while (!stopping) {
            try (DatagramChannel channel = DatagramChannel.open(); Selector opened = Selector.open()) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
                channel.bind(new InetSocketAddress(port));
                channel.configureBlocking(false);
                channel.register(opened, SelectionKey.OP_READ);
                boundPort = ((InetSocketAddress) channel.getLocalAddress()).getPort();
                selector = opened;
                LOG.info("Listening for heartbeats on UDP port {}", boundPort);
                receive(channel, opened);
            } catch (IOException | RuntimeException e) {
                if (!stopping && !complained) {
                    LOG.error("Cannot receive heartbeats on UDP port {}, trying again: {}", port, e.toString());
                    complained = true;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(BIND_RETRY_MS);
        } catch (InterruptedException e) {
            LOG.debug("interrupted to stop");
        }
    }

    private void receive(DatagramChannel channel, Selector opened) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(Heartbeat.MAX_BYTES + 1);
        long nowNs = System.nanoTime();
        while (!stopping) {
            long waitMs = 1 + detector.untilNextDeadline(nowNs, LONGEST_WAIT_NS) / 1_000_000L;
            opened.select(waitMs);
            opened.selectedKeys().clear();
            long dueNs = nowNs + TimeUnit.MILLISECONDS.toNanos(waitMs);
            drain(channel, datagram);
            nowNs = System.nanoTime();
            for (LongConsumer command = commands.poll(); command != null; command = commands.poll()) {
                command.accept(nowNs);
            }
            if (nowNs - dueNs > detector.shortestIntervalNs()) {
                detector.onPause(nowNs);
            }
            detector.poll(nowNs, listener);
        }
    }

    private void drain(DatagramChannel channel, ByteBuffer datagram) throws IOException {
        for (int i = 0; i < MAX_DATAGRAMS; i++) {
            datagram.clear();
            if (channel.receive(datagram) == null) {
                return;
            }
            datagram.flip();
            Heartbeat heartbeat = Heartbeat.decode(datagram);
            if (heartbeat != null) {
                long nowNs = System.nanoTime();
                lastHeardNs.put(heartbeat.server, nowNs);
                detector.onHeartbeat(heartbeat.server, heartbeat.incarnation, heartbeat.intervalMs, nowNs, listener);
            }
        }
    }
}
