package org.ftchain.app.chain;

import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainException.Kind;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.Hello;
import org.junit.Rule;
import org.junit.Test;
import org.onosproject.store.service.Versioned;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import static org.ftchain.app.chain.ChainFixture.refuse;
import static org.ftchain.app.chain.ChainFixture.web;
import static org.junit.Assert.assertEquals;

/** Worker threads of middleboxes: asked for, placed, changed. */
public class ChainScalingTest {
    @Rule
    public final ChainFixture fixture = new ChainFixture();

    private void threads(String server, int threads) {
        Hello was = fixture.network.agents.get(server);
        fixture.network.agents.put(server, new Hello(Hello.VERSION, was.server, was.incarnation, was.dataMac, was.peerAddress,
                was.middleboxes, Map.of("throughput", 500.0, Hello.THREADS, (double) threads), List.of()));
    }

    private void change(Versioned<ChainRecord> chain, ChainRecord to) {
        fixture.stores.store.compareAndSet(chain.version(), to);
    }

    /** What the leader's recovery machine does with a plan, or what happens instead. */
    private void lead(java.util.function.UnaryOperator<ChainRecord> outcome) {
        fixture.stores.store.addListener(new ChainStore.Listener() {
            @Override
            public void onChange(String name, Versioned<ChainRecord> now) {
                if (now != null && now.value().state() == ChainState.ACTIVE && !now.value().path().planned().isEmpty()) {
                    fixture.stores.store.removeListener(this);
                    CompletableFuture.runAsync(() -> change(now, outcome.apply(now.value())));
                }
            }
        });
    }

    private static ChainRecord carriedOut(ChainRecord record) {
        PathRecord path = record.path();
        return record.withPath(path.withHops(path.planned()).withPlanned(List.of()).withEpoch(path.epoch() + 1));
    }

    @Test
    public void shouldPlanAndReturnWhenItIsDone() throws ChainException {
        String server = fixture.manager.create(web()).path().hops().get(1).server();
        threads(server, 4);
        lead(ChainScalingTest::carriedOut);
        ChainRecord scaled = fixture.manager.scale("web", 1, 4);
        assertEquals(4, scaled.path().hops().get(1).threads());
        assertEquals(1, scaled.path().hops().get(0).threads());
        assertEquals("a recovery asks for as many", 4, scaled.spec().middleboxes().get(1).threads());
        assertEquals(List.of("web chain-created", "web scaling"), fixture.timeline);
        assertEquals("nothing is to be done", scaled, fixture.manager.scale("web", 1, 4));
        assertEquals(2, fixture.timeline.size());
    }

    @Test
    public void shouldRefuseWithoutChangingAnything() throws ChainException {
        ChainRecord chain = fixture.manager.create(web());
        String server = chain.path().hops().get(1).server();
        refuse(Kind.INVALID, "hop must be 1 to 3, a middlebox of the chain: hop=4", () -> fixture.manager.scale("web", 3, 2));
        refuse(Kind.INVALID, "hop=0", () -> fixture.manager.scale("web", -1, 2));
        refuse(Kind.INVALID, "threads must be 1 to 16: threads=17", () -> fixture.manager.scale("web", 1, 17));
        refuse(Kind.UNAVAILABLE, "threads must be at most 1, agent " + server + " has no more worker threads: threads=2",
                () -> fixture.manager.scale("web", 1, 2));
        refuse(Kind.NOT_FOUND, "name=bew", () -> fixture.manager.scale("bew", 1, 2));
        fixture.network.down.add(server);
        refuse(Kind.UNAVAILABLE, "agent " + server + " is not connected", () -> fixture.manager.scale("web", 1, 2));
        assertEquals(chain, fixture.manager.chain("web"));
        assertEquals(List.of("web chain-created"), fixture.timeline);
    }

    @Test
    public void shouldRefuseDuringARecovery() throws ChainException {
        ChainRecord chain = fixture.manager.create(web());
        threads(chain.path().hops().get(1).server(), 2);
        change(fixture.stores.store.get("web"), chain.withState(ChainState.RECOVERING, "failed: s1"));
        refuse(Kind.CONFLICT, "chain web is RECOVERING: failed: s1; it can be scaled when it is ACTIVE again",
                () -> fixture.manager.scale("web", 1, 2));
    }

    @Test
    public void shouldSayWhatBecameOfTheChainInstead() throws ChainException {
        ChainRecord chain = fixture.manager.create(web());
        chain.path().hops().forEach(hop -> threads(hop.server(), 2));
        lead(record -> record.withState(ChainState.FAILED, "state lost"));
        refuse(Kind.UNAVAILABLE, "chain web failed while it was scaled: state lost", () -> fixture.manager.scale("web", 0, 2));
        change(fixture.stores.store.get("web"), chain);
        lead(record -> record.withState(ChainState.DELETING, ""));
        refuse(Kind.CONFLICT, "chain web was deleted while it was scaled", () -> fixture.manager.scale("web", 0, 2));
    }

    @Test
    public void shouldPlaceOnServersThatHaveTheThreads() throws ChainException {
        String json = "{'name':'m','from':'10.0.1.10','to':'10.0.2.20','middleboxes':[{'type':'monitor','threads':3},"
                + "{'type':'monitor'}],'throughput':10}";
        refuse(Kind.UNAVAILABLE, "middleboxes[0].threads must be at most 1, no agent that offers monitor has more worker "
                + "threads: middleboxes[0].threads=3", () -> fixture.manager.create(TestRecords.spec(json)));
        threads("s4", 3);
        ChainRecord chain = fixture.manager.create(TestRecords.spec(json));
        assertEquals("s4", chain.path().hops().get(0).server());
        assertEquals(3, chain.path().hops().get(0).threads());
        assertEquals(1, chain.path().hops().get(1).threads());
        fixture.network.down.add("s4");
        HopPlacement slower = fixture.placer.replace(chain, Set.of(0), Set.of("s4")).get(0);
        assertEquals("better slow than down", 1, slower.threads());
    }
}
