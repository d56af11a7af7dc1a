package org.ftchain.kariz.evaluation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.files.SolvedChain;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.FatTree;
import org.ftchain.kariz.solvers.Solvers;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is kept in files so that an evaluation can be stopped: journals and answers. */
public class RecordsTest {
    private static final Network NETWORK = FatTree.of(4, 20, 2000);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();
    private int asked;

    private final Contestant solver = (free, chain) -> {
        asked++;
        return asked == 2 ? SolvedChain.of("x", Infeasible.of("no way, \"none\"", true), 0.25)
            : SolvedChain.of("x", Solvers.of("kariz-2017", 32, 0, 60).solve(free, Evaluation.OFFERINGS, chain,
            Evaluation.WEIGHTS).result(), 1 / 3.0).withBound(asked / 7.0);
    };

    private static ChainDemand chain(int target) {
        return ChainDemand.of("host0", "host" + target, Evaluation.CHAIN, 350.1, 0);
    }

    @Test(timeout = 60_000)
    public void shouldAnswerAgainWithoutAsking() throws Exception {
        Path file = folder.getRoot().toPath().resolve("a/b.txt");
        Contestant first = new Recorded(file, solver);
        SolvedChain[] answers = {first.place(NETWORK, chain(1)), first.place(NETWORK, chain(2)), first.place(NETWORK, chain(3))};
        Files.writeString(file, Files.readString(file) + "cut off");
        Recorded again = new Recorded(file, solver);
        for (int i = 0; i < answers.length; i++) {
            SolvedChain answer = again.place(NETWORK, chain(i + 1));
            assertEquals(answers[i].seconds(), answer.seconds(), 0);
            assertEquals(answers[i].bound(), answer.bound());
            if (i == 1) {
                assertEquals("no way, \"none\"", answer.result().reason());
                assertTrue(((Infeasible) answer.result()).proven());
            } else {
                Placement expected = answers[i].result().placement();
                assertEquals(Placement.of(expected.instances(), expected.allocations(), expected.flows(),
                    expected.bandwidthCost(), expected.hostCost()), answer.result().placement());
            }
        }
        assertEquals(3, asked);
        again.place(NETWORK, chain(4));
        assertEquals(4, asked);
        assertEquals(4, Files.readString(file).lines().count());
    }

    @Test(timeout = 60_000)
    public void shouldRefuseAnswersToOtherQuestions() throws Exception {
        Path file = folder.getRoot().toPath().resolve("b.txt");
        new Recorded(file, solver).place(NETWORK, chain(1));
        assertThrows(BadFileException.class, () -> new Recorded(file, solver).place(NETWORK, chain(2)));
        assertThrows(BadFileException.class, () -> new Recorded(file, solver).place(FatTree.of(4, 19, 2000), chain(1)));
        Files.writeString(file, Files.readString(file).replace("placed", "planted"));
        assertThrows(BadFileException.class, () -> new Recorded(file, solver).place(NETWORK, chain(1)));
    }

    @Test
    public void shouldGoOnWithAJournalOfTheSameSettingsOnly() throws Exception {
        Path file = folder.getRoot().toPath().resolve("c/journal.csv");
        new Journal(file, "seed 1", "key,value").add("a", 1.5);
        Files.writeString(file, Files.readString(file) + "b,2");
        Journal again = new Journal(file, "seed 1", "key,value");
        assertEquals(List.of(List.of("a", "1.5")), again.rows());
        assertTrue(again.has("a") && !again.has("b") && !again.has("a", 2));
        assertEquals(1.5, again.number(again.rows().get(0), "value"), 0);
        String message = assertThrows(BadFileException.class, () -> new Journal(file, "seed 2", "key,value")).getMessage();
        assertEquals(file + ": must be of these settings (or give another directory): # seed 2: # seed 1", message);
        Files.writeString(file, Files.readString(file) + "b,2,3\n");
        assertThrows(BadFileException.class, () -> new Journal(file, "seed 1", "key,value"));
    }
}
