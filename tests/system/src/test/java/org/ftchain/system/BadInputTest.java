package org.ftchain.system;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.testbed.demo.DemoChain;
import org.ftchain.testbed.network.AgentProcess;
import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.Command;
import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.OnosRest;
import org.junit.Before;
import org.junit.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whatever is wrong with an order: one line that names field and value, a status, and nothing changed. */
public class BadInputTest extends SystemTest {
    private List<String> flows;
    private JsonNode chains;
    private String spec;

    @Before
    public void remember() {
        flows = testbed.switches().allFlows();
        chains = testbed.rest().json("/ftchain/chains");
        spec = DemoChain.writeSpec(testbed.directory(), "bad").toString();
    }

    private static String order(String name, String from, String to, String middleboxes, String throughput, String failures) {
        return "ftc-chain-create " + name + " --from " + from + " --to " + to + " --middleboxes " + middleboxes
                + " --throughput " + throughput + " --failures " + failures + " --symmetric";
    }

    private void refused(String command, String... named) {
        Command.Result result = shell(command);
        String text = (result.output() + result.errors()).strip();
        timeline.say(command.replaceAll(" --file \\S+", " --file ...") + "\n  -> " + text);
        assertNotEquals(text, 0, result.status());
        assertEquals("one line: " + text, 1, text.lines().filter(line -> !line.isBlank()).count());
        assertTrue(text, text.contains("error: "));
        for (String part : named) {
            assertTrue("\"" + part + "\" in: " + text, text.contains(part));
        }
        nothingChanged();
    }

    private void nothingChanged() {
        assertEquals(chains, testbed.rest().json("/ftchain/chains"));
        await("flow tables as before", () -> testbed.switches().allFlows().equals(flows));
    }

    @Test(timeout = 600_000)
    public void shouldNameFieldAndValueOfBadOptions() {
        String file = " --file " + spec;
        String boxes = "firewall,monitor,nat";
        refused(order("x", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, "firewall,teleporter", "100", "1"), "middleboxes",
                "teleporter");
        refused(order("x", "10.9.9.9", Layout.WEB_ADDRESS, boxes, "100", "1") + file, "from", "10.9.9.9");
        refused(order("x", Layout.CLIENT_ADDRESS, "AA:BB:CC:DD:EE:FF/None", boxes, "100", "1") + file, "to",
                "AA:BB:CC:DD:EE:FF/None");
        refused(order("x", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, boxes, "0", "1") + file, "throughput", "0");
        refused(order("x", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, boxes, "-5", "1") + file, "throughput", "-5");
        refused(order("x", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, boxes, "999999", "1") + file, "throughput", "999999");
        refused(order("x", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, boxes, "100", "6") + file, "failures", "6");
        refused(order("x", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, boxes, "100", "1") + " --protection magic" + file,
                "protection", "magic");
        refused("ftc-chain-delete nosuchchain", "nosuchchain");
        refused("ftc-chain-show nosuchchain", "nosuchchain");
        refused("ftc-chain-show", "NAME");
        refused("ftc-chain-delete", "NAME");
        refused("ftc-chain-create", "name");
    }

    @Test(timeout = 300_000)
    public void shouldNameQueryParametersThatAreNotKnown() {
        for (String resource : List.of("agents", "chains", "chains/web", "chains/web/status", "chains/web/state", "events")) {
            OnosRest.Answer answer = testbed.rest().get("/ftchain/" + resource + "?limt=3");
            assertEquals(answer.body(), 400, answer.status());
            assertTrue(answer.body(), answer.body().contains("limt"));
        }
    }

    @Test(timeout = 600_000)
    public void shouldNameFieldAndValueOfBadConfiguration() throws IOException {
        String boxes = "firewall,monitor,nat";
        String good = DemoChain.spec();
        withSpec(boxes, good.replace(Layout.NAT_ADDRESS, "10.0.2.256"), "externalAddress", "10.0.2.256");
        withSpec(boxes, good.replace("20000-59999", "60000-20000"), "ports", "60000-20000");
        withSpec(boxes, good.replace("\"timeoutSeconds\"", "\"timeoutMinutes\""), "timeoutMinutes");
        withSpec(boxes, good.replace("\"allow\", \"protocol\": \"tcp\"", "\"perhaps\", \"protocol\": \"tcp\""), "action",
                "perhaps");
        withSpec(boxes, good.replace("\"gateway\": \"10.0.1.1\"", "\"gateway\": \"nowhere\""), "gateway", "nowhere");
        withSpec(boxes, good.replace("\"gateway\"", "\"gateweg\""), "gateweg");
        withSpec("monitor,firewall,nat", good, "middleboxes");
        withSpec(boxes, good.substring(0, good.length() / 2), ".json");
        refused(order("x", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, boxes, "100", "1") + " --file /nonexistent.json",
                "/nonexistent.json");
    }

    private void withSpec(String middleboxes, String text, String... named) throws IOException {
        Path file = Files.writeString(testbed.directory().directory("chains").resolve("malformed.json"), text);
        refused(order("x", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, middleboxes, "100", "1") + " --file " + file, named);
    }

    @Test(timeout = 300_000)
    public void shouldRefuseADuplicateName() {
        ChainClient chain = create("web", "ftc");
        flows = testbed.switches().allFlows();
        chains = testbed.rest().json("/ftchain/chains");
        refused(order("web", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, "firewall,monitor,nat", "100", "1") + " --file "
                + spec, "name", "web");
        assertEquals("ACTIVE", chain.state());
    }

    @Test(timeout = 300_000)
    public void shouldRefuseToScaleWhatCannotBeScaled() {
        ChainClient chain = create("web", "ftc");
        flows = testbed.switches().allFlows();
        chains = testbed.rest().json("/ftchain/chains");
        refused("ftc-chain-scale", "NAME");
        refused("ftc-chain-scale web 2", "THREADS");
        refused("ftc-chain-scale web two 2", "HOP", "two");
        refused("ftc-chain-scale web 4 2", "hop", "4");
        refused("ftc-chain-scale web 2 0", "threads", "0");
        refused("ftc-chain-scale web 2 16", "threads", chain.server(2), "16");
        refused("ftc-chain-scale nosuchchain 1 1", "nosuchchain");
        assertEquals(400, testbed.rest().patch("/ftchain/chains/web/hops/2", "{\"thread\":2}").status());
        nothingChanged();
    }

    @Test(timeout = 300_000)
    public void shouldRefuseWhenTooFewAgentsAreReachable() {
        for (AgentProcess agent : testbed.agents().subList(1, Layout.SERVERS)) {
            agent.kill();
        }
        await("only one agent to be connected", () -> connectedAgents() == 1);
        refused(order("x", Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS, "firewall,monitor,nat", "100", "1") + " --file "
                + spec, "failures", "1");
    }

    private long connectedAgents() {
        long connected = 0;
        for (JsonNode agent : testbed.rest().json("/ftchain/agents").path("agents")) {
            connected += agent.path("connected").asBoolean() ? 1 : 0;
        }
        return connected;
    }
}
