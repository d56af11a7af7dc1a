package org.ftchain.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.Middlebox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Lists as text. Pure; lines are joined by '\n', without one at the end. */
final class ChainText {
    private ChainText() {
    }

    static String created(ChainRecord chain) {
        return "chain " + chain.name() + " is " + chain.state() + " on " + hops(chain);
    }

    static String scaled(ChainRecord chain, int hop) {
        HopPlacement placed = chain.path().hops().get(hop);
        return "chain " + chain.name() + " is " + chain.state() + " in epoch " + chain.path().epoch() + ", hop " + (hop + 1)
                + " " + chain.spec().hops().get(hop).type() + " on " + placed.server() + " has " + placed.threads()
                + (placed.threads() == 1 ? " thread" : " threads");
    }

    static String chains(Collection<ChainRecord> chains) {
        return chains.isEmpty() ? "no chains" : chains.stream().map(ChainText::chain).collect(Collectors.joining("\n"));
    }

    private static String chain(ChainRecord chain) {
        return "chain " + chain.name() + ": " + chain.state()
                + (chain.reason().isEmpty() ? "" : " (" + chain.reason() + ")") + ", " + chain.fromIp() + " -> "
                + hops(chain) + " -> " + chain.toIp() + ", " + number(chain.spec().throughputMbps()) + " Mbit/s, f="
                + chain.spec().failures() + ", " + chain.spec().protection().text()
                + (chain.spec().symmetric() ? ", symmetric" : "")
                + (chain.path() == null ? "" : ", epoch " + chain.path().epoch());
    }

    private static String hops(ChainRecord chain) {
        List<Middlebox> middleboxes = chain.spec().hops();
        List<HopPlacement> placed = chain.path() == null ? List.of() : chain.path().hops();
        List<String> hops = new ArrayList<>();
        for (int hop = 0; hop < middleboxes.size(); hop++) {
            hops.add(middleboxes.get(hop).type() + (hop < placed.size() ? "@" + placed.get(hop).server() : ""));
        }
        return String.join(" -> ", hops);
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
    }

    /** A table; addresses and incarnations are in the JSON only. */
    static String agents(JsonNode agents) {
        if (agents.size() == 0) {
            return "no agents";
        }
        TextTable table = new TextTable("server", "connected", "life", "heard ms ago", "threads", "at", "capacity", "runs");
        for (JsonNode agent : agents) {
            List<String> middleboxes = new ArrayList<>();
            agent.get("middleboxes").forEach(type -> middleboxes.add(type.asText()));
            List<String> capacity = new ArrayList<>();
            agent.get("capacity").fields().forEachRemaining(resource -> {
                if (!resource.getKey().equals("threads")) {
                    capacity.add(resource.getKey() + "=" + number(resource.getValue().asDouble()));
                }
            });
            table.row(List.of(agent.get("server").asText(), agent.get("connected").asBoolean() ? "yes" : "NO",
                    agent.get("life").asText(), agent.get("heartbeatAgeMs").isNull() ? "-" : agent.get("heartbeatAgeMs").asText(),
                    agent.get("threads").asText(), agent.get("point").isNull() ? "unknown to ONOS" : agent.get("point").asText(),
                    String.join(" ", capacity), String.join(",", middleboxes)));
        }
        return String.join("\n", table.lines());
    }

    static String events(JsonNode events) {
        List<String> lines = new ArrayList<>();
        for (JsonNode event : events) {
            StringBuilder line = new StringBuilder(event.get("time").asText()).append("  ")
                    .append(event.get("chain").asText()).append("  ").append(event.get("event").asText());
            event.get("fields").fields().forEachRemaining(field -> line.append(' ').append(field.getKey()).append('=')
                    .append(value(field.getValue())));
            lines.add(line.toString());
        }
        return lines.isEmpty() ? "no events" : String.join("\n", lines);
    }

    private static String value(JsonNode value) {
        if (value.isArray()) {
            List<String> values = new ArrayList<>();
            value.forEach(each -> values.add(each.asText()));
            return String.join(",", values);
        }
        return value.isTextual() && value.asText().indexOf(' ') >= 0 ? "\"" + value.asText() + "\"" : value.asText();
    }
}
