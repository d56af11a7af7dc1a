package org.ftchain.agent.control;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hands the state of sealed groups to peers, and takes logs from them that fit no frame. One accepting thread; a short-lived thread per connection, at most
 * {@link #MAX_CONNECTIONS}; a connection that is not done within {@link #EXCHANGE_TIMEOUT_MS} is cut, whatever it does.
 */
public final class PeerServer implements AutoCloseable {
    static final int MAX_CONNECTIONS = 32;
    static final int EXCHANGE_TIMEOUT_MS = 5000;
    private static final System.Logger LOGGER = System.getLogger(PeerServer.class.getName());
    private static final int ACCEPT_RETRY_MS = 100;

    private final SnapshotSource source;
    private final PeerLogSink sink;
    private final ServerSocket server;
    private final Semaphore room = new Semaphore(MAX_CONNECTIONS);
    private final ScheduledThreadPoolExecutor deadlines = PeerClient.newDeadlines("peer-server-deadlines");
    private volatile boolean closed;

    /** Listens; serves after {@link #start}. @throws IOException naming the address */
    public PeerServer(InetSocketAddress listen, SnapshotSource source, PeerLogSink sink) throws IOException {
        this.source = source;
        this.sink = sink;
        server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(listen, MAX_CONNECTIONS);
        } catch (IOException e) {
            server.close();
            deadlines.shutdownNow();
            throw new IOException("cannot listen on " + listen.getHostString() + ":" + listen.getPort() + ": "
                    + e.getMessage(), e);
        }
    }

    public void start() {
        Thread.ofPlatform().daemon().name("peer-accept").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket connection = server.accept();
                if (room.tryAcquire()) {
                    Thread.ofPlatform().daemon().name("peer-serve").start(() -> serve(connection));
                } else {
                    connection.close();
                }
            } catch (IOException | OutOfMemoryError e) { // OutOfMemoryError: no more threads
                if (!closed) {
                    LOGGER.log(System.Logger.Level.WARNING, "peer channel: {0}", e.getMessage());
                    try {
                        Thread.sleep(ACCEPT_RETRY_MS);
                    } catch (InterruptedException interrupted) {
                        return;
                    }
                }
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var deadline = deadlines.schedule(() -> PeerClient.closeQuietly(connection), EXCHANGE_TIMEOUT_MS,
                    TimeUnit.MILLISECONDS);
            try {
                exchange(connection);
            } finally {
                deadline.cancel(false);
            }
        } catch (RejectedExecutionException e) {
            // The server has just been closed.
        } catch (IOException e) {
            if (!closed) {
                LOGGER.log(System.Logger.Level.INFO, "peer channel from {0}: {1}", connection.getInetAddress(),
                        e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            }
        } finally {
            room.release();
        }
    }

    private void exchange(Socket connection) throws IOException {
        connection.setTcpNoDelay(true);
        PeerWire.PeerRequest request = PeerWire.readRequest(connection.getInputStream());
        OutputStream out = connection.getOutputStream();
        PeerWire.Answer answer = answer(request);
        out.write(PeerWire.header(answer.status(), answer.body()));
        out.write(answer.body());
    }

    private PeerWire.Answer answer(PeerWire.PeerRequest request) {
        try {
            return new PeerWire.Answer(PeerWire.OK, switch (request) {
                case PeerWire.FetchRequest fetch -> snapshot(fetch);
                case PeerWire.LogRequest brought -> {
                    sink.onLog(brought.path(), brought.epoch(), brought.piggybackLog());
                    yield new byte[0];
                }
            });
        } catch (IllegalStateException e) {
            return new PeerWire.Answer(PeerWire.REFUSED, reason(e));
        } catch (Exception e) {
            return new PeerWire.Answer(PeerWire.FAILED, reason(e));
        }
    }

    private byte[] snapshot(PeerWire.FetchRequest request) throws Exception {
        byte[] snapshot = source.snapshot(request.path(), request.group(), request.epoch());
        if (snapshot.length > PeerWire.MAX_SNAPSHOT_BYTES) {
            throw new IOException("snapshot must be at most " + PeerWire.MAX_SNAPSHOT_BYTES + " bytes: "
                    + snapshot.length);
        }
        return snapshot;
    }

    private static byte[] reason(Exception e) {
        byte[] text = OrchestratorConnection.oneLine(e).getBytes(StandardCharsets.UTF_8);
        return text.length <= PeerWire.MAX_REASON_BYTES ? text : Arrays.copyOf(text, PeerWire.MAX_REASON_BYTES);
    }

    @Override
    public void close() {
        closed = true;
        deadlines.shutdownNow();
        try {
            server.close();
        } catch (IOException e) {
            // Closing is all that was wanted.
        }
    }
}
