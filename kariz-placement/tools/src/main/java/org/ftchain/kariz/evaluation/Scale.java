package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.files.SolvedChain;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.FatTree;
import org.ftchain.kariz.networks.RandomLoad;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;

/**
 * Solve time against the size of the network: chains of four middleboxes with all demands, one after the other on fat-trees of
 * which a quarter to all of every capacity is free. The first answers warm the machine up and are thrown away. A solver that
 * takes longer than the options allow for one size is not asked for larger ones.
 */
final class Scale {
    private static final String COLUMNS = "k,solver,nodes,hosts,solves,placed,medianMs,p95Ms,maxMs";
    private static final int MOST_WARM_UPS = 30;
    private static final double LEAST_FREE = 0.25;
    static final String JOURNAL = "scale.csv";

    private final EvaluationOptions options;
    private final Journal journal;

    Scale(EvaluationOptions options) throws BadFileException {
        this.options = options;
        this.journal = new Journal(options.directory.resolve(JOURNAL), options.solves + " chains; "
            + options.settings(), COLUMNS);
    }

    Journal journal() {
        return journal;
    }

    void run() throws BadFileException {
        for (String solver : options.solvers) {
            boolean tooSlow = false;
            for (int k : options.sizes) {
                if (!tooSlow && !journal.has(k, solver)) {
                    tooSlow = !measure(k, solver);
                }
            }
        }
    }

    /** @return false when the solver is too slow to go on with larger networks */
    private boolean measure(int k, String solver) throws BadFileException {
        Random random = Arrival.random(options.seed * 1_000_003 + k);
        Network free = RandomLoad.of(FatTree.of(k, Evaluation.HOST_CPU, Evaluation.LINK_MBPS), LEAST_FREE, random);
        Contestant contestant = options.contestant(solver);
        List<Double> seconds = new ArrayList<>();
        int placed = 0;
        double spent = 0;
        for (int i = 0; i < MOST_WARM_UPS && spent <= options.sizeSeconds / 5; i++) {
            spent += contestant.place(free, Instances.chain(free, random, List.of(4), options.demandsMbps)).seconds();
        }
        for (int i = 0; i < options.solves && spent <= options.sizeSeconds; i++) {
            ChainDemand chain = Instances.chain(free, random, List.of(4), options.demandsMbps);
            SolvedChain answer = contestant.place(free, chain);
            spent += answer.seconds();
            seconds.add(answer.seconds());
            if (answer.result().isPlaced()) {
                placed++;
                free = free.minus(answer.result().placement());
            }
        }
        journal.add(k, solver, free.nodes().size(), FatTree.hosts(k).size(), seconds.size(), placed,
            milliseconds(seconds, 0.5), milliseconds(seconds, 0.95), milliseconds(seconds, 1));
        options.say.accept(String.format(Locale.ROOT, "scale: k=%d, %d nodes, %s: median %s ms, %d of %d placed", k,
            free.nodes().size(), solver, milliseconds(seconds, 0.5), placed, seconds.size()));
        return spent <= options.sizeSeconds;
    }

    private static String milliseconds(List<Double> seconds, double part) {
        return String.format(Locale.ROOT, "%.4g", 1000 * Statistics.quantile(seconds, part));
    }

    void write(Path directory) throws BadFileException {
        if (journal.rows().isEmpty()) {
            return;
        }
        Charts chart = new Charts("Solve time, chains of four on partly used fat-trees", "nodes", "median (ms)").logarithmic();
        TreeMap<String, TreeMap<Double, Double>> lines = new TreeMap<>();
        for (List<String> row : journal.rows()) {
            lines.computeIfAbsent(journal.text(row, "solver"), s -> new TreeMap<>())
                .put(journal.number(row, "nodes"), journal.number(row, "medianMs"));
        }
        int colour = 0;
        for (String solver : lines.keySet()) {
            chart.line(solver, colour++, false, new ArrayList<>(lines.get(solver).keySet()),
                new ArrayList<>(lines.get(solver).values()));
        }
        chart.write(directory.resolve("scale.png"));
    }
}
