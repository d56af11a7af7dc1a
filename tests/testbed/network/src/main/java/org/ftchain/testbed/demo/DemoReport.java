package org.ftchain.testbed.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The demo's figures, as a table and as JSON. */
final class DemoReport {
    /** iperf3's TCP rates through a chain, Mbit/s at the receiver. */
    record Rates(double toServerMbps, double toClientMbps) {
    }

    private final KillResult nat;
    private final KillResult monitor;
    private final KillResult none;
    private final Rates ftcRates;
    private final Rates noneRates;

    DemoReport(KillResult nat, KillResult monitor, KillResult none, Rates ftcRates, Rates noneRates) {
        this.nat = nat;
        this.monitor = monitor;
        this.none = none;
        this.ftcRates = ftcRates;
        this.noneRates = noneRates;
    }

    String table() {
        StringBuilder table = new StringBuilder();
        line(table, "", "ftc, NAT killed", "ftc, monitor killed", "none, NAT killed");
        line(table, "-".repeat(28), "-".repeat(20), "-".repeat(20), "-".repeat(20));
        row(table, "detection (ms)", kill -> number(kill.detectionMs()));
        row(table, "recovery (ms)", kill -> number(kill.recoveryMs()));
        row(table, "packets lost", kill -> kill.packetsLost() + " of " + kill.packetsEntered());
        row(table, "state updates lost", kill -> Long.toString(kill.stateUpdatesLost()));
        row(table, "connection survived", kill -> kill.survived() ? "yes" : "no");
        String ftcToServer = number(ftcRates.toServerMbps());
        String ftcToClient = number(ftcRates.toClientMbps());
        line(table, "TCP to the server (Mbit/s)", ftcToServer, ftcToServer, number(noneRates.toServerMbps()));
        line(table, "TCP to the client (Mbit/s)", ftcToClient, ftcToClient, number(noneRates.toClientMbps()));
        return table.toString();
    }

    private void row(StringBuilder table, String title, Function<KillResult, String> value) {
        line(table, title, value.apply(nat), value.apply(monitor), value.apply(none));
    }

    private static void line(StringBuilder table, String... cells) {
        table.append(String.format(Locale.ROOT, "  %-28s %20s %20s %20s%n", (Object[]) cells));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }

    void writeJson(Path file, boolean passed, List<String> broken) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode().put("passed", passed);
        broken.forEach(root.putArray("broken")::add);
        ObjectNode ftc = root.putObject("ftc");
        rates(ftc, ftcRates);
        kill(ftc.putObject("natKilled"), nat);
        kill(ftc.putObject("monitorKilled"), monitor);
        ObjectNode unprotected = root.putObject("none");
        rates(unprotected, noneRates);
        kill(unprotected.putObject("natKilled"), none);
        try {
            Files.writeString(file, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot write " + file, e);
        }
    }

    private static void rates(ObjectNode json, Rates rates) {
        json.put("toServerMbps", rates.toServerMbps()).put("toClientMbps", rates.toClientMbps());
    }

    private static void kill(ObjectNode json, KillResult kill) {
        json.put("victim", kill.victim()).put("killedAtShareOfBytes", kill.killShare()).put("detectionMs", kill.detectionMs())
                .put("recoveryMs", kill.recoveryMs()).put("packetsEntered", kill.packetsEntered())
                .put("packetsLost", kill.packetsLost()).put("stateUpdatesLost", kill.stateUpdatesLost())
                .put("connectionSurvived", kill.survived()).put("downloadMbps", kill.downloadMbps());
    }
}
