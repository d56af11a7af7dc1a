package org.ftchain.agent.control;

import org.ftchain.control.Request;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

public class PeerChannelTest {
    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    private final PeerClient client = new PeerClient();
    private volatile SnapshotSource source;
    private volatile PeerLogSink sink;
    private PeerServer server;
    private String address;

    @Before
    public void serve() throws IOException {
        server = new PeerServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (path, group, epoch) -> source.snapshot(path, group, epoch), (path, epoch, log) -> sink.onLog(path, epoch, log));
        server.start();
        address = "127.0.0.1:" + server.port();
    }

    @After
    public void close() {
        client.close();
        server.close();
    }

    private Map<Integer, byte[]> fetchAll(Request.Fetch... fetches) throws Exception {
        return client.fetchAll("web/0", 3, List.of(fetches)).get(10, TimeUnit.SECONDS);
    }

    private String failure(Request.Fetch fetch) {
        return assertThrows(ExecutionException.class, () -> fetchAll(fetch)).getCause().getMessage();
    }

    @Test
    public void shouldFetchLargeAndEmptySnapshotsAtTheSameTime() throws Exception {
        byte[] large = new byte[5_000_000];
        new Random(1).nextBytes(large);
        CountDownLatch both = new CountDownLatch(2);
        source = (path, group, epoch) -> {
            assertEquals("web/0", path);
            assertEquals(3, epoch);
            both.countDown();
            assertTrue("not at the same time", both.await(5, TimeUnit.SECONDS));
            return group == 1 ? large : new byte[0];
        };
        Map<Integer, byte[]> fetched = fetchAll(new Request.Fetch(1, address), new Request.Fetch(2, address));
        assertArrayEquals(large, fetched.get(1));
        assertArrayEquals(new byte[0], fetched.get(2));
    }

    @Test
    public void shouldAskAgainWhenRefusedAndSucceed() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        source = (path, group, epoch) -> {
            if (asked.incrementAndGet() < 4) {
                throw new IllegalStateException("not sealed for epoch 3");
            }
            return new byte[] {1};
        };
        assertArrayEquals(new byte[] {1}, fetchAll(new Request.Fetch(0, address)).get(0));
        assertEquals(4, asked.get());
    }

    @Test
    public void shouldNameGroupPeerAndCauseWhenItCannotBeHad() throws Exception {
        source = (path, group, epoch) -> {
            throw new IllegalStateException("path web/0 is not sealed for epoch 3");
        };
        assertEquals("fetch of group 2 of web/0 from " + address + ": path web/0 is not sealed for epoch 3",
                failure(new Request.Fetch(2, address)));
        AtomicInteger asked = new AtomicInteger();
        source = (path, group, epoch) -> {
            asked.incrementAndGet();
            throw new IOException("no memory");
        };
        assertTrue(failure(new Request.Fetch(2, address)).endsWith(": no memory"));
        assertEquals("a failure is not asked again", 1, asked.get());
        server.close();
        assertTrue(failure(new Request.Fetch(2, address)).startsWith("fetch of group 2 of web/0 from " + address + ": "));
        assertTrue(failure(new Request.Fetch(2, "nowhere")).contains("must be host:port"));
    }

    /** A peer that answers {@code bytes} and closes. */
    private String answerOf(byte[] bytes) throws Exception {
        try (ServerSocket fake = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> {
                try (Socket connection = fake.accept()) {
                    PeerWire.readRequest(connection.getInputStream());
                    connection.getOutputStream().write(bytes);
                } catch (IOException e) {
                    // The client hung up.
                }
            });
            return failure(new Request.Fetch(0, "127.0.0.1:" + fake.getLocalPort()));
        }
    }

    private static byte[] answer(byte[] body) {
        byte[] header = PeerWire.header(PeerWire.OK, body);
        byte[] all = Arrays.copyOf(header, header.length + body.length);
        System.arraycopy(body, 0, all, header.length, body.length);
        return all;
    }

    @Test
    public void shouldFailWhenTheAnswerIsTruncatedDamagedOrForged() throws Exception {
        byte[] whole = answer(new byte[] {1, 2, 3, 4, 5});
        for (int length : new int[] {0, 7, 15, 16, 20}) {
            answerOf(Arrays.copyOf(whole, length));
        }
        byte[] damaged = whole.clone();
        damaged[18] ^= 1;
        assertTrue(answerOf(damaged).contains("damaged"));
        byte[] huge = whole.clone();
        huge[8] = 0x7f;
        assertTrue(answerOf(huge).contains("at most"));
        byte[] negative = whole.clone();
        negative[8] = (byte) 0xff;
        assertTrue(answerOf(negative).contains("at most"));
        assertTrue(answerOf("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes()).contains("not an answer"));
    }

    @Test
    public void shouldDecodeOnlyWholeAnswersWhenCutAnywhere() throws Exception {
        byte[] whole = answer(new byte[] {1, 2, 3, 4, 5});
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> PeerWire.readAnswer(new ByteArrayInputStream(cut)));
        }
        assertEquals(5, PeerWire.readAnswer(new ByteArrayInputStream(whole)).body().length);
        byte[] request = PeerWire.encode(new PeerWire.FetchRequest("web/0", 2, 7));
        assertEquals(new PeerWire.FetchRequest("web/0", 2, 7), PeerWire.readRequest(new ByteArrayInputStream(request)));
        for (int length = 0; length < request.length; length++) {
            byte[] cut = Arrays.copyOf(request, length);
            assertThrows(IOException.class, () -> PeerWire.readRequest(new ByteArrayInputStream(cut)));
        }
    }

    // ---- logs

    private static byte[] someLog(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    public void shouldBringLogsOfEverySize() throws Exception {
        LinkedBlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
        sink = (path, epoch, piggybackLog) -> {
            assertEquals("web/0", path);
            assertEquals(7, epoch);
            arrived.add(piggybackLog);
        };
        for (int length : new int[] {1, 3000, PeerWire.MAX_LOG_BYTES}) {
            assertTrue(client.sendLog(address, "web/0", 1, 7, someLog(length)));
            assertArrayEquals(someLog(length), arrived.poll(10, TimeUnit.SECONDS));
        }
        assertTrue("lost, not thrown", client.sendLog(address, "web/0", 1, 7, new byte[PeerWire.MAX_LOG_BYTES + 1]));
        assertTrue("lost, not thrown", client.sendLog("nowhere", "web/0", 1, 7, new byte[1]));
        assertTrue(client.sendLog(address, "web/0", 1, 7, new byte[] {5}));
        assertArrayEquals(new byte[] {5}, arrived.poll(10, TimeUnit.SECONDS));
    }

    /** A peer that does not take logs costs its own, and room is there again when it goes on. */
    @Test
    public void shouldBoundLogsOnTheirWayToEachPeer() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger arrived = new AtomicInteger();
        sink = (path, epoch, piggybackLog) -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (arrived.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("too many logs wait"); // refused: the sender's affair
            }
        };
        int taken = 0;
        while (client.sendLog(address, "web/0", 1, 7, new byte[10])) {
            taken++;
        }
        assertEquals(PeerClient.MAX_LOGS_PER_PEER, taken);
        assertTrue("another peer has room", client.sendLog("127.0.0.1:1", "web/0", 1, 7, new byte[10]));
        goOn.countDown();
        while (arrived.get() < taken || !client.sendLog(address, "web/0", 1, 7, new byte[10])) {
            Thread.onSpinWait();
        }
    }

    @Test
    public void shouldTakeOnlyWholeUndamagedLogs() throws Exception {
        byte[] whole = PeerWire.encode(new PeerWire.LogRequest("web/0", 2, 7, new byte[] {1, 2, 3}));
        PeerWire.LogRequest read = (PeerWire.LogRequest) PeerWire.readRequest(new ByteArrayInputStream(whole));
        assertArrayEquals(new byte[] {1, 2, 3}, read.piggybackLog());
        assertEquals(7, read.epoch());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> PeerWire.readRequest(new ByteArrayInputStream(cut)));
        }
        int logAt = whole.length - 3 - 8;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            if (bit / 8 >= logAt || bit < 40) {
                int which = bit;
                assertThrows("bit " + which, IOException.class,
                        () -> PeerWire.readRequest(new ByteArrayInputStream(flipped)));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> PeerWire.encode(new PeerWire.LogRequest("a", 0, 1, new byte[0])));
    }

    @Test
    public void shouldEncodeAsDrawn() {
        assertArrayEquals(java.util.HexFormat.of().parseHex("46545043" + "01" + "00" + "0003" + "00000002" + "00000007"
                + "612f30"), PeerWire.encode(new PeerWire.FetchRequest("a/0", 2, 7)));
        assertArrayEquals(java.util.HexFormat.of().parseHex("46545043" + "01" + "01" + "0003" + "00000002" + "00000007"
                + "612f30" + "00000002" + "03f89f52" + "0102"),
                PeerWire.encode(new PeerWire.LogRequest("a/0", 2, 7, new byte[] {1, 2})));
    }

    @Test
    public void shouldServeOnWhenPeersSendGarbageOrStayOpen() throws Exception {
        source = (path, group, epoch) -> new byte[] {9};
        Random random = new Random(2);
        for (int i = 0; i < 40; i++) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                byte[] garbage = new byte[random.nextInt(100)];
                random.nextBytes(garbage);
                OutputStream out = socket.getOutputStream();
                out.write(garbage);
            }
        }
        try (Socket silent = new Socket("127.0.0.1", server.port())) {
            assertTrue(silent.isConnected());
            assertArrayEquals(new byte[] {9}, fetchAll(new Request.Fetch(0, address)).get(0));
        }
    }

    @Test
    public void shouldCutAPeerThatSaysNothing() throws Exception {
        try (Socket silent = new Socket("127.0.0.1", server.port())) {
            silent.setSoTimeout(2 * PeerServer.EXCHANGE_TIMEOUT_MS);
            assertEquals(-1, silent.getInputStream().read());
        }
    }

    @Test
    public void shouldNameTheAddressWhenItIsTaken() {
        IOException taken = assertThrows(IOException.class, () -> new PeerServer(
                new InetSocketAddress("127.0.0.1", server.port()), source, sink).close());
        assertTrue(taken.getMessage(), taken.getMessage().startsWith("cannot listen on 127.0.0.1:" + server.port()));
    }
}
