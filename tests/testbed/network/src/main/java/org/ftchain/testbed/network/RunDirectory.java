package org.ftchain.testbed.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory that holds everything a testbed writes and the record of all that it started. Only a directory that
 * carries our marker is ever written to or emptied; a file lock, which the kernel releases when its owner dies, keeps
 * two owners apart.
 */
public final class RunDirectory {
    private static final String MARKER = ".ftchain-testbed";
    /** Everything below the directory that goes when the testbed goes; logs and the lock stay. */
    private static final List<String> VOLATILE = List.of("onos", "ovs", "agents", "web", "chains", "captures", "processes",
            "network", "up");

    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    /** The directory named by FTC_RUN_DIR, /var/tmp/ftchain by default. */
    public static RunDirectory fromEnvironment() {
        return at(Path.of(System.getenv().getOrDefault("FTC_RUN_DIR", "/var/tmp/ftchain")));
    }

    static RunDirectory at(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (absolute.toString().length() > 70) {
            throw new TestbedException("FTC_RUN_DIR must be at most 70 characters, for the sockets in it: " + absolute);
        }
        return new RunDirectory(absolute);
    }

    public Path path() {
        return path;
    }

    public Path logs() {
        return path.resolve("logs");
    }

    Path processes() {
        return path.resolve("processes");
    }

    /** Exists while a testbed is completely up. */
    Path upFile() {
        return path.resolve("up");
    }

    /** Names of the network objects of the testbed, written before they are created. */
    Path networkFile() {
        return path.resolve("network");
    }

    /** A directory below this one, created when missing. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + path.resolve(name), e);
        }
    }

    /** Ownership of the testbed; ends with {@link #close()} or the process. */
    public static final class Lock implements AutoCloseable {
        private final FileChannel channel;
        private final FileLock lock;

        private Lock(FileChannel channel, FileLock lock) {
            this.channel = channel;
            this.lock = lock;
        }

        @Override
        public void close() {
            try {
                lock.release();
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot release the lock", e);
            }
        }
    }

    /** Takes the testbed, or throws with the process that has it. */
    public Lock lock(String purpose) {
        claim();
        Path file = path.resolve("lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                // Held within this process: the same answer as for another one.
            }
            if (lock == null) {
                channel.close();
                throw new TestbedException("another ftc uses the testbed in " + path + " (" + Files.readString(file).strip()
                        + "): wait for its end or stop it");
            }
            channel.truncate(0);
            channel.write(java.nio.ByteBuffer.wrap(("process " + ProcessHandle.current().pid() + ", " + purpose + "\n")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            return new Lock(channel, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    /** Makes sure that the directory exists and is ours. */
    private void claim() {
        try {
            if (Files.exists(path) && !Files.exists(path.resolve(MARKER))) {
                try (Stream<Path> children = Files.list(path)) {
                    if (children.findAny().isPresent()) {
                        throw new TestbedException("FTC_RUN_DIR must be a new, empty or earlier run directory: " + path);
                    }
                }
            }
            Files.createDirectories(path);
            if (!Files.exists(path.resolve(MARKER))) {
                Files.writeString(path.resolve(MARKER), "Run directory of FTChain's testbed; ./ftc empties it.\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the run directory " + path, e);
        }
    }

    /** Removes what belongs to the last run; the logs stay. */
    void clear() {
        VOLATILE.forEach(name -> deleteTree(path.resolve(name)));
    }

    void clearLogs() {
        deleteTree(logs());
    }

    static void deleteTree(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException error) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // Nothing to delete.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + root, e);
        }
    }
}
