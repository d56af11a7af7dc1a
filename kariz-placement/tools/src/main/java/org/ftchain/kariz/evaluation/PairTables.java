package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.solvers.Solvers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cost ratios and wrong refusals from the journal of equal instances. Ratios are to costs that are proven to be least; a
 * refusal is false when exact has a placement.
 */
final class PairTables {
    private static final int CURVE_POINTS = 200;

    private static final class Tally {
        private final List<Double> ratios = new ArrayList<>();
        private final List<Double> seconds = new ArrayList<>();
        private int instances;
        private int feasible;
        private int unproven;
        private int falselyRefused;
        private int onlyHere;
    }

    private final Journal journal;
    /** Set, length ("all" too) and solver. */
    private final TreeMap<List<String>, Tally> tallies =
        new TreeMap<>((a, b) -> String.join("\n", a).compareTo(String.join("\n", b)));
    /** Set, network, its nodes, and solver; of networks that have names. */
    private final TreeMap<List<String>, Tally> byNetwork =
        new TreeMap<>((a, b) -> String.join("\n", a).compareTo(String.join("\n", b)));
    private final TreeSet<String> solvers = new TreeSet<>();

    PairTables(Journal journal) {
        this.journal = journal;
        Map<String, List<String>> exact = new TreeMap<>();
        for (List<String> row : journal.rows()) {
            if (journal.text(row, "solver").equals(Solvers.EXACT)) {
                exact.put(key(row), row);
            }
        }
        for (List<String> row : journal.rows()) {
            if (exact.containsKey(key(row))) {
                String set = journal.text(row, "set");
                String solver = journal.text(row, "solver");
                String network = journal.text(row, "network");
                solvers.add(solver);
                if (!network.isEmpty() && !solver.equals(Solvers.EXACT)) {
                    count(byNetwork.computeIfAbsent(List.of(set, network, journal.text(row, "nodes"), solver),
                        k -> new Tally()), row, exact.get(key(row)));
                }
                for (String length : List.of("all", journal.text(row, "length"))) {
                    count(tallies.computeIfAbsent(List.of(set, length, solver), k -> new Tally()), row, exact.get(key(row)));
                }
            }
        }
    }

    private String key(List<String> row) {
        return journal.text(row, "set") + "," + journal.text(row, "instance");
    }

    private void count(Tally tally, List<String> row, List<String> exact) {
        boolean proven = Boolean.parseBoolean(journal.text(exact, "proven"));
        boolean feasible = journal.text(exact, "status").equals("placed");
        boolean placed = journal.text(row, "status").equals("placed");
        tally.instances++;
        tally.seconds.add(journal.number(row, "seconds"));
        tally.feasible += feasible ? 1 : 0;
        tally.unproven += proven ? 0 : 1;
        tally.falselyRefused += feasible && !placed ? 1 : 0;
        tally.onlyHere += !feasible && placed ? 1 : 0;
        if (feasible && placed && proven) {
            tally.ratios.add(journal.number(row, "cost") / journal.number(exact, "cost"));
        }
    }

    Table summary() {
        Table table = new Table("set,length,solver,instances,feasible,exactUnproven,falselyRefused,falselyRefusedPart,"
            + "placedWhereExactFoundNothing,ratios,leastRatio,meanRatio,p95Ratio,worstRatio,within1,within5,medianMs,p95Ms,maxMs");
        tallies.forEach((key, tally) -> table.row(key.get(0), key.get(1), key.get(2), tally.instances, tally.feasible,
            tally.unproven, tally.falselyRefused, tally.falselyRefused / (double) tally.feasible, tally.onlyHere,
            tally.ratios.size(), Statistics.quantile(tally.ratios, 0),
            Statistics.mean(tally.ratios), Statistics.quantile(tally.ratios, 0.95), Statistics.quantile(tally.ratios, 1),
            Statistics.shareWithin(tally.ratios, 1.01), Statistics.shareWithin(tally.ratios, 1.05),
            1000 * Statistics.quantile(tally.seconds, 0.5), 1000 * Statistics.quantile(tally.seconds, 0.95),
            1000 * Statistics.quantile(tally.seconds, 1)));
        return table;
    }

    /** Of sets whose networks have names. */
    Table networks() {
        Table table = new Table("set,network,nodes,solver,instances,feasible,falselyRefused,ratios,meanRatio,worstRatio");
        byNetwork.forEach((key, tally) -> table.row(key.get(0), key.get(1), key.get(2), key.get(3), tally.instances,
            tally.feasible, tally.falselyRefused, tally.ratios.size(), Statistics.mean(tally.ratios),
            Statistics.quantile(tally.ratios, 1)));
        return table;
    }

    void write(Path directory) throws BadFileException {
        if (tallies.isEmpty()) {
            return;
        }
        summary().write(directory.resolve("pairs.csv"));
        if (!byNetwork.isEmpty()) {
            networks().write(directory.resolve("pairs-networks.csv"));
        }
        Charts chart = new Charts("Cost of single chains against the optimum", "% of the chains, cheapest first",
            "cost (% of the optimum)");
        TreeSet<String> sets = new TreeSet<>();
        tallies.keySet().forEach(key -> sets.add(key.get(0)));
        int colour = 0;
        for (String set : sets) {
            for (String solver : solvers) {
                Tally tally = tallies.get(List.of(set, "all", solver));
                if (!solver.equals(Solvers.EXACT) && tally != null && !tally.ratios.isEmpty()) {
                    List<Double> xs = new ArrayList<>();
                    List<Double> ys = new ArrayList<>();
                    for (int i = 0; i <= CURVE_POINTS; i++) {
                        xs.add(100.0 * i / CURVE_POINTS);
                        ys.add(100 * Statistics.quantile(tally.ratios, i / (double) CURVE_POINTS));
                    }
                    chart.line(set + " " + solver, colour, solver.equals(Solvers.PUBLISHED), xs, ys);
                }
            }
            colour++;
        }
        chart.write(directory.resolve("pairs-cost.png"));
    }
}
