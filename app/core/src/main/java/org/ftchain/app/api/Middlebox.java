package org.ftchain.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.ftchain.control.HopSpec;

import java.io.IOException;
import java.util.Objects;

/** One middlebox of a chain: its type, its worker threads, and its configuration, a JSON object without these two. */
public final class Middlebox {
    /** A hop that only replicates (thesis 4.4.1, short chains). */
    public static final String REPLICA = "replica";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String type;
    /** Canonical text rather than a tree, so that the store can serialise and compare it. */
    private final String config;
    private final int threads;

    private Middlebox(String type, String config, int threads) {
        this.type = Objects.requireNonNull(type, "type");
        this.config = Objects.requireNonNull(config, "config");
        this.threads = threads;
    }

    /** With one worker thread. */
    public static Middlebox of(String type, JsonNode config) {
        return new Middlebox(type, config.toString(), 1);
    }

    public static Middlebox replica() {
        return new Middlebox(REPLICA, "{}", 1);
    }

    /** @param newThreads 1..{@link HopSpec#MAX_THREADS} */
    public Middlebox withThreads(int newThreads) {
        return new Middlebox(type, config, newThreads);
    }

    public String type() {
        return type;
    }

    public JsonNode config() {
        try {
            return MAPPER.readTree(config);
        } catch (IOException e) {
            throw new IllegalStateException("config must be JSON: config=" + config, e);
        }
    }

    /** Worker threads that were asked for. */
    public int threads() {
        return threads;
    }

    public HopSpec.MiddleboxSpec toSpec() {
        return new HopSpec.MiddleboxSpec(type, config());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Middlebox && type.equals(((Middlebox) other).type)
                && config.equals(((Middlebox) other).config) && threads == ((Middlebox) other).threads;
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + config.hashCode();
    }

    @Override
    public String toString() {
        return type + config + (threads == 1 ? "" : "*" + threads);
    }
}
