package org.ftchain.kariz.networks;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.model.Network;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

public class TopologyReaderTest {
    /** The Zoo's dialect: fields of all kinds, shared, missing and unknown labels, parallel links, a loop, two parts. */
    private static final String GML = "Creator \"someone [else]\"\n# a comment ]\ngraph [\n  DateModifier \"=\"\n  Access 0\n"
        + "  hierarchic [ deep [ deeper 1 ] ]\n"
        + "  node [\n    id 0\n    label \"M&#252;nchen &amp; more\"\n    Longitude -74.00597\n    graphics [ x 1.5e3 label \"no\" ]\n  ]\n"
        + "  node [ id 1 label \"None\" ]\n  node [ id 2 label \"Twin\" ]\n  node [ label \"Twin\" id 3 ]\n  node [ id 4 ]\n"
        + "  node [ id 5 label \"Alone\" ]\n  edge [ source 3 target 4 id \"e1\" ]\n"
        + "  edge [\n    source 0\n    target 1\n    LinkSpeed \"10\"\n    LinkSpeedRaw 10000000000.0\n  ]\n"
        + "  edge [ source 1 target 0 LinkSpeedRaw 0 ]\n  edge [ source 1 target 2 LinkLabel \"a \n b\" ]\n"
        + "  edge [ source 2 target 2 ]\n]\n";
    private static final String GRAPHML = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        + "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
        + "  <key attr.name=\"label\" attr.type=\"string\" for=\"node\" id=\"d32\" />\n"
        + "  <key attr.name=\"LinkSpeedRaw\" attr.type=\"double\" for=\"edge\" id=\"d35\" />\n"
        + "  <graph edgedefault=\"undirected\">\n    <data key=\"d0\">x</data>\n"
        + "    <edge source=\"0\" target=\"1\"><data key=\"d35\">2500000000.0</data></edge>\n"
        + "    <node id=\"0\"><data key=\"d31\">9</data><data key=\"d32\">M\u00fcnchen &amp; more</data></node>\n"
        + "    <node id=\"1\"><data key=\"d32\">None</data></node>\n    <node id=\"n2\" />\n"
        + "    <edge source=\"1\" target=\"0\" /><edge source=\"n2\" target=\"1\" /><edge source=\"n2\" target=\"n2\"/>\n"
        + "  </graph>\n</graphml>\n";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file(String text, Charset charset) throws IOException {
        return Files.write(folder.newFile().toPath(), text.getBytes(charset));
    }

    private Topology read(String text) throws Exception {
        return TopologyReader.read(file(text, StandardCharsets.UTF_8));
    }

    @Test
    public void shouldReadGml() throws Exception {
        Topology topology = read(GML);
        assertEquals("nodes, links, loops, speeds", List.of(6, 4, 1, 1),
            List.of(topology.nodes(), topology.links(), topology.loops(), topology.speeds()));
        Network network = topology.network(8, 100, true);
        assertEquals(List.of("Alone", "M\u00fcnchen & more", "Twin 2", "Twin 3", "node 1", "node 4"),
            List.copyOf(network.nodes().keySet()));
        assertEquals(10_000, network.links().get("M\u00fcnchen & more-node 1").bandwidthMbps(), 0);
        assertEquals(100, network.links().get("M\u00fcnchen & more-node 1#2").bandwidthMbps(), 0);
        assertEquals(8, network.nodes().get("Alone").capacity("cpu"), 0);
        assertEquals(100, topology.network(8, 100, false).links().get("M\u00fcnchen & more-node 1").bandwidthMbps(), 0);
        assertEquals(List.of("M\u00fcnchen & more", "Twin 2", "node 1"), Topology.hostsOfLargestPart(network));
    }

    @Test
    public void shouldReadGraphMl() throws Exception {
        Topology topology = read(GRAPHML);
        assertEquals("nodes, links, loops, speeds", List.of(3, 3, 1, 1),
            List.of(topology.nodes(), topology.links(), topology.loops(), topology.speeds()));
        Network network = topology.network(8, 100, true);
        assertEquals(List.of("M\u00fcnchen & more", "node 1", "node n2"), List.copyOf(network.nodes().keySet()));
        assertEquals(2500, network.links().get("M\u00fcnchen & more-node 1").bandwidthMbps(), 0);
    }

    @Test
    public void shouldReadTextThatIsNotUtf8() throws Exception {
        Topology topology = TopologyReader.read(file(GML.replace("&#252;", "\u00fc"), StandardCharsets.ISO_8859_1));
        assertTrue(topology.network(1, 1, false).node("M\u00fcnchen & more").isPresent());
        assertTrue(read("\ufeff" + GML).network(1, 1, false).node("Alone").isPresent());
    }

    @Test
    public void shouldNameWhatIsWrong() throws Exception {
        refused(GML.replace("id 3", "id 2"), "line 15: node id must be given to one node only: 2");
        refused(GML.replace("target 4", "target 44"), "line 18: edge target must be the id of a node: 44");
        refused(GML.replace("source 3 ", ""), "line 18: edge source must be given: it is missing");
        refused(GML.replace("label \"Twin\" id 3", "label \"Twin\""), "line 15: node id must be given: it is missing");
        refused("hello world\n", "line 1: a value must be a number, text in quotes or a list: world");
        refused("hello\n", "line 1: a value must be a number, text in quotes or a list: the file ends here");
        refused("\n\ngraph [ node [ id\n\n", "line 3: a value must be a number, text in quotes or a list: the file ends here");
        refused("graph [ node [ id \"\" ] ]", "line 1: node id must be given: \"\"");
        refused("graph [ \"a\" ]", "line 1: a key must be a word: \"");
        refused("Version 1\n", "must have a graph: there is none");
        refused("graph [ ]", "must have a node");
        refused("graph [ node [ id 1 ] ] graph [ ]", "line 1: must have one graph: graph");
        refused("", "must be GML or GraphML: the file is empty");
        refused("a [ ".repeat(100_000), "line 1: lists must be nested at most 50 deep: [");
        refused(GRAPHML.replace("id=\"n2\"", "id=\"1\""), "line 10: node id must be given to one node only: 1");
        refused(GRAPHML.replace("source=\"0\"", "source=\"9\""), "line 7: edge source must be the id of a node: 9");
        refused(GRAPHML.replace("source=\"0\"", ""), "line 7: edge source must be given: it is missing");
        refused(GRAPHML.replace("<edge source=\"n2\" target=\"1\" />", "<hyperedge/>"),
            "line 11: edges must have two ends: hyperedge");
        refused("<html></html>", "must have a graph: there is none");
    }

    @Test
    public void shouldNotReadWhatAnEntityNames() throws Exception {
        Path secret = file("secret", StandardCharsets.UTF_8);
        String text = "<!DOCTYPE g [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>\n"
            + GRAPHML.substring(GRAPHML.indexOf('\n') + 1).replace("&amp;", "&e;");
        String message = assertThrows(BadFileException.class, () -> read(text)).getMessage();
        assertFalse(message, message.contains("\n") || message.contains("secret"));
    }

    @Test(timeout = 300_000)
    public void shouldRefuseEveryTruncationAndAnyBytes() throws Exception {
        Path file = folder.newFile().toPath();
        for (String text : List.of(GML.trim(), GRAPHML.trim())) {
            for (int length = 0; length < text.length(); length++) {
                Files.writeString(file, text.substring(0, length));
                String message = assertThrows("" + length, BadFileException.class, () -> TopologyReader.read(file)).getMessage();
                assertTrue(message, message.startsWith(file + ": ") && !message.contains("\n") && !message.trim().endsWith(":"));
            }
        }
        Random random = new Random(1);
        for (int i = 0; i < 600; i++) {
            byte[] bytes = (i % 2 == 0 ? GML : GRAPHML).getBytes(StandardCharsets.UTF_8);
            for (int j = 0; j < 3; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            try {
                TopologyReader.read(file).network(1, 1, true);
            } catch (BadFileException e) {
                assertFalse(e.getMessage(), e.getMessage().contains("\n"));
            }
        }
    }

    @Test
    public void shouldRefuseFilesThatAreMissingOrTooLarge() throws Exception {
        Path large = folder.newFile().toPath();
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(100_000_000);
        }
        assertEquals(large + ": must have at most 33554432 bytes: size=100000000",
            assertThrows(BadFileException.class, () -> TopologyReader.read(large)).getMessage());
        assertThrows(BadFileException.class, () -> TopologyReader.read(large.resolveSibling("missing")));
        assertThrows(BadFileException.class, () -> TopologyReader.read(folder.getRoot().toPath()));
    }

    private void refused(String text, String message) throws IOException {
        Path file = file(text, StandardCharsets.UTF_8);
        assertEquals(file + ": " + message, assertThrows(BadFileException.class, () -> TopologyReader.read(file)).getMessage());
    }
}
