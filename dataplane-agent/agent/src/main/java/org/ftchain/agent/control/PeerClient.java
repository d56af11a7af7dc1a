package org.ftchain.agent.control;

import org.ftchain.control.Request;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Fetches the state of groups from peers, all at the same time, and brings them logs that fit no frame, which may be lost:
 * their sender sends them again. Thread-safe.
 */
public final class PeerClient implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(PeerClient.class.getName());
    private static final int CONNECT_TIMEOUT_MS = 500;
    /** For one fetch with everything in it, after which the orchestrator has given up anyway. */
    private static final int FETCH_TIMEOUT_MS = 3000;
    /** A peer that is not sealed for the epoch yet is asked again for so long. */
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int RETRY_INTERVAL_MS = 20;
    /** Logs that wait or are being sent, of at most 64 KiB each. */
    static final int MAX_LOGS = 64;
    static final int MAX_LOGS_PER_PEER = 16;
    private static final int LOG_THREADS = 4;

    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("peer-fetch-", 0).factory());
    private final ScheduledThreadPoolExecutor deadlines = newDeadlines("peer-client-deadlines");
    private final ThreadPoolExecutor logThreads = new ThreadPoolExecutor(LOG_THREADS, LOG_THREADS, 10, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_LOGS), Thread.ofPlatform().daemon().name("peer-log-", 0).factory());
    /** Logs on their way to each peer, so that one that does not answer leaves room for the others. */
    private final ConcurrentHashMap<String, Integer> logsToPeer = new ConcurrentHashMap<>();

    static ScheduledThreadPoolExecutor newDeadlines(String name) {
        var executor = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Group to snapshot. Fails with one line naming group and peer when one of them cannot be had. */
    public CompletableFuture<Map<Integer, byte[]>> fetchAll(String path, int epoch, List<Request.Fetch> fetches) {
        Map<Integer, CompletableFuture<byte[]>> running = new HashMap<>();
        for (Request.Fetch fetch : fetches) {
            running.put(fetch.group, CompletableFuture.supplyAsync(() -> {
                try {
                    return fetch(fetch.from, path, fetch.group, epoch);
                } catch (IOException e) {
                    throw new CompletionException(new IOException("fetch of group " + fetch.group + " of " + path
                            + " from " + fetch.from + ": " + e.getMessage(), e));
                }
            }, threads));
        }
        return CompletableFuture.allOf(running.values().toArray(new CompletableFuture<?>[0])).thenApply(done -> {
            Map<Integer, byte[]> fetched = new HashMap<>();
            running.forEach((group, snapshot) -> fetched.put(group, snapshot.join()));
            return fetched;
        });
    }

    /**
     * Brings a log to a peer's {@link PeerLogSink} some time, perhaps. Does not block.
     *
     * @param piggybackLog in its encoded form; must not be changed any more
     * @return false when too many are on their way
     */
    public boolean sendLog(String peer, String path, int group, int epoch, byte[] piggybackLog) {
        boolean[] taken = new boolean[1];
        logsToPeer.compute(peer, (key, count) -> {
            int before = count == null ? 0 : count;
            taken[0] = before < MAX_LOGS_PER_PEER;
            return taken[0] ? before + 1 : count;
        });
        if (!taken[0]) {
            return false;
        }
        try {
            logThreads.execute(() -> {
                try {
                    PeerWire.Answer answer = exchange(Addresses.parse(peer),
                            PeerWire.encode(new PeerWire.LogRequest(path, group, epoch, piggybackLog)));
                    if (answer.status() != PeerWire.OK) {
                        LOGGER.log(System.Logger.Level.DEBUG, "log for {0} at {1}: {2}", path, peer, answer.reason());
                    }
                } catch (IOException | IllegalArgumentException e) {
                    LOGGER.log(System.Logger.Level.DEBUG, "log for {0} at {1}: {2}", path, peer, e.getMessage());
                } finally {
                    logGone(peer);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            logGone(peer);
            return false;
        }
    }

    private void logGone(String peer) {
        logsToPeer.computeIfPresent(peer, (key, count) -> count == 1 ? null : count - 1);
    }

    /** @throws IOException with one line saying why not */
    byte[] fetch(String peer, String path, int group, int epoch) throws IOException {
        InetSocketAddress address = Addresses.parse(peer);
        long startNs = System.nanoTime();
        while (true) {
            PeerWire.Answer answer = exchange(address, PeerWire.encode(new PeerWire.FetchRequest(path, group, epoch)));
            if (answer.status() == PeerWire.OK) {
                return answer.body();
            }
            if (answer.status() == PeerWire.FAILED || System.nanoTime() - startNs > RETRY_NS) {
                throw new IOException(answer.reason());
            }
            try {
                Thread.sleep(RETRY_INTERVAL_MS);
            } catch (InterruptedException e) {
                throw new IOException("the agent stops", e);
            }
        }
    }

    private PeerWire.Answer exchange(InetSocketAddress peer, byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            var deadline = deadlines.schedule(() -> closeQuietly(socket), FETCH_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            try {
                socket.connect(peer, CONNECT_TIMEOUT_MS);
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(request);
                return PeerWire.readAnswer(socket.getInputStream());
            } catch (IOException e) {
                if (deadline.isDone()) {
                    throw new IOException("no answer within " + FETCH_TIMEOUT_MS + " ms", e);
                }
                throw e.getMessage() == null ? new IOException("connection closed", e) : e;
            } finally {
                deadline.cancel(false);
            }
        }
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closing is all that was wanted.
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        logThreads.shutdownNow();
        deadlines.shutdownNow();
    }
}
