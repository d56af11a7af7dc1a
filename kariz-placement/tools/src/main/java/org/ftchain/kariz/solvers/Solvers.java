package org.ftchain.kariz.solvers;

import org.ftchain.kariz.exact.ExactResult;
import org.ftchain.kariz.exact.ExactSolver;
import org.ftchain.kariz.published.PublishedKariz;
import org.ftchain.kariz.solver.KarizSolver;
import org.ftchain.kariz.solver.SolveOptions;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/** The solvers by name. */
public final class Solvers {
    public static final String KARIZ = "kariz";
    public static final String PUBLISHED = "kariz-2017";
    public static final String EXACT = "exact";
    public static final List<String> NAMES = List.of(KARIZ, PUBLISHED, EXACT);
    /** Part of the time limit after which a solver that knows the time ends, so that it can hand over what it has. */
    private static final double LIMIT_SHARE = 0.8;

    private Solvers() {
    }

    /** As below, without progress. */
    public static Solver of(String name, double epsilon, long seed, double limitSeconds) {
        return of(name, epsilon, seed, limitSeconds, cost -> { });
    }

    /**
     * @param name one of {@link #NAMES}
     * @param epsilon the published Kariz's tuning parameter
     * @param seed of solvers that use randomness
     * @param progress told costs of better and better placements, by solvers that know them
     * @throws IllegalArgumentException if there is no solver of this name
     */
    public static Solver of(String name, double epsilon, long seed, double limitSeconds, DoubleConsumer progress) {
        switch (name) {
            case KARIZ:
                KarizSolver kariz = new KarizSolver();
                return (network, offerings, chain, weights) -> Answer.of(kariz.solve(network, offerings, chain, weights,
                    SolveOptions.defaults().withSeed(seed).withStop(stop(limitSeconds)).withProgress(progress)));
            case PUBLISHED:
                PublishedKariz published = new PublishedKariz(epsilon);
                return (network, offerings, chain, weights) -> Answer.of(
                    published.solve(network, offerings, chain, weights, stop(limitSeconds)));
            case EXACT:
                return (network, offerings, chain, weights) -> {
                    try {
                        ExactResult answer = ExactSolver.solve(network, offerings, chain, weights,
                            LIMIT_SHARE * limitSeconds, seed);
                        return Answer.of(answer.result(), answer.bound());
                    } catch (NoClassDefFoundError e) {
                        throw new UnsupportedOperationException("exact needs OR-Tools, which is missing: " + e.getMessage(), e);
                    }
                };
            default:
                throw new IllegalArgumentException("solver must be one of " + NAMES + ": " + name);
        }
    }

    /** Says yes from {@link #LIMIT_SHARE} of the limit on, counted from now. */
    private static BooleanSupplier stop(double limitSeconds) {
        long start = System.nanoTime();
        return () -> System.nanoTime() - start > LIMIT_SHARE * limitSeconds * 1e9;
    }
}
