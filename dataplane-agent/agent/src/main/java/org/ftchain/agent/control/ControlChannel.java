package org.ftchain.agent.control;

import org.ftchain.control.Hello;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The agent's side of the control channel: a connection to every orchestrator at once, each on threads of its own,
 * dialled again for ever. What a {@link Hello} says is asked for at every connection. Thread-safe.
 */
public final class ControlChannel implements AutoCloseable {
    private final List<OrchestratorConnection> connections = new ArrayList<>();

    /** @param hello makes the first line of a connection; may block shortly, may throw: then the dialling goes on */
    public ControlChannel(List<InetSocketAddress> orchestrators, Callable<Hello> hello, RequestHandler handler) {
        for (InetSocketAddress orchestrator : orchestrators) {
            connections.add(new OrchestratorConnection(orchestrator, hello, handler));
        }
    }

    public void start() {
        connections.forEach(OrchestratorConnection::start);
    }

    /** Closes all connections; replies not yet sent are lost. */
    @Override
    public void close() {
        connections.forEach(OrchestratorConnection::close);
    }
}
