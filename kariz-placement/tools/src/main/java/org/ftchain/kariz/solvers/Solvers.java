package org.ftchain.kariz.solvers;

import org.ftchain.kariz.exact.ExactResult;
import org.ftchain.kariz.exact.ExactSolver;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.published.PublishedKariz;
import org.ftchain.kariz.solver.KarizSolver;
import org.ftchain.kariz.solver.SolveOptions;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/** The solvers by name. */
public final class Solvers {
    public static final String KARIZ = "kariz";
    public static final String PUBLISHED = "kariz-2017";
    public static final String EXACT = "exact";
    public static final List<String> NAMES = List.of(KARIZ, PUBLISHED, EXACT);
    /** Part of the time limit after which a solver that asks the time now and then ends, so that it can hand over what it has. */
    private static final double LIMIT_SHARE = 0.8;
    /** kariz asks all the time and needs no more than this. */
    private static final double RESERVE_SECONDS = 0.1;

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
                    SolveOptions.defaults().withSeed(seed).withProgress(progress).withTimeLimitNs(Math.max(1, (long)
                        (1e9 * Math.max(LIMIT_SHARE * limitSeconds, limitSeconds - RESERVE_SECONDS))))));
            case PUBLISHED:
                PublishedKariz published = new PublishedKariz(epsilon);
                return (network, offerings, chain, weights) -> inAnyOrder(chain, limitSeconds, (order, limit) -> Answer.of(
                    published.solve(network, offerings, order, weights, stop(limit))));
            case EXACT:
                return (network, offerings, chain, weights) -> inAnyOrder(chain, limitSeconds, (order, limit) -> {
                    try {
                        ExactResult answer = ExactSolver.solve(network, offerings, order, weights, LIMIT_SHARE * limit, seed);
                        return Answer.of(answer.result(), answer.bound());
                    } catch (NoClassDefFoundError e) {
                        throw new UnsupportedOperationException("exact needs OR-Tools, which is missing: " + e.getMessage(), e);
                    }
                });
            default:
                throw new IllegalArgumentException("solver must be one of " + NAMES + ": " + name);
        }
    }

    /** Solves a chain of one order within a limit. */
    private interface Ordered {
        Answer solve(ChainDemand order, double limitSeconds);
    }

    /** The cheapest of all valid orders, each of which gets an equal share of the time. A bound is one of all orders. */
    private static Answer inAnyOrder(ChainDemand chain, double limitSeconds, Ordered solver) {
        if (chain.freeOrder().isEmpty()) {
            return solver.solve(chain, limitSeconds);
        }
        List<ChainDemand> orders = chain.orders();
        PlacementResult best = null;
        double bound = Double.POSITIVE_INFINITY;
        boolean proven = true;
        for (ChainDemand order : orders) {
            Answer answer = solver.solve(order, limitSeconds / orders.size());
            boolean placed = answer.result().isPlaced();
            proven &= placed || ((Infeasible) answer.result()).proven();
            bound = placed ? Math.min(bound, answer.bound().orElse(0)) : bound;
            if (best == null || placed && (!best.isPlaced() || answer.result().placement().cost() < best.placement().cost())) {
                best = answer.result();
            }
        }
        if (!best.isPlaced()) {
            return Answer.of(Infeasible.of(best.reason(), proven));
        }
        return proven && bound > 0 ? Answer.of(best, OptionalDouble.of(Math.min(bound, best.placement().cost())))
            : Answer.of(best);
    }

    /** Says yes from {@link #LIMIT_SHARE} of the limit on, counted from now. */
    private static BooleanSupplier stop(double limitSeconds) {
        long start = System.nanoTime();
        return () -> System.nanoTime() - start > LIMIT_SHARE * limitSeconds * 1e9;
    }
}
