package org.ftchain.kariz.command;

import org.ftchain.kariz.exact.ExactResult;
import org.ftchain.kariz.exact.ExactSolver;
import org.ftchain.kariz.published.PublishedKariz;
import org.ftchain.kariz.solver.KarizSolver;

import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/** The solvers by name. */
final class Solvers {
    static final String NAMES = "kariz, kariz-2017, exact";
    /** Part of the time limit after which a solver that knows the time ends, so that it can hand over what it has. */
    private static final double LIMIT_SHARE = 0.8;

    private Solvers() {
    }

    /**
     * @param epsilon the published Kariz's tuning parameter
     * @param seed of solvers that use randomness
     * @throws UsageException if there is no solver of this name
     */
    static Solver of(String name, double epsilon, long seed, double limitSeconds) throws UsageException {
        if (name.equals("kariz")) {
            KarizSolver solver = new KarizSolver();
            return (instance, network, chain) -> new Solver.Answer(
                solver.solve(network, instance.offerings(), chain, instance.weights()), OptionalDouble.empty());
        }
        if (name.equals("kariz-2017")) {
            PublishedKariz solver = new PublishedKariz(epsilon);
            return (instance, network, chain) -> {
                long start = System.nanoTime();
                BooleanSupplier stop = () -> System.nanoTime() - start > LIMIT_SHARE * limitSeconds * 1e9;
                return new Solver.Answer(solver.solve(network, instance.offerings(), chain, instance.weights(), stop),
                    OptionalDouble.empty());
            };
        }
        if (name.equals("exact")) {
            return (instance, network, chain) -> {
                try {
                    ExactResult answer = ExactSolver.solve(network, instance.offerings(), chain, instance.weights(),
                        LIMIT_SHARE * limitSeconds, seed);
                    return new Solver.Answer(answer.result(), answer.bound());
                } catch (NoClassDefFoundError e) {
                    throw new UnsupportedOperationException("exact needs OR-Tools, which is missing: " + e.getMessage(), e);
                }
            };
        }
        throw new UsageException("--solver must be one of " + NAMES + ": " + name);
    }
}
