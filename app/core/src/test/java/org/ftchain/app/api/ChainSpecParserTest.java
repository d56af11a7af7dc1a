package org.ftchain.app.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.Test;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.Ip6Address;

import java.util.List;
import java.util.function.Consumer;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

public class ChainSpecParserTest {
    private static final String WEB = "{\"name\":\"web\",\"from\":\"10.0.1.10\",\"to\":\"10.0.2.20\",\"middleboxes\":["
            + "{\"type\":\"firewall\",\"rules\":[{\"action\":\"allow\",\"protocol\":\"tcp\","
            + "\"destination\":\"10.0.2.20/32\",\"destinationPorts\":\"80-8080\"}],\"default\":\"deny\"},"
            + "{\"type\":\"monitor\"},{\"type\":\"nat\",\"externalAddress\":\"10.0.2.100\",\"ports\":\"20000-59999\","
            + "\"timeoutSeconds\":300}],\"gateway\":\"10.0.1.1\",\"throughput\":100,\"failures\":1,\"symmetric\":true,"
            + "\"protection\":\"ftc\"}";

    private static ObjectNode web() throws ChainException {
        return ChainSpecParser.readObject(WEB, "specification");
    }

    @Test
    public void shouldReadAllFields() throws ChainException {
        ChainSpec spec = ChainSpecParser.parse(web());
        assertEquals("web", spec.name());
        assertEquals(3, spec.middleboxes().size());
        assertEquals(Ip4Address.valueOf("10.0.2.100"), spec.externalAddress());
        assertEquals(Ip4Address.valueOf("10.0.1.1"), spec.gateway());
        assertEquals(100, spec.throughputMbps(), 0);
        assertEquals(1, spec.replicatedFailures());
        assertTrue(spec.symmetric());
        assertFalse(spec.middleboxes().get(0).config().has("type"));
        assertEquals("deny", spec.middleboxes().get(0).config().get("default").asText());
    }

    @Test
    public void shouldReadBackWhatIsPrinted() throws ChainException {
        ObjectNode json = web();
        json.putObject("classifier").put("protocol", "tcp").put("destinationPort", 80).put("destination", "10.0.2.0/24");
        ChainSpec spec = ChainSpecParser.parse(json);
        assertEquals(spec, ChainSpecParser.parse(ChainSpecParser.readObject(ChainJson.spec(spec).toString(), "spec")));
    }

    @Test
    public void shouldReadThreadsBesideTheType() throws ChainException {
        ObjectNode json = web();
        ((ObjectNode) json.get("middleboxes").get(1)).put("threads", 4);
        ChainSpec spec = ChainSpecParser.parse(json);
        assertEquals(1, spec.middleboxes().get(0).threads());
        assertEquals(4, spec.middleboxes().get(1).threads());
        assertFalse(spec.middleboxes().get(1).config().has("threads"));
        assertEquals(spec, ChainSpecParser.parse(ChainJson.spec(spec)));
        refuse("middleboxes[1].threads must be a whole number from 1 to 16: middleboxes[1].threads=17",
                changed -> ((ObjectNode) changed.get("middleboxes").get(1)).put("threads", 17));
        refuse("middleboxes[1].threads must be a whole number from 1 to 16: middleboxes[1].threads=\"2\"",
                changed -> ((ObjectNode) changed.get("middleboxes").get(1)).put("threads", "2"));
        assertEquals(2, ChainSpecParser.threads(ChainSpecParser.readObject("{\"threads\":2}", "change")));
    }

    @Test
    public void shouldDefaultToOneProtectedFailure() throws ChainException {
        ObjectNode json = web().without(List.of("failures", "symmetric", "protection"));
        json.putArray("middleboxes").addObject().put("type", "monitor");
        ChainSpec spec = ChainSpecParser.parse(json);
        assertEquals(1, spec.failures());
        assertFalse(spec.symmetric());
        assertEquals(Protection.FTC, spec.protection());
    }

    @Test
    public void shouldAppendReplicaHopsWhenChainIsShort() throws ChainException {
        ObjectNode json = web();
        json.putArray("middleboxes").addObject().put("type", "monitor");
        json.put("failures", 2);
        ChainSpec spec = ChainSpecParser.parse(json);
        assertEquals(3, spec.hops().size());
        assertEquals("replica", spec.hops().get(2).type());
        assertEquals(1, spec.middleboxes().size());
        assertNull(spec.externalAddress());
        assertEquals(1, ChainSpecParser.parse(json.put("protection", "none")).hops().size());
    }

    @Test
    public void shouldAcceptHostIds() throws ChainException {
        assertEquals("02:00:00:00:01:10/None",
                ChainSpecParser.parse(web().put("from", "02:00:00:00:01:10/None")).from());
    }

    private static ObjectNode webV6() throws ChainException {
        ObjectNode json = web().put("from", "2001:db8:1::10").put("to", "2001:db8:2::20").put("gateway", "fe80::1");
        ((ArrayNode) json.get("middleboxes")).remove(2);
        rule(json).put("protocol", "icmpv6").put("source", "2001:db8:1::/48").without(List.of("destination",
                "destinationPorts", "sourcePorts"));
        return json;
    }

    @Test
    public void shouldReadIpv6Chains() throws ChainException {
        ObjectNode json = webV6();
        json.putObject("classifier").put("protocol", "icmpv6").put("destination", "2001:db8:2::/64");
        ChainSpec spec = ChainSpecParser.parse(json);
        assertEquals(6, spec.ipVersion());
        assertEquals(Ip6Address.valueOf("fe80::1"), spec.gateway());
        assertEquals(spec, ChainSpecParser.parse(ChainSpecParser.readObject(ChainJson.spec(spec).toString(), "spec")));
        assertEquals(4, ChainSpecParser.parse(web()).ipVersion());
        ObjectNode byId = webV6().put("from", "02:00:00:00:01:10/None").put("to", "02:00:00:00:02:20/None");
        assertEquals(6, ChainSpecParser.parse(byId).ipVersion());
        byId.remove("gateway");
        assertEquals(0, ChainSpecParser.parse(byId).ipVersion());
    }

    @Test
    public void shouldRefuseAChainOfBothIpVersions() throws ChainException {
        refuse("to must be for IPv4 like from", spec -> spec.put("to", "2001:db8::1"));
        refuse("gateway must be for IPv4 like from", spec -> spec.put("gateway", "2001:db8::1"));
        refuse("the nat must be for IPv6 like from",
                spec -> spec.put("from", "2001:db8::1").put("to", "2001:db8::2").remove("gateway"));
        refuse("classifier.protocol must be for IPv4 like from",
                spec -> spec.putObject("classifier").put("protocol", "icmpv6"));
        refuse("classifier.source must be for IPv4 like from",
                spec -> spec.putObject("classifier").put("source", "2001:db8::/32"));
        refuse("must be of the same IP version as source: middleboxes[0].rules[0].destination=\"::/0\"",
                spec -> rule(spec).put("source", "10.0.0.0/8").put("destination", "::/0"));
        refuse("from=\"ff02::1\"", spec -> spec.put("from", "ff02::1"));
        refuse("from=\"::\"", spec -> spec.put("from", "::"));
        refuse("from=\"::ffff:10.0.0.1\"", spec -> spec.put("from", "::ffff:10.0.0.1"));
        refuse("source=\"2001:db8::/129\"", spec -> rule(spec).put("source", "2001:db8::/129"));
        refuse("externalAddress=\"2001:db8::1\"", spec -> box(spec, 2).put("externalAddress", "2001:db8::1"));
        refuse("middleboxes[1].flows=\"no\"", spec -> box(spec, 1).put("flows", "no"));
        refuse("middleboxes[1].sharing=0", spec -> box(spec, 1).put("sharing", 0));
        refuse("middleboxes[1].sharing=65", spec -> box(spec, 1).put("sharing", 65));
    }

    @Test
    public void shouldNameFieldAndValueOfEveryBadInput() throws ChainException {
        refuse("symmetric=false", spec -> spec.put("symmetric", false));
        refuse("name is missing", spec -> spec.remove("name"));
        refuse("name=\"a b\"", spec -> spec.put("name", "a b"));
        refuse("name=\"\"", spec -> spec.put("name", ""));
        refuse("name=7", spec -> spec.put("name", 7));
        refuse("from=\"10.0.1\"", spec -> spec.put("from", "10.0.1"));
        refuse("from=\"10.0.1.300\"", spec -> spec.put("from", "10.0.1.300"));
        refuse("from=\"fe80::1\"", spec -> spec.put("from", "fe80::1"));
        refuse("from=\"client\"", spec -> spec.put("from", "client"));
        refuse("from=\"a/b\"", spec -> spec.put("from", "a/b"));
        refuse("to=\"10.0.1.10\"", spec -> spec.put("to", "10.0.1.10"));
        refuse("throughput is missing", spec -> spec.remove("throughput"));
        refuse("throughput=0", spec -> spec.put("throughput", 0));
        refuse("throughput=-5", spec -> spec.put("throughput", -5));
        refuse("throughput=\"fast\"", spec -> spec.put("throughput", "fast"));
        refuse("throughput=\"NaN\"", spec -> spec.put("throughput", Double.NaN));
        refuse("failures=-1", spec -> spec.put("failures", -1));
        refuse("failures=1.5", spec -> spec.put("failures", 1.5));
        refuse("failures=99", spec -> spec.put("failures", 99));
        refuse("failures=99999999999", spec -> spec.put("failures", 99999999999L));
        refuse("symmetric=\"yes\"", spec -> spec.put("symmetric", "yes"));
        refuse("protection=\"FTC\"", spec -> spec.put("protection", "FTC"));
        refuse("gateway=\"10.0.1.1/24\"", spec -> spec.put("gateway", "10.0.1.1/24"));
        refuse("unknown field througput", spec -> spec.put("througput", 1));
        refuse("middleboxes is missing", spec -> spec.remove("middleboxes"));
        refuse("middleboxes=[]", spec -> spec.putArray("middleboxes"));
        refuse("middleboxes[0]=\"nat\"", spec -> spec.putArray("middleboxes").add("nat"));
        refuse("middleboxes[0].type=\"replica\"", spec -> first(spec).put("type", "replica"));
    }

    @Test
    public void shouldNameFieldAndValueOfBadMiddleboxes() throws ChainException {
        refuse("unknown field middleboxes[1].x", spec -> box(spec, 1).put("x", 1));
        refuse("unknown field middleboxes[0].rule;", spec -> first(spec).put("rule", 1));
        refuse("middleboxes[0].default=\"maybe\"", spec -> first(spec).put("default", "maybe"));
        refuse("middleboxes[0].rules={}", spec -> first(spec).putObject("rules"));
        refuse("middleboxes[0].rules[0].action is missing", spec -> rule(spec).remove("action"));
        refuse("middleboxes[0].rules[0].action=\"drop\"", spec -> rule(spec).put("action", "drop"));
        refuse("middleboxes[0].rules[0].protocol=\"sctpx\"", spec -> rule(spec).put("protocol", "sctpx"));
        refuse("middleboxes[0].rules[0].protocol=256", spec -> rule(spec).put("protocol", 256));
        refuse("middleboxes[0].rules[0].destinationPorts=\"80-8080\"", spec -> rule(spec).put("protocol", "icmp"));
        refuse("middleboxes[0].rules[0].destinationPorts=\"90-80\"", spec -> rule(spec).put("destinationPorts", "90-80"));
        refuse("middleboxes[0].rules[0].destinationPorts=70000", spec -> rule(spec).put("destinationPorts", 70000));
        refuse("middleboxes[0].rules[0].source=\"10.0.0.0/33\"", spec -> rule(spec).put("source", "10.0.0.0/33"));
        refuse("unknown field middleboxes[0].rules[0].port", spec -> rule(spec).put("port", 80));
        refuse("middleboxes[2].externalAddress is missing", spec -> box(spec, 2).remove("externalAddress"));
        refuse("middleboxes[2].externalAddress=\"10.0.2\"", spec -> box(spec, 2).put("externalAddress", "10.0.2"));
        refuse("middleboxes[2].externalAddress=\"224.0.0.1\"", spec -> box(spec, 2).put("externalAddress", "224.0.0.1"));
        refuse("middleboxes[2].ports=\"x\"", spec -> box(spec, 2).put("ports", "x"));
        refuse("middleboxes[2].ports=\"0-10\"", spec -> box(spec, 2).put("ports", "0-10"));
        refuse("middleboxes[2].timeoutSeconds=0", spec -> box(spec, 2).put("timeoutSeconds", 0));
        refuse("middleboxes[3].type=\"nat\"", spec -> ((ArrayNode) spec.get("middleboxes")).add(box(spec, 2).deepCopy()));
    }

    @Test
    public void shouldCheckGen() throws ChainException {
        ObjectNode good = web();
        good.putArray("middleboxes").addObject().put("type", "gen").put("stateBytes", 256).put("sharing", 8);
        assertEquals("gen", ChainSpecParser.parse(good).middleboxes().get(0).type());
        refuse("middleboxes[0].stateBytes=15", spec -> gen(spec).put("stateBytes", 15));
        refuse("middleboxes[0].stateBytes=257", spec -> gen(spec).put("stateBytes", 257));
        refuse("middleboxes[0].sharing=0", spec -> gen(spec).put("sharing", 0));
        refuse("unknown field middleboxes[0].size", spec -> gen(spec).put("size", 64));
    }

    private static ObjectNode gen(ObjectNode spec) {
        return spec.putArray("middleboxes").addObject().put("type", "gen");
    }

    @Test
    public void shouldNameFieldAndValueOfBadClassifiers() throws ChainException {
        refuse("classifier=80", spec -> spec.put("classifier", 80));
        refuse("unknown field classifier.port", spec -> spec.putObject("classifier").put("port", 80));
        refuse("classifier.protocol=\"any\"", spec -> spec.putObject("classifier").put("protocol", "any"));
        refuse("classifier.destinationPort=80", spec -> spec.putObject("classifier").put("destinationPort", 80));
        refuse("classifier.sourcePort=0",
                spec -> spec.putObject("classifier").put("protocol", "tcp").put("sourcePort", 0));
        refuse("classifier.source=\"10/8\"", spec -> spec.putObject("classifier").put("source", "10/8"));
    }

    @Test
    public void shouldSayWhereTextIsNotJson() {
        for (String text : new String[] {"{", "{\"name\":\"a\",\"name\":\"b\"}", "{} {}", "[]", "", "nope"}) {
            try {
                ChainSpecParser.readObject(text, "file /x.json");
                fail("must be refused: " + text);
            } catch (ChainException e) {
                assertTrue(e.getMessage(), e.getMessage().startsWith("file /x.json"));
                assertFalse(e.getMessage(), e.getMessage().contains("\n"));
            }
        }
    }

    private static ObjectNode box(ObjectNode spec, int index) {
        return (ObjectNode) spec.get("middleboxes").get(index);
    }

    private static ObjectNode first(ObjectNode spec) {
        return box(spec, 0);
    }

    private static ObjectNode rule(ObjectNode spec) {
        return (ObjectNode) first(spec).get("rules").get(0);
    }

    private static void refuse(String expected, Consumer<ObjectNode> change) throws ChainException {
        ObjectNode spec = web();
        change.accept(spec);
        try {
            ChainSpecParser.parse(spec);
        } catch (ChainException e) {
            assertTrue(e.getMessage() + " must name " + expected, e.getMessage().contains(expected));
            assertFalse(e.getMessage(), e.getMessage().contains("\n"));
            return;
        }
        fail("must be refused with " + expected);
    }
}
