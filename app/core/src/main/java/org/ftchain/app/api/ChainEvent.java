package org.ftchain.app.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** One line of a chain's timeline. */
public final class ChainEvent {
    private final long timeMs;
    private final String chain;
    private final String event;
    private final Map<String, Object> fields;

    private ChainEvent(long timeMs, String chain, String event, Map<String, Object> fields) {
        this.timeMs = timeMs;
        this.chain = Objects.requireNonNull(chain, "chain");
        this.event = Objects.requireNonNull(event, "event");
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** @param timeMs wall clock, milliseconds since 1970 */
    public static ChainEvent of(long timeMs, String chain, String event, Map<String, ?> fields) {
        return new ChainEvent(timeMs, chain, event, new LinkedHashMap<>(fields));
    }

    public long timeMs() {
        return timeMs;
    }

    public String chain() {
        return chain;
    }

    /** For example "suspected", "recovered". */
    public String event() {
        return event;
    }

    /** In the order given; values are strings, numbers, booleans or lists of these. */
    public Map<String, Object> fields() {
        return fields;
    }
}
