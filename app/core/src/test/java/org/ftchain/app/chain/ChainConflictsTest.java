package org.ftchain.app.chain;

import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.Endpoint;
import org.junit.Test;
import org.onlab.packet.Ip4Address;

import java.util.List;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

public class ChainConflictsTest {
    private static final Endpoint OTHER = Endpoint.of("02:00:00:00:02:30", Ip4Address.valueOf("10.0.2.30"),
            TestRecords.point(3, 2));

    private static ChainRecord chain(String name, String classifier, String nat, Endpoint to) {
        return ChainRecord.of(TestRecords.spec("{'name':'" + name + "','from':'10.0.1.10','to':'" + to.ip()
                + "','middleboxes':[{'type':'monitor'}" + (nat == null ? ""
                : ",{'type':'nat','externalAddress':'" + nat + "'}") + "],'throughput':1,'symmetric':true"
                + (classifier == null ? "" : ",'classifier':" + classifier) + "}"), ChainState.ACTIVE, "",
                "02:fc:00:00:00:01", TestRecords.client(), to, null);
    }

    private static void conflict(String expected, ChainRecord chain, ChainRecord other) {
        try {
            ChainConflicts.check(chain, List.of(other));
        } catch (ChainException e) {
            assertTrue(e.getMessage(), e.getMessage().contains(expected));
            assertEquals(ChainException.Kind.CONFLICT, e.kind());
            return;
        }
        fail("must conflict: " + expected);
    }

    @Test
    public void shouldRefuseTheSamePackets() {
        conflict("chain a", chain("b", null, null, TestRecords.web()), chain("a", null, null, TestRecords.web()));
        conflict("chain a", chain("b", "{'protocol':'tcp','destinationPort':80}", null, TestRecords.web()),
                chain("a", "{'protocol':'tcp','destinationPort':80}", null, TestRecords.web()));
        conflict("chain a", chain("b", "{'protocol':'tcp','sourcePort':7}", null, TestRecords.web()),
                chain("a", "{'protocol':'tcp','destinationPort':80}", null, TestRecords.web()));
    }

    @Test
    public void shouldRefuseReturnTrafficThatIsAnothersForwardTraffic() {
        ChainRecord back = ChainRecord.of(chain("a", null, null, TestRecords.web()).spec(), ChainState.ACTIVE, "",
                "02:fc:00:00:00:02", TestRecords.web(), TestRecords.client(), null);
        conflict("chain a", chain("b", null, null, TestRecords.web()), back);
    }

    @Test
    public void shouldAllowDistinctAndNarrowerTraffic() throws ChainException {
        ChainRecord all = chain("a", null, null, TestRecords.web());
        ChainConflicts.check(chain("b", "{'protocol':'tcp','destinationPort':80}", null, TestRecords.web()), List.of(all));
        ChainConflicts.check(chain("b", null, null, OTHER), List.of(all));
        ChainConflicts.check(chain("b", "{'protocol':'tcp','destinationPort':81}", null, TestRecords.web()),
                List.of(chain("c", "{'protocol':'tcp','destinationPort':80}", null, TestRecords.web())));
        ChainConflicts.check(all, List.of(all));
    }

    @Test
    public void shouldRefuseTheSameExternalAddress() {
        conflict("externalAddress=10.0.2.100", chain("b", null, "10.0.2.100", OTHER),
                chain("a", null, "10.0.2.100", TestRecords.web()));
    }

    @Test
    public void shouldDeriveStableDistinctMacs() {
        String mac = ChainMacs.choose("web", List.of(), host -> false);
        assertTrue(mac, mac.matches("02:fc(:[0-9a-f]{2}){4}"));
        assertEquals(mac, ChainMacs.choose("web", List.of(), host -> false));
        assertNotEquals(mac, ChainMacs.choose("other", List.of(), host -> false));
        assertNotEquals(mac, ChainMacs.choose("web", List.of(), mac::equals));
        ChainRecord taken = ChainRecord.of(chain("x", null, null, OTHER).spec(), ChainState.ACTIVE, "", mac,
                TestRecords.client(), OTHER, null);
        assertNotEquals(mac, ChainMacs.choose("web", List.of(taken), host -> false));
    }
}
