package org.ftchain.kariz.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.imageio.ImageIO;

public class PlaceEvalCommandTest {
    private static final String[] SMALL = {"place-eval", "--out", "out", "--k", "4", "--chains", "8", "--runs", "1", "--lengths",
        "1,2", "--demands", "200,500", "--instances", "2", "--sizes", "4,6", "--solvers"};

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();
    private Path directory;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Before
    public void setUp() {
        directory = folder.getRoot().toPath();
    }

    private int run(String... args) {
        err.reset();
        return PlacementTool.run(List.of(args), new Surroundings(directory, new PrintStream(new ByteArrayOutputStream()),
            new PrintStream(err)));
    }

    private int small(String solvers, String... more) {
        List<String> args = new ArrayList<>(List.of(SMALL));
        args.add(solvers);
        args.addAll(List.of(more));
        return run(args.toArray(new String[0]));
    }

    private static boolean exactRunsHere() {
        return System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
    }

    @Test(timeout = 120_000)
    public void shouldCompareSolversAndGoOnWhereItWasStopped() throws Exception {
        String solvers = exactRunsHere() ? "kariz,kariz-2017,exact" : "kariz,kariz-2017";
        assertEquals(err.toString(), 0, small(solvers, "figures"));
        assertTrue(err.toString(), err.toString().contains("figures 1 of "));
        Path journal = directory.resolve("out/figures-runs.csv");
        String whole = Files.readString(journal);
        String table = Files.readString(directory.resolve("out/figures.csv"));
        assertEquals("all runs are done", 0, small(solvers, "figures"));
        assertEquals(whole, Files.readString(journal));

        Files.writeString(journal, whole.substring(0, whole.length() / 2));
        assertEquals(err.toString(), 0, small(solvers, "figures"));
        assertEquals(withoutTimes(table), withoutTimes(Files.readString(directory.resolve("out/figures.csv"))));
        for (String figure : List.of("figure-2.6-acceptance-kariz.png", "figure-2.6a-acceptance-kariz-2017.png")) {
            assertEquals(figure, 760, ImageIO.read(directory.resolve("out").resolve(figure).toFile()).getWidth());
        }
        assertEquals("settings have changed", 2, small(solvers, "figures", "--seed", "2"));
        assertEquals(err.toString(), 1, err.toString().lines().count());
        assertTrue(err.toString(), err.toString().contains("figures-runs.csv: must be of these settings"));
    }

    @Test(timeout = 120_000)
    public void shouldMeasureAgainstTheOptimumAndAgainstSize() throws Exception {
        assertEquals(err.toString(), 0, exactRunsHere() ? small("kariz,kariz-2017,exact", "pairs") : small("kariz", "scale"));
        assertEquals("other settings, other directory", 2, small("kariz", "scale", "--cpu-time"));
        assertEquals(err.toString(), 0, run("place-eval", "scale", "--out", "scale", "--sizes", "4,6", "--solves", "9", "--solvers",
            "kariz,kariz-2017", "--cpu-time"));
        assertTrue(Files.exists(directory.resolve("scale/scale.png")));
        List<String> sizes = Files.readAllLines(directory.resolve("scale/scale.csv"));
        assertTrue(sizes.toString(), sizes.stream().anyMatch(line -> line.startsWith("6,kariz,99,54,9,")));
        if (exactRunsHere()) {
            List<String> lines = Files.readAllLines(directory.resolve("out/pairs.csv"));
            assertTrue(lines.toString(), lines.stream().anyMatch(line -> line.startsWith("zoo-like,all,kariz-2017,2,")));
            assertTrue(Files.exists(directory.resolve("out/pairs-cost.png")));
        }
    }

    @Test(timeout = 120_000)
    public void shouldTakeADirectoryOfNetworks() throws Exception {
        Assume.assumeTrue(exactRunsHere());
        Path zoo = Files.createDirectory(directory.resolve("some zoo"));
        Files.writeString(zoo.resolve("Ring.gml"), "graph [ node [ id 0 ] node [ id 1 ] node [ id 2 ] "
            + "edge [ source 0 target 1 ] edge [ source 1 target 2 ] edge [ source 2 target 0 ] ]");
        Files.writeString(zoo.resolve("Ring.graphml"), "the same, not read");
        Files.writeString(zoo.resolve("Pair,s.GraphML"), "<graphml><graph><node id='a'/><node id='b'/>"
            + "<edge source='a' target='b'/><edge source='a' target='b'/></graph></graphml>");
        Files.writeString(zoo.resolve("README.md"), "no network");
        assertEquals(0, small("kariz,exact", "pairs", "--networks", "some zoo"));
        List<String> lines = Files.readAllLines(directory.resolve("out/pairs-networks.csv"));
        assertEquals(lines.toString(), 3, lines.size());
        assertTrue(lines.get(1), lines.get(1).startsWith("some_zoo,Pair_s,2,kariz,1,"));
        assertTrue(lines.get(2), lines.get(2).startsWith("some_zoo,Ring,3,kariz,1,"));
        assertTrue(Files.readString(directory.resolve("out/pairs.csv")).contains("some_zoo,all,kariz,2,"));

        Files.writeString(zoo.resolve("Cut.gml"), "graph [ node [ id 0 ]");
        assertEquals(2, small("kariz,exact", "pairs", "--networks", "some zoo"));
        assertTrue(err.toString(), err.toString().contains("Cut.gml: line 1: a list must end with ]"));
        Files.delete(zoo.resolve("Cut.gml"));
        Files.createDirectories(directory.resolve("other/some zoo/zoo-like"));
        Files.copy(zoo.resolve("Ring.gml"), directory.resolve("other/some zoo/Ring.gml"));
        Files.copy(zoo.resolve("Ring.gml"), directory.resolve("other/some zoo/zoo-like/Ring.gml"));
        for (String names : List.of("some zoo,other/some zoo", "other/some zoo/zoo-like")) {
            assertEquals(2, small("kariz,exact", "pairs", "--networks", names));
            assertTrue(err.toString(), err.toString().contains("--networks must be files and directories of different names"));
        }
        Files.createDirectory(directory.resolve("empty"));
        assertEquals(2, small("kariz,exact", "pairs", "--networks", "empty"));
        assertTrue(err.toString(), err.toString().contains("empty: must have files ending in .gml or .graphml: it has none"));
    }

    @Test
    public void shouldNotClaimTablesOfNothing() throws Exception {
        for (String where : List.of("missing", "empty")) {
            assertEquals(2, run("place-eval", "tables", "--out", where));
            assertEquals("ftc: error: " + directory.resolve(where) + ": must have results to make tables of: nothing is finished there",
                err.toString().trim());
            assertFalse("nothing is made where nothing was", Files.exists(directory.resolve("missing")));
            Files.createDirectories(directory.resolve("empty"));
        }
        assertEquals(err.toString(), 0, run("place-eval", "scale", "--out", "out", "--sizes", "4", "--solves", "1", "--solvers", "kariz"));
        Path journal = directory.resolve("out/scale.csv");
        List<String> lines = Files.readAllLines(journal);
        String[] tables = {"place-eval", "tables", "--out", "out", "--sizes", "4", "--solves", "1", "--solvers", "kariz"};
        Files.delete(directory.resolve("out/scale.png"));
        assertEquals(err.toString(), 0, run(tables));
        assertTrue(Files.exists(directory.resolve("out/scale.png")));
        Files.writeString(journal, lines.get(0) + "\n" + lines.get(1) + "\n");
        assertEquals("a journal without a row", 2, run(tables));
    }

    @Test
    public void shouldRefuseBadArguments() throws Exception {
        Files.writeString(directory.resolve("file"), "");
        for (List<String> args : List.of(List.of("figure"), List.of("--quick", "yes"), List.of("--runs", "0"),
                List.of("--lengths", "5"), List.of("--lengths", "1,1"), List.of("--demands", "200,-1"), List.of("--k", "5"),
                List.of("--sizes", "4,7"), List.of("--solvers", "kariz,magic"), List.of("--out", "file"), List.of("--demands", ""),
                List.of("--time-limit", "inf"), List.of("--seed"), List.of("--networks", "file,missing"))) {
            List<String> whole = new ArrayList<>(List.of("place-eval"));
            whole.addAll(args);
            assertEquals(args.toString(), 2, run(whole.toArray(new String[0])));
            assertEquals(args + ": " + err, 1, err.toString().lines().count());
        }
    }

    /** Times are the columns before the confidence interval; they differ from run to run. */
    private static String withoutTimes(String table) {
        StringBuilder text = new StringBuilder();
        for (String line : table.split("\n")) {
            List<String> values = new ArrayList<>(List.of(line.split(",", -1)));
            values.subList(12, 15).clear();
            text.append(String.join(",", values)).append('\n');
        }
        return text.toString();
    }
}
