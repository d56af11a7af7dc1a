package org.ftchain.app.southbound;

import org.ftchain.app.TestRecords;
import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.AgentSessions.AgentException;
import org.ftchain.control.ControlCodec;
import org.ftchain.control.Hello;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.onlab.packet.IpAddress;
import org.onlab.packet.MacAddress;
import org.onlab.packet.VlanId;
import org.onosproject.net.DefaultHost;
import org.onosproject.net.Host;
import org.onosproject.net.HostId;
import org.onosproject.net.HostLocation;
import org.onosproject.net.host.HostServiceAdapter;
import org.onosproject.net.provider.ProviderId;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

/** Real sockets on loopback. */
public class AgentSessionManagerTest {
    @Rule
    public final Timeout timeout = Timeout.seconds(30);

    private final AgentSessionManager manager = new AgentSessionManager();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Before
    public void start() throws InterruptedException {
        manager.hostService = new HostServiceAdapter() {
            @Override
            public Set<Host> getHostsByMac(MacAddress mac) {
                return mac.equals(MacAddress.valueOf("02:00:00:00:10:01")) ? Set.of(new DefaultHost(ProviderId.NONE,
                        HostId.hostId(mac), mac, VlanId.NONE,
                        new HostLocation(TestRecords.point(1, 11), 0), Set.<IpAddress>of())) : Set.of();
            }
        };
        manager.addListener(new AgentListener() {
            @Override
            public void onConnected(Hello hello) {
                told.add("+" + hello.server + "#" + hello.incarnation);
            }

            @Override
            public void onDisconnected(String server, long incarnation) {
                told.add("-" + server + "#" + incarnation);
            }
        });
        manager.start(0);
        assertTrue(manager.server().awaitBound(5000));
    }

    @After
    public void stop() {
        manager.deactivate();
    }

    private FakeAgent dial() throws IOException {
        return new FakeAgent(manager.server().port());
    }

    private FakeAgent connect(Hello hello) throws IOException, InterruptedException {
        FakeAgent agent = dial();
        agent.send(ControlCodec.encode(hello));
        assertEquals("+" + hello.server + "#" + hello.incarnation, told.poll(5, TimeUnit.SECONDS));
        return agent;
    }

    private static Hello again(int server, long incarnation) {
        Hello hello = TestRecords.hello(server, 100);
        return new Hello(Hello.VERSION, hello.server, incarnation, hello.dataMac, hello.peerAddress, hello.middleboxes,
                hello.capacity, List.of());
    }

    @Test
    @SuppressWarnings("try")
    public void shouldDescribeConnectedAgents() throws Exception {
        try (FakeAgent one = connect(TestRecords.hello(1, 100)); FakeAgent two = connect(TestRecords.hello(2, 100))) {
            assertEquals(2, manager.agents().size());
            assertTrue(manager.agent("s1").get().connected());
            assertEquals(TestRecords.point(1, 11), manager.agent("s1").get().point());
            assertNull("ONOS does not know where s2 is", manager.agent("s2").get().point());
            assertTrue(manager.agent("s1").get().remoteAddress().startsWith("127.0.0.1:"));
        }
        told.poll(5, TimeUnit.SECONDS);
        told.poll(5, TimeUnit.SECONDS);
        assertFalse(manager.agent("s1").get().connected());
    }

    @Test
    public void shouldJoinRepliesToRequestsInAnyOrder() throws Exception {
        try (FakeAgent agent = connect(TestRecords.hello(1, 100))) {
            CompletableFuture<Reply> first = manager.request("s1", id -> new Request.Silence(id, "web/0"));
            CompletableFuture<Reply> second = manager.request("s1", id -> new Request.Open(id, "web/0", 3));
            Request.Silence silence = (Request.Silence) agent.receive();
            Request.Open open = (Request.Open) agent.receive();
            assertEquals(3, open.epoch);
            agent.send(ControlCodec.encode(Reply.error(open.id, 1, "no such path")));
            agent.send(ControlCodec.encode(Reply.silence(99, 1, 5)));
            agent.send(ControlCodec.encode(Reply.silence(silence.id, 1, 42)));
            assertEquals(42, first.get(5, TimeUnit.SECONDS).silenceNs);
            assertEquals("no such path", second.get(5, TimeUnit.SECONDS).error);
        }
    }

    @Test
    public void shouldFailRequestAtOnceWhenAgentIsNotThere() {
        expectFailure("agent s9 is not connected", manager.request("s9", id -> new Request.Silence(id, "web/0")), 100);
    }

    @Test
    public void shouldFailWaitingRequestsWhenConnectionEnds() throws Exception {
        FakeAgent agent = connect(TestRecords.hello(1, 100));
        CompletableFuture<Reply> waiting = manager.request("s1", id -> new Request.Silence(id, "web/0"));
        agent.receive();
        agent.close();
        expectFailure("agent s1 is not connected", waiting, 1000);
        assertEquals("-s1#1", told.poll(5, TimeUnit.SECONDS));
    }

    @Test
    @SuppressWarnings("try")
    public void shouldTimeOutRequestsThatNobodyAnswers() throws Exception {
        try (FakeAgent agent = connect(TestRecords.hello(1, 100))) {
            long start = System.nanoTime();
            expectFailure("agent s1 did not answer silence within 2000 ms",
                    manager.request("s1", id -> new Request.Silence(id, "web/0")), 5000);
            assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(1900));
            assertTrue(manager.agent("s1").get().connected());
        }
    }

    @Test
    public void shouldReplaceTheOldConnectionOfAServer() throws Exception {
        try (FakeAgent old = connect(TestRecords.hello(1, 100))) {
            CompletableFuture<Reply> waiting = manager.request("s1", id -> new Request.Silence(id, "web/0"));
            try (FakeAgent renewed = connect(again(1, 77))) {
                expectFailure("agent s1 is not connected", waiting, 1000);
                assertEquals(1, manager.agents().size());
                assertEquals(77, manager.agent("s1").get().incarnation());
                old.receive();
                assertTrue("the old connection is closed", old.isAtEnd());
                CompletableFuture<Reply> asked = manager.request("s1", id -> new Request.Silence(id, "web/0"));
                renewed.send(ControlCodec.encode(Reply.ok(renewed.receive().id, 77)));
                assertTrue(asked.get(5, TimeUnit.SECONDS).ok);
                assertNull("the end of the old one is no news", told.poll(200, TimeUnit.MILLISECONDS));
            }
        }
    }

    @Test
    public void shouldCloseOnMalformedInput() throws Exception {
        String[] lines = {"nonsense", "{}", "{\"type\":\"hello\"}", "[1,2]", "\u0000\u0001", "",
            ControlCodec.encode(Reply.ok(1, 1)),
            ControlCodec.encode(TestRecords.hello(1, 1)).replace("\"version\":1", "\"version\":2"),
            ControlCodec.encode(TestRecords.hello(1, 1)).replace("\"s1\"", "\"s 1\""),
            ControlCodec.encode(TestRecords.hello(1, 1)).replace("02:00:00:00:10:01", "nowhere"),
            "x".repeat(AgentChannelHandler.MAX_HELLO_BYTES + 10)};
        for (String line : lines) {
            try (FakeAgent agent = dial()) {
                agent.send(line);
                assertTrue("must be closed after " + line.substring(0, Math.min(40, line.length())), agent.isAtEnd());
            }
        }
        assertEquals(0, manager.agents().size());
        assertNull(told.poll());
    }

    @Test
    public void shouldCloseWhenAnAgentTalksNonsenseLater() throws Exception {
        try (FakeAgent agent = connect(TestRecords.hello(1, 100))) {
            agent.send("{\"type\":\"reply\",\"id\":\"x\"}");
            assertTrue(agent.isAtEnd());
            assertEquals("-s1#1", told.poll(5, TimeUnit.SECONDS));
        }
    }

    @Test
    public void shouldTakeLongRepliesFromKnownAgents() throws Exception {
        try (FakeAgent agent = connect(TestRecords.hello(1, 100))) {
            CompletableFuture<Reply> asked = manager.request("s1", id -> new Request.State(id, "web/0", 0, 10));
            agent.send(ControlCodec.encode(Reply.rows(agent.receive().id, 1,
                    List.of(new Reply.Row("map", "key", "v".repeat(1 << 20))))));
            assertEquals(1 << 20, asked.get(5, TimeUnit.SECONDS).rows.get(0).value.length());
        }
    }

    @Test
    public void shouldListenAgainAfterRestart() throws Exception {
        connect(TestRecords.hello(1, 100)).close();
        int port = manager.server().port();
        manager.deactivate();
        manager.start(port);
        assertTrue(manager.server().awaitBound(5000));
        told.clear();
        connect(again(1, 5)).close();
    }

    private static void expectFailure(String message, CompletableFuture<Reply> future, long withinMs) {
        try {
            future.get(withinMs, TimeUnit.MILLISECONDS);
            fail("must fail with " + message);
        } catch (ExecutionException e) {
            assertTrue(String.valueOf(e.getCause()), e.getCause() instanceof AgentException);
            assertEquals(message, e.getCause().getMessage());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
