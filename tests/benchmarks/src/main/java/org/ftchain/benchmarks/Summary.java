package org.ftchain.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table at the end: per scenario what FTC adds to a packet at a hop, beside what it should. */
final class Summary {
    /** CPU time below this share of the time: something else ran on the core. */
    private static final double QUIET = 0.97;
    private static final String ROW = "%-42s %10s %10s %9s %7s %9s %7s %9s";

    private record Row(Scenario scenario, Measurement none, Measurement ftc) {
        double addedNs() {
            return (ftc.ns() - none.ns()) / scenario.setup().length();
        }

        double messageBytes() {
            return ftc.messageBytes() / scenario.setup().hops();
        }

        /** Packets of all threads in the time in which one thread on its own does one. */
        double speedUp() {
            return scenario.setup().threads() * none.ns() / ftc.ns();
        }

        boolean isQuiet() {
            return none.cpuShare() >= QUIET && ftc.cpuShare() >= QUIET;
        }
    }

    private final List<Row> rows = new ArrayList<>();

    void add(Scenario scenario, Measurement none, Measurement ftc) {
        rows.add(new Row(scenario, none, ftc));
    }

    /** What the last scenario showed, in a line. */
    String last() {
        Row row = rows.getLast();
        if (row.scenario.setup().threads() > 1) {
            return String.format(Locale.ROOT, "%.2f times the packets of one thread", row.speedUp());
        }
        return String.format(Locale.ROOT, "%.1f ns a hop added, %.1f bytes of messages", row.addedNs(), row.messageBytes());
    }

    String render() {
        StringBuilder text = new StringBuilder();
        line(text, "chain", "none", "FTC", "added", "target", "messages", "target", "allocated");
        line(text, "", "ns/packet", "ns/packet", "ns/hop", "", "bytes/hop", "", "bytes");
        for (Row row : rows) {
            if (row.scenario.setup().threads() > 1) {
                continue;
            }
            line(text, row.scenario.name(), number(row.none.ns()), number(row.ftc.ns()), number(row.addedNs()),
                    target(row.scenario.maxAddedNs()), number(row.messageBytes()), target(row.scenario.maxBytes()),
                    number(row.ftc.allocatedBytes()) + (row.isQuiet() ? "" : " *"));
        }
        text.append("""

                ns/packet: CPU time for the whole chain, source and sink included. added: FTC minus none, divided by the middleboxes.
                messages: piggybacked bytes per packet and hop. allocated: on the heap, per packet, with FTC; the target is 0.
                """);
        renderThreads(text);
        if (!rows.stream().allMatch(Row::isQuiet)) {
            text.append("* something else ran on the same core meanwhile: such a row is less exact.\n");
        }
        return text.toString();
    }

    private void renderThreads(StringBuilder text) {
        boolean first = true;
        for (Row row : rows) {
            ChainSetup setup = row.scenario.setup();
            if (setup.threads() == 1) {
                continue;
            }
            if (first) {
                text.append('\n');
                line(text, "with FTC, " + setup.threads() + " threads", "1 thread", "each of " + setup.threads(), "speed-up", "target", "", "", "");
                line(text, "", "ns/packet", "ns/packet", "", "", "", "", "");
                first = false;
            }
            line(text, row.scenario.name(), number(row.none.ns()), number(row.ftc.ns()),
                    String.format(Locale.ROOT, "%.2f%s", row.speedUp(), row.isQuiet() ? "" : " *"),
                    Double.isNaN(row.scenario.maxAddedNs()) ? "" : String.format(Locale.ROOT, ">= %.1f", row.scenario.maxAddedNs()),
                    "", "", "");
        }
    }

    private static void line(StringBuilder text, Object... cells) {
        text.append(String.format(Locale.ROOT, ROW, cells).stripTrailing()).append('\n');
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String target(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "<= %.0f", value);
    }
}
