package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.IpProtocol;
import org.ftchain.agent.packet.Ipv4Address;
import org.ftchain.agent.packet.TestPackets;
import org.junit.Test;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;

public class FirewallTest {
    private static final int ROUTER = Ipv4Address.parse("192.0.2.1");
    private static final String WEB_ONLY = "{'rules':[{'action':'allow','protocol':'tcp','source':'10.0.1.0/24',"
            + "'sourcePorts':'1024-65535','destination':'10.0.2.20/32','destinationPorts':'80-8080'}],"
            + "'default':'deny'}";

    @Test
    public void shouldPassUnchangedWhenRuleAllows() {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", WEB_ONLY);
        byte[] packet = TestPackets.tcp(CLIENT, 40000, WEB, 80, 10);
        assertArrayEquals(packet, firewall.forward(packet));
        assertNotNull(firewall.forward(TestPackets.tcp(CLIENT, 1024, WEB, 8080, 0)));
        assertNotNull(firewall.forward(TestPackets.tcp(CLIENT | 0xff, 65535, WEB, 80, 0)));
    }

    @Test
    public void shouldDropWhenOneFieldDiffers() {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", WEB_ONLY);
        assertNull(firewall.forward(TestPackets.tcp(CLIENT, 40000, WEB, 79, 0)));
        assertNull(firewall.forward(TestPackets.tcp(CLIENT, 40000, WEB, 8081, 0)));
        assertNull(firewall.forward(TestPackets.tcp(CLIENT, 1023, WEB, 80, 0)));
        assertNull(firewall.forward(TestPackets.tcp(CLIENT, 40000, WEB + 1, 80, 0)));
        assertNull(firewall.forward(TestPackets.tcp(ROUTER, 40000, WEB, 80, 0)));
        assertNull(firewall.forward(TestPackets.udp(CLIENT, 40000, WEB, 80, 0)));
        assertNull(firewall.forward(TestPackets.icmp(8, CLIENT, WEB, 80, 0)));
    }

    @Test
    public void shouldMatchSwappedTupleWhenReverse() {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", WEB_ONLY);
        assertNotNull(firewall.reverse(TestPackets.tcp(WEB, 80, CLIENT, 40000, 10)));
        assertNull(firewall.reverse(TestPackets.tcp(CLIENT, 40000, WEB, 80, 10)));
        assertNull(firewall.forward(TestPackets.tcp(WEB, 80, CLIENT, 40000, 10)));
        assertNull(firewall.reverse(TestPackets.tcp(WEB, 79, CLIENT, 40000, 10)));
    }

    @Test
    public void shouldTakeFirstMatchWhenSeveralMatch() {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", "{'rules':[{'action':'deny','protocol':'udp',"
                + "'destinationPorts':53},{'action':'allow','protocol':17},{'action':'deny'}],'default':'allow'}");
        assertNull(firewall.forward(TestPackets.udp(CLIENT, 40000, WEB, 53, 0)));
        assertNotNull(firewall.forward(TestPackets.udp(CLIENT, 40000, WEB, 54, 0)));
        assertNull(firewall.forward(TestPackets.tcp(CLIENT, 40000, WEB, 54, 0)));
    }

    @Test
    public void shouldInferDefaultFromRulesWhenNotGiven() {
        byte[] other = TestPackets.udp(CLIENT, 40000, WEB, 53, 0);
        assertNotNull("no rules", new MiddleboxFixture("firewall", "{}").forward(other));
        assertNotNull("deny-list", new MiddleboxFixture("firewall",
                "{'rules':[{'action':'deny','protocol':'tcp'}]}").forward(other));
        assertNull("allow-list", new MiddleboxFixture("firewall",
                "{'rules':[{'action':'allow','protocol':'tcp'}]}").forward(other));
        assertNull("mixed", new MiddleboxFixture("firewall", "{'rules':[{'action':'deny','protocol':'icmp'},"
                + "{'action':'allow','protocol':'tcp'}]}").forward(other));
        assertNull("given", new MiddleboxFixture("firewall", "{'default':'deny'}").forward(other));
    }

    @Test
    public void shouldMatchFragmentByAddressesWhenItHasNoPorts() {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", WEB_ONLY);
        assertNotNull(firewall.forward(fragment(IpProtocol.TCP, CLIENT, WEB)));
        assertNotNull(firewall.reverse(fragment(IpProtocol.TCP, WEB, CLIENT)));
        assertNull(firewall.forward(fragment(IpProtocol.UDP, CLIENT, WEB)));
        assertNull(firewall.forward(fragment(IpProtocol.TCP, CLIENT, WEB + 1)));
        MiddleboxFixture denying = new MiddleboxFixture("firewall",
                "{'rules':[{'action':'deny','protocol':'tcp','destinationPorts':'23'}],'default':'allow'}");
        assertNotNull(denying.forward(fragment(IpProtocol.TCP, CLIENT, WEB)));
    }

    @Test
    public void shouldJudgeIcmpErrorByItsFlowWhenReadable() {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", WEB_ONLY);
        byte[] admitted = TestPackets.tcp(CLIENT, 40000, WEB, 80, 20);
        byte[] refused = TestPackets.tcp(CLIENT, 40000, WEB, 22, 20);
        assertNotNull(firewall.reverse(TestPackets.icmpError(3, ROUTER, CLIENT, admitted, 28)));
        assertNull(firewall.reverse(TestPackets.icmpError(3, ROUTER, CLIENT, refused, 28)));
        assertNull("seen from the wrong side", firewall.forward(TestPackets.icmpError(3, CLIENT, WEB, admitted, 28)));
        assertNotNull(firewall.forward(TestPackets.icmpError(3, CLIENT, WEB,
                TestPackets.tcp(WEB, 80, CLIENT, 40000, 20), 28)));
        assertNull("unreadable", firewall.reverse(TestPackets.icmpError(3, ROUTER, CLIENT, admitted, 20)));
    }

    @Test
    public void shouldMatchIcmpErrorItselfWhenRuleIsForIcmp() {
        byte[] error = TestPackets.icmpError(11, ROUTER, CLIENT, TestPackets.tcp(CLIENT, 40000, WEB, 80, 20), 28);
        assertNull(new MiddleboxFixture("firewall", "{'rules':[{'action':'deny','protocol':'icmp'}],"
                + "'default':'allow'}").reverse(error));
        assertNotNull(new MiddleboxFixture("firewall", "{'rules':[{'action':'allow','protocol':'icmp',"
                + "'destination':'192.0.2.0/24'}],'default':'deny'}").reverse(error));
        assertNull(new MiddleboxFixture("firewall", "{'rules':[{'action':'allow','protocol':'icmp',"
                + "'destination':'10.0.2.0/24'}],'default':'deny'}").reverse(error));
    }

    @Test
    public void shouldFollowDefaultWhenNotIpv4() {
        byte[] ipv6 = new byte[40];
        ipv6[0] = 0x60;
        assertNull(verdict("deny", ipv6));
        assertNotNull(verdict("allow", ipv6));
    }

    private static Object verdict(String policy, byte[] bytes) {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", "{'default':'" + policy + "'}");
        int verdict = firewall.middlebox.process(TestPackets.wrap(bytes), Direction.FORWARD,
                firewall.transaction);
        return verdict == Middlebox.FORWARD ? bytes : null;
    }

    private static byte[] fragment(int protocol, int from, int to) {
        return TestPackets.ipv4(protocol, from, to, new byte[64], 0x2010, 20);
    }
}
