package org.ftchain.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainSpecParser;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

public class SpecOptionsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private interface Attempt {
        void run() throws ChainException, IOException;
    }

    private String file(String text) throws IOException {
        File file = folder.newFile();
        Files.writeString(file.toPath(), text.replace('\'', '"'));
        return file.getPath();
    }

    @Test
    public void shouldBuildSpecificationFromOptionsAlone() throws ChainException {
        ObjectNode spec = SpecOptions.none().text("name", "web").text("from", "10.0.1.10").text("to", "10.0.2.20")
                .middleboxes("firewall, monitor").number("throughput", "100.5").number("failures", "1")
                .flag("symmetric", true).text("protection", null).spec();
        assertEquals(100.5, ChainSpecParser.parse(spec).throughputMbps(), 0);
        assertEquals(2, ChainSpecParser.parse(spec).middleboxes().size());
        assertTrue(ChainSpecParser.parse(spec).symmetric());
    }

    @Test
    public void shouldLetOptionsWinOverTheFile() throws ChainException, IOException {
        ObjectNode spec = SpecOptions.ofFile(file("{'name':'x','throughput':5,'symmetric':true,'middleboxes':"
                + "[{'type':'monitor'}]}")).text("name", "web").middleboxes("monitor").number("throughput", "7")
                .flag("symmetric", false).spec();
        assertEquals("web", spec.get("name").asText());
        assertEquals(7, spec.get("throughput").asInt());
        assertTrue("an absent flag leaves the file's value", spec.get("symmetric").asBoolean());
    }

    @Test
    public void shouldRefuseMiddleboxesThatDisagreeWithTheFile() throws IOException {
        String file = file("{'middleboxes':[{'type':'monitor'},{'type':'nat'}]}");
        refuse("--middleboxes=nat,monitor", () -> SpecOptions.ofFile(file).middleboxes("nat,monitor"));
        refuse("--middleboxes=monitor", () -> SpecOptions.ofFile(file).middleboxes("monitor"));
    }

    @Test
    public void shouldNameAFileThatCannotBeRead() throws IOException {
        refuse("--file=/no/such/file", () -> SpecOptions.ofFile("/no/such/file"));
        refuse("--file=" + folder.getRoot(), () -> SpecOptions.ofFile(folder.getRoot().getPath()));
        String broken = file("{'name':");
        refuse("file " + broken + " is not JSON at line 1", () -> SpecOptions.ofFile(broken));
    }

    @Test
    public void shouldLeaveBadNumbersToTheParser() {
        for (String value : new String[] {"fast", "-5", "0", "NaN", "1e400", ""}) {
            refuse("throughput=", () -> ChainSpecParser.parse(SpecOptions.none().text("name", "web")
                    .text("from", "10.0.1.10").text("to", "10.0.2.20").middleboxes("monitor")
                    .number("throughput", value).spec()));
        }
    }

    private static void refuse(String expected, Attempt attempt) {
        try {
            attempt.run();
        } catch (ChainException e) {
            assertTrue(e.getMessage(), e.getMessage().contains(expected));
            assertFalse(e.getMessage(), e.getMessage().contains("\n"));
            return;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        fail("must be refused with " + expected);
    }
}
