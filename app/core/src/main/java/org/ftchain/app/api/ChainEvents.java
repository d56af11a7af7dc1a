package org.ftchain.app.api;

import java.util.List;
import java.util.Map;

/** The timeline of all chains, the last {@link #CAPACITY} events. Thread-safe. */
public interface ChainEvents {
    int CAPACITY = 1000;

    /**
     * Adds an event with the present time. Never blocks: the store is written in the background.
     *
     * @param fields printed in their order; values are strings, numbers, booleans or lists of these
     */
    void record(String chain, String event, Map<String, ?> fields);

    /** The newest events, oldest first. */
    List<ChainEvent> events(int limit);
}
