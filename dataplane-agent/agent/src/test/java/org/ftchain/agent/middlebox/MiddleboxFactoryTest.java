package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Packet;
import org.junit.Test;

import java.util.List;

import static org.ftchain.agent.middlebox.MiddleboxFixture.json;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

public class MiddleboxFactoryTest {
    private final MiddleboxFactory factory = new MiddleboxFactory();

    @Test
    public void shouldMakeEveryTypeWhenConfigIsRight() {
        assertEquals(List.of("firewall", "monitor", "nat", "gen", "replica"), List.copyOf(factory.types()));
        assertNotNull(factory.create("firewall", json("{}")));
        assertNotNull(factory.create("firewall", null));
        assertNotNull(factory.create("firewall", json("{'rules':[{'action':'allow','protocol':'tcp',"
                + "'source':'0.0.0.0/0','sourcePorts':'1024-65535','destination':'10.0.2.20/32',"
                + "'destinationPorts':'80-8080'},{'action':'deny','protocol':47},{'action':'deny','protocol':'50'},"
                + "{'action':'allow','protocol':'udp','destination':'10.0.2.20','destinationPorts':53}],"
                + "'default':'deny'}")));
        assertNotNull(factory.create("monitor", json("{}")));
        assertNotNull(factory.create("nat", json("{'externalAddress':'10.0.2.100','ports':'20000-59999',"
                + "'timeoutSeconds':300}")));
        assertNotNull(factory.create("nat", json("{'externalAddress':'10.0.2.100','ports':null}")));
        assertNotNull(factory.create("replica", json("{}")));
    }

    @Test
    public void shouldHaveFewMapsWithDistinctNames() {
        for (String type : factory.types()) {
            Middlebox middlebox = factory.create(type, json("nat".equals(type)
                    ? "{'externalAddress':'10.0.2.100'}" : "{}"));
            assertTrue(middlebox.maps().size() <= 16);
            assertEquals(middlebox.maps().size(), middlebox.maps().stream().map(map -> map.name()).distinct().count());
        }
        assertEquals(Packet.CHANGEABLE_BYTES, Middlebox.MAX_CHANGED_BYTES);
    }

    @Test
    public void shouldNameFieldAndValueWhenConfigIsWrong() {
        refused("proxy", "{}", "middlebox type must be one of firewall, monitor, nat, gen, replica: type=proxy");
        refused("monitor", "{'flows':1}", "middlebox monitor: flows must be true or false: flows=1");
        refused("monitor", "{'sharing':65}", "middlebox monitor: sharing must be a whole number from 1 to 64: sharing=65");
        refused("gen", "{'stateBytes':15}", "middlebox gen: stateBytes must be a whole number from 16 to 256: "
                + "stateBytes=15");
        refused("gen", "{'stateBytes':257}", "middlebox gen: stateBytes must be a whole number from 16 to 256: "
                + "stateBytes=257");
        refused("gen", "{'bytes':64}", "middlebox gen: unknown field bytes, known are stateBytes, sharing");
        refused("monitor", "{'level':1}", "middlebox monitor: unknown field level, known are flows, sharing");
        refused("replica", "[]", "middlebox replica: configuration must be an object: []");
        refused("nat", "{}", "middlebox nat: externalAddress is missing");
        refused("nat", "{'externalAddress':5}", "middlebox nat: externalAddress must be a text: externalAddress=5");
        refused("nat", "{'externalAddress':'10.0.2'}",
                "middlebox nat: externalAddress must be an IPv4 address: externalAddress=\"10.0.2\"");
        refused("nat", "{'externalAddress':'224.0.0.1'}",
                "middlebox nat: externalAddress must be a host's address: externalAddress=\"224.0.0.1\"");
        refused("nat", "{'externalAddress':'1.1.1.1','port':'1'}",
                "middlebox nat: unknown field port, known are externalAddress, ports, timeoutSeconds");
        for (String ports : new String[] {"'0-9'", "'9-8'", "'1-65536'", "''", "'-'", "'1-2-3'", "70000", "1.5", "[]",
                "true"}) {
            refused("nat", "{'externalAddress':'1.1.1.1','ports':" + ports + "}", "middlebox nat: ports must be a port "
                    + "from 1 to 65535 or a range such as 80-90: ports=" + ports.replace('\'', '"'));
        }
        refused("nat", "{'externalAddress':'1.1.1.1','timeoutSeconds':0}", "middlebox nat: timeoutSeconds must be a "
                + "whole number from 1 to 2592000: timeoutSeconds=0");
        refused("nat", "{'externalAddress':'1.1.1.1','timeoutSeconds':'300'}", "middlebox nat: timeoutSeconds must be "
                + "a whole number from 1 to 2592000: timeoutSeconds=\"300\"");
    }

    @Test
    public void shouldNameRuleAndFieldWhenFirewallRuleIsWrong() {
        refused("firewall", "{'default':'maybe'}", "middlebox firewall: default must be allow or deny: "
                + "default=\"maybe\"");
        refused("firewall", "{'rules':{}}", "middlebox firewall: rules must be a list of at most 10000 objects: "
                + "rules={}");
        refused("firewall", "{'rules':['x']}", "middlebox firewall: rules[0] must be an object: rules[0]=\"x\"");
        refused("firewall", "{'rules':[{'action':'allow'},{}]}", "middlebox firewall: rules[1].action is missing");
        rule("'action':'accept'", "action must be allow or deny: rules[0].action=\"accept\"");
        rule("'action':'deny','port':80", null);
        rule("'action':'deny','protocol':'sctp'", "protocol must be any, tcp, udp, icmp, icmpv6 or a number from 0 to 255: "
                + "rules[0].protocol=\"sctp\"");
        rule("'action':'deny','protocol':256", "protocol must be any, tcp, udp, icmp, icmpv6 or a number from 0 to 255: "
                + "rules[0].protocol=256");
        rule("'action':'deny','source':'10.0.0.0/33'", "source must be a prefix such as 10.0.2.0/24 or 2001:db8::/32: "
                + "rules[0].source=\"10.0.0.0/33\"");
        rule("'action':'deny','destination':'10.0.0/8'", "destination must be a prefix such as 10.0.2.0/24 or 2001:db8::/32: "
                + "rules[0].destination=\"10.0.0/8\"");
        rule("'action':'deny','protocol':'tcp','destinationPorts':'http'", "destinationPorts must be a port from 1 to "
                + "65535 or a range such as 80-90: rules[0].destinationPorts=\"http\"");
        rule("'action':'deny','destination':'2001:db8::/129'", "destination must be a prefix such as 10.0.2.0/24 or "
                + "2001:db8::/32: rules[0].destination=\"2001:db8::/129\"");
        rule("'action':'deny','source':'10.0.0.0/8','destination':'2001:db8::/32'", "destination must be of the same IP "
                + "version as source: rules[0].destination=\"2001:db8::/32\"");
        rule("'action':'deny','sourcePorts':'80'", "sourcePorts needs protocol tcp or udp: "
                + "rules[0].sourcePorts=\"80\"");
        rule("'action':'deny','protocol':'icmp','destinationPorts':'80'", "destinationPorts needs protocol tcp or "
                + "udp: rules[0].destinationPorts=\"80\"");
    }

    private void rule(String fields, String message) {
        refused("firewall", "{'rules':[{" + fields + "}]}", message == null
                ? "middlebox firewall: unknown field rules[0].port, known are action, protocol, source, sourcePorts, "
                + "destination, destinationPorts" : "middlebox firewall: rules[0]." + message);
    }

    private void refused(String type, String config, String message) {
        IllegalArgumentException refusal = assertThrows(config, IllegalArgumentException.class,
                () -> factory.create(type, json(config)));
        assertEquals(message, refusal.getMessage());
    }
}
