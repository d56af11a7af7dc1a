package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.files.SolvedChain;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.solvers.Answer;
import org.ftchain.kariz.solvers.Solver;
import org.ftchain.kariz.verify.PlacementChecker;

import java.util.List;
import java.util.function.LongSupplier;

/** Who answers for chains of the evaluation, in order. */
interface Contestant {
    /** @throws BadFileException when recorded answers are of another evaluation or cannot be written */
    SolvedChain place(Network free, ChainDemand chain) throws BadFileException;

    /**
     * Asks a solver, takes its time, and checks what it answers.
     *
     * @param nanoTime the clock
     */
    static Contestant measured(String name, Solver solver, LongSupplier nanoTime) {
        return (free, chain) -> {
            long start = nanoTime.getAsLong();
            Answer answer = solver.solve(free, Evaluation.OFFERINGS, chain, Evaluation.WEIGHTS);
            double seconds = (nanoTime.getAsLong() - start) / 1e9;
            if (answer.result().isPlaced()) {
                List<String> violations = PlacementChecker.check(free, Evaluation.OFFERINGS, chain, Evaluation.WEIGHTS,
                    answer.result().placement());
                if (!violations.isEmpty()) {
                    throw new WrongPlacementException(name + " placed wrongly: " + chain + ": " + violations.get(0));
                }
            }
            SolvedChain solved = SolvedChain.of(name, answer.result(), seconds);
            return answer.bound().isPresent() ? solved.withBound(answer.bound().getAsDouble()) : solved;
        };
    }
}
