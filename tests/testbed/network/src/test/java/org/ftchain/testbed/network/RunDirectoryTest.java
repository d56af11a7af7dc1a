package org.ftchain.testbed.network;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

public class RunDirectoryTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder(new java.io.File("/tmp"));

    private RunDirectory directory() {
        return RunDirectory.at(folder.getRoot().toPath().resolve("run"));
    }

    @Test
    public void shouldRefuseADirectoryOfSomebodyElse() throws IOException {
        Path foreign = folder.newFolder("foreign").toPath();
        Files.writeString(foreign.resolve("thesis.txt"), "precious");
        TestbedException e = assertThrows(TestbedException.class, () -> RunDirectory.at(foreign).lock("test"));
        assertTrue(e.getMessage(), e.getMessage().contains(foreign.toString()));
        assertEquals("precious", Files.readString(foreign.resolve("thesis.txt")));
    }

    @Test
    public void shouldTellWhoHoldsTheLock() {
        try (RunDirectory.Lock lock = directory().lock("./ftc demo")) {
            TestbedException e = assertThrows(TestbedException.class, () -> directory().lock("second"));
            assertTrue(e.getMessage(), e.getMessage().contains("process " + ProcessHandle.current().pid() + ", ./ftc demo"));
        }
        directory().lock("third").close();
    }

    @Test
    public void shouldKeepLogsWhenCleared() throws IOException {
        RunDirectory directory = directory();
        directory.lock("test").close();
        Files.writeString(directory.directory("logs").resolve("onos.log"), "text");
        Files.writeString(directory.directory("onos/karaf/data").resolve("x"), "text");
        directory.clear();
        assertTrue(Files.exists(directory.logs().resolve("onos.log")));
        assertFalse(Files.exists(directory.path().resolve("onos")));
        directory.lock("ours").close();
    }

    @Test(timeout = 60_000)
    public void shouldFindProcessesByRecordAndByMark() throws IOException {
        RunDirectory directory = directory();
        directory.lock("test").close();
        ManagedProcess started = ManagedProcess.start(directory, "sleeper", Map.of(), List.of("sleep", "300"));
        try {
            assertTrue(started.isAlive());
            assertEquals(List.of(started.pid()), ManagedProcess.recorded(directory).stream().map(ManagedProcess::pid).toList());
            Await.until("the mark", Duration.ofSeconds(10), 10, () -> ManagedProcess.marked(directory).stream()
                    .map(ManagedProcess::pid).toList().equals(List.of(started.pid())));
        } finally {
            started.stop(Duration.ofSeconds(5));
        }
        assertFalse(started.isAlive());
        assertTrue(ManagedProcess.marked(directory).isEmpty());
    }

    @Test(timeout = 60_000)
    public void shouldNotTakeALaterProcessOfTheSameIdForOurs() throws IOException {
        RunDirectory directory = directory();
        directory.lock("test").close();
        long own = ProcessHandle.current().pid();
        Files.writeString(directory.directory("processes").resolve("reused"), own + " 12345 other-boot\n");
        ManagedProcess reused = ManagedProcess.recorded(directory).getFirst();
        assertFalse(reused.isAlive());
        reused.stop(Duration.ofMillis(10));
    }
}
