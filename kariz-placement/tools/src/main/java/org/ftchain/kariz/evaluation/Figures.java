package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.FatTree;
import org.ftchain.kariz.solvers.Solvers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Figures 2.6-2.8: chains of one length and demand come and go on a fat-tree; every solver sees the same arrivals. */
final class Figures {
    /** What a run measures. Costs are means over accepted chains; utilisations means over time. */
    static final String MEASURES = "acceptance,bandwidthUtilisation,cpuUtilisation,instanceUtilisation,bandwidthCost,"
        + "hostCost,cost,unproven,medianMs,p95Ms,maxMs";
    static final String KEY = "length,demand,run,solver";
    static final String JOURNAL = "figures-runs.csv";

    private final EvaluationOptions options;
    private final Journal journal;

    Figures(EvaluationOptions options) throws BadFileException {
        this.options = options;
        this.journal = new Journal(options.directory.resolve(JOURNAL), "fat-tree " + options.k + "; "
            + options.chains + " chains; " + options.settings(), KEY + "," + MEASURES);
    }

    Journal journal() {
        return journal;
    }

    /** Does what is not in the journal; quick solvers' runs of all settings first. */
    void run() throws BadFileException {
        List<Object[]> jobs = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        List<String> solvers = new ArrayList<>(options.solvers);
        solvers.sort(Comparator.comparing(name -> name.equals(Solvers.EXACT)));
        for (int run = 0; run < options.runs; run++) {
            for (String solver : solvers) {
                for (int length : options.lengths) {
                    for (double demand : options.demandsMbps) {
                        if (!journal.has(length, EvaluationOptions.number(demand), run, solver)) {
                            jobs.add(new Object[] {length, demand, run, solver});
                            kinds.add(solver + length);
                        }
                    }
                }
            }
        }
        Progress progress = new Progress("figures", kinds, options.nanoTime, options.say);
        for (int i = 0; i < jobs.size(); i++) {
            Object[] job = jobs.get(i);
            progress.start();
            progress.finish(kinds.get(i), run((int) job[0], (double) job[1], (int) job[2], (String) job[3], progress));
        }
    }

    private String run(int length, double demand, int run, String solver, Progress progress) throws BadFileException {
        String mbps = EvaluationOptions.number(demand);
        String name = "Len-" + length + ", " + mbps + " Mbit/s, run " + run + ", " + solver;
        Simulation simulation = new Simulation(network(options), arrivals(options, length, demand, run));
        simulation.run(solver.equals(Solvers.EXACT) ? exact(options, length, demand, run) : options.contestant(solver),
            (number, free, arrival, answer) -> progress.at(name, number + 1, options.chains));
        double[] measures = simulation.measures();
        Object[] row = new Object[4 + measures.length];
        row[0] = length;
        row[1] = mbps;
        row[2] = run;
        row[3] = solver;
        for (int i = 0; i < measures.length; i++) {
            row[4 + i] = String.format(Locale.ROOT, "%.6g", measures[i]);
        }
        journal.add(row);
        return name + String.format(Locale.ROOT, ": %.1f %% accepted, %.3f s per chain", 100 * measures[0],
            simulation.totalSeconds() / options.chains);
    }

    static Network network(EvaluationOptions options) {
        return FatTree.of(options.k, Evaluation.HOST_CPU, Evaluation.LINK_MBPS);
    }

    static List<Arrival> arrivals(EvaluationOptions options, int length, double demand, int run) {
        return Arrival.poisson(FatTree.hosts(options.k), Evaluation.CHAIN.subList(0, length), demand, options.chains,
            options.seed * 1_000_003 + run);
    }

    /** The exact solver with its earlier answers. */
    static Contestant exact(EvaluationOptions options, int length, double demand, int run) throws BadFileException {
        return new Recorded(options.directory.resolve("exact").resolve("figures-" + length + "-"
            + EvaluationOptions.number(demand) + "-" + run + ".txt"), options.contestant(Solvers.EXACT));
    }
}
