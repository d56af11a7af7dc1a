package org.ftchain.agent.control;

import org.ftchain.control.ControlCodec;
import org.ftchain.control.Hello;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

public class ControlChannelTest {
    private static final long INCARNATION = 42;

    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @After
    public void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T closeLater(T one) {
        opened.add(one);
        return one;
    }

    private void dial(RequestHandler handler, InetSocketAddress... orchestrators) {
        closeLater(new ControlChannel(List.of(orchestrators), () -> new Hello(Hello.VERSION, "s1", INCARNATION,
                "02:00:00:00:10:01", "127.0.0.1:9878", List.of("nat"), Map.of("cpu", 2.0), List.of("web/0")), handler)).start();
    }

    private static CompletableFuture<Reply> agree(Request request) {
        return CompletableFuture.completedFuture(Reply.ok(request.id, INCARNATION));
    }

    @Test
    public void shouldSayHelloFirstAndServeEveryOrchestrator() throws Exception {
        FakeOrchestrator one = closeLater(new FakeOrchestrator());
        FakeOrchestrator two = closeLater(new FakeOrchestrator());
        dial(ControlChannelTest::agree, one.address(), two.address());
        for (FakeOrchestrator orchestrator : List.of(one, two)) {
            Hello hello = orchestrator.accept();
            assertEquals("s1", hello.server);
            assertEquals(INCARNATION, hello.incarnation);
            assertEquals(List.of("web/0"), hello.paths);
            Reply reply = orchestrator.ask(new Request.Silence(7, "web/0"));
            assertTrue(reply.ok);
            assertEquals(7, reply.id);
        }
    }

    @Test
    public void shouldAnswerInOrderOfCompletionWhenRequestsOverlap() throws Exception {
        FakeOrchestrator orchestrator = closeLater(new FakeOrchestrator());
        Map<Long, CompletableFuture<Reply>> waiting = new java.util.concurrent.ConcurrentHashMap<>();
        LinkedBlockingQueue<Long> arrived = new LinkedBlockingQueue<>();
        dial(request -> {
            CompletableFuture<Reply> reply = new CompletableFuture<>();
            waiting.put(request.id, reply);
            arrived.add(request.id);
            return reply;
        }, orchestrator.address());
        orchestrator.accept();
        orchestrator.send(ControlCodec.encode(new Request.Remove(1, "a/0", 1)) + "\n"
                + ControlCodec.encode(new Request.Remove(2, "b/0", 1)) + "\n");
        assertEquals(Long.valueOf(1), arrived.poll(5, TimeUnit.SECONDS));
        assertEquals(Long.valueOf(2), arrived.poll(5, TimeUnit.SECONDS));
        waiting.get(2L).complete(Reply.ok(2, INCARNATION));
        assertEquals(2, orchestrator.reply().id);
        waiting.get(1L).completeExceptionally(new IOException("group 1: no\nanswer"));
        Reply failed = orchestrator.reply();
        assertEquals(1, failed.id);
        assertFalse(failed.ok);
        assertEquals("group 1: no answer", failed.error);
    }

    @Test
    public void shouldDialAgainWhenTheConnectionIsLostOrTheOrchestratorStartsLater() throws Exception {
        InetSocketAddress address;
        try (FakeOrchestrator first = new FakeOrchestrator()) {
            address = first.address();
            dial(ControlChannelTest::agree, address);
            first.accept();
            first.hangUp();
            first.accept();
        }
        try (FakeOrchestrator second = new FakeOrchestrator(address.getPort())) {
            second.accept();
            assertTrue(second.ask(new Request.Remove(1, "web/0", 1)).ok);
        }
    }

    @Test
    public void shouldSurviveGarbageAndAnswerWhatHasAnId() throws Exception {
        FakeOrchestrator orchestrator = closeLater(new FakeOrchestrator());
        dial(ControlChannelTest::agree, orchestrator.address());
        orchestrator.accept();
        Random random = new Random(4);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[random.nextInt(500)];
            random.nextBytes(garbage);
            orchestrator.send(garbage);
            orchestrator.send("\n");
        }
        orchestrator.send("{}\n[]\nnull\n\n17\n\"text\"\n{\"type\":\"hello\"}\n" + "[".repeat(100_000) + "\n");
        orchestrator.send("{\"type\":\"teleport\",\"id\":5}\n");
        Reply refused = orchestrator.reply();
        assertEquals(5, refused.id);
        assertFalse(refused.ok);
        assertTrue(refused.error, refused.error.contains("teleport"));
        orchestrator.send("{\"type\":\"install\",\"id\":6,\"path\":\"web/0\"}\n"); // no hop
        assertEquals(6, orchestrator.reply().id);
        orchestrator.send("{\"type\":\"prepare\",\"id\":8,\"path\":null,\"epoch\":\"x\"}\n");
        assertFalse(orchestrator.reply().ok);
        assertTrue(orchestrator.ask(new Request.Remove(9, "web/0", 1)).ok);
    }

    @Test
    public void shouldServeARequestThatComesInPieces() throws Exception {
        FakeOrchestrator orchestrator = closeLater(new FakeOrchestrator());
        dial(ControlChannelTest::agree, orchestrator.address());
        orchestrator.accept();
        String longPath = "ü".repeat(40_000) + "/0";
        for (byte b : (ControlCodec.encode(new Request.Remove(3, "web/0", 1)) + "\n").getBytes()) {
            orchestrator.send(new byte[] {b});
        }
        assertEquals(3, orchestrator.reply().id);
        assertEquals(4, orchestrator.ask(new Request.Remove(4, longPath, 1)).id);
    }

    @Test
    public void shouldEndTheConnectionAndDialAgainWhenALineIsTooLong() throws Exception {
        FakeOrchestrator orchestrator = closeLater(new FakeOrchestrator());
        dial(ControlChannelTest::agree, orchestrator.address());
        orchestrator.accept();
        byte[] chunk = new byte[1 << 20];
        java.util.Arrays.fill(chunk, (byte) 'x');
        try {
            for (int sent = 0; sent <= ControlCodec.MAX_LINE_BYTES; sent += chunk.length) {
                orchestrator.send(chunk);
            }
        } catch (IOException e) {
            // Closed under our hands, as it should.
        }
        assertTrue(orchestrator.isClosedByAgent());
        orchestrator.hangUp();
        assertEquals("s1", orchestrator.accept().server);
    }

    @Test
    public void shouldStopDiallingWhenClosed() throws Exception {
        FakeOrchestrator orchestrator = closeLater(new FakeOrchestrator());
        ControlChannel channel = new ControlChannel(List.of(orchestrator.address()), () -> {
            throw new IllegalStateException("the agent stops");
        }, ControlChannelTest::agree);
        channel.start();
        channel.close();
        channel.close();
    }
}
