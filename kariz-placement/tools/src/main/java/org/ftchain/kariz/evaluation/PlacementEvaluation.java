package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;

import java.util.List;
import java.util.Set;

/** Runs parts of the evaluation, each going on where it was, and writes tables and plots. */
public final class PlacementEvaluation {
    public static final List<String> PARTS = List.of("figures", "pairs", "scale");

    private PlacementEvaluation() {
    }

    /**
     * @param parts of {@link #PARTS}; none: only tables and plots of what is there
     * @throws BadFileException when the directory holds results of other settings, or cannot be written
     * @throws WrongPlacementException when a solver is wrong
     */
    public static void run(EvaluationOptions options, Set<String> parts) throws BadFileException {
        Figures figures = new Figures(options);
        if (parts.contains("figures")) {
            figures.run();
        }
        new FigureTables(figures.journal()).write(options.directory);
        Pairs pairs = new Pairs(options);
        if (parts.contains("pairs")) {
            pairs.run(figures.journal());
        }
        new PairTables(pairs.journal()).write(options.directory);
        Scale scale = new Scale(options);
        if (parts.contains("scale")) {
            scale.run();
        }
        scale.write(options.directory);
    }
}
