package org.ftchain.agent.control;

import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.concurrent.CompletableFuture;

/** Serves the orchestrator's requests. Called by several channel threads; must not block them. */
@FunctionalInterface
public interface RequestHandler {
    /** The reply's id is the request's. A future that fails is answered with an error reply. */
    CompletableFuture<Reply> onRequest(Request request);
}
