package org.ftchain.testbed.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the client does: ping, curl and iperf3 against the web server. */
public final class HostTraffic {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Pattern RECEIVED = Pattern.compile("(\\d+) (packets )?received");

    private HostTraffic() {
    }

    /** Sends {@code count} echo requests 50 ms apart; how many were answered within 2 s each. */
    public static int ping(int count) {
        return ping(count, Layout.WEB_ADDRESS);
    }

    /** The same over IPv6. */
    public static int pingV6(int count) {
        return ping(count, Layout.WEB_ADDRESS_V6);
    }

    private static int ping(int count, String address) {
        Command.Result result = Command.result("ip", "netns", "exec", Layout.CLIENT, "ping", "-n", "-q", "-c",
                Integer.toString(count), "-i", "0.05", "-W", "2", address);
        Matcher matcher = RECEIVED.matcher(result.output());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Waits until no TCP connection between the hosts is open or closing, so that no packet of it is under way. */
    public static void awaitQuiet() {
        Await.until("the end of all connections of the hosts", Duration.ofSeconds(30), 50,
                () -> connections(Layout.CLIENT).isBlank() && connections(Layout.WEB).isBlank());
    }

    private static String connections(String namespace) {
        return Command.run("ip", "netns", "exec", namespace, "ss", "-Htn", "state", "connected", "exclude", "time-wait");
    }

    /** A download by curl on one connection: no retry, no continuation; gives up when nothing came for a time. */
    public static final class Download {
        private final HostServers.Download source;
        private final Path file;
        private final CompletableFuture<Command.Result> end;

        private Download(HostServers.Download source, Path file, CompletableFuture<Command.Result> end) {
            this.source = source;
            this.file = file;
            this.end = end;
        }

        /** Bytes that the client has so far. */
        public long receivedBytes() {
            try {
                return Files.exists(file) ? Files.size(file) : 0;
            } catch (IOException e) {
                return 0;
            }
        }

        public double receivedShare() {
            return (double) receivedBytes() / source.sizeBytes();
        }

        public boolean isRunning() {
            return !end.isDone();
        }

        /** Waits until a share of the bytes is there or the download ends. */
        public void awaitShare(double share, Duration timeout) {
            Await.until(Math.round(share * 100) + " % of the download", timeout, 2,
                    () -> receivedShare() >= share || !isRunning());
        }

        /** Waits for curl's end and checks the file. */
        public DownloadResult await(Duration timeout) {
            Command.Result result = HostTraffic.await(end, timeout);
            String[] fields = result.output().strip().split(" ");
            boolean complete = fields.length == 5;
            long bytes = receivedBytes();
            boolean checksum = result.ok() && bytes == source.sizeBytes() && HostServers.sha256(file).equals(source.sha256());
            file.toFile().delete();
            double seconds = complete ? Double.parseDouble(fields[2]) : 0;
            return new DownloadResult(result.status(), bytes, seconds, complete ? Integer.parseInt(fields[3]) : 0,
                    complete ? Integer.parseInt(fields[4]) : 0, checksum, Command.oneLine(result.errors()));
        }
    }

    /**
     * How a download ended.
     *
     * @param status      curl's exit status
     * @param localPort   the client's port of the last connection
     * @param connections how many connections curl made
     */
    public record DownloadResult(int status, long bytes, double seconds, int localPort, int connections,
                                 boolean checksumRight, String error) {
        public double mbps() {
            return seconds > 0 ? bytes * 8 / seconds / 1e6 : 0;
        }
    }

    /** Starts a download; {@code stallSeconds} without a byte end it with an error; further options as curl takes them. */
    public static Download download(RunDirectory directory, HostServers.Download source, int stallSeconds,
                                    String... options) {
        Path file = directory.directory("web").resolve("download-" + System.nanoTime());
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", Layout.CLIENT, "curl", "-sS", "--fail",
                "--connect-timeout", "15", "--speed-limit", "1", "--speed-time", Integer.toString(stallSeconds), "-w",
                "%{http_code} %{size_download} %{time_total} %{local_port} %{num_connects}", "-o", file.toString()));
        command.addAll(List.of(options));
        command.add(source.url());
        return new Download(source, file, background(command));
    }

    /** One iperf3 TCP session; {@code toClient} for traffic from the web server to the client. */
    public static final class Session {
        private final CompletableFuture<Command.Result> end;

        private Session(CompletableFuture<Command.Result> end) {
            this.end = end;
        }

        public boolean isRunning() {
            return !end.isDone();
        }

        public SessionResult await(Duration timeout) {
            Command.Result result = HostTraffic.await(end, timeout);
            JsonNode json;
            try {
                json = OnosRest.JSON.readTree(result.output());
            } catch (JsonProcessingException e) {
                return new SessionResult(false, 0, 0, "no result: " + Command.oneLine(result.errors()));
            }
            JsonNode received = json.path("end").path("sum_received");
            return new SessionResult(result.ok() && !json.has("error"), received.path("bits_per_second").asDouble() / 1e6,
                    received.path("bytes").asLong(), json.path("error").asText(""));
        }
    }

    /** How an iperf3 session ended; the rate is the receiver's. */
    public record SessionResult(boolean ok, double mbps, long bytes, String error) {
    }

    /** Starts an iperf3 session of {@code seconds}; further options as iperf3 takes them. */
    public static Session iperf(boolean toClient, int seconds, String... options) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", Layout.CLIENT, "iperf3", "-c",
                Layout.WEB_ADDRESS, "-p", Integer.toString(HostServers.IPERF_PORT), "-J", "-t", Integer.toString(seconds),
                "--connect-timeout", "10000"));
        if (toClient) {
            command.add("-R");
        }
        command.addAll(List.of(options));
        return new Session(background(command));
    }

    private static CompletableFuture<Command.Result> background(List<String> command) {
        CompletableFuture<Command.Result> end = new CompletableFuture<>();
        // In a session of its own: Ctrl-C ends it by the clean-up, not before.
        List<String> detached = Stream.concat(Stream.of("setsid", "--wait"), command.stream()).toList();
        Thread.ofPlatform().daemon().name("traffic").start(() -> {
            try {
                end.complete(Command.result(LONGEST, detached));
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    private static Command.Result await(CompletableFuture<Command.Result> end, Duration timeout) {
        try {
            return end.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted", e);
        } catch (ExecutionException e) {
            throw new TestbedException("traffic could not be started: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new TestbedException("traffic did not end within " + timeout.toSeconds() + " s", e);
        }
    }
}
