package org.ftchain.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.control.Reply;

import java.util.Collection;
import java.util.List;

/** What operators do with chains: the service behind the shell, REST and pages. Thread-safe; calls may block. */
public interface ChainService {
    /**
     * Creates a chain from its description in JSON and returns when it carries traffic. Nothing of it is left when this
     * fails.
     */
    ChainRecord create(JsonNode spec) throws ChainException;

    /** As {@link #create(JsonNode)}, already parsed. */
    ChainRecord create(ChainSpec spec) throws ChainException;

    /** Removes a chain and returns when its rules are gone. */
    void delete(String name) throws ChainException;

    /**
     * Gives a middlebox another number of worker threads without losing state, and returns when the chain runs with them.
     * Nothing is changed when it has them already, or when this is refused; a failure meanwhile is recovered from.
     *
     * @param hop index of the middlebox from 0
     * @param threads 1 to what its agent has
     */
    ChainRecord scale(String name, int hop, int threads) throws ChainException;

    /** All chains, by name. */
    Collection<ChainRecord> chains();

    ChainRecord chain(String name) throws ChainException;

    /** The chain and what its agents say now; agents that do not answer are shown as such. */
    default ChainStatus status(String name) throws ChainException {
        return status(name, false);
    }

    /** As {@link #status(String)}; with {@code digests}, also a digest of every group's state as each member holds it. */
    ChainStatus status(String name, boolean digests) throws ChainException;

    /**
     * State of a hop's middlebox as its server holds it.
     *
     * @param hop index from 0
     * @param limit most entries to return
     */
    List<Reply.Row> state(String name, int hop, int limit) throws ChainException;

    /** All agents, by server name. */
    Collection<AgentDescription> agents();

    /** The newest events, oldest first. */
    List<ChainEvent> events(int limit);
}
