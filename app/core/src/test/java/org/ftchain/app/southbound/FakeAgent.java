package org.ftchain.app.southbound;

import org.ftchain.control.ControlCodec;
import org.ftchain.control.ControlMessage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** The agent's end of a control channel. */
public final class FakeAgent implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    public FakeAgent(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    public void send(String line) throws IOException {
        try {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (SocketException e) {
            // The other side may have closed in the middle of a line that is too long.
        }
    }

    public ControlMessage receive() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("closed");
        }
        return ControlCodec.decode(line);
    }

    /** Waits for the other side to close. */
    public boolean isAtEnd() throws IOException {
        try {
            return in.readLine() == null;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
