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
    static final String COLUMNS = "set,instance,solver,nodes,length,demand,status,proven,cost,seconds";

    private final EvaluationOptions options;
    private final Journal journal;

    Pairs(EvaluationOptions options) throws BadFileException {
        this.options = options;
        this.journal = new Journal(options.directory.resolve("pairs-runs.csv"), options.settings(), COLUMNS);
    }

    Journal journal() {
        return journal;
    }

    void run(Journal figures) throws BadFileException {
        runFigures(figures);
        runRandom("fat-tree", random -> Instances.fatTree(random));
        runRandom("zoo-like", random -> Instances.zooLike(random));
        for (NamedNetwork named : options.networks) {
            runRandom(named.name, random -> Instances.loaded(named.network, random));
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
                        compare("figures", name + "-" + number, free, arrival.chain, answer);
                    }
                    progress.at(name, number + 1, options.chains);
                });
            progress.finish(kinds.get(i), name);
        }
    }

    /** Draws a network and what is free of it. */
    private interface Source {
        Network draw(Random random);
    }

    private void runRandom(String set, Source source) throws BadFileException {
        Recorded exact = new Recorded(options.directory.resolve("exact").resolve("pairs-" + set + ".txt"),
            options.contestant(Solvers.EXACT));
        Progress progress = new Progress("equal instances", List.of(set), options.nanoTime, options.say);
        progress.start();
        for (int i = 0; i < options.instances; i++) {
            Random random = Arrival.random(31 * (options.seed * 1_000_003 + i) + set.hashCode());
            Network free = source.draw(random);
            ChainDemand chain = Instances.chain(free, random, options.lengths, options.demandsMbps);
            compare(set, String.valueOf(i), free, chain, exact.place(free, chain));
            progress.at(set, i + 1, options.instances);
        }
        progress.finish(set, set);
    }

    private void compare(String set, String instance, Network free, ChainDemand chain, SolvedChain exact)
            throws BadFileException {
        add(set, instance, Solvers.EXACT, free, chain, exact);
        for (String solver : options.solvers) {
            if (!solver.equals(Solvers.EXACT) && !journal.has(set, instance, solver)) {
                add(set, instance, solver, free, chain, options.contestant(solver).place(free, chain));
            }
        }
    }

    private void add(String set, String instance, String solver, Network free, ChainDemand chain, SolvedChain answer)
            throws BadFileException {
        if (!journal.has(set, instance, solver)) {
            boolean placed = answer.result().isPlaced();
            journal.add(set, instance, solver, free.nodes().size(), chain.hops(),
                EvaluationOptions.number(chain.throughputMbps()), placed ? "placed" : "infeasible",
                Simulation.isProven(answer), placed ? answer.result().placement().cost() : "", answer.seconds());
        }
    }
}
