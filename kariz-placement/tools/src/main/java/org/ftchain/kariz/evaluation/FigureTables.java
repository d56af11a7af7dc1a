package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.solvers.Solvers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tables and plots of the figures from their journal: means over runs, ratios to exact, and the thesis's ranges beside. */
final class FigureTables {
    private static final List<String> MEASURES = Arrays.asList(Figures.MEASURES.split(","));
    /** What the thesis gives in percent of MIP (2.5.2-2.5.4): measure, figure, then low and high for Len-1 to Len-4. */
    private static final Object[][] THESIS = {
        {"acceptance", "2.6c", 100, 100, 82, 99, 76, 96, 89, 97},
        {"bandwidthUtilisation", "2.7a", 100, 101, 86, 102, 83, 104, 125, 134},
        {"cpuUtilisation", "2.7b", 100, 100, 82, 98, 76, 96, 98, 101},
        {"instanceUtilisation", "2.7c", 100, 100, 99, 100, 98, 106, 102, 107},
        {"bandwidthCost", "2.8a", 100, 101, 104, 108, 108, 113, 132, 141},
        {"hostCost", "2.8b", 100, 100, 100, 100, 100, 100, 103, 108},
        {"cost", "2.8c", 100, 101, 103, 105, 105, 108, 117, 124}};

    private final Journal journal;
    /** Length and demand -> solver -> measure -> run -> value. */
    private final TreeMap<Integer, TreeMap<Double, TreeMap<String, TreeMap<String, TreeMap<String, Double>>>>> values =
        new TreeMap<>();
    private final TreeSet<String> solvers = new TreeSet<>();

    FigureTables(Journal journal) {
        this.journal = journal;
        for (List<String> row : journal.rows()) {
            int length = (int) journal.number(row, "length");
            String solver = journal.text(row, "solver");
            solvers.add(solver);
            TreeMap<String, TreeMap<String, Double>> known = values.computeIfAbsent(length, l -> new TreeMap<>())
                .computeIfAbsent(journal.number(row, "demand"), d -> new TreeMap<>())
                .computeIfAbsent(solver, s -> new TreeMap<>());
            for (String measure : MEASURES) {
                TreeMap<String, Double> samples = known.computeIfAbsent(measure, m -> new TreeMap<>());
                if (!Double.isNaN(journal.number(row, measure))) {
                    samples.put(journal.text(row, "run"), journal.number(row, measure));
                }
            }
        }
    }

    void write(Path directory) throws BadFileException {
        if (journal.rows().isEmpty()) {
            return;
        }
        summary().write(directory.resolve("figures.csv"));
        comparison().write(directory.resolve("figures-thesis.csv"));
        for (String solver : solvers) {
            String figure = solver.equals(Solvers.EXACT) ? "2.6b" : solver.equals(Solvers.PUBLISHED) ? "2.6a" : "2.6";
            Charts chart = new Charts(figure + " Acceptance of " + solver, "throughput demand (Mbit/s)", "accepted (%)")
                .range(0, 105);
            for (int length : values.keySet()) {
                lines(chart, "Len-" + length, length, solver, "acceptance", false);
            }
            chart.write(directory.resolve("figure-" + figure + "-acceptance-" + solver + ".png"));
        }
        String[] titles = {"Accepted chains", "Bandwidth utilisation", "CPU utilisation", "Instance utilisation",
            "Bandwidth cost per chain", "CPU cost per chain", "Cost per chain"};
        for (int i = 0; i < THESIS.length; i++) {
            Charts chart = new Charts(THESIS[i][1] + " " + titles[i] + " against exact", "throughput demand (Mbit/s)",
                "% of exact");
            for (int length : values.keySet()) {
                for (String solver : solvers) {
                    if (!solver.equals(Solvers.EXACT)) {
                        lines(chart, "Len-" + length + " " + solver, length, solver, (String) THESIS[i][0], true);
                    }
                }
            }
            chart.write(directory.resolve("figure-" + THESIS[i][1] + "-" + THESIS[i][0] + ".png"));
        }
    }

    private void lines(Charts chart, String name, int length, String solver, String measure, boolean ratio) {
        List<Double> xs = new ArrayList<>(values.get(length).keySet());
        List<Double> ys = new ArrayList<>();
        for (double demand : xs) {
            ys.add(100 * (ratio ? ratio(length, demand, solver, measure) : mean(length, demand, solver, measure)));
        }
        chart.line(name, length - 1, solver.equals(Solvers.PUBLISHED) && ratio, xs, ys);
    }

    private double mean(int length, double demand, String solver, String measure) {
        return Statistics.mean(samples(length, demand, solver, measure).values());
    }

    private TreeMap<String, Double> samples(int length, double demand, String solver, String measure) {
        return values.get(length).get(demand).getOrDefault(solver, new TreeMap<>()).getOrDefault(measure, new TreeMap<>());
    }

    /** Of means over the runs that both have done, as the thesis does it; NaN when there are none. */
    private double ratio(int length, double demand, String solver, String measure) {
        TreeMap<String, Double> own = new TreeMap<>(samples(length, demand, solver, measure));
        TreeMap<String, Double> exact = new TreeMap<>(samples(length, demand, Solvers.EXACT, measure));
        own.keySet().retainAll(exact.keySet());
        exact.keySet().retainAll(own.keySet());
        return Statistics.mean(own.values()) / Statistics.mean(exact.values());
    }

    Table summary() {
        StringBuilder columns = new StringBuilder("length,demandMbps,solver,runs," + Figures.MEASURES + ",acceptance95");
        for (Object[] row : THESIS) {
            columns.append(',').append(row[0]).append("ToExact");
        }
        Table table = new Table(columns.toString());
        values.forEach((length, demands) -> demands.forEach((demand, known) -> known.forEach((solver, measures) -> {
            List<Object> row = new ArrayList<>(List.of(length, demand, solver, measures.get("acceptance").size()));
            MEASURES.forEach(measure -> row.add(Statistics.mean(measures.get(measure).values())));
            row.add(Statistics.confidence(measures.get("acceptance").values()));
            for (Object[] one : THESIS) {
                row.add(ratio(length, demand, solver, (String) one[0]));
            }
            table.row(row.toArray());
        })));
        return table;
    }

    /** Lowest and highest ratio to exact over the demands, in percent, beside what the thesis says. */
    Table comparison() {
        Table table = new Table("figure,measure,length,thesisLow,thesisHigh,solver,low,high");
        for (Object[] thesis : THESIS) {
            for (int length : values.keySet()) {
                for (String solver : solvers) {
                    List<Double> ratios = new ArrayList<>();
                    values.get(length).keySet().forEach(demand ->
                        ratios.add(100 * ratio(length, demand, solver, (String) thesis[0])));
                    ratios.removeIf(ratio -> ratio.isNaN() || ratio.isInfinite());
                    if (!solver.equals(Solvers.EXACT) && !ratios.isEmpty()) {
                        table.row(thesis[1], thesis[0], length, thesis[2 * length], thesis[2 * length + 1], solver,
                            Statistics.quantile(ratios, 0), Statistics.quantile(ratios, 1));
                    }
                }
            }
        }
        return table;
    }
}
