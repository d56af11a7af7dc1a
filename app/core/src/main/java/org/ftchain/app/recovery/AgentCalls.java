package org.ftchain.app.recovery;

import org.ftchain.app.api.AgentSessions;
import org.ftchain.control.Request;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

/** Requests to agents whose outcome is always an {@link Answer}. Thread-safe. */
final class AgentCalls {
    private final AgentSessions sessions;

    AgentCalls(AgentSessions sessions) {
        this.sessions = sessions;
    }

    /** Never completes exceptionally. */
    CompletableFuture<Answer> ask(String server, LongFunction<? extends Request> withId) {
        return sessions.request(server, withId).handle((reply, error) ->
                error == null ? Answer.of(reply) : Answer.none(reason(error)));
    }

    /** As {@link #ask}, with a shorter time to answer. */
    CompletableFuture<Answer> ask(String server, long timeoutMs, LongFunction<? extends Request> withId) {
        return ask(server, withId).orTimeout(timeoutMs, TimeUnit.MILLISECONDS)
                .exceptionally(error -> Answer.none(server + " did not answer within " + timeoutMs + " ms"));
    }

    CompletableFuture<Answer> install(String server, Request.Install install) {
        return ask(server, id -> new Request.Install(id, install.hop, install.fetches, install.bases));
    }

    /** One line for people. */
    static String reason(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        return cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }
}
