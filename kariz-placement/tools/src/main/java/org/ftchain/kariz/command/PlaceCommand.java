package org.ftchain.kariz.command;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.files.FileWriter;
import org.ftchain.kariz.files.Instance;
import org.ftchain.kariz.files.InstanceReader;
import org.ftchain.kariz.files.SolvedChain;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.published.PublishedKariz;
import org.ftchain.kariz.solvers.Answer;
import org.ftchain.kariz.solvers.Solver;
import org.ftchain.kariz.solvers.Solvers;
import org.ftchain.kariz.verify.PlacementChecker;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code place}: reads an instance, places its chains in order, writes the placements. */
final class PlaceCommand {
    private static final double DEFAULT_LIMIT_SECONDS = 60;

    private static final double TELL_SECONDS = 2;

    private final Surroundings surroundings;
    /** The least cost that the running solver has told, NaN before it has; written by the solver's thread. */
    private volatile double best;

    PlaceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run(List<String> args) throws UsageException, BadFileException {
        Arguments arguments = new Arguments(args, Set.of("--solver", "--epsilon", "--seed", "--time-limit",
            "-o"), Set.of("--verify", "--unsplit"));
        if (arguments.rest().size() != 1) {
            throw new UsageException("place takes one instance file: " + arguments.given());
        }
        String name = arguments.text("--solver").orElse(Solvers.KARIZ);
        if (!Solvers.NAMES.contains(name)) {
            throw new UsageException("--solver must be one of " + String.join(", ", Solvers.NAMES) + ": " + name);
        }
        long seed = arguments.integer("--seed", Long.MIN_VALUE, Long.MAX_VALUE, 0);
        double limit = arguments.positive("--time-limit", DEFAULT_LIMIT_SECONDS);
        double epsilon = arguments.positive("--epsilon", PublishedKariz.EPSILON);
        if (arguments.has("--epsilon") && !name.equals(Solvers.PUBLISHED)) {
            throw new UsageException("--epsilon is for --solver kariz-2017: " + name);
        }
        if (arguments.has("--unsplit") && !name.equals(Solvers.KARIZ)) {
            throw new UsageException("--unsplit is for --solver kariz: " + name);
        }
        Solver solver = Solvers.of(name, epsilon, seed, limit, cost -> best = cost);
        surroundings.requireWritable(arguments.text("-o"));
        Instance instance = InstanceReader.read(surroundings.path(arguments.rest().get(0)));
        List<SolvedChain> solved = new ArrayList<>();
        Network free = instance.network();
        int placed = 0;
        int mistakes = 0;
        int count = instance.chains().size();
        for (int i = 0; i < count; i++) {
            ChainDemand chain = arguments.has("--unsplit") ? instance.chains().get(i).unsplit() : instance.chains().get(i);
            String label = count == 1 ? "" : "chain " + (i + 1) + " of " + count + ": ";
            SolvedChain answer = solve(name, solver, instance, free, chain, limit, label);
            solved.add(answer);
            surroundings.say(label + summary(answer));
            if (answer.result().isPlaced()) {
                placed++;
                Placement placement = answer.result().placement();
                if (arguments.has("--verify")) {
                    mistakes += verify(instance, free, chain, placement);
                }
                free = free.minus(placement);
            }
        }
        surroundings.write(arguments.text("-o"), FileWriter.placements(instance, solved));
        if (count > 1) {
            surroundings.say(placed + " of " + count + " chains placed, cost " + number(solved.stream()
                .filter(one -> one.result().isPlaced()).mapToDouble(one -> one.result().placement().cost()).sum()));
        }
        return mistakes > 0 ? 1 : placed < count ? 3 : 0;
    }

    private int verify(Instance instance, Network free, ChainDemand chain, Placement placement) {
        List<String> violations = PlacementChecker.check(free, instance.offerings(), chain, instance.weights(), placement);
        violations.forEach(violation -> surroundings.say("wrong: " + violation));
        if (violations.isEmpty()) {
            surroundings.say("verified: all constraints hold, the cost is right");
        }
        return violations.size();
    }

    /** On a thread of its own, so that a solver without a clock is cut off at the limit. */
    private SolvedChain solve(String name, Solver solver, Instance instance, Network free, ChainDemand chain,
                              double limitSeconds, String label) throws UsageException {
        ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "solver");
            thread.setDaemon(true);
            return thread;
        });
        best = Double.NaN;
        long start = System.nanoTime();
        Future<Answer> future = executor.submit(() -> solver.solve(free, instance.offerings(), chain, instance.weights()));
        Answer answer;
        try {
            answer = await(future, start, limitSeconds, label);
            if (!answer.result().isPlaced() && ((Infeasible) answer.result()).undecided()) {
                answer = late(limitSeconds);
            }
        } catch (TimeoutException e) {
            answer = late(limitSeconds);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IllegalArgumentException || cause instanceof UnsupportedOperationException) {
                throw new UsageException(cause.getMessage());
            }
            throw new IllegalStateException("solver " + name + " failed: " + cause, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsageException("interrupted");
        } finally {
            executor.shutdownNow();
        }
        SolvedChain solved = SolvedChain.of(name, answer.result(), (System.nanoTime() - start) / 1e9);
        return answer.bound().isPresent() ? solved.withBound(answer.bound().getAsDouble()) : solved;
    }

    private static Answer late(double limitSeconds) {
        return Answer.of(Infeasible.undecided("nothing found within the time limit of " + number(limitSeconds) + " s"));
    }

    /** Tells every few seconds how far it is. */
    private Answer await(Future<Answer> future, long start, double limitSeconds, String label)
            throws ExecutionException, InterruptedException, TimeoutException {
        while (true) {
            double left = limitSeconds - (System.nanoTime() - start) / 1e9;
            try {
                return future.get((long) (Math.max(0, Math.min(left, TELL_SECONDS)) * 1e9), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (left <= TELL_SECONDS) {
                    throw e;
                }
                double cost = best;
                surroundings.say(label + Math.round((System.nanoTime() - start) / 1e9) + " s of at most "
                    + number(limitSeconds) + " s" + (Double.isNaN(cost) ? "" : ", best cost so far " + number(cost)));
            }
        }
    }

    private static String summary(SolvedChain solved) {
        String end = ", " + String.format(Locale.ROOT, "%.3f", solved.seconds()) + " s, " + solved.solver();
        if (!solved.result().isPlaced()) {
            return (((Infeasible) solved.result()).undecided() ? "no answer: " : "infeasible: ") + solved.result().reason() + end;
        }
        Placement placement = solved.result().placement();
        int paths = placement.paths().size();
        return "placed: " + (paths == 1 ? "1 path" : paths + " paths") + ", cost " + number(placement.cost())
            + " (bandwidth " + number(placement.bandwidthCost()) + ", host " + number(placement.hostCost()) + ")"
            + proof(solved, placement.cost()) + end;
    }

    private static String proof(SolvedChain solved, double cost) {
        if (solved.bound().isEmpty()) {
            return "";
        }
        double bound = solved.bound().getAsDouble();
        return bound >= cost ? ", optimal" : ", at least " + number(bound);
    }

    /** With three digits behind the point; what is less than these has three digits as well. */
    private static String number(double value) {
        double rounded = Math.round(value * 1e3) / 1e3;
        if (rounded == 0 && value != 0) {
            return BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros().toString();
        }
        return Math.abs(rounded) < 1e15 && rounded == Math.rint(rounded) ? String.valueOf((long) rounded)
            : String.valueOf(rounded);
    }
}
