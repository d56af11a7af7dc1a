package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.IpProtocol;
import org.ftchain.agent.packet.Ipv4Address;
import org.ftchain.agent.packet.Ipv6Address;
import org.ftchain.agent.packet.TestPackets;
import org.ftchain.agent.packet.TestPacketsV6;
import org.junit.Test;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
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
    public void shouldFollowDefaultWhenNotIp() {
        byte[] arp = {0, 1, 8, 0};
        assertNull(verdict("deny", arp));
        assertNotNull(verdict("allow", arp));
    }

    @Test
    public void shouldMatchIpv6ByPrefixInBothDirections() {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", "{'rules':[{'action':'allow','protocol':'tcp',"
                + "'source':'2001:db8:1::/48','destination':'2001:db8:2::20','destinationPorts':'80'}]}");
        Ipv6Address client = TestPacketsV6.CLIENT;
        Ipv6Address web = TestPacketsV6.WEB;
        assertNotNull(firewall.forward(TestPacketsV6.tcp(client, 40000, web, 80, 10)));
        assertNotNull(firewall.reverse(TestPacketsV6.tcp(web, 80, client, 40000, 10)));
        assertNull(firewall.forward(TestPacketsV6.tcp(client, 40000, web, 81, 10)));
        assertNull(firewall.forward(TestPacketsV6.udp(client, 40000, web, 80, 10)));
        assertNull(firewall.forward(TestPacketsV6.tcp(Ipv6Address.parse("2001:db8:3::10"), 40000, web, 80, 10)));
        assertNull(firewall.forward(TestPacketsV6.tcp(client, 40000, Ipv6Address.parse("2001:db8:2::21"), 80, 10)));
        assertNull(firewall.forward(TestPackets.tcp(CLIENT, 40000, WEB, 80, 10)));
    }

    @Test
    public void shouldNeverMatchTheOtherIpVersion() {
        byte[] v4 = TestPackets.tcp(CLIENT, 40000, WEB, 80, 0);
        byte[] v6 = TestPacketsV6.tcp(TestPacketsV6.CLIENT, 40000, TestPacketsV6.WEB, 80, 0);
        byte[] mapped = TestPacketsV6.tcp(Ipv6Address.parse("::ffff:10.0.1.10"), 40000, TestPacketsV6.WEB, 80, 0);
        assertVerdicts("'source':'0.0.0.0/0'", v4, true, v6, false, mapped, false);
        assertVerdicts("'source':'10.0.0.0/8'", v4, true, v6, false, mapped, false);
        assertVerdicts("'destination':'::/0'", v4, false, v6, true, mapped, true);
        assertVerdicts("'source':'::ffff:0:0/96'", v4, false, v6, false, mapped, true);
        assertVerdicts("'protocol':'tcp','destinationPorts':80", v4, true, v6, true, mapped, true);
    }

    private static void assertVerdicts(String rule, Object... packetsAndVerdicts) {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", "{'rules':[{'action':'allow'," + rule + "}]}");
        for (int index = 0; index < packetsAndVerdicts.length; index += 2) {
            assertEquals(rule + " packet " + index / 2, packetsAndVerdicts[index + 1],
                    firewall.forward((byte[]) packetsAndVerdicts[index]) != null);
        }
    }

    @Test
    public void shouldMatchIpv6FragmentByAddressesWhenItHasNoPorts() {
        String rule = "{'rules':[{'action':'%s','protocol':'tcp','destinationPorts':'80'}],'default':'%s'}";
        byte[] later = TestPacketsV6.ipv6(IpProtocol.TCP, TestPacketsV6.CLIENT, TestPacketsV6.WEB, new byte[16],
                new int[] {TestPacketsV6.FRAGMENT}, TestPacketsV6.fragment(80, false));
        assertNotNull(verdict(String.format(rule, "allow", "deny"), later, Direction.FORWARD));
        assertNotNull(verdict(String.format(rule, "deny", "allow"), later, Direction.FORWARD));
    }

    @Test
    public void shouldJudgeIcmpv6ErrorByItsFlowOrByRulesForIcmpv6() {
        Ipv6Address router = Ipv6Address.parse("2001:db8:9::1");
        byte[] sent = TestPacketsV6.tcp(TestPacketsV6.CLIENT, 40000, TestPacketsV6.WEB, 80, 100);
        byte[] tooBig = TestPacketsV6.icmpError(2, router, TestPacketsV6.CLIENT, sent, 60);
        String web = "{'rules':[{'action':'allow','protocol':'tcp','destinationPorts':'80'}]}";
        assertNotNull(new MiddleboxFixture("firewall", web).reverse(tooBig));
        assertNull(new MiddleboxFixture("firewall", web).forward(tooBig));
        assertNull(new MiddleboxFixture("firewall", web.replace("80", "81")).reverse(tooBig));
        assertNull(new MiddleboxFixture("firewall", "{'rules':[{'action':'allow','protocol':'icmp'}]}").reverse(tooBig));
        assertNotNull(new MiddleboxFixture("firewall", "{'rules':[{'action':'allow','protocol':'icmpv6'}]}")
                .reverse(tooBig));
    }

    private static Object verdict(String policy, byte[] bytes) {
        return verdict("{'default':'" + policy + "'}", bytes, Direction.FORWARD);
    }

    private static Object verdict(String config, byte[] bytes, Direction direction) {
        MiddleboxFixture firewall = new MiddleboxFixture("firewall", config);
        int verdict = firewall.middlebox.process(TestPackets.wrap(bytes), direction, firewall.transaction);
        return verdict == Middlebox.FORWARD ? bytes : null;
    }

    private static byte[] fragment(int protocol, int from, int to) {
        return TestPackets.ipv4(protocol, from, to, new byte[64], 0x2010, 20);
    }
}
