package org.ftchain.app.api;

import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** The control channel to the agents. Thread-safe. */
public interface AgentSessions {
    /** Every agent seen since the application started, connected or not. */
    Set<AgentDescription> agents();

    Optional<AgentDescription> agent(String server);

    /**
     * Sends a request. The future fails at once with {@link AgentException} when the agent is not connected, when the
     * connection ends, or after 2 s without a reply. A {@link Reply} with ok == false completes normally. Completed on a
     * thread that must not be blocked.
     *
     * @param withId makes the request with the id given
     */
    CompletableFuture<Reply> request(String server, LongFunction<? extends Request> withId);

    void addListener(AgentListener listener);

    void removeListener(AgentListener listener);

    /** The agent cannot be reached; the message is one line that names it. */
    final class AgentException extends Exception {
        private static final long serialVersionUID = 1L;

        public AgentException(String message) {
            super(message);
        }
    }
}
