package org.ftchain.agent.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jdk.net.ExtendedSocketOptions;
import org.ftchain.control.ControlCodec;
import org.ftchain.control.ControlMessage;
import org.ftchain.control.Hello;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One orchestrator: dials it, says Hello, serves its requests, and starts again after a loss (first after 100 ms, then
 * doubling to 1 s). A reading thread decodes and hands on requests; replies, completed by whatever thread, wait in a
 * bounded queue for the connection's writing thread, which also encodes them: neither a stalled orchestrator nor a large
 * reply holds the worker up.
 */
final class OrchestratorConnection {
    static final int MIN_BACKOFF_MS = 100;
    static final int MAX_BACKOFF_MS = 1000;
    private static final System.Logger LOGGER = System.getLogger(OrchestratorConnection.class.getName());
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int CONNECT_TIMEOUT_MS = 2000;
    private static final int MAX_QUEUED_REPLIES = 1024;
    private static final int MAX_LOGGED_CHARACTERS = 200;
    private static final int MAX_LOGGED_LINES = 20;
    /** Ends the writing thread. */
    private static final Reply END = Reply.ok(-1, 0);

    private final InetSocketAddress address;
    private final Callable<Hello> hello;
    private final RequestHandler handler;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Socket socket;
    private boolean reachable = true;
    private int refusedLines;

    OrchestratorConnection(InetSocketAddress address, Callable<Hello> hello, RequestHandler handler) {
        this.address = address;
        this.hello = hello;
        this.handler = handler;
        thread = Thread.ofPlatform().daemon().name("control-" + address.getHostString()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void close() {
        closed = true;
        closeQuietly(socket);
        thread.interrupt();
    }

    private void run() {
        int backoffMs = MIN_BACKOFF_MS;
        while (!closed) {
            long startNs = System.nanoTime();
            try {
                session();
            } catch (Exception e) {
                if (!closed && reachable) {
                    reachable = false;
                    LOGGER.log(System.Logger.Level.WARNING, "orchestrator {0}: {1}; dialling again", text(address),
                            e.getMessage() == null ? e.toString() : e.getMessage());
                }
            }
            // A session that lasted starts the backoff anew; one that is accepted and cut at once does not.
            if (System.nanoTime() - startNs > TimeUnit.MILLISECONDS.toNanos(2 * MAX_BACKOFF_MS)) {
                backoffMs = MIN_BACKOFF_MS;
            }
            try {
                if (!closed) {
                    Thread.sleep(backoffMs);
                }
            } catch (InterruptedException e) {
                return; // only close() interrupts
            }
            backoffMs = Math.min(2 * backoffMs, MAX_BACKOFF_MS);
        }
    }

    private void session() throws Exception {
        try (Socket dialled = new Socket()) {
            socket = dialled;
            if (closed) {
                return;
            }
            dialled.connect(new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_TIMEOUT_MS);
            dialled.setTcpNoDelay(true);
            dialled.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            dialled.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 1);
            dialled.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 1);
            dialled.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
            BlockingQueue<ControlMessage> replies = new LinkedBlockingQueue<>(MAX_QUEUED_REPLIES);
            replies.add(hello.call());
            Thread writer = Thread.ofPlatform().daemon().name(thread.getName() + "-write")
                    .start(() -> write(dialled, replies));
            try {
                LineReader lines = new LineReader(dialled.getInputStream(), ControlCodec.MAX_LINE_BYTES);
                LOGGER.log(System.Logger.Level.INFO, "orchestrator {0}: connected", text(address));
                reachable = true;
                for (String line = lines.next(); line != null; line = lines.next()) {
                    serve(line, replies, dialled);
                }
                throw new IOException("connection closed");
            } finally {
                replies.clear();
                replies.offer(END);
                closeQuietly(dialled);
                writer.join();
            }
        }
    }

    private void serve(String line, BlockingQueue<ControlMessage> replies, Socket current) {
        Request request;
        try {
            ControlMessage message = ControlCodec.decode(line);
            if (!(message instanceof Request)) {
                throw new IOException("not a request: " + message.getClass().getSimpleName());
            }
            request = (Request) message;
        } catch (IOException | RuntimeException e) {
            refuse(line, e, replies, current);
            return;
        }
        try {
            handler.onRequest(request).whenComplete((reply, failure) -> send(failure == null ? reply
                    : Reply.error(request.id, 0, oneLine(failure)), replies, current));
        } catch (RuntimeException e) {
            send(Reply.error(request.id, 0, oneLine(e)), replies, current);
        }
    }

    /** A line that is no request is answered when it has an id to answer to, else only logged, the first few of them. */
    private void refuse(String line, Exception cause, BlockingQueue<ControlMessage> replies, Socket current) {
        if (refusedLines++ < MAX_LOGGED_LINES) {
            LOGGER.log(System.Logger.Level.WARNING, "orchestrator {0}: {1}: {2}", text(address), oneLine(cause),
                    line.substring(0, Math.min(line.length(), MAX_LOGGED_CHARACTERS)).replaceAll("\\P{Print}", "."));
        }
        try {
            JsonNode tree = MAPPER.readTree(line);
            if (tree != null && tree.path("id").isIntegralNumber()) {
                send(Reply.error(tree.path("id").longValue(), 0, oneLine(cause)), replies, current);
            }
        } catch (JsonProcessingException e) {
            // Not JSON at all: nothing to answer to.
        }
    }

    private void send(Reply reply, BlockingQueue<ControlMessage> replies, Socket current) {
        if (!replies.offer(reply)) {
            LOGGER.log(System.Logger.Level.WARNING, "orchestrator {0}: does not read its replies", text(address));
            closeQuietly(current);
        }
    }

    private void write(Socket current, BlockingQueue<ControlMessage> replies) {
        try {
            OutputStream out = current.getOutputStream();
            for (ControlMessage message = replies.take(); message != END; message = replies.take()) {
                out.write((ControlCodec.encode(message) + '\n').getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            closeQuietly(current); // the reading thread notices and dials again
        }
    }

    static String oneLine(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", ".");
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private static void closeQuietly(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // Closing is all that was wanted.
        }
    }
}
