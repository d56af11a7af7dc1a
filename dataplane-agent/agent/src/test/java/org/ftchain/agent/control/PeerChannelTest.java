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
    private PeerServer server;
    private String address;

    @Before
    public void serve() throws IOException {
        server = new PeerServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (path, group, epoch) -> source.snapshot(path, group, epoch));
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

    @Test
    public void shouldEncodeAsDrawn() {
        assertArrayEquals(java.util.HexFormat.of().parseHex("46545043" + "01" + "00" + "0003" + "00000002" + "00000007"
                + "612f30"), PeerWire.encode(new PeerWire.FetchRequest("a/0", 2, 7)));
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
                new InetSocketAddress("127.0.0.1", server.port()), source).close());
        assertTrue(taken.getMessage(), taken.getMessage().startsWith("cannot listen on 127.0.0.1:" + server.port()));
    }
}
