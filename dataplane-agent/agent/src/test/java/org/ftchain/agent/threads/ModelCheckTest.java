package org.ftchain.agent.threads;

import org.ftchain.agent.runtime.SpscQueueModel;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Locks, transactions and the application of logs hold under the model checker, and it finds what is broken on purpose. */
public class ModelCheckTest {
    private static final int SCENARIOS = 12;
    private static final int INTERLEAVINGS = 150;
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test(timeout = 300_000)
    public void shouldRunTransactionsAsIfOneAfterAnother() throws Exception {
        Outcome outcome = check(TransactionModel.class, CLASS_PATH);
        assertEquals(outcome.text, 0, outcome.status);
    }

    @Test(timeout = 300_000)
    public void shouldApplyEveryLogOnceAndNumbersAfterState() throws Exception {
        Outcome outcome = check(ReplicationModel.class, CLASS_PATH);
        assertEquals(outcome.text, 0, outcome.status);
    }

    @Test(timeout = 300_000)
    public void shouldHandOverBetweenTwoThreads() throws Exception {
        Outcome outcome = check(SpscQueueModel.class, CLASS_PATH);
        assertEquals(outcome.text, 0, outcome.status);
    }

    @Test(timeout = 600_000)
    public void shouldFindWhatIsBroken() throws Exception {
        for (BrokenLocks broken : BrokenLocks.values()) {
            File classes = folder.newFolder(broken.name());
            compile(broken, classes);
            Outcome outcome = check(broken.model, classes + File.pathSeparator + CLASS_PATH);
            assertEquals(broken + " must be found: " + outcome.text, ModelCheck.FOUND, outcome.status);
        }
    }

    private static void compile(BrokenLocks broken, File classes) throws IOException {
        Path source = Path.of(System.getProperty("basedir", "")).toAbsolutePath()
                .resolve("src/main/java/" + broken.type.replace('.', '/') + ".java");
        Path patched = classes.toPath().resolve(source.getFileName());
        Files.writeString(patched, broken.applyTo(Files.readString(source)));
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-nowarn", "-d",
                classes.toString(), "-classpath", CLASS_PATH, patched.toString());
        assertEquals(broken + " must compile", 0, status);
    }

    private record Outcome(int status, String text) {
    }

    private Outcome check(Class<?> model, String classPath) throws IOException, InterruptedException {
        File output = folder.newFile();
        Process process = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+EnableDynamicAgentLoading",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-cp", classPath, ModelCheck.class.getName(), model.getName(),
                Integer.toString(SCENARIOS), Integer.toString(INTERLEAVINGS)))
                .redirectErrorStream(true).redirectOutput(output).start();
        try {
            assertTrue("the model checker must end: " + Files.readString(output.toPath()),
                    process.waitFor(240, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(output.toPath()));
    }
}
