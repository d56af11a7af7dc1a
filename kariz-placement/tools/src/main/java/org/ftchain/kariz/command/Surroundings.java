package org.ftchain.kariz.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a command runs: the caller's directory and streams. */
final class Surroundings {
    private final Path directory;
    private final PrintStream out;
    private final PrintStream err;

    Surroundings(Path directory, PrintStream out, PrintStream err) {
        this.directory = directory;
        this.out = out;
        this.err = err;
    }

    /** Relative names are below the caller's directory. */
    Path path(String name) throws UsageException {
        try {
            return directory.resolve(name);
        } catch (InvalidPathException e) {
            throw new UsageException("must be the name of a file: " + e.getReason());
        }
    }

    /** A line for people, on standard error. */
    void say(String line) {
        err.println(line);
    }

    /** Refuses a file that cannot be written before time is spent on what is to be in it. */
    void requireWritable(Optional<String> file) throws UsageException {
        if (file.isPresent()) {
            Path path = path(file.get()).toAbsolutePath();
            if (Files.isDirectory(path) || !Files.isWritable(Files.exists(path) ? path : path.getParent())) {
                throw new UsageException(path + ": cannot be written");
            }
        }
    }

    /** Writes to the file, or to standard output when there is none. */
    void write(Optional<String> file, String text) throws UsageException {
        if (file.isEmpty()) {
            out.print(text);
            out.flush();
            return;
        }
        Path path = path(file.get());
        try {
            Files.write(path, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UsageException(path + ": cannot be written: " + e.getClass().getSimpleName());
        }
    }
}
