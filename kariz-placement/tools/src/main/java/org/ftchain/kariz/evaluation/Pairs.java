package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.files.SolvedChain;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.solvers.Solvers;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Solvers on equal instances: single chains on networks as exact leaves them in the figures' runs, on fat-trees and on
 * networks like those of the Internet Topology Zoo, both loaded at random, and on networks of files.
 */
final class Pairs {
    static final String COLUMNS = "set,instance,solver,network,nodes,length,demand,status,proven,cost,seconds";
    static final String JOURNAL = "pairs-runs.csv";

    private final EvaluationOptions options;
    private final Journal journal;

    Pairs(EvaluationOptions options) throws BadFileException {
        this.options = options;
        this.journal = new Journal(options.directory.resolve(JOURNAL), options.settings(), COLUMNS);
    }

    Journal journal() {
        return journal;
    }

    void run(Journal figures) throws BadFileException {
        runFigures(figures);
        runRandom("fat-tree", List.of(""), (network, random) -> Instances.fatTree(random));
        runRandom("zoo-like", List.of(""), (network, random) -> Instances.zooLike(random));
        for (NetworkSet set : options.networks) {
            List<String> names = new ArrayList<>();
            set.networks.forEach(named -> names.add(named.name));
            runRandom(set.name, names, (network, random) -> Instances.loaded(set.networks.get(network).network, random));
        }
    }

    /** Evenly spread over all arrivals of the runs that exact has finished. */
    private void runFigures(Journal figures) throws BadFileException {
        List<List<String>> rows = new ArrayList<>(figures.rows());
        rows.removeIf(row -> !figures.text(row, "solver").equals(Solvers.EXACT));
        int stride = Math.max(1, rows.size() * options.chains / Math.max(1, options.instances));
        List<String> kinds = new ArrayList<>();
        rows.forEach(row -> kinds.add(figures.text(row, "length")));
        Progress progress = new Progress("equal instances, figures", kinds, options.nanoTime, options.say);
        int[] seen = {0};
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            int length = (int) figures.number(row, "length");
            double demand = figures.number(row, "demand");
            int run = (int) figures.number(row, "run");
            String name = length + "-" + EvaluationOptions.number(demand) + "-" + run;
            progress.start();
            new Simulation(Figures.network(options), Figures.arrivals(options, length, demand, run)).run(
                Figures.exact(options, length, demand, run), (number, free, arrival, answer) -> {
                    if (seen[0]++ % stride == 0) {
                        compare("figures", name + "-" + number, "", free, arrival.chain, answer);
                    }
                    progress.at(name, number + 1, options.chains);
                });
            progress.finish(kinds.get(i), name);
        }
    }

    /** Draws what is free of a network, or a network, too. */
    private interface Source {
        Network draw(int network, Random random);
    }

    /** On the networks in turn, so that each gets as many chains as the others, and one at least. */
    private void runRandom(String set, List<String> networks, Source source) throws BadFileException {
        int instances = Math.max(options.instances, networks.size());
        Recorded exact = new Recorded(options.directory.resolve("exact").resolve("pairs-" + set + ".txt"),
            options.contestant(Solvers.EXACT));
        Progress progress = new Progress("equal instances", List.of(set), options.nanoTime, options.say);
        progress.start();
        for (int i = 0; i < instances; i++) {
            Random random = Arrival.random(31 * (options.seed * 1_000_003 + i) + set.hashCode());
            Network free = source.draw(i % networks.size(), random);
            ChainDemand chain = Instances.chain(free, random, options.lengths, options.demandsMbps);
            compare(set, String.valueOf(i), networks.get(i % networks.size()), free, chain, exact.place(free, chain));
            progress.at(set, i + 1, instances);
        }
        progress.finish(set, set);
    }

    private void compare(String set, String instance, String network, Network free, ChainDemand chain, SolvedChain exact)
            throws BadFileException {
        add(set, instance, Solvers.EXACT, network, free, chain, exact);
        for (String solver : options.solvers) {
            if (!solver.equals(Solvers.EXACT) && !journal.has(set, instance, solver)) {
                add(set, instance, solver, network, free, chain, options.contestant(solver).place(free, chain));
            }
        }
    }

    private void add(String set, String instance, String solver, String network, Network free, ChainDemand chain,
                     SolvedChain answer) throws BadFileException {
        if (!journal.has(set, instance, solver)) {
            boolean placed = answer.result().isPlaced();
            journal.add(set, instance, solver, network, free.nodes().size(), chain.hops(),
                EvaluationOptions.number(chain.throughputMbps()), placed ? "placed" : "infeasible",
                Simulation.isProven(answer), placed ? answer.result().placement().cost() : "", answer.seconds());
        }
    }
}
