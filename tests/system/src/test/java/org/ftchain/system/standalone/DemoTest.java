package org.ftchain.system.standalone;

import static org.junit.Assert.assertEquals;
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
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
        assertTrue("every promise held", Demo.run(directory, figures, false));

        JsonNode json = new ObjectMapper().readTree(figures.toFile());
        assertTrue(json.path("passed").asBoolean());
        for (String kill : List.of("natKilled", "monitorKilled")) {
            JsonNode result = json.path("ftc").path(kill);
            assertEquals(0, result.path("stateUpdatesLost").asInt(-1));
            assertTrue(result.toString(), result.path("detectionMs").asDouble() > 0);
            assertTrue(result.toString(), result.path("recoveryMs").asDouble() > 0);
        }
        requireNothingLeft();
    }

    private void killDemoWhenUp() throws IOException {
        Path output = folder.getRoot().toPath().resolve("killed-demo.txt");
        Process demo = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
                System.getProperty("java.class.path"), Ftc.class.getName(), "demo").redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        try {
            Await.until(() -> "the first demo did not start its testbed: " + read(output), Duration.ofMinutes(4), 100,
                    () -> Testbed.isUp(directory) || !demo.isAlive());
        } finally {
            demo.destroyForcibly();
        }
        Await.until("the end of the killed demo", Duration.ofSeconds(10), 10, () -> !demo.isAlive());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void requireNothingLeft() {
        assertEquals("", Command.run("ip", "netns", "list").lines().filter(line -> line.startsWith("ftc-")).toList()
                .toString().replace("[]", ""));
        assertEquals(List.of(), Command.run("ip", "-o", "link").lines().filter(line -> line.contains(": ftc-")).toList());
        assertEquals(List.of(), Testbed.processes(directory));
    }
}
