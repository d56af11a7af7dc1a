package org.ftchain.app.steering;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.junit.Test;
import org.onlab.packet.Ip4Address;

import static org.ftchain.app.TestChains.point;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

public class ArpResponderTest {
    private final ChainRecord web = TestChains.active(TestChains.web(), 1, 3, 5);

    private static Ip4Address ip(String text) {
        return Ip4Address.valueOf(text);
    }

    @Test
    public void shouldAnswerForTheGatewayAtTheSourcesPortOnly() {
        assertTrue(ArpResponder.answers(web, web.fromPoint(), ip("10.0.1.1")));
        assertFalse(ArpResponder.answers(web, point(2, 1), ip("10.0.1.1")));
    }

    @Test
    public void shouldAnswerForTheExternalAddressEverywhere() {
        assertTrue(ArpResponder.answers(web, web.toPoint(), ip("10.0.2.100")));
        assertTrue(ArpResponder.answers(web, point(2, 1), ip("10.0.2.100")));
    }

    @Test
    public void shouldLeaveOtherAddressesAlone() {
        assertFalse(ArpResponder.answers(web, web.fromPoint(), ip("10.0.2.20")));
        ChainRecord plain = TestChains.active(TestChains.spec("{'name':'p','from':'10.0.1.10','to':'10.0.2.20',"
                + "'middleboxes':[{'type':'monitor'},{'type':'monitor'}],'throughput':1,'failures':1}"), 1, 2);
        assertFalse(ArpResponder.answers(plain, plain.fromPoint(), ip("10.0.1.1")));
    }
}
