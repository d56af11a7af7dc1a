package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.PathRecord;

import java.util.concurrent.CompletableFuture;

/** Brings a chain's path onto agents and switches and takes it off again. */
public interface PathService {
    /**
     * Installs the placed path at all agents in epoch 1, then its rules from the egress to the ingress, the classifier
     * last, and opens it. Everything is undone when the future fails; its cause's message is one line.
     *
     * @return the path as deployed: labels, epoch and opened epoch filled in
     */
    CompletableFuture<PathRecord> deploy(ChainRecord record);

    /** Removes classifier, rules and the agents' state, in this order. Works when agents are dead. Idempotent. */
    CompletableFuture<Void> undeploy(ChainRecord record);
}
