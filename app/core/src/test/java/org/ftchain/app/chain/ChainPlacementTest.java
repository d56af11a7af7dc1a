package org.ftchain.app.chain;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainException.Kind;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStatus;
import org.ftchain.app.api.HopPlacement;
import org.junit.Rule;
import org.junit.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.ftchain.app.chain.ChainFixture.refuse;
import static org.ftchain.app.chain.ChainFixture.web;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

/** What the network can and cannot do, and what is said of it. */
public class ChainPlacementTest {
    @Rule
    public final ChainFixture fixture = new ChainFixture();

    @Test
    public void shouldRefuseBeforeTouchingAnything() throws ChainException {
        fixture.manager.create(web());
        fixture.paths.calls.clear();
        refuse(Kind.CONFLICT, "name=web", () -> fixture.manager.create(web()));
        refuse(Kind.CONFLICT, "externalAddress", () -> fixture.manager.create(TestRecords.web("two", "10.0.2.100", 1)));
        refuse(Kind.CONFLICT, "chain web", () -> fixture.manager.create(TestRecords.web("two", "10.0.2.101", 1)));
        assertEquals(List.of(), fixture.paths.calls);
        assertEquals(1, fixture.manager.chains().size());
        assertEquals(1, fixture.stores.labelOwners().size());
    }

    @Test
    public void shouldNameWhatTheNetworkDoesNotHave() {
        refuseChanged(Kind.INVALID, "from=10.0.1.99", "'from':'10.0.1.10'", "'from':'10.0.1.99'");
        refuseChanged(Kind.INVALID, "to=02:00:00:00:09:99/None", "'to':'10.0.2.20'", "'to':'02:00:00:00:09:99/None'");
        refuseChanged(Kind.INVALID, "middleboxes[0].type=\"proxy\"", "'monitor'", "'proxy'");
        refuseChanged(Kind.UNAVAILABLE, "failures=6", "'failures':1", "'failures':6");
        refuseChanged(Kind.UNAVAILABLE, "cannot be placed", "'throughput':10", "'throughput':501");
        refuseChanged(Kind.UNAVAILABLE, "cannot be placed", "'throughput':10", "'throughput':100000");
        refuseChanged(Kind.CONFLICT, "gateway=10.0.2.20", "'failures':1", "'failures':1,'gateway':'10.0.2.20'");
        fixture.network.switchesDown.add(TestRecords.point(3, 1).deviceId());
        refuseChanged(Kind.UNAVAILABLE, "of:0000000000000003", "'failures':1", "'failures':1");
        fixture.network.switchesDown.clear();
        fixture.network.down.addAll(fixture.network.agents.keySet());
        refuseChanged(Kind.UNAVAILABLE, "no agent is connected", "'failures':1", "'failures':1");
        fixture.network.down.removeAll(List.of("s1", "s2"));
        refuseChanged(Kind.UNAVAILABLE, "failures=2", "'failures':1", "'failures':2");
        fixture.expectNothingLeft();
        assertEquals(List.of(), fixture.paths.calls);
    }

    private void refuseChanged(Kind kind, String expected, String what, String with) {
        String json = "{'name':'m','from':'10.0.1.10','to':'10.0.2.20','middleboxes':[{'type':'monitor'}],"
                + "'throughput':10,'failures':1}";
        refuse(kind, expected, () -> fixture.manager.create(TestRecords.spec(json.replace(what, with))));
    }

    @Test
    public void shouldCountWhatOtherChainsUse() throws ChainException {
        // Six servers of 500 Mbit/s: each of three chains of 3 hops takes 300 of three servers, a third one finds none.
        fixture.manager.create(TestRecords.spec(narrow("a", 80)));
        fixture.manager.create(TestRecords.spec(narrow("b", 81)));
        refuse(Kind.UNAVAILABLE, "cannot be placed", () -> fixture.manager.create(TestRecords.spec(narrow("c", 82))));
        fixture.manager.delete("a");
        fixture.manager.create(TestRecords.spec(narrow("c", 82)));
        assertEquals(2, fixture.stores.labelOwners().size());
    }

    private static String narrow(String name, int port) {
        return "{'name':'" + name + "','from':'10.0.1.10','to':'10.0.2.20','middleboxes':[{'type':'monitor'},"
                + "{'type':'monitor'},{'type':'monitor'}],'throughput':300,'classifier':{'protocol':'tcp',"
                + "'destinationPort':" + port + "}}";
    }

    @Test
    public void shouldShowWhyAChainIsNotProtected() throws ChainException {
        fixture.manager.create(web());
        assertTrue(fixture.manager.status("web").isProtected());
        fixture.network.down.add(fixture.manager.chain("web").path().hops().get(1).server());
        ChainStatus status = fixture.manager.status("web");
        assertFalse(status.isProtected());
        assertTrue(status.unprotectedReason(), status.unprotectedReason().startsWith("hop 2 on s"));
        JsonNode json = ChainJson.status(status);
        assertFalse(json.get("protected").asBoolean());
        assertTrue(json.get("hops").get(1).has("error"));
        assertEquals("open", json.get("hops").get(0).get("phase").asText());
        assertEquals("b", fixture.manager.state("web", 0, 10).get(0).value);
        refuse(Kind.INVALID, "hop=4", () -> fixture.manager.state("web", 3, 10));
    }

    @Test
    public void shouldReplaceFailedHopsOnly() throws ChainException {
        ChainRecord chain = fixture.manager.create(web());
        String failed = chain.path().hops().get(2).server();
        fixture.network.down.add(failed);
        List<HopPlacement> hops = fixture.placer.replace(chain, Set.of(2), Set.of(failed));
        assertEquals(chain.path().hops().subList(0, 2), hops.subList(0, 2));
        Set<String> servers = new HashSet<>();
        hops.forEach(hop -> servers.add(hop.server()));
        assertEquals(3, servers.size());
        assertFalse(servers.contains(failed));
        fixture.network.down.addAll(fixture.network.agents.keySet());
        refuse(Kind.UNAVAILABLE, "cannot be re-placed", () -> fixture.placer.replace(chain, Set.of(2), Set.of(failed)));
    }

    /** Six servers, of which two chains have three each, most of their throughput. */
    @Test
    public void shouldReplaceWithoutThroughputRatherThanNotAtAll() throws ChainException {
        ChainRecord a = fixture.manager.create(TestRecords.spec(narrow("a", 80)));
        ChainRecord b = fixture.manager.create(TestRecords.spec(narrow("b", 81)));
        String failed = a.path().hops().get(0).server();
        fixture.network.down.add(failed);
        List<HopPlacement> hops = fixture.placer.replace(a, Set.of(0), Set.of(failed));
        assertEquals(a.path().hops().subList(1, 3), hops.subList(1, 3));
        assertTrue(hops.get(0).server(), b.path().hops().stream().anyMatch(hop -> hop.server().equals(hops.get(0).server())));
        fixture.network.down.remove(failed);
        fixture.manager.delete("b");
        String free = fixture.placer.replace(a, Set.of(0), Set.of(failed)).get(0).server();
        assertTrue(free, b.path().hops().stream().anyMatch(hop -> hop.server().equals(free)));
    }
}
