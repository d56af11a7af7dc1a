package org.ftchain.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** A chain's status, as {@code ChainJson} gives it, as text. Pure. */
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
        lines.add("  from " + end(chain.get("source")) + " to " + end(chain.get("target")) + ", "
                + ChainText.number(spec.get("throughput").asDouble()) + " Mbit/s, protection "
                + spec.get("protection").asText() + (spec.get("symmetric").asBoolean() ? ", symmetric" : "")
                + ", chain MAC " + chain.get("chainMac").asText()
                + (spec.has("gateway") ? ", gateway " + spec.get("gateway").asText() : ""));
        JsonNode labels = chain.path("path").path("labels");
        for (JsonNode hop : chain.get("hops")) {
            hop(lines, hop, labels, chain.get("hops").size());
        }
        return String.join("\n", lines);
    }

    private static String end(JsonNode end) {
        return end.get("ip").asText() + " (" + end.get("mac").asText() + " at " + end.get("point").asText() + ")";
    }

    private static void hop(List<String> lines, JsonNode hop, JsonNode labels, int hopCount) {
        StringBuilder line = new StringBuilder("hop ").append(hop.get("hop").asInt()).append(' ')
                .append(hop.get("middlebox").asText()).append(" on ").append(hop.get("server").asText())
                .append(" (incarnation ").append(ChainText.incarnation(hop)).append(") at ")
                .append(hop.get("point").asText());
        labels(line, labels, hop.get("hop").asInt() - 1, hopCount);
        if (hop.has("error")) {
            lines.add(line.append(", NOT ANSWERING: ").append(hop.get("error").asText()).toString());
            return;
        }
        lines.add(line.append(", epoch ").append(hop.get("epoch").asInt()).append(' ')
                .append(hop.get("phase").asText()).toString());
        long held = 0;
        long retained = 0;
        List<String> roles = new ArrayList<>();
        for (JsonNode group : hop.get("groups")) {
            held += group.get("held").asLong();
            retained += group.get("retained").asLong();
            roles.add((group.get("group").asInt() == hop.get("hop").asInt() ? "head" : "replica") + " of group "
                    + group.get("group").asInt() + " (" + group.get("entries").asLong() + " entries)");
        }
        JsonNode counters = hop.get("counters");
        lines.add("  " + (roles.isEmpty() ? "no group" : String.join(", ", roles)) + "; replication lag "
                + hop.get("replicationLag").asLong() + ", retained " + retained + ", held " + held + ", waiting "
                + counters.path("waiting").asLong());
        List<String> shown = new ArrayList<>();
        counters.fields().forEachRemaining(counter -> {
            if (counter.getValue().asLong() != 0) {
                shown.add(counter.getKey() + "=" + counter.getValue().asLong());
            }
        });
        if (!shown.isEmpty()) {
            lines.add("  counters: " + String.join(" ", shown));
        }
    }

    private static void labels(StringBuilder line, JsonNode labels, int hop, int hopCount) {
        if (!labels.isObject()) {
            return;
        }
        boolean last = hop == hopCount - 1;
        line.append(", labels in ").append(labels.get("forward").path(hop).asInt()).append(" out ")
                .append(last ? labels.get("egressForward").asInt() : labels.get("forward").path(hop + 1).asInt());
        if (labels.get("reverse").size() > 0) {
            line.append(", reverse in ").append(labels.get("reverse").path(hop).asInt()).append(" out ")
                    .append(hop == 0 ? labels.get("egressReverse").asInt() : labels.get("reverse").path(hop - 1).asInt());
        }
        if (hopCount > 1 && (last || hop == 0)) {
            line.append(last ? ", ring out " : ", ring in ").append(labels.get("ring").asInt());
        }
    }
}
