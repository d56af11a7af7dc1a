package org.ftchain.app.chain;

import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainException.Kind;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.junit.Rule;
import org.junit.Test;
import org.onosproject.store.service.Versioned;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.ftchain.app.chain.ChainFixture.await;
import static org.ftchain.app.chain.ChainFixture.refuse;
import static org.ftchain.app.chain.ChainFixture.web;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

/** The life of chains: created, deleted, interrupted, raced for. */
public class ChainManagerTest {
    @Rule
    public final ChainFixture fixture = new ChainFixture();

    @Test
    public void shouldPlaceDeployAndDelete() throws ChainException {
        ChainRecord created = fixture.manager.create(web());
        assertEquals(ChainState.ACTIVE, created.state());
        assertEquals(created, fixture.manager.chain("web"));
        Set<String> servers = new HashSet<>();
        created.path().hops().forEach(hop -> servers.add(hop.server()));
        assertEquals(3, servers.size());
        assertEquals(1, fixture.stores.labelOwners().size());
        fixture.manager.delete("web");
        assertEquals(List.of("deploy web CREATING", "undeploy web DELETING"), fixture.paths.calls);
        assertEquals(List.of("web chain-created", "web chain-deleted"), fixture.timeline);
        fixture.expectNothingLeft();
        refuse(Kind.NOT_FOUND, "no such chain: name=web", () -> fixture.manager.delete("web"));
    }

    @Test
    public void shouldSayWhichFailureWouldFindNoServer() throws ChainException {
        fixture.network.down.addAll(Set.of("s4", "s5", "s6"));
        fixture.manager.create(web());
        await(() -> fixture.timeline.contains("web no-spare"));
    }

    @Test
    public void shouldLeaveNothingWhenDeploymentFails() {
        fixture.paths.failure = "agent s3 did not answer install within 2000 ms";
        refuse(Kind.UNAVAILABLE, "agent s3 did not answer", () -> fixture.manager.create(web()));
        assertEquals(List.of("deploy web CREATING", "undeploy web DELETING"), fixture.paths.calls);
        fixture.expectNothingLeft();
    }

    @Test
    public void shouldKeepRecordWhenUndoingFailsAndGoOnLater() throws ChainException {
        fixture.manager.create(web());
        fixture.paths.undeployFailure = "switch of:0000000000000001 does not confirm";
        refuse(Kind.UNAVAILABLE, "does not confirm", () -> fixture.manager.delete("web"));
        assertEquals(ChainState.DELETING, fixture.manager.chain("web").state());
        assertTrue(fixture.manager.chain("web").reason().contains("does not confirm"));
        assertEquals(1, fixture.stores.labelOwners().size());
        fixture.paths.undeployFailure = null;
        fixture.manager.delete("web");
        fixture.expectNothingLeft();
    }

    @Test
    public void shouldLetOneOfTwoRacersWin() throws Exception {
        fixture.paths.gate = new CountDownLatch(1);
        CompletableFuture<ChainRecord> first = CompletableFuture.supplyAsync(() -> {
            try {
                return fixture.manager.create(web());
            } catch (ChainException e) {
                throw new IllegalStateException(e);
            }
        });
        await(() -> !fixture.paths.calls.isEmpty());
        refuse(Kind.CONFLICT, "web", () -> fixture.manager.create(web()));
        refuse(Kind.CONFLICT, "web", () -> fixture.manager.delete("web"));
        fixture.paths.gate.countDown();
        assertEquals(ChainState.ACTIVE, first.get(10, TimeUnit.SECONDS).state());
        assertEquals(1, fixture.stores.labelOwners().size());
    }

    @Test
    public void shouldFinishWhatARestartInterrupted() throws ChainException {
        for (ChainState state : ChainState.values()) {
            String name = state.name().toLowerCase(Locale.ROOT);
            fixture.stores.store.allocateLabels(name + "/0");
            fixture.stores.store.create(TestRecords.placed(TestRecords.web(name, "10.0.2.100", 1), state, "s1", "s3", "s5"));
        }
        for (ChainState state : ChainState.values()) {
            fixture.leadership.listener.onLeader(state.name().toLowerCase(Locale.ROOT));
        }
        await(() -> fixture.manager.chains().size() == 3);
        assertNull(fixture.stores.store.get("creating"));
        assertNull(fixture.stores.store.get("deleting"));
        assertEquals(ChainState.ACTIVE, fixture.manager.chain("active").state());
        assertEquals(ChainState.RECOVERING, fixture.manager.chain("recovering").state());
        assertEquals(3, fixture.stores.labelOwners().size());
        assertEquals(2, fixture.paths.calls.size());
    }

    @Test
    public void shouldLeaveRemovalToTheLeader() throws Exception {
        fixture.manager.create(web());
        fixture.leadership.leading = false;
        CompletableFuture<Void> deleted = CompletableFuture.runAsync(() -> {
            try {
                fixture.manager.delete("web");
            } catch (ChainException e) {
                throw new IllegalStateException(e);
            }
        });
        await(() -> fixture.manager.chains().stream().allMatch(chain -> chain.state() == ChainState.DELETING));
        assertFalse(deleted.isDone());
        Versioned<ChainRecord> marked = fixture.stores.store.get("web");
        assertTrue(fixture.stores.store.remove("web", marked.version()));
        deleted.get(10, TimeUnit.SECONDS);
        assertEquals(List.of("deploy web CREATING"), fixture.paths.calls);
    }

    @Test
    public void shouldRemovePathsOfUnknownChainsFromAgents() throws ChainException {
        ChainRecord chain = fixture.manager.create(web());
        LeftoverPaths leftovers = new LeftoverPaths(fixture.stores.store, fixture.network.sessions(), null);
        String member = chain.path().hops().get(0).server();
        assertFalse(leftovers.isLeftover("web/0", fixture.network.agents.get(member)));
        assertTrue(leftovers.isLeftover("gone/0", fixture.network.agents.get(member)));
        Set<String> others = new HashSet<>(fixture.network.agents.keySet());
        chain.path().hops().forEach(hop -> others.remove(hop.server()));
        assertTrue(leftovers.isLeftover("web/0", fixture.network.agents.get(others.iterator().next())));
    }
}
