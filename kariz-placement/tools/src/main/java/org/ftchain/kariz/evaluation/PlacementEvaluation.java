package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Runs parts of the evaluation, each going on where it was, and writes tables and plots. */
public final class PlacementEvaluation {
    public static final List<String> PARTS = List.of("figures", "pairs", "scale");

    private PlacementEvaluation() {
    }

    /**
     * @param parts of {@link #PARTS}; none: only tables and plots of what is there
     * @throws BadFileException when the directory holds results of other settings, or none at all and no part is asked for, or
     *     cannot be written
     * @throws WrongPlacementException when a solver is wrong
     */
    public static void run(EvaluationOptions options, Set<String> parts) throws BadFileException {
        Path directory = options.directory;
        if (parts.stream().noneMatch(PARTS::contains) && Stream.of(Figures.JOURNAL, Pairs.JOURNAL, Scale.JOURNAL)
                .noneMatch(name -> Files.exists(directory.resolve(name)))) {
            throw nothing(directory);
        }
        Figures figures = new Figures(options);
        Pairs pairs = new Pairs(options);
        Scale scale = new Scale(options);
        if (parts.contains("figures")) {
            figures.run();
        }
        new FigureTables(figures.journal()).write(directory);
        if (parts.contains("pairs")) {
            pairs.run(figures.journal());
        }
        new PairTables(pairs.journal()).write(directory);
        if (parts.contains("scale")) {
            scale.run();
        }
        scale.write(directory);
        if (Stream.of(figures.journal(), pairs.journal(), scale.journal()).allMatch(journal -> journal.rows().isEmpty())) {
            throw nothing(directory);
        }
    }

    private static BadFileException nothing(Path directory) {
        return new BadFileException(directory + ": must have results to make tables of: nothing is finished there");
    }
}
