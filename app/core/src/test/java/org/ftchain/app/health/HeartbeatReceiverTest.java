package org.ftchain.app.health;

import org.ftchain.control.Heartbeat;
import org.junit.After;
import org.junit.Test;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

public class HeartbeatReceiverTest {
    private static final int INTERVAL_MS = 50;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final HeartbeatReceiver receiver = new HeartbeatReceiver(new FailureDetector(3, 50_000_000L),
            new FailureDetector.Listener() {
                @Override
                public void onAlive(String server, long incarnation) {
                    told.add("alive " + server);
                }

                @Override
                public void onSuspected(String server, long incarnation, long lastHeardNs, long intervalNs) {
                    told.add("suspected " + server);
                }

                @Override
                public void onRestarted(String server, long oldIncarnation, long newIncarnation, long lastHeardNs) {
                    told.add("restarted " + server);
                }
            }, 0);

    @After
    public void stop() {
        receiver.stop();
    }

    private static void send(DatagramSocket socket, int port, byte[] bytes) throws Exception {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    private static byte[] heartbeat(String server, long incarnation) {
        ByteBuffer buffer = ByteBuffer.allocate(Heartbeat.MAX_BYTES);
        new Heartbeat(server, incarnation, 1, INTERVAL_MS).encode(buffer);
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    @Test(timeout = 20_000)
    public void shouldTellLifeSuspicionAndRestartAndIgnoreGarbage() throws Exception {
        receiver.start();
        while (receiver.boundPort() == 0) {
            Thread.onSpinWait();
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            send(socket, receiver.boundPort(), new byte[] {1, 2, 3});
            send(socket, receiver.boundPort(), new byte[500]);
            send(socket, receiver.boundPort(), heartbeat("s1", 1));
            assertEquals("alive s1", told.poll(10, TimeUnit.SECONDS));
            assertTrue(receiver.ageNs("s1", System.nanoTime()) >= 0);
            assertEquals(-1, receiver.ageNs("s2", System.nanoTime()));
            assertEquals("suspected s1", told.poll(10, TimeUnit.SECONDS));
            send(socket, receiver.boundPort(), heartbeat("s1", 2));
            assertEquals("restarted s1", told.poll(10, TimeUnit.SECONDS));
            assertEquals("alive s1", told.poll(10, TimeUnit.SECONDS));
            receiver.expect("s3", 1, 1_000_000L);
            assertEquals("suspected s3", told.poll(10, TimeUnit.SECONDS));
        }
    }
}
