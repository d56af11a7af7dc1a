package org.ftchain.testbed.network;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What FTChain's REST interface tells about one chain. Hops are numbered from 1. Thread-safe. */
public final class ChainClient {
    private static final int ALL_ROWS = 100_000;
    private static final int ALL_EVENTS = 1000;
    private static final Pattern PACKETS = Pattern.compile("packets=(\\d+)");
    private static final Pattern PORT = Pattern.compile("port=(\\d+)");

    private final OnosRest rest;
    private final String name;

    public ChainClient(OnosRest rest, String name) {
        this.rest = rest;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** The record with what the agents say now. */
    public JsonNode status() {
        return rest.json("/ftchain/chains/" + name + "/status");
    }

    /** The status with digests of the groups' states. */
    public JsonNode statusWithDigests() {
        return rest.json("/ftchain/chains/" + name + "/status?digests=true");
    }

    public JsonNode chain() {
        return rest.json("/ftchain/chains/" + name);
    }

    public String state() {
        return chain().path("state").asText();
    }

    /** The servers of the hops, in chain order. */
    public List<String> servers() {
        List<String> servers = new ArrayList<>();
        chain().path("path").path("hops").forEach(hop -> servers.add(hop.path("server").asText()));
        return servers;
    }

    public String server(int hop) {
        return servers().get(hop - 1);
    }

    /** Entries of one state map of a hop's middlebox, key to rendered value. */
    public Map<String, String> rows(int hop, String map) {
        JsonNode answer = rest.json("/ftchain/chains/" + name + "/state?hop=" + hop + "&limit=" + ALL_ROWS);
        Map<String, String> rows = new LinkedHashMap<>();
        for (JsonNode row : answer.isArray() ? answer : answer.path("rows")) {
            if (row.path("map").asText().equals(map)) {
                rows.put(row.path("key").asText(), row.path("value").asText());
            }
        }
        return rows;
    }

    /** Packets per flow as the monitor at a hop counted them. */
    public Map<String, Long> monitorPackets(int hop) {
        return packets(hop, "flow");
    }

    /** The same of IPv6 flows, "tcp [2001:db8:1::10]:40000 > [2001:db8:2::20]:80". */
    public Map<String, Long> monitorPacketsV6(int hop) {
        return packets(hop, "flow-v6");
    }

    private Map<String, Long> packets(int hop, String map) {
        Map<String, Long> counts = new LinkedHashMap<>();
        rows(hop, map).forEach((key, value) -> counts.put(key, number(PACKETS, value)));
        return counts;
    }

    /** External port per inside endpoint ("tcp 10.0.1.10:40000") as the NAT at a hop holds them. */
    public Map<String, Integer> natPorts(int hop) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        rows(hop, "mapping").forEach((key, value) -> ports.put(key, (int) number(PORT, value)));
        return ports;
    }

    private static long number(Pattern pattern, String value) {
        Matcher matcher = pattern.matcher(value);
        if (!matcher.find()) {
            throw new TestbedException("a state entry without " + pattern + ": " + value);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** One event of the chain's timeline. */
    public record Event(long timeMs, String event, JsonNode fields) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(Instant.ofEpochMilli(timeMs).toString().substring(11)).append(' ').append(event);
            fields.properties().forEach(field -> text.append(' ').append(field.getKey()).append('=')
                    .append(field.getValue().isValueNode() ? field.getValue().asText() : field.getValue().toString()));
            return text.toString();
        }
    }

    /** The chain's events since it was created last, oldest first. */
    public List<Event> events() {
        JsonNode answer = rest.json("/ftchain/events?limit=" + ALL_EVENTS);
        List<Event> events = new ArrayList<>();
        for (JsonNode event : answer.isArray() ? answer : answer.path("events")) {
            if (event.path("chain").asText().equals(name)) {
                if (event.path("event").asText().equals("chain-created")) {
                    events.clear();
                }
                events.add(new Event(event.path("timeMs").asLong(), event.path("event").asText(), event.path("fields")));
            }
        }
        return events;
    }

    public List<Event> events(String kind) {
        return events().stream().filter(event -> event.event().equals(kind)).toList();
    }

    /** Waits until the chain has recovered {@code count} times since its creation, and returns the last recovery. */
    public Event awaitRecovered(int count, Duration timeout) {
        Await.until(() -> "chain " + name + " did not recover within " + timeout.toSeconds() + " s: " + events(), timeout, 50,
                () -> events("recovered").size() >= count);
        return events("recovered").getLast();
    }
}
