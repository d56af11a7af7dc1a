package org.ftchain.agent.control;

import org.ftchain.control.ControlCodec;
import org.ftchain.control.Hello;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import static org.junit.Assert.assertNotNull;

/** The orchestrator's side of one control connection, on loopback. */
public final class FakeOrchestrator implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;
    private final ServerSocket server;
    private Socket connection;
    private BufferedReader in;

    public FakeOrchestrator() throws IOException {
        this(0);
    }

    public FakeOrchestrator(int port) throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setSoTimeout(TIMEOUT_MS);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", server.getLocalPort());
    }

    /** Waits for an agent. @return what it says first */
    public Hello accept() throws IOException {
        connection = server.accept();
        connection.setSoTimeout(TIMEOUT_MS);
        in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        return (Hello) ControlCodec.decode(readLine());
    }

    public Reply ask(Request request) throws IOException {
        send(ControlCodec.encode(request) + "\n");
        return reply();
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        connection.getOutputStream().write(bytes);
    }

    public Reply reply() throws IOException {
        return (Reply) ControlCodec.decode(readLine());
    }

    /** Whether the agent closes the connection (instead of sending more). */
    boolean isClosedByAgent() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    private String readLine() throws IOException {
        String line = in.readLine();
        assertNotNull("the agent closed the connection", line);
        return line;
    }

    void hangUp() throws IOException {
        connection.close();
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
        }
        server.close();
    }
}
