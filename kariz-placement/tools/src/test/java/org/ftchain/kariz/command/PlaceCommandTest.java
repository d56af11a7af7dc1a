package org.ftchain.kariz.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.files.FileWriter;
import org.ftchain.kariz.files.Instance;
import org.ftchain.kariz.files.InstanceReader;
import org.ftchain.kariz.files.PlacementReader;
import org.ftchain.kariz.files.SolvedChain;
import org.ftchain.kariz.verify.PlacementChecker;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

public class PlaceCommandTest {
    /** s - sw - a, b, t; two links from b; a chain of two that needs both servers when it is to survive a failure. */
    private static final String INSTANCE = "{\"alpha\": {\"cpu\": 1}, \"beta\": 0.01,"
        + "\"nodes\": [{\"id\": \"s\"}, {\"id\": \"t\"}, {\"id\": \"sw\"},"
        + " {\"id\": \"a\", \"capacity\": {\"cpu\": 4}}, {\"id\": \"b\", \"capacity\": {\"cpu\": 4}}],"
        + "\"links\": [{\"a\": \"s\", \"b\": \"sw\", \"bandwidth\": 1000}, {\"a\": \"t\", \"b\": \"sw\", \"bandwidth\": 1000},"
        + " {\"a\": \"a\", \"b\": \"sw\", \"bandwidth\": 1000}, {\"a\": \"b\", \"b\": \"sw\", \"bandwidth\": 100},"
        + " {\"a\": \"b\", \"b\": \"sw\", \"bandwidth\": 100}],"
        + "\"offerings\": [{\"middlebox\": \"nat\", \"name\": \"small\", \"throughput\": 50, \"demand\": {\"cpu\": 1}}],"
        + "\"chain\": {\"source\": \"s\", \"target\": \"t\", \"middleboxes\": [\"nat\", \"nat\"], \"throughput\": 100, \"failures\": 1}}";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();
    private Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Before
    public void setUp() throws IOException {
        directory = folder.getRoot().toPath();
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        return PlacementTool.run(List.of(args), new Surroundings(directory, new PrintStream(out), new PrintStream(err)));
    }

    /** What was said, without the lines of progress that come when the machine is slow. */
    private String said() {
        return err.toString().lines().filter(line -> !line.matches("(.*: )?\\d+ s of at most .*"))
            .collect(Collectors.joining("\n"));
    }

    private void given(String text) throws IOException {
        Files.write(directory.resolve("instance.json"), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test(timeout = 60_000)
    public void shouldPlaceAndVerify() throws Exception {
        given(INSTANCE);
        assertEquals(err.toString(), 0, run("place", "instance.json", "--verify", "--seed", "7", "-o", "placement.json"));
        assertTrue(err.toString(), said().matches("(?s)placed: [12] paths?, cost 10 \\(bandwidth 6, host 4\\), .*"));
        assertTrue(err.toString(), err.toString().contains("verified: "));
        assertEquals("", out.toString());
        Instance instance = InstanceReader.read(directory.resolve("instance.json"));
        List<SolvedChain> read = PlacementReader.read(directory.resolve("placement.json"), instance);
        assertEquals("kariz", read.get(0).solver());
        assertEquals(List.of(), PlacementChecker.check(instance.network(), instance.offerings(), instance.chains().get(0),
            instance.weights(), read.get(0).result().placement()));
        assertEquals("a file is written as it was read", Files.readString(directory.resolve("placement.json")),
            FileWriter.placements(instance, read));
    }

    @Test(timeout = 60_000)
    public void shouldPlaceChainsOnWhatIsLeft() throws Exception {
        int at = INSTANCE.indexOf("\"chain\": ") + 9;
        String chain = INSTANCE.substring(at, INSTANCE.length() - 1);
        given(INSTANCE.substring(0, at).replace("chain\": ", "chains\": [") + chain + ", " + chain + "]}");
        assertEquals(3, run("place", "instance.json"));
        assertTrue(err.toString(), err.toString().contains("chain 2 of 2: infeasible: "));
        assertTrue(err.toString(), err.toString().contains("1 of 2 chains placed, cost 10"));
        Files.write(directory.resolve("out.json"), out.toByteArray());
        List<SolvedChain> read = PlacementReader.read(directory.resolve("out.json"),
            InstanceReader.read(directory.resolve("instance.json")));
        assertEquals(List.of(true, false), List.of(read.get(0).result().isPlaced(), read.get(1).result().isPlaced()));
    }

    @Test(timeout = 60_000)
    public void shouldSayWhyAChainIsInfeasible() throws Exception {
        given(INSTANCE.replace("\"throughput\": 100", "\"throughput\": 300"));
        assertEquals(3, run("place", "instance.json"));
        assertTrue(out.toString(), out.toString().contains("\"status\": \"infeasible\""));
        assertTrue(out.toString(), out.toString().contains("\"reason\": \"not enough bandwidth"));
    }

    @Test(timeout = 60_000)
    public void shouldEndWithTwoOnBadInput() throws Exception {
        given(INSTANCE.replace("\"source\": \"s\"", "\"source\": \"nowhere\""));
        assertEquals(2, run("place", "instance.json"));
        assertEquals("ftc: error: " + directory.resolve("instance.json") + ": chain.source must be the id of a node: \"nowhere\"",
            said().trim());
        given(INSTANCE);
        for (List<String> args : List.of(List.of("place"), List.of("place", "instance.json", "--unknown"),
                List.of("place", "instance.json", "--solver", "magic"), List.of("place", "instance.json", "--seed", "x"),
                List.of("place", "instance.json", "--time-limit", "0"), List.of("place", "instance.json", "-o"),
                List.of("place", "instance.json", "-o", "no/such/directory"), List.of("place", "a", "b"), List.of("other"))) {
            assertEquals(args.toString(), 2, run(args.toArray(new String[0])));
            assertEquals(args + ": " + err, 1, said().lines().count());
        }
    }

    @Test(timeout = 60_000)
    public void shouldNameFileAndPlaceAndValueOfBadInput() throws Exception {
        String[][] wrong = {
            {"\"b\": \"sw\"", "\"b\": \"nowhere\"", "links[0].b must be the id of a node: \"nowhere\""},
            {"\"bandwidth\": 100}", "\"bandwidth\": -100}", "links[3].bandwidth must be a number >= 0 and finite: -100"},
            {"\"throughput\": 50", "\"throughput\": 1e400", "offerings[0].throughput must be a number > 0 and finite: \"Infinity\""},
            {"\"cpu\": 4", "\"cpu\": NaN", "must be JSON at line 1, column 121: Non-standard token 'NaN'\n"},
            {"{\"cpu\": 1}", "{}", "alpha must have the cost of a resource: {}"},
            {"[\"nat\", \"nat\"]", "[]", "chain.middleboxes must not be empty: []"},
            {"[\"nat\", \"nat\"]", "[\"nat\", \"ids\"]", "chain.middleboxes[1] must be a middlebox with an offering: \"ids\""},
            {"{\"id\": \"t\"}", "{\"id\": \"s\"}", "nodes[1].id must be given to one node only: \"s\""},
            {"\"failures\": 1}}", "\"failures\": 1", "must be JSON at line 1, column "},
            {"\"throughput\": 100", "\"throughput\": 0", "chain.throughput must be a number > 0 and finite: 0"}};
        for (String[] one : wrong) {
            assertTrue(one[0], INSTANCE.contains(one[0]));
            given(INSTANCE.replaceFirst(Pattern.quote(one[0]), one[1]));
            assertEquals(one[1], 2, run("place", "instance.json"));
            assertEquals(err.toString(), 1, said().lines().count());
            assertTrue(err.toString(), err.toString().startsWith("ftc: error: " + directory.resolve("instance.json") + ": " + one[2]));
            assertEquals("", out.toString());
        }
        try (RandomAccessFile large = new RandomAccessFile(directory.resolve("large.json").toFile(), "rw")) {
            large.setLength(100_000_000);
        }
        assertEquals(2, run("place", "large.json"));
        assertEquals("ftc: error: " + directory.resolve("large.json") + ": must have at most 33554432 bytes: size=100000000",
            said().trim());
        assertEquals(2, run("place", "missing.json"));
        assertEquals(1, said().lines().count());
    }

    /** Numbers that are allowed but of no network on earth: an answer or one line, never a crash. */
    @Test(timeout = 120_000)
    public void shouldBearExtremeNumbers() throws Exception {
        String[][] extremes = {{"1000", "1e308"}, {"\"throughput\": 100", "\"throughput\": 1e300"},
            {"\"throughput\": 100", "\"throughput\": 1e-300"}, {"\"throughput\": 50", "\"throughput\": 1e-9"},
            {"\"cpu\": 4", "\"cpu\": 1e300"}, {"{\"cpu\": 1}}]", "{\"cpu\": 0}}]"}, {"{\"cpu\": 1}}]", "{}}]"},
            {"\"beta\": 0.01", "\"beta\": 1e308"}, {"\"beta\": 0.01", "\"beta\": 0"}, {"{\"cpu\": 1},", "{},"},
            {"\"bandwidth\": 1000", "\"bandwidth\": 0"}, {"\"failures\": 1", "\"failures\": 2000000000"}};
        List<String> solvers = System.getProperty("os.arch").equals("amd64") && System.getProperty("os.name").equals("Linux")
            ? List.of("kariz", "kariz-2017", "exact") : List.of("kariz", "kariz-2017");
        for (String solver : solvers) {
            for (String[] extreme : extremes) {
                assertTrue(extreme[0], INSTANCE.contains(extreme[0]));
                String text = INSTANCE.replace(extreme[0], extreme[1]);
                given(solver.equals("kariz") ? text : text.replace("\"failures\": 1", "\"failures\": 0"));
                int status = run("place", "instance.json", "--solver", solver, "--verify", "--time-limit", "5");
                assertTrue(solver + " " + extreme[1] + ": " + status + ": " + err, status == 0 || status == 2 || status == 3);
            }
        }
    }

    /** The ids shrinks nothing, but only b, which is behind a, can run it: nat first is cheaper, whatever the file says. */
    @Test(timeout = 60_000)
    public void shouldTakeTheCheapestOrderWhereItIsFree() throws Exception {
        String line = "{\"alpha\": {\"cpu\": 1, \"gpu\": 1}, \"beta\": 0.01, \"nodes\": [{\"id\": \"s\"},"
            + " {\"id\": \"a\", \"capacity\": {\"cpu\": 4}}, {\"id\": \"b\", \"capacity\": {\"gpu\": 4}}],"
            + " \"links\": [{\"a\": \"s\", \"b\": \"a\", \"bandwidth\": 1000}, {\"a\": \"a\", \"b\": \"b\", \"bandwidth\": 1000}],"
            + " \"offerings\": [{\"middlebox\": \"nat\", \"name\": \"n\", \"throughput\": 100, \"demand\": {\"cpu\": 1}},"
            + " {\"middlebox\": \"ids\", \"name\": \"i\", \"throughput\": 100, \"demand\": {\"gpu\": 1}}],"
            + " \"chain\": {\"source\": \"s\", \"target\": \"b\", \"middleboxes\": [\"ids\", \"nat\"], \"throughput\": 100}}";
        String free = line.replace("100}}", "100, \"freeOrder\": [[1, 2]]}}");
        boolean exact = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        for (String solver : exact ? List.of("kariz", "kariz-2017", "exact") : List.of("kariz", "kariz-2017")) {
            given(line);
            assertEquals(err.toString(), 0, run("place", "instance.json", "--solver", solver, "--verify"));
            assertTrue(err.toString(), said().startsWith("placed: 1 path, cost 6 (bandwidth 4, host 2)"));
            given(free);
            assertEquals(err.toString(), 0, run("place", "instance.json", "--solver", solver, "--verify", "-o", "out.json"));
            assertTrue(err.toString(), said().startsWith("placed: 1 path, cost 4 (bandwidth 2, host 2)"
                + (solver.equals("exact") ? ", optimal" : "")));
            Instance instance = InstanceReader.read(directory.resolve("instance.json"));
            String written = Files.readString(directory.resolve("out.json"));
            assertTrue(written, written.contains("\"nat\"") && written.contains("\"order\""));
            assertEquals("a file is written as it was read", written,
                FileWriter.placements(instance, PlacementReader.read(directory.resolve("out.json"), instance)));
            assertEquals(FileWriter.instance(instance), FileWriter.instance(InstanceReader.read(
                Files.writeString(directory.resolve("again.json"), FileWriter.instance(instance)))));
        }
    }

    @Test(timeout = 60_000)
    public void shouldPlaceOnOnePathWhenTold() throws Exception {
        assertEquals(0, run("place-net", "fat-tree:4", "--throughput", "300", "-o", "instance.json"));
        assertEquals("24 cores of WAN-opt", 3, run("place", "instance.json", "--unsplit"));
        assertEquals(0, run("place", "instance.json", "--verify"));
        assertEquals(2, run("place", "instance.json", "--unsplit", "--solver", "exact"));
    }

    @Test(timeout = 60_000)
    public void shouldWriteInstancesThatThePublishedKarizPlaces() throws Exception {
        assertEquals(err.toString(), 0, run("place-net", "fat-tree:4", "--throughput", "300", "--chains", "2", "--seed", "3",
            "-o", "instance.json"));
        assertEquals("fat-tree:4: 36 nodes (16 hosts), 48 links, 2 chains", said().trim());
        assertEquals(err.toString(), 0, run("place", "instance.json", "--solver", "kariz-2017", "--verify", "-o", "out.json"));
        Instance instance = InstanceReader.read(directory.resolve("instance.json"));
        List<SolvedChain> read = PlacementReader.read(directory.resolve("out.json"), instance);
        assertTrue("300 Mbit/s of WAN-opt need 24 cores", read.get(0).result().placement().paths().size() > 1);
        assertEquals("a file is written as it was read", Files.readString(directory.resolve("out.json")),
            FileWriter.placements(instance, read));
        assertEquals(2, run("place", "instance.json", "--epsilon", "1"));
        for (String network : List.of("fat-tree:5", "fat-tree:66", "fat-tree:", "ring:4", "fat-tree:0")) {
            assertEquals(network, 2, run("place-net", network));
        }
        assertEquals(2, run("place-net", "fat-tree:4", "--middleboxes", "firewall,,IDS"));
    }

    @Test(timeout = 60_000)
    public void shouldWriteInstancesOnNetworksOfFiles() throws Exception {
        Files.writeString(directory.resolve("net.gml"), "graph [ node [ id 0 label \"A\" ] node [ id 1 label \"B\" ] node [ id 2 ]"
            + " node [ id 3 ] edge [ source 0 target 1 LinkSpeedRaw 1e9 ] edge [ source 1 target 2 ] edge [ source 2 target 2 ] ]");
        String[] command = {"place-net", "net.gml", "--middleboxes", "firewall", "--cpu", "6", "--bandwidth", "500", "--speeds",
            "--hosting", "3", "--free", "0.5", "--chains", "20", "--seed", "4"};
        assertEquals(err.toString(), 0, run(command));
        assertEquals("net.gml: 4 nodes (3 hosts), 2 links, 20 chains; left out: 1 links of a node with itself; 1 links have the"
            + " speed of the file; the network is in parts, chains lead within the largest (3 nodes)", said().trim());
        String first = out.toString();
        assertEquals(0, run(command));
        assertEquals("equal seeds give equal instances", first, out.toString());
        Files.writeString(directory.resolve("instance.json"), first);
        Instance instance = InstanceReader.read(directory.resolve("instance.json"));
        assertTrue(instance.chains().stream().noneMatch(c -> c.source().equals("node 3") || c.target().equals("node 3")));
        double speed = instance.network().links().get("A-B").bandwidthMbps();
        assertTrue("" + speed, speed >= 500 && speed <= 1000);
        assertEquals(0, run("place-net", "zoo-like:30", "-o", "instance.json"));
        assertEquals(0, run("place", "instance.json", "--solver", "kariz-2017", "--verify"));
        for (String[] bad : new String[][] {{"missing.gml"}, {"instance.json"}, {"net.gml", "--hosting", "5"},
            {"net.gml", "--free", "1.5"}, {"zoo-like:1"}, {"net.gml", "--cpu", "NaN"}, {"net.gml", "--seed", "1.5"}}) {
            List<String> args = new ArrayList<>(List.of("place-net"));
            args.addAll(List.of(bad));
            assertEquals(args.toString(), 2, run(args.toArray(new String[0])));
            assertEquals(args + ": " + err, 1, said().lines().count());
        }
    }

    @Test(timeout = 60_000)
    public void shouldProveWithExact() throws Exception {
        Assume.assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"));
        given(INSTANCE);
        assertEquals(err.toString(), 0, run("place", "instance.json", "--solver", "exact", "--verify"));
        assertTrue(err.toString(), said().startsWith("placed: 1 path, cost 10 (bandwidth 6, host 4), at least 8, "));
        given(INSTANCE.replace("\"failures\": 1", "\"failures\": 0"));
        assertEquals(err.toString(), 0, run("place", "instance.json", "--solver", "exact", "--verify"));
        assertTrue(err.toString(), said().startsWith("placed: 1 path, cost 8 (bandwidth 4, host 4), optimal, "));
        assertTrue(out.toString(), out.toString().contains("\"bound\": 8.0"));
        given(INSTANCE.replace("\"failures\": 1", "\"failures\": 0").replace("\"throughput\": 100", "\"throughput\": 600"));
        assertEquals(3, run("place", "instance.json", "--solver", "exact"));
        assertTrue(out.toString(), out.toString().contains("\"proven\": true"));
    }

    @Test(timeout = 60_000)
    public void shouldCutOffAtTheTimeLimit() throws Exception {
        assertEquals(0, run("place-net", "fat-tree:16", "--throughput", "200", "-o", "instance.json"));
        assertEquals(3, run("place", "instance.json", "--time-limit", "0.001"));
        assertTrue(out.toString(), out.toString().contains("\"reason\": \"nothing found within the time limit of 0.001 s\""));
        assertTrue(out.toString(), out.toString().contains("\"undecided\": true"));
        assertTrue(said(), said().startsWith("no answer: nothing found within the time limit"));
        assertEquals(3, run("place", "instance.json", "--time-limit", "0.00012"));
        assertTrue(said(), said().contains(" within the time limit of 0.00012 s, "));
        assertEquals(3, run("place", "instance.json", "--time-limit", "0.001"));
        Files.write(directory.resolve("out.json"), out.toByteArray());
        Instance instance = InstanceReader.read(directory.resolve("instance.json"));
        assertEquals(out.toString(), FileWriter.placements(instance, PlacementReader.read(directory.resolve("out.json"),
            instance)));
    }

    @Test
    public void shouldFailWhenStandardOutputCannotBeWritten() throws Exception {
        given(INSTANCE);
        for (String[] args : new String[][] {{"place", "instance.json"}, {"place-net", "fat-tree:4"}, {"place-eval", "--help"}}) {
            err.reset();
            PrintStream full = new PrintStream(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("No space left on device");
                }
            });
            assertEquals(args[0], 2, PlacementTool.run(List.of(args), new Surroundings(directory, full, new PrintStream(err))));
            List<String> errors = err.toString().lines().filter(line -> line.startsWith("ftc: error: ")).collect(Collectors.toList());
            assertEquals(List.of("ftc: error: standard output: cannot be written (is the disk full, the pipe closed?)"), errors);
        }
        assertFalse(err.toString(), err.toString().contains("nodes ("));
    }

    @Test
    public void shouldNameWhatIsWrongWithArguments() throws Exception {
        given(INSTANCE);
        String[][] wrong = {
            {"place --epsilon abc instance.json", "--epsilon must be a number > 0 and finite: abc"},
            {"place", "place takes one instance file: none is given"}, {"place a b", "place takes one instance file: a b"},
            {"place-net", "place-net takes one network: none is given"},
            {"place instance.json -o --verify", "-o must be followed by a value, not by an option: --verify"},
            {"place instance.json --solver -o x", "--solver must be followed by a value, not by an option: -o"},
            {"place instance.json -o --other", "-o must be followed by a value, not by an option: --other"},
            {"place instance.json -o instance.json/x", directory.resolve("instance.json/x") + ": must be in a directory that exists"},
            {"place-net fat-tree:4 -o no/x", directory.resolve("no/x") + ": must be in a directory that exists"},
            {"place instance.json -o .", directory.resolve(".") + ": must be a file, not a directory"}};
        for (String[] one : wrong) {
            String[] args = one[0].split(" ");
            assertEquals(one[0], 2, run(args));
            assertEquals(one[0], "ftc: error: " + one[1] + " (see ./ftc " + args[0] + " --help)", err.toString().trim());
        }
        assertEquals("a number is a value", 0, run("place", "instance.json", "--seed", "-1"));
    }

    /** ftc shows the same texts, and takes from them which options there are. */
    @Test
    public void shouldExplainItself() {
        for (String command : PlacementTool.COMMANDS) {
            assertEquals(0, run(command, "--help"));
            assertTrue(out.toString(), out.toString().startsWith("usage: ./ftc " + command + " "));
            assertTrue(out.toString(), out.toString().contains("\nexample: ./ftc " + command + " "));
            assertTrue(out.toString(), out.toString().lines().noneMatch(line -> line.length() > 120));
        }
    }
}
