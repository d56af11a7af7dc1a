package org.ftchain.app.steering;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.junit.Test;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.Ip6Address;
import org.onlab.packet.IpAddress;

import static org.ftchain.app.TestChains.point;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

public class ChainAddressesTest {
    private final ChainRecord web = TestChains.active(TestChains.web(), 1, 3, 5);

    private static Ip4Address ip(String text) {
        return Ip4Address.valueOf(text);
    }

    @Test
    public void shouldAnswerForTheGatewayAtTheSourcesPortOnly() {
        assertTrue(ChainAddresses.answers(web, web.fromPoint(), ip("10.0.1.1")));
        assertFalse(ChainAddresses.answers(web, point(2, 1), ip("10.0.1.1")));
    }

    @Test
    public void shouldAnswerForTheExternalAddressEverywhere() {
        assertTrue(ChainAddresses.answers(web, web.toPoint(), ip("10.0.2.100")));
        assertTrue(ChainAddresses.answers(web, point(2, 1), ip("10.0.2.100")));
    }

    @Test
    public void shouldAnswerForAnIpv6Gateway() {
        ChainRecord chain = TestChains.activeV6(1, 3);
        assertTrue(ChainAddresses.answers(chain, chain.fromPoint(), IpAddress.valueOf("2001:db8:1::1")));
        assertTrue(ChainAddresses.answers(chain, chain.fromPoint(), Ip6Address.valueOf("2001:db8:1::1")));
        assertFalse(ChainAddresses.answers(chain, chain.toPoint(), Ip6Address.valueOf("2001:db8:1::1")));
        assertFalse(ChainAddresses.answers(web, web.fromPoint(), Ip6Address.valueOf("2001:db8:1::1")));
    }

    @Test
    public void shouldLeaveOtherAddressesAlone() {
        assertFalse(ChainAddresses.answers(web, web.fromPoint(), ip("10.0.2.20")));
        ChainRecord plain = TestChains.active(TestChains.spec("{'name':'p','from':'10.0.1.10','to':'10.0.2.20',"
                + "'middleboxes':[{'type':'monitor'},{'type':'monitor'}],'throughput':1,'failures':1}"), 1, 2);
        assertFalse(ChainAddresses.answers(plain, plain.fromPoint(), ip("10.0.1.1")));
    }
}
