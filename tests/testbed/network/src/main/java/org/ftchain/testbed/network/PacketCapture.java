package org.ftchain.testbed.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** tcpdump on the link of one end host. */
public final class PacketCapture implements AutoCloseable {
    private static final Pattern COUNTS = Pattern.compile(
            "(\\d+) packets? captured\\s*,?\\s*(\\d+) packets? received by filter\\s*,?\\s*(\\d+) packets? dropped by kernel");
    /** Enough of every packet for its headers. */
    private static final String SNAP_BYTES = "96";
    private static final String RING_KIB = "16384";

    private final Path file;
    private final Path log;
    private final ManagedProcess process;

    private PacketCapture(Path file, Path log, ManagedProcess process) {
        this.file = file;
        this.log = log;
        this.process = process;
    }

    /** Captures all IPv4 packets of {@code namespace}'s eth0 from now on. */
    static PacketCapture start(RunDirectory directory, String namespace, String name) {
        Path file = directory.directory("captures").resolve(name + ".pcap");
        String logName = "tcpdump-" + name;
        Path log = directory.logs().resolve(logName + ".log");
        log.toFile().delete();
        ManagedProcess process = ManagedProcess.start(directory, logName, Map.of(), List.of("ip", "netns", "exec", namespace,
                "tcpdump", "-i", "eth0", "-n", "-p", "-s", SNAP_BYTES, "-B", RING_KIB, "-Z", "root", "-w", file.toString(),
                "ip"));
        Await.until("tcpdump in " + namespace, Duration.ofSeconds(15), 10, () -> {
            if (!process.isAlive()) {
                throw new TestbedException("tcpdump ended at once: see " + log);
            }
            return read(log).contains("listening on");
        });
        return new PacketCapture(file, log, process);
    }

    /**
     * Ends the capture when all that the kernel has seen is written, and returns its file; throws when the kernel dropped
     * some, as then nothing can be counted.
     */
    public Path stop() {
        awaitWritten();
        close();
        if (!lastCounts().group(3).equals("0")) {
            throw new TestbedException("the capture " + file + " lacks " + lastCounts().group(3)
                    + " packets: nothing can be counted");
        }
        return file;
    }

    private void awaitWritten() {
        Await.until("tcpdump to write all that it received: " + log, Duration.ofSeconds(60), 200, () -> {
            long reports = counts().count();
            Command.run("kill", "-USR1", Long.toString(process.pid()));
            return Await.within(Duration.ofSeconds(5), 10, () -> counts().count() > reports)
                    && lastCounts().group(1).equals(lastCounts().group(2));
        });
    }

    private Stream<MatchResult> counts() {
        return COUNTS.matcher(read(log)).results();
    }

    private MatchResult lastCounts() {
        return counts().reduce((first, second) -> second).orElseThrow(() -> new TestbedException("tcpdump told no counts: "
                + "see " + log));
    }

    /** Ends the capture without looking at it. */
    @Override
    public void close() {
        process.stop(Duration.ofSeconds(20));
    }

    private static String read(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }
}
