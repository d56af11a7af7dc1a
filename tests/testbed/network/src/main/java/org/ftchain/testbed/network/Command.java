package org.ftchain.testbed.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. Thread-safe. */
public final class Command {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Command() {
    }

    /** What a program wrote and how it ended. */
    public record Result(List<String> command, int status, String output, String errors) {
        public boolean ok() {
            return status == 0;
        }

        /** The output, or a {@link TestbedException} when the program failed. */
        public String orThrow() {
            if (!ok()) {
                throw new TestbedException("`" + String.join(" ", command) + "` failed with status " + status + ": "
                        + oneLine(errors.isBlank() ? output : errors));
            }
            return output;
        }
    }

    /** Runs a program and returns its output; throws when it fails. */
    public static String run(String... command) {
        return result(TIMEOUT, List.of(command)).orThrow();
    }

    /** Runs a program that may fail. */
    public static Result result(String... command) {
        return result(TIMEOUT, List.of(command));
    }

    /**
     * Runs a program; after {@code timeout} it is killed and the status is -1. It carries the testbed's mark, so that
     * also what was interrupted by a crash is found.
     */
    public static Result result(Duration timeout, List<String> command) {
        Path output = null;
        Path errors = null;
        try {
            output = Files.createTempFile("ftc", ".out");
            errors = Files.createTempFile("ftc", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().put(ManagedProcess.MARK, RunDirectory.fromEnvironment().path().toString());
            Process process = builder.start();
            boolean ended = false;
            try {
                ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                if (!ended) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            }
            return new Result(command, ended ? process.exitValue() : -1, read(output),
                    ended ? read(errors) : "no end after " + timeout.toSeconds() + " s; " + read(errors));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while running " + String.join(" ", command));
        } finally {
            delete(output);
            delete(errors);
        }
    }

    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void delete(Path file) {
        if (file != null) {
            file.toFile().delete();
        }
    }
}
