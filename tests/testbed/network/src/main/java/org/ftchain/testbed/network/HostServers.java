package org.ftchain.testbed.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** nginx and iperf3 in the web server's namespace. */
public final class HostServers {
    public static final int HTTP_PORT = 80;
    public static final int IPERF_PORT = 5201;

    private final RunDirectory directory;

    HostServers(RunDirectory directory) {
        this.directory = directory;
    }

    void start() {
        Path home = directory.directory("web");
        Path files = directory.directory("web/files");
        directory.directory("web/temp");
        Path configuration = home.resolve("nginx.conf");
        try {
            Files.writeString(files.resolve("index.html"), "The web server of the FTChain testbed.\n");
            Files.writeString(configuration, """
                    daemon off;
                    master_process off;
                    pid %1$s/nginx.pid;
                    error_log stderr warn;
                    events { worker_connections 512; }
                    http {
                      access_log off;
                      sendfile on;
                      client_body_temp_path %1$s/temp/body;
                      proxy_temp_path %1$s/temp/proxy;
                      fastcgi_temp_path %1$s/temp/fastcgi;
                      uwsgi_temp_path %1$s/temp/uwsgi;
                      scgi_temp_path %1$s/temp/scgi;
                      server { listen %2$s:%3$d; listen [%4$s]:%3$d; root %1$s/files; }
                    }
                    """.formatted(home, Layout.WEB_ADDRESS, HTTP_PORT, Layout.WEB_ADDRESS_V6));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + configuration, e);
        }
        inWeb("nginx", "nginx", "-p", home.toString(), "-c", configuration.toString(), "-e", "stderr");
        inWeb("iperf3", "iperf3", "-s", "-p", Integer.toString(IPERF_PORT));
        awaitListening(HTTP_PORT);
        awaitListening(IPERF_PORT);
    }

    private void inWeb(String name, String... command) {
        ManagedProcess.start(directory, name, Map.of(), java.util.stream.Stream.concat(
                List.of("ip", "netns", "exec", Layout.WEB).stream(), List.of(command).stream()).toList());
    }

    private static void awaitListening(int port) {
        Await.until("a server on port " + port + " of " + Layout.WEB, Duration.ofSeconds(15), 50,
                () -> Ports.user(Command.run("ip", "netns", "exec", Layout.WEB, "ss", "-Hltn"), port) != null);
    }

    /** A file of random bytes for download: its URL and SHA-256. */
    public record Download(String url, long sizeBytes, String sha256) {
        /** The same file from the server's IPv6 address. */
        public Download overIpv6() {
            return new Download(url.replace(Layout.WEB_ADDRESS, "[" + Layout.WEB_ADDRESS_V6 + "]"), sizeBytes, sha256);
        }
    }

    /** Serves a file of {@code sizeBytes} random bytes. */
    public Download serve(String name, long sizeBytes) {
        Path file = directory.directory("web/files").resolve(name);
        MessageDigest digest = sha256();
        Random random = new Random(sizeBytes);
        byte[] block = new byte[1 << 20];
        random.nextBytes(block);
        try (var out = Files.newOutputStream(file)) {
            for (long left = sizeBytes; left > 0; left -= block.length) {
                // Distinct blocks without the cost of a million random bytes each.
                block[random.nextInt(block.length)] ^= (byte) random.nextInt();
                int length = (int) Math.min(block.length, left);
                out.write(block, 0, length);
                digest.update(block, 0, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return new Download("http://" + Layout.WEB_ADDRESS + "/" + name, sizeBytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** SHA-256 of a file, hexadecimal. */
    public static String sha256(Path file) {
        MessageDigest digest = sha256();
        byte[] block = new byte[1 << 20];
        try (var in = Files.newInputStream(file)) {
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                digest.update(block, 0, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
