package org.ftchain.kariz.command;

import org.ftchain.kariz.evaluation.EvaluationOptions;
import org.ftchain.kariz.evaluation.NetworkSet;
import org.ftchain.kariz.evaluation.PlacementEvaluation;
import org.ftchain.kariz.evaluation.WrongPlacementException;
import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.published.PublishedKariz;
import org.ftchain.kariz.solvers.Solvers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code place-eval}: the evaluation of thesis 2.5 and more, as tables and plots. */
final class PlaceEvalCommand {
    private static final Set<String> OPTIONS = Set.of("--out", "--solvers", "--lengths", "--demands", "--runs", "--chains",
        "--k", "--instances", "--networks", "--sizes", "--solves", "--time-limit", "--epsilon", "--seed");
    /** Sets of pairs that need no files. */
    private static final List<String> GENERATED_SETS = List.of("figures", "fat-tree", "zoo-like");
    private static final int MAX_K = 64;

    private final Surroundings surroundings;

    PlaceEvalCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run(List<String> args) throws UsageException, BadFileException {
        Arguments arguments = new Arguments(args, OPTIONS, Set.of("--quick", "--cpu-time"));
        Set<String> parts = new LinkedHashSet<>(arguments.rest());
        for (String part : parts) {
            if (!PlacementEvaluation.PARTS.contains(part) && !part.equals("tables")) {
                throw new UsageException("the part must be one of " + PlacementEvaluation.PARTS + " or tables: " + part);
            }
        }
        EvaluationOptions options = options(arguments);
        try {
            PlacementEvaluation.run(options, parts.isEmpty() ? Set.copyOf(PlacementEvaluation.PARTS) : parts);
        } catch (WrongPlacementException e) {
            surroundings.say("wrong: " + e.getMessage());
            return 1;
        } catch (UnsupportedOperationException e) {
            throw new UsageException(e.getMessage() + "; leave it out of --solvers");
        }
        surroundings.say("tables and plots: " + options.directory);
        return 0;
    }

    private EvaluationOptions options(Arguments arguments) throws UsageException, BadFileException {
        EvaluationOptions options = new EvaluationOptions();
        boolean quick = arguments.has("--quick");
        options.directory = surroundings.path(arguments.text("--out").orElse("placement-evaluation"));
        options.say = surroundings::say;
        options.nanoTime = System::nanoTime;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        if (arguments.has("--cpu-time") && !threads.isCurrentThreadCpuTimeSupported()) {
            throw new UsageException("--cpu-time is not to be had on this machine");
        }
        options.cpuNanoTime = arguments.has("--cpu-time") ? threads::getCurrentThreadCpuTime : null;
        options.solvers = arguments.list("--solvers", options.solvers);
        for (String solver : options.solvers) {
            if (!Solvers.NAMES.contains(solver)) {
                throw new UsageException("--solvers must be of " + String.join(",", Solvers.NAMES) + ": " + solver);
            }
        }
        options.lengths = integers(arguments, "--lengths", 1, 4, 1, options.lengths);
        options.demandsMbps = quick ? List.of(200.0, 350.0, 500.0) : options.demandsMbps;
        if (arguments.has("--demands")) {
            options.demandsMbps = new ArrayList<>();
            for (String demand : arguments.list("--demands", List.of())) {
                options.demandsMbps.add(arguments.positive("--demands", demand));
            }
        }
        options.runs = (int) arguments.integer("--runs", 1, 1000, quick ? 1 : options.runs);
        options.chains = (int) arguments.integer("--chains", 1, 1_000_000, quick ? 100 : options.chains);
        options.k = integers(arguments, "--k", 2, MAX_K, 2, List.of(options.k)).get(0);
        options.instances = (int) arguments.integer("--instances", 1, 1_000_000, quick ? 60 : options.instances);
        options.sizes = integers(arguments, "--sizes", 2, MAX_K, 2, quick ? List.of(4, 6, 8, 12, 16) : options.sizes);
        options.networks = new ArrayList<>();
        Set<String> sets = new LinkedHashSet<>(GENERATED_SETS);
        for (String name : arguments.list("--networks", List.of())) {
            NetworkSet set = NetworkFiles.read(surroundings.path(name));
            if (!sets.add(set.name())) {
                throw new UsageException("--networks must be files and directories of different names, none of them of "
                    + GENERATED_SETS + ": " + name);
            }
            options.networks.add(set);
        }
        options.solves = (int) arguments.integer("--solves", 1, 1_000_000, quick ? 20 : options.solves);
        options.seed = arguments.integer("--seed", Long.MIN_VALUE, Long.MAX_VALUE, options.seed);
        options.epsilon = arguments.positive("--epsilon", PublishedKariz.EPSILON);
        options.limitSeconds = arguments.positive("--time-limit", quick ? 10 : options.limitSeconds);
        options.sizeSeconds = quick ? 10 : options.sizeSeconds;
        if (Files.exists(options.directory) && !Files.isDirectory(options.directory)) {
            throw new UsageException("--out must be a directory: " + options.directory);
        }
        return options;
    }

    private static List<Integer> integers(Arguments arguments, String option, int least, int most, int step,
                                          List<Integer> otherwise) throws UsageException {
        if (!arguments.has(option)) {
            return otherwise;
        }
        List<Integer> values = new ArrayList<>();
        for (String text : arguments.list(option, List.of())) {
            int value = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
            if (value < least || value > most || (value - least) % step != 0) {
                throw new UsageException(option + " must be " + (step == 2 ? "even integers" : "integers") + " in " + least
                    + ".." + most + ": " + text);
            }
            values.add(value);
        }
        return values;
    }
}
