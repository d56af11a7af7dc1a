package org.ftchain.system.standalone;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.ftchain.system.SharedTestbed;
import org.ftchain.testbed.demo.Demo;
import org.ftchain.testbed.demo.Ftc;
import org.ftchain.testbed.network.Await;
import org.ftchain.testbed.network.Command;
import org.ftchain.testbed.network.RunDirectory;
import org.ftchain.testbed.network.Testbed;
import org.ftchain.testbed.network.TestbedException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The demo as a user runs it, after a demo that was killed in the middle; and what it leaves behind: nothing. */
public class DemoTest {
    private final RunDirectory directory = RunDirectory.fromEnvironment();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Before
    public void releaseSharedTestbed() {
        SharedTestbed.release();
    }

    @Test(timeout = 900_000)
    public void shouldKeepEveryPromiseAlsoAfterAKilledDemo() throws IOException {
        killDemoWhenUp();
        assertTrue("the killed demo's processes run on", Testbed.isUp(directory));

        Path figures = folder.getRoot().toPath().resolve("figures.json");
        boolean held = Demo.run(directory, figures, false);

        JsonNode json = new ObjectMapper().readTree(figures.toFile());
        assertEquals(held, json.path("passed").asBoolean());
        for (JsonNode broken : json.path("broken")) {
            // Rates are measured here, not tested: the machine may be busy.
            assertEquals(Demo.RATE_PROMISE, broken.asText());
        }
        assertEquals(held, json.path("broken").isEmpty());
        for (String kill : List.of("natKilled", "monitorKilled")) {
            JsonNode result = json.path("ftc").path(kill);
            assertEquals(0, result.path("stateUpdatesLost").asInt(-1));
            assertTrue(result.toString(), result.path("detectionMs").asDouble() > 0);
            assertTrue(result.toString(), result.path("recoveryMs").asDouble() > 0);
        }
        requireNothingLeft();
    }

    @Test(timeout = 300_000)
    public void shouldLeaveNothingWhenInterruptedAndLetNobodyElseIn() throws IOException {
        Process demo = startDemo();
        try {
            awaitWhileAlive(demo, "the first demo's processes", () -> Testbed.processes(directory).size() > 3);
            TestbedException refusal = assertThrows(TestbedException.class,
                    () -> Testbed.start(directory, "second", line -> { }));
            assertTrue(refusal.getMessage(), refusal.getMessage().contains("process " + demo.pid()));
            demo.destroy();
            Await.until("the end of the interrupted demo", Duration.ofSeconds(60), 50, () -> !demo.isAlive());
        } finally {
            demo.destroyForcibly();
        }
        requireNothingLeft();
    }

    private void killDemoWhenUp() throws IOException {
        Process demo = startDemo();
        try {
            awaitWhileAlive(demo, "the first demo's testbed", () -> Testbed.isUp(directory));
        } finally {
            demo.destroyForcibly();
        }
        Await.until("the end of the killed demo", Duration.ofSeconds(10), 10, () -> !demo.isAlive());
    }

    private Process startDemo() throws IOException {
        return new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
                System.getProperty("java.class.path"), Ftc.class.getName(), "demo").redirectErrorStream(true)
                .redirectOutput(output().toFile()).start();
    }

    private Path output() {
        return folder.getRoot().toPath().resolve("demo.txt");
    }

    private void awaitWhileAlive(Process demo, String what, BooleanSupplier condition) {
        Await.until(() -> "no sign of " + what + ": " + read(output()), Duration.ofMinutes(4), 100,
                () -> condition.getAsBoolean() || !demo.isAlive());
        assertTrue(read(output()), demo.isAlive());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void requireNothingLeft() {
        assertEquals(List.of(), lines("ip", "netns", "list").filter(line -> line.startsWith("ftc-")).toList());
        assertEquals(List.of(), lines("ip", "-o", "link").filter(line -> line.contains(": ftc-")).toList());
        assertEquals(List.of(), Testbed.processes(directory));
    }

    private static Stream<String> lines(String... command) {
        return Command.run(command).lines();
    }
}
