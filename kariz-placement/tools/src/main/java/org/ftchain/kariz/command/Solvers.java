package org.ftchain.kariz.command;

import org.ftchain.kariz.solver.KarizSolver;

import java.util.OptionalDouble;

/** The solvers by name. */
final class Solvers {
    static final String NAMES = "kariz";

    private Solvers() {
    }

    /** @throws UsageException if there is no solver of this name */
    static Solver of(String name) throws UsageException {
        if (name.equals("kariz")) {
            KarizSolver solver = new KarizSolver();
            return (instance, network, chain) -> new Solver.Answer(
                solver.solve(network, instance.offerings(), chain, instance.weights()), OptionalDouble.empty());
        }
        throw new UsageException("--solver must be one of " + NAMES + ": " + name);
    }
}
