package org.ftchain.kariz.command;

import org.ftchain.kariz.published.PublishedKariz;
import org.ftchain.kariz.solver.KarizSolver;

import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/** The solvers by name. */
final class Solvers {
    static final String NAMES = "kariz, kariz-2017";
    /** Part of the time limit after which the published Kariz stops improving, so that it can finish. */
    private static final double IMPROVING = 0.8;

    private Solvers() {
    }

    /**
     * @param epsilon the published Kariz's tuning parameter
     * @throws UsageException if there is no solver of this name
     */
    static Solver of(String name, double epsilon, double limitSeconds) throws UsageException {
        if (name.equals("kariz")) {
            KarizSolver solver = new KarizSolver();
            return (instance, network, chain) -> new Solver.Answer(
                solver.solve(network, instance.offerings(), chain, instance.weights()), OptionalDouble.empty());
        }
        if (name.equals("kariz-2017")) {
            PublishedKariz solver = new PublishedKariz(epsilon);
            return (instance, network, chain) -> {
                long start = System.nanoTime();
                BooleanSupplier stop = () -> System.nanoTime() - start > IMPROVING * limitSeconds * 1e9;
                return new Solver.Answer(solver.solve(network, instance.offerings(), chain, instance.weights(), stop),
                    OptionalDouble.empty());
            };
        }
        throw new UsageException("--solver must be one of " + NAMES + ": " + name);
    }
}
