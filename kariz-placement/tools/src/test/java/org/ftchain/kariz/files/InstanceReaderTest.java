package org.ftchain.kariz.files;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.ChainDemand;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class InstanceReaderTest {
    static final String GOOD = "{ \"alpha\": {\"cpu\": 1.0}, \"beta\": 0.01,\n"
        + "  \"nodes\": [ {\"id\": \"h0\", \"capacity\": {\"cpu\": 20}, \"domain\": \"rack0\"}, {\"id\": \"sw0\"},\n"
        + "    {\"id\": \"h9\", \"capacity\": {\"cpu\": 20}} ],\n"
        + "  \"links\": [ {\"a\": \"h0\", \"b\": \"sw0\", \"bandwidth\": 2000}, {\"a\": \"sw0\", \"b\": \"h9\", \"bandwidth\": 900},\n"
        + "    {\"a\": \"h9\", \"b\": \"sw0\", \"bandwidth\": 1000} ],\n"
        + "  \"offerings\": [ {\"middlebox\": \"firewall\", \"name\": \"Level 1\", \"throughput\": 100, \"demand\": {\"cpu\": 1}} ],\n"
        + "  \"chain\": {\"source\": \"h0\", \"target\": \"h9\", \"middleboxes\": [\"firewall\", \"firewall\"], \"throughput\": 250,\n"
        + "    \"failures\": 1} }\n";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void shouldReadAnInstance() throws Exception {
        Instance instance = InstanceReader.read(file(GOOD));
        assertEquals(List.of("h0", "h9", "sw0"), List.copyOf(instance.network().nodes().keySet()));
        assertEquals("rack0", instance.network().nodes().get("h0").domain().orElse(""));
        assertFalse(instance.network().nodes().get("sw0").hosts());
        assertEquals("the wider of parallel links comes first", 1000, instance.network().links().get("h9-sw0").bandwidthMbps(), 0);
        assertEquals(900, instance.network().links().get("h9-sw0#2").bandwidthMbps(), 0);
        assertEquals(Map.of("cpu", 1.0), instance.weights().alpha());
        ChainDemand chain = instance.chains().get(0);
        assertEquals(List.of("firewall", "firewall"), chain.middleboxes());
        assertEquals(1, chain.failures());
        assertFalse(instance.isList());
    }

    @Test
    public void shouldWriteWhatItReads() throws Exception {
        for (String text : List.of(GOOD, GOOD.replace("\"chain\": {", "\"chains\": [{").replace("1} }", "1}] }"))) {
            String written = FileWriter.instance(InstanceReader.read(file(text)));
            Instance again = InstanceReader.read(file(written));
            assertEquals(written, FileWriter.instance(again));
            assertEquals(InstanceReader.read(file(text)).network(), again.network());
            assertEquals(text.contains("chains"), again.isList());
        }
    }

    @Test
    public void shouldNameWhatIsWrong() throws Exception {
        assertRefused("\"h9\", \"middle", "\"h99\", \"middle", "chain.target must be the id of a node: \"h99\"");
        assertRefused("\"a\": \"h0\"", "\"a\": \"x\"", "links[0].a must be the id of a node: \"x\"");
        assertRefused("\"b\": \"h9\"", "\"b\": \"sw0\"", "links[1] must join two nodes: {\"a\":\"sw0\",\"b\":\"sw0\",\"bandwidth\":900}");
        assertRefused("{\"id\": \"sw0\"}", "{\"id\": \"h0\"}", "nodes[1].id must be given to one node only: \"h0\"");
        assertRefused("2000", "-1", "links[0].bandwidth must be a number >= 0 and finite: -1");
        assertRefused("2000", "1e999", "links[0].bandwidth must be a number >= 0 and finite: \"Infinity\"");
        assertRefused("2000", "\"2000\"", "links[0].bandwidth must be a number >= 0 and finite: \"2000\"");
        assertRefused("\"cpu\": 20}, \"d", "\"cpu\": -20}, \"d", "nodes[0].capacity.cpu must be a number >= 0 and finite: -20");
        assertRefused("250", "0", "chain.throughput must be a number > 0 and finite: 0");
        assertRefused("\"throughput\": 100", "\"throughput\": null", "offerings[0].throughput must be a number > 0 and finite: null");
        assertRefused("0.01", "null", "beta must be a number >= 0 and finite: null");
        assertRefused("[\"firewall\", \"firewall\"]", "[]", "chain.middleboxes must not be empty: []");
        assertRefused("[\"firewall\", \"firewall\"]", "[\"firewall\", \"nat\"]",
            "chain.middleboxes[1] must be a middlebox with an offering: \"nat\"");
        assertRefused("\"failures\": 1", "\"failures\": 1.5", "chain.failures must be an integer >= 0: 1.5");
        assertRefused("\"failures\"", "\"failure\"",
            "chain.failure must be one of [source, target, middleboxes, throughput, failures, freeOrder]: 1");
        String free = "chain.freeOrder";
        assertRefused("\"failures\": 1", "\"freeOrder\": [[1]]", free + "[0] must have at least two hops: [1]");
        assertRefused("\"failures\": 1", "\"freeOrder\": [[1, 3]]",
            free + "[0][1] must be a hop in 1..2 behind those before it, in a group the next: 3");
        assertRefused("\"failures\": 1", "\"freeOrder\": [[2, 1]]",
            free + "[0][1] must be a hop in 1..2 behind those before it, in a group the next: 1");
        assertRefused("\"failures\": 1", "\"freeOrder\": [1, 2]", free + "[0] must be an array: 1");
        assertRefused("\"beta\": 0.01,", "", "beta must be given: it is missing");
        assertRefused("\"chain\"", "\"chains\"", "chains must be an array: "
            + "{\"source\":\"h0\",\"target\":\"h9\",\"middleboxes\":[\"firewall\",\"fire...");
        assertRefused("\"Level 1\"", "\"\\n\"", "offerings[0].name must be a name (text without control characters, not empty): \"\\n\"");
        String offering = "{\"middlebox\": \"firewall\", \"name\": \"Level 1\", \"throughput\": 100, \"demand\": {}}";
        assertRefused("\"offerings\": [", "\"offerings\": [" + offering + ",", "offerings[1] must have a middlebox and name of its own: "
            + "{\"middlebox\":\"firewall\",\"name\":\"Level 1\",\"throughput\":100,\"d...");
        assertRefused("\"beta\"", "\"alpha\"", "must be JSON at line 1, column 33: Duplicate field 'alpha'");
    }

    @Test
    public void shouldRefuseMoreOrdersThanCanBeTried() throws Exception {
        String nine = "[\"firewall\"" + ", \"firewall\"".repeat(8) + "]";
        String text = GOOD.replace("[\"firewall\", \"firewall\"]", nine)
            .replace("\"failures\": 1", "\"freeOrder\": [[1, 2, 3, 4, 5, 6, 7, 8, 9]]");
        Path file = file(text);
        String message = assertThrows(BadFileException.class, () -> InstanceReader.read(file)).getMessage();
        assertTrue(message, message.startsWith(file + ": chain.freeOrder: chain must have at most 5040 orders: "));
    }

    @Test
    public void shouldRefuseWhatFollowsTheEnd() throws Exception {
        Path file = file(GOOD + "x");
        String message = assertThrows(BadFileException.class, () -> InstanceReader.read(file)).getMessage();
        assertTrue(message, message.startsWith(file + ": must be JSON at line "));
        assertTrue(message, message.contains("Unrecognized token 'x'"));
    }

    @Test(timeout = 60_000)
    public void shouldRefuseEveryTruncation() throws Exception {
        String text = GOOD.trim();
        for (int length = 0; length < text.length(); length++) {
            Path file = file(text.substring(0, length));
            String message = assertThrows("" + length, BadFileException.class, () -> InstanceReader.read(file)).getMessage();
            assertTrue(message, message.startsWith(file + ": must be JSON"));
            assertFalse(message, message.contains("\n"));
        }
    }

    @Test
    public void shouldRefuseFilesThatAreMissingTooLargeOrNested() throws Exception {
        Path missing = folder.getRoot().toPath().resolve("missing.json");
        assertEquals(missing + ": must exist: no such file",
            assertThrows(BadFileException.class, () -> InstanceReader.read(missing)).getMessage());
        Path large = folder.newFile().toPath();
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(100_000_000);
        }
        assertEquals(large + ": must have at most 33554432 bytes: size=100000000",
            assertThrows(BadFileException.class, () -> InstanceReader.read(large)).getMessage());
        Path nested = file("[".repeat(2_000_000));
        assertThrows(BadFileException.class, () -> InstanceReader.read(nested));
        assertThrows(BadFileException.class, () -> InstanceReader.read(folder.getRoot().toPath()));
    }

    private Path file(String text) throws IOException {
        Path file = folder.newFile().toPath();
        return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertRefused(String from, String to, String message) throws IOException {
        assertTrue(from, GOOD.contains(from));
        Path file = file(GOOD.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
        assertEquals(file + ": " + message,
            assertThrows(BadFileException.class, () -> InstanceReader.read(file)).getMessage());
    }
}
