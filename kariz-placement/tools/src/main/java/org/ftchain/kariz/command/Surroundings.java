package org.ftchain.kariz.command;

import org.ftchain.kariz.files.BadFileException;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
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
            if (Files.isDirectory(path)) {
                throw new UsageException(path + ": must be a file, not a directory");
            }
            if (!Files.exists(path) && !Files.isDirectory(path.getParent())) {
                throw new UsageException(path + ": must be in a directory that exists");
            }
            if (!Files.isWritable(Files.exists(path) ? path : path.getParent())) {
                throw new UsageException(path + ": cannot be written");
            }
        }
    }

    /**
     * Writes to the file, or to standard output when there is none.
     *
     * @throws BadFileException if not everything could be written
     */
    void write(Optional<String> file, String text) throws UsageException, BadFileException {
        if (file.isEmpty()) {
            out.print(text);
            if (out.checkError()) {
                throw new BadFileException("standard output: cannot be written (is the disk full, the pipe closed?)");
            }
            return;
        }
        Path path = path(file.get());
        try {
            Files.write(path, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            String reason = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage();
            throw new BadFileException(path + ": cannot be written" + (reason == null ? "" : ": " + reason));
        }
    }
}
