package org.ftchain.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain's status, as {@code ChainJson} gives it, as text: the chain, a table of its hops, then what is out of the ordinary.
 * Pure.
 */
final class StatusText {
    private StatusText() {
    }

    static String render(JsonNode chain) {
        JsonNode spec = chain.get("spec");
        List<String> lines = new ArrayList<>();
        lines.add("chain " + chain.get("name").asText() + ": " + chain.get("state").asText()
                + (chain.has("reason") ? " (" + chain.get("reason").asText() + ")" : "") + ", protected: "
                + (chain.get("protected").asBoolean() ? "yes (f=" + spec.get("failures").asInt() + ")"
                : "no (" + chain.get("unprotectedReason").asText() + ")")
                + (chain.has("path") ? ", epoch " + chain.get("path").get("epoch").asInt() : ""));
        lines.add("  from " + end(chain.get("source")) + " to " + end(chain.get("target")));
        lines.add("  " + ChainText.number(spec.get("throughput").asDouble()) + " Mbit/s, protection "
                + spec.get("protection").asText() + (spec.get("symmetric").asBoolean() ? ", symmetric" : "")
                + ", chain MAC " + chain.get("chainMac").asText()
                + (spec.has("gateway") ? ", gateway " + spec.get("gateway").asText() : ""));
        if (chain.get("hops").size() > 0) {
            lines.add("");
            lines.addAll(table(chain));
            List<String> unusual = unusual(chain);
            if (!unusual.isEmpty()) {
                lines.add("");
                lines.addAll(unusual);
            }
        }
        return String.join("\n", lines);
    }

    private static String end(JsonNode end) {
        return end.get("ip").asText() + " (" + end.get("mac").asText() + " at " + end.get("point").asText() + ")";
    }

    private static List<String> table(JsonNode chain) {
        TextTable table = new TextTable("hop", "middlebox", "server", "threads", "entries", "packets", "lag", "lag ms",
                "waiting", "buffered", "bytes/packet", "resent", "wounds", "dropped");
        for (JsonNode hop : chain.get("hops")) {
            List<String> cells = new ArrayList<>(List.of(hop.get("hop").asText(), hop.get("middlebox").asText(),
                    hop.get("server").asText()));
            if (hop.has("error")) {
                for (int cell = 0; cell < 11; cell++) {
                    cells.add("-");
                }
            } else {
                cells.add(hop.get("threads").asText());
                cells.add(entries(hop));
                cells.addAll(figures(hop, Long.toString(sum(hop.get("drops")))));
            }
            table.row(cells);
        }
        if (chain.get("totals").has("waiting")) {
            List<String> cells = new ArrayList<>(List.of("", "all", "", "", ""));
            cells.addAll(figures(chain.get("totals"), chain.get("totals").get("dropped").asText()));
            table.row(cells);
        }
        return table.lines();
    }

    /** Entries of the hop's own state. */
    private static String entries(JsonNode hop) {
        for (JsonNode group : hop.get("groups")) {
            if (group.get("group").asInt() == hop.get("hop").asInt()) {
                return group.get("entries").asText();
            }
        }
        return "-";
    }

    private static List<String> figures(JsonNode of, String dropped) {
        return List.of(of.get("packets").asText(), of.get("replicationLag").asText(),
                ChainText.number(Math.rint(of.get("replicationLagMs").asDouble() * 10) / 10), of.get("waiting").asText(),
                of.get("buffered").asText(), of.get("piggybackBytesPerPacket").asText(), of.get("retransmissions").asText(),
                of.get("wounds").asText(), dropped);
    }

    private static long sum(JsonNode counters) {
        long sum = 0;
        for (JsonNode counter : counters) {
            sum += counter.asLong();
        }
        return sum;
    }

    private static List<String> unusual(JsonNode chain) {
        List<String> lines = new ArrayList<>();
        int epoch = chain.path("path").path("epoch").asInt();
        Map<String, String> ports = new LinkedHashMap<>();
        for (JsonNode hop : chain.get("hops")) {
            String where = "hop " + hop.get("hop").asInt() + " on " + hop.get("server").asText();
            if (hop.has("error")) {
                lines.add(where + ": NOT ANSWERING: " + hop.get("error").asText());
                continue;
            }
            if (hop.get("epoch").asInt() != epoch || !hop.get("phase").asText().equals("open")) {
                lines.add(where + ": " + hop.get("phase").asText() + " in epoch " + hop.get("epoch").asInt()
                        + ", the path is in epoch " + epoch);
            }
            int asked = chain.get("spec").path("middleboxes").path(hop.get("hop").asInt() - 1).path("threads").asInt(1);
            if (hop.get("threads").asInt() != asked) {
                lines.add(where + ": has " + hop.get("threads").asInt() + " threads, " + asked + " were asked for");
            }
            for (JsonNode group : hop.get("groups")) {
                if (group.get("held").asLong() > 0) {
                    lines.add(where + ": " + group.get("held").asLong() + " logs of group " + group.get("group").asInt()
                            + " wait for logs before them");
                }
            }
            if (hop.get("queued").asLong() > 0) {
                lines.add(where + ": " + hop.get("queued").asLong() + " frames wait for the agent's threads");
            }
            if (hop.get("drops").size() > 0) {
                lines.add(where + ": dropped " + counters(hop.get("drops")));
            }
            if (hop.get("portDrops").size() > 0) {
                ports.put(hop.get("server").asText(), counters(hop.get("portDrops")));
            }
        }
        ports.forEach((server, drops) -> lines.add("port of " + server + ", all chains: dropped " + drops));
        return lines;
    }

    private static String counters(JsonNode counters) {
        List<String> shown = new ArrayList<>();
        counters.fields().forEachRemaining(counter -> shown.add(counter.getKey() + "=" + counter.getValue().asLong()));
        return String.join(" ", shown);
    }
}
