package org.ftchain.agent.control;

import org.ftchain.control.Heartbeat;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

public class HeartbeatSenderTest {
    private static final int INTERVAL_MS = 10;

    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    private DatagramSocket orchestrator;
    private HeartbeatSender sender;

    @Before
    public void listen() throws IOException {
        orchestrator = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        orchestrator.setSoTimeout(5000);
    }

    @After
    public void close() {
        if (sender != null) {
            sender.close();
        }
        orchestrator.close();
    }

    private void send(LongSupplier progress, InetSocketAddress... more) {
        InetSocketAddress[] all = new InetSocketAddress[more.length + 1];
        System.arraycopy(more, 0, all, 0, more.length);
        all[more.length] = new InetSocketAddress(orchestrator.getLocalAddress(), orchestrator.getLocalPort());
        sender = new HeartbeatSender(new Heartbeat("s1", 42, 0, INTERVAL_MS), List.of(all), progress,
                Thread.ofPlatform().daemon().factory());
        sender.start();
    }

    private static LongSupplier working() {
        AtomicLong progress = new AtomicLong();
        return progress::incrementAndGet;
    }

    private Heartbeat receive() throws IOException {
        DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
        orchestrator.receive(datagram);
        Heartbeat heartbeat = Heartbeat.decode(ByteBuffer.wrap(datagram.getData(), 0, datagram.getLength()));
        assertNotNull("not a heartbeat", heartbeat);
        return heartbeat;
    }

    @Test
    public void shouldSendWhoItIsWithRisingSequence() throws Exception {
        send(working());
        for (long sequence = 0; sequence < 20; sequence++) {
            Heartbeat heartbeat = receive();
            assertEquals("s1", heartbeat.server);
            assertEquals(42, heartbeat.incarnation);
            assertEquals(INTERVAL_MS, heartbeat.intervalMs);
            assertEquals(sequence, heartbeat.sequence);
        }
    }

    @Test
    public void shouldKeepPaceOverTime() throws Exception {
        send(working());
        receive();
        long startNs = System.nanoTime();
        long count = 100;
        for (int i = 0; i < count; i++) {
            receive();
        }
        double ratio = (System.nanoTime() - startNs) / (double) TimeUnit.MILLISECONDS.toNanos(count * INTERVAL_MS);
        // A schedule relative to the last sending would drift well above 1; a busy machine may skip some.
        assertTrue("time over schedule: " + ratio, ratio > 0.9 && ratio < 2);
    }

    @Test
    public void shouldGoOnWhenADestinationIsUnreachable() throws Exception {
        int closedPort;
        try (DatagramSocket closed = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            closedPort = closed.getLocalPort();
        }
        send(working(), new InetSocketAddress("127.0.0.1", closedPort), new InetSocketAddress("255.255.255.255", 9877));
        for (int i = 0; i < 50; i++) {
            receive();
        }
    }

    @Test
    public void shouldFallSilentWhenTheWorkerStandsStillAndGoOnWhenItMoves() throws Exception {
        AtomicLong progress = new AtomicLong();
        send(progress::get);
        long last = 0;
        orchestrator.setSoTimeout(1000);
        try {
            while (true) {
                last = receive().sequence;
            }
        } catch (SocketTimeoutException e) {
            long stall = TimeUnit.NANOSECONDS.toMillis(HeartbeatSender.STALL_NS) / INTERVAL_MS;
            assertEquals(stall, last, 2.0);
        }
        progress.incrementAndGet();
        assertEquals(last + 1, receive().sequence);
    }

    @Test
    public void shouldFallSilentWhenClosed() throws Exception {
        send(working());
        receive();
        sender.close();
        orchestrator.setSoTimeout(300);
        assertThrows(SocketTimeoutException.class, () -> {
            for (int i = 0; i < 20; i++) {
                receive();
            }
        });
    }
}
