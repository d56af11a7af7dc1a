package org.ftchain.agent.runtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.agent.control.FakeOrchestrator;
import org.ftchain.agent.io.PrivateNetwork;
import org.ftchain.control.Hello;
import org.ftchain.control.HopSpec;
import org.ftchain.control.HopStatus;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

/** The agent as a process of its own, in a private network. */
public class AgentProcessTest {
    private static final String PEER = "127.0.0.1:19878";

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    private PrivateNetwork network;
    private FakeOrchestrator orchestrator;
    private Process agent;
    private File log;

    @Before
    public void makeNetwork() throws Exception {
        network = PrivateNetwork.create();
        log = Files.createTempFile("ftchain-agent", ".log").toFile();
        network.call(() -> orchestrator = new FakeOrchestrator());
    }

    @After
    public void end() throws Exception {
        if (agent != null) {
            agent.destroyForcibly().waitFor();
        }
        if (orchestrator != null) {
            orchestrator.close();
        }
        if (network != null) {
            network.close();
        }
        if (log != null) {
            Files.delete(log.toPath());
        }
    }

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:+UseZGC", "-XX:ObjectAlignmentInBytes=128", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                AgentMain.class.getName()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectError(log).start();
    }

    private void startReady(String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("--server", "s1", "--data-port", "left", "--controllers",
                "127.0.0.1:" + orchestrator.address().getPort(), "--peer-listen", PEER));
        options.addAll(List.of(more));
        network.call(() -> agent = start(options.toArray(new String[0])));
        BufferedReader out = new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8));
        assertEquals("agent s1 ready", out.readLine());
    }

    private boolean isAttached() throws Exception {
        return network.call(() -> {
            Process ip = new ProcessBuilder("ip", "link", "show", "left").start();
            return new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("xdp");
        });
    }

    private String log() throws IOException {
        return Files.readString(log.toPath());
    }

    private static HopSpec spec(int epoch) {
        return spec(epoch, 1);
    }

    private static HopSpec spec(int epoch, int threads) {
        return new HopSpec("web/0", epoch, 0, 1, false, Collections.nCopies(2, new HopSpec.Member("s1", 1, PEER)),
                List.of(new HopSpec.MiddleboxSpec("monitor", JsonNodeFactory.instance.objectNode()),
                        new HopSpec.MiddleboxSpec("monitor", JsonNodeFactory.instance.objectNode())),
                new HopSpec.Labels(new int[] {1024, 1025}, new int[0], 1026, 1027, 0),
                "02:fc:00:00:00:01", "02:00:00:00:00:01", "02:00:00:00:00:02", threads);
    }

    @Test
    public void shouldInstallFetchAndStopWhenAskedTo() throws Exception {
        startReady();
        Hello hello = orchestrator.accept();
        assertEquals("s1", hello.server);
        assertEquals(PEER, hello.peerAddress);
        assertTrue(hello.middleboxes.contains("nat"));
        assertTrue(hello.paths.isEmpty());
        Reply installed = orchestrator.ask(new Request.Install(1, spec(1), List.of(), null));
        assertTrue(installed.error, installed.ok);
        assertEquals(hello.incarnation, installed.incarnation);
        assertArrayEquals(new long[HopSpec.PARTITIONS], installed.max.get(0));
        assertTrue(orchestrator.ask(new Request.Open(2, "web/0", 1)).ok);
        Reply early = orchestrator.ask(new Request.Install(3, spec(2), List.of(new Request.Fetch(0, PEER)),
                new long[2][HopSpec.PARTITIONS]));
        assertFalse("the source is not sealed", early.ok);
        assertTrue(early.error, early.error.startsWith("fetch of group 0 of web/0 from " + PEER + ": "));
        assertTrue(orchestrator.ask(new Request.Prepare(4, "web/0", 2, 1)).ok);
        Reply fetched = orchestrator.ask(new Request.Install(5, spec(2), List.of(new Request.Fetch(0, PEER),
                new Request.Fetch(1, PEER)), new long[2][HopSpec.PARTITIONS]));
        assertTrue(fetched.error, fetched.ok);
        Reply malformed = orchestrator.ask(new Request.Install(6, spec(3), List.of(), new long[1][HopSpec.PARTITIONS]));
        assertEquals("bases must have 2 groups: 1", malformed.error);
        HopStatus status = orchestrator.ask(new Request.Status(7, "web/0", true)).status;
        assertEquals("staged until it is opened", "sealed", status.phase);
        assertEquals(1, status.epoch);
        assertEquals(Long.valueOf(0), status.counters.get("portTxDropped"));
        assertTrue(isAttached());
        long start = System.nanoTime();
        agent.destroy(); // SIGTERM
        assertTrue(agent.waitFor(10, TimeUnit.SECONDS));
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue("stopping took " + tookMs + " ms", tookMs < 3000);
        assertFalse(isAttached());
        assertFalse(log(), log().contains("ERROR"));
    }

    @Test
    public void shouldServeWithTwoThreads() throws Exception {
        startReady("--threads", "2");
        assertEquals(Double.valueOf(2), orchestrator.accept().capacity.get(Hello.THREADS));
        Reply tooMany = orchestrator.ask(new Request.Install(1, spec(1, 3), List.of(), null));
        assertEquals("threads of hop 0 must be 1..2 on this agent: 3", tooMany.error);
        Reply installed = orchestrator.ask(new Request.Install(2, spec(1, 2), List.of(), null));
        assertTrue(installed.error, installed.ok);
        assertTrue(orchestrator.ask(new Request.Open(3, "web/0", 1)).ok);
        // The hop is open: both threads send of their own accord, and stand still for each of these.
        for (int id = 4; id < 200; id++) {
            HopStatus status = orchestrator.ask(new Request.Status(id, "web/0", true)).status;
            assertEquals("open", status.phase);
            assertEquals(Long.valueOf(0), status.counters.get("queued"));
        }
        assertTrue(orchestrator.ask(new Request.Prepare(200, "web/0", 2, 1)).ok);
        Reply fetched = orchestrator.ask(new Request.Install(201, spec(2, 1), List.of(new Request.Fetch(0, PEER),
                new Request.Fetch(1, PEER)), new long[2][HopSpec.PARTITIONS]));
        assertTrue("another number of threads: " + fetched.error, fetched.ok);
        assertTrue(orchestrator.ask(new Request.Open(202, "web/0", 2)).ok);
        assertEquals("open", orchestrator.ask(new Request.Status(203, "web/0", true)).status.phase);
        assertTrue(orchestrator.ask(new Request.Remove(204, "web/0", 2)).ok);
        agent.destroy(); // SIGTERM
        assertTrue(agent.waitFor(10, TimeUnit.SECONDS));
        assertFalse(isAttached());
        assertFalse(log(), log().contains("ERROR"));
    }

    @Test
    public void shouldDetachWhenKilledAndStartAgain() throws Exception {
        startReady();
        long first = orchestrator.accept().incarnation;
        agent.destroyForcibly().waitFor();
        assertFalse(isAttached());
        startReady();
        assertTrue(orchestrator.accept().incarnation > first);
    }

    @Test
    public void shouldHaltWhenTheInterfaceGoes() throws Exception {
        startReady();
        orchestrator.accept();
        orchestrator.ask(new Request.Install(1, spec(1), List.of(), null));
        orchestrator.ask(new Request.Open(2, "web/0", 1)); // an open hop sends of its own accord
        network.call(() -> new ProcessBuilder("ip", "link", "delete", "left").start().waitFor());
        assertTrue("the agent goes on", agent.waitFor(20, TimeUnit.SECONDS));
        assertEquals(3, agent.exitValue());
        assertTrue(log(), log().contains("data port left: the interface has gone"));
    }

    @Test
    public void shouldSayOneLineAndExitWhenItCannotStart() throws Exception {
        network.call(() -> {
            agent = start("--server", "s1", "--data-port", "data9", "--controllers", "127.0.0.1", "--peer-listen", PEER);
            return null;
        });
        assertEquals(1, agent.waitFor());
        assertEquals("error: data port data9: no such interface\n", log());
        agent = start("--server", "s1");
        assertEquals(2, agent.waitFor());
        assertEquals(log(), 1, log().lines().count());
        agent = start("--help");
        String help = new String(agent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, agent.waitFor());
        assertTrue(help, help.contains("--peer-listen HOST:PORT") && help.contains("example:"));
    }
}
