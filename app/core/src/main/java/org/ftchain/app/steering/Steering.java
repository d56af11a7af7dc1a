package org.ftchain.app.steering;

import org.ftchain.app.api.ChainRecord;
import org.onosproject.net.ConnectPoint;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Puts the rules of chains onto the switches. Every future completes when all switches concerned have confirmed, on a thread
 * that must not be blocked, and fails with a {@link SteeringException}. Thread-safe; calls do not block.
 */
public interface Steering {
    /**
     * Installs the rules that match some labels of a chain, but no classifiers.
     *
     * @param labels which labels
     */
    CompletableFuture<Void> installLabels(ChainRecord record, Set<Integer> labels);

    /** Installs the classifiers that push some labels of a chain; one that is there is overwritten in place. */
    CompletableFuture<Void> installClassifiers(ChainRecord record, Set<Integer> labels);

    /**
     * Removes the rules of a path's labels that its record does not use, egress first (rule 20).
     *
     * @param old the record before, for the order
     */
    CompletableFuture<Void> removeUnused(ChainRecord record, ChainRecord old);

    /** Removes all rules of a path, the classifiers first; those that are not there do not matter. */
    CompletableFuture<Void> removeAll(ChainRecord record);

    /** Completes when labelled frames may enter at these ports of agents. */
    CompletableFuture<Void> admit(Collection<ConnectPoint> agentPorts);
}
