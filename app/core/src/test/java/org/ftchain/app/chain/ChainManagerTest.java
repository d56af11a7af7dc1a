package org.ftchain.app.chain;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.app.TestNetwork;
import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainEvent;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainException.Kind;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainLeadership;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainSpec;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStatus;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.recovery.PathService;
import org.ftchain.app.store.TestStores;
import org.ftchain.control.HopSpec;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.onosproject.store.service.Versioned;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

public class ChainManagerTest {
    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    private final TestNetwork network = new TestNetwork(1000, 500);
    private final TestStores stores = new TestStores();
    private final FakePaths paths = new FakePaths();
    private final FakeLeadership leadership = new FakeLeadership();
    private final List<String> timeline = Collections.synchronizedList(new ArrayList<>());
    private final ChainManager manager = new ChainManager();
    private final KarizPlacer placer = new KarizPlacer();

    @Before
    public void start() {
        placer.store = stores.store;
        placer.sessions = network.sessions();
        placer.health = network.health();
        placer.deviceService = network.deviceService();
        placer.linkService = network.linkService();
        manager.store = stores.store;
        manager.leadership = leadership;
        manager.placer = placer;
        manager.pathService = paths;
        manager.sessions = network.sessions();
        manager.health = network.health();
        manager.hostService = network.hostService();
        manager.deviceService = network.deviceService();
        manager.events = new ChainEvents() {
            @Override
            public void record(String chain, String event, Map<String, ?> fields) {
                timeline.add(chain + " " + event);
            }

            @Override
            public List<ChainEvent> events(int limit) {
                return List.of();
            }
        };
        manager.activate();
    }

    @After
    public void stop() {
        manager.deactivate();
    }

    private static ChainSpec web() {
        return TestRecords.web("web", "10.0.2.100", 100);
    }

    @Test
    public void shouldPlaceDeployAndDelete() throws ChainException {
        ChainRecord created = manager.create(web());
        assertEquals(ChainState.ACTIVE, created.state());
        assertEquals(created, manager.chain("web"));
        Set<String> servers = new HashSet<>();
        created.path().hops().forEach(hop -> servers.add(hop.server()));
        assertEquals(3, servers.size());
        assertEquals(1, stores.labelOwners().size());
        manager.delete("web");
        assertEquals(List.of("deploy web CREATING", "undeploy web DELETING"), paths.calls);
        assertEquals(List.of("web chain-created", "web chain-deleted"), timeline);
        expectNothingLeft();
        refuse(Kind.NOT_FOUND, "no such chain: name=web", () -> manager.delete("web"));
    }

    @Test
    public void shouldLeaveNothingWhenDeploymentFails() {
        paths.failure = "agent s3 did not answer install within 2000 ms";
        refuse(Kind.UNAVAILABLE, "agent s3 did not answer", () -> manager.create(web()));
        assertEquals(List.of("deploy web CREATING", "undeploy web DELETING"), paths.calls);
        expectNothingLeft();
    }

    @Test
    public void shouldKeepRecordWhenUndoingFailsAndGoOnLater() throws ChainException {
        manager.create(web());
        paths.undeployFailure = "switch of:0000000000000001 does not confirm";
        refuse(Kind.UNAVAILABLE, "does not confirm", () -> manager.delete("web"));
        assertEquals(ChainState.DELETING, manager.chain("web").state());
        assertTrue(manager.chain("web").reason().contains("does not confirm"));
        assertEquals(1, stores.labelOwners().size());
        paths.undeployFailure = null;
        manager.delete("web");
        expectNothingLeft();
    }

    @Test
    public void shouldRefuseBeforeTouchingAnything() throws ChainException {
        manager.create(web());
        paths.calls.clear();
        refuse(Kind.CONFLICT, "name=web", () -> manager.create(web()));
        refuse(Kind.CONFLICT, "externalAddress", () -> manager.create(TestRecords.web("two", "10.0.2.100", 1)));
        refuse(Kind.CONFLICT, "chain web", () -> manager.create(TestRecords.web("two", "10.0.2.101", 1)));
        assertEquals(List.of(), paths.calls);
        assertEquals(1, manager.chains().size());
        assertEquals(1, stores.labelOwners().size());
    }

    @Test
    public void shouldNameWhatTheNetworkDoesNotHave() {
        refuse(Kind.INVALID, "from=10.0.1.99", "'from':'10.0.1.10'", "'from':'10.0.1.99'");
        refuse(Kind.INVALID, "to=02:00:00:00:09:99/None", "'to':'10.0.2.20'", "'to':'02:00:00:00:09:99/None'");
        refuse(Kind.INVALID, "middleboxes[0].type=\"proxy\"", "'monitor'", "'proxy'");
        refuse(Kind.UNAVAILABLE, "failures=6", "'failures':1", "'failures':6");
        refuse(Kind.UNAVAILABLE, "cannot be placed", "'throughput':10", "'throughput':501");
        refuse(Kind.UNAVAILABLE, "cannot be placed", "'throughput':10", "'throughput':100000");
        refuse(Kind.CONFLICT, "gateway=10.0.2.20", "'failures':1", "'failures':1,'gateway':'10.0.2.20'");
        network.switchesDown.add(TestRecords.point(3, 1).deviceId());
        refuse(Kind.UNAVAILABLE, "of:0000000000000003", "'failures':1", "'failures':1");
        network.switchesDown.clear();
        network.down.addAll(network.agents.keySet());
        refuse(Kind.UNAVAILABLE, "no agent is connected", "'failures':1", "'failures':1");
        network.down.removeAll(List.of("s1", "s2"));
        refuse(Kind.UNAVAILABLE, "failures=2", "'failures':1", "'failures':2");
        expectNothingLeft();
        assertEquals(List.of(), paths.calls);
    }

    private void refuse(Kind kind, String expected, String what, String with) {
        String json = "{'name':'m','from':'10.0.1.10','to':'10.0.2.20','middleboxes':[{'type':'monitor'}],"
                + "'throughput':10,'failures':1}";
        refuse(kind, expected, () -> manager.create(TestRecords.spec(json.replace(what, with))));
    }

    @Test
    public void shouldCountWhatOtherChainsUse() throws ChainException {
        // Six servers of 500 Mbit/s: each of three chains of 3 hops takes 300 of three servers, a third one finds none.
        manager.create(TestRecords.spec(narrow("a", 80)));
        manager.create(TestRecords.spec(narrow("b", 81)));
        refuse(Kind.UNAVAILABLE, "cannot be placed", () -> manager.create(TestRecords.spec(narrow("c", 82))));
        manager.delete("a");
        manager.create(TestRecords.spec(narrow("c", 82)));
        assertEquals(2, stores.labelOwners().size());
    }

    private static String narrow(String name, int port) {
        return "{'name':'" + name + "','from':'10.0.1.10','to':'10.0.2.20','middleboxes':[{'type':'monitor'},"
                + "{'type':'monitor'},{'type':'monitor'}],'throughput':300,'classifier':{'protocol':'tcp',"
                + "'destinationPort':" + port + "}}";
    }

    @Test
    public void shouldLetOneOfTwoRacersWin() throws Exception {
        paths.gate = new CountDownLatch(1);
        CompletableFuture<ChainRecord> first = CompletableFuture.supplyAsync(() -> {
            try {
                return manager.create(web());
            } catch (ChainException e) {
                throw new IllegalStateException(e);
            }
        });
        await(() -> !paths.calls.isEmpty());
        refuse(Kind.CONFLICT, "web", () -> manager.create(web()));
        refuse(Kind.CONFLICT, "web", () -> manager.delete("web"));
        paths.gate.countDown();
        assertEquals(ChainState.ACTIVE, first.get(10, TimeUnit.SECONDS).state());
        assertEquals(1, stores.labelOwners().size());
    }

    @Test
    public void shouldFinishWhatARestartInterrupted() throws ChainException {
        for (ChainState state : ChainState.values()) {
            String name = state.name().toLowerCase(Locale.ROOT);
            stores.store.allocateLabels(name + "/0");
            stores.store.create(TestRecords.placed(TestRecords.web(name, "10.0.2.100", 1), state, "s1", "s3", "s5"));
        }
        for (ChainState state : ChainState.values()) {
            leadership.listener.onLeader(state.name().toLowerCase(Locale.ROOT));
        }
        await(() -> manager.chains().size() == 3);
        assertNull(stores.store.get("creating"));
        assertNull(stores.store.get("deleting"));
        assertEquals(ChainState.ACTIVE, manager.chain("active").state());
        assertEquals(ChainState.RECOVERING, manager.chain("recovering").state());
        assertEquals(3, stores.labelOwners().size());
        assertEquals(2, paths.calls.size());
    }

    @Test
    public void shouldLeaveRemovalToTheLeader() throws Exception {
        manager.create(web());
        leadership.leading = false;
        CompletableFuture<Void> deleted = CompletableFuture.runAsync(() -> {
            try {
                manager.delete("web");
            } catch (ChainException e) {
                throw new IllegalStateException(e);
            }
        });
        await(() -> manager.chains().stream().allMatch(chain -> chain.state() == ChainState.DELETING));
        assertFalse(deleted.isDone());
        Versioned<ChainRecord> marked = stores.store.get("web");
        assertTrue(stores.store.remove("web", marked.version()));
        deleted.get(10, TimeUnit.SECONDS);
        assertEquals(List.of("deploy web CREATING"), paths.calls);
    }

    @Test
    public void shouldShowWhyAChainIsNotProtected() throws ChainException {
        manager.create(web());
        assertTrue(manager.status("web").isProtected());
        network.down.add(manager.chain("web").path().hops().get(1).server());
        ChainStatus status = manager.status("web");
        assertFalse(status.isProtected());
        assertTrue(status.unprotectedReason(), status.unprotectedReason().startsWith("hop 2 on s"));
        JsonNode json = ChainJson.status(status);
        assertFalse(json.get("protected").asBoolean());
        assertTrue(json.get("hops").get(1).has("error"));
        assertEquals("open", json.get("hops").get(0).get("phase").asText());
        assertEquals("b", manager.state("web", 0, 10).get(0).value);
        refuse(Kind.INVALID, "hop=4", () -> manager.state("web", 3, 10));
    }

    @Test
    public void shouldReplaceFailedHopsOnly() throws ChainException {
        ChainRecord chain = manager.create(web());
        String failed = chain.path().hops().get(2).server();
        network.down.add(failed);
        List<HopPlacement> hops = placer.replace(chain, Set.of(2), Set.of(failed));
        assertEquals(chain.path().hops().subList(0, 2), hops.subList(0, 2));
        Set<String> servers = new HashSet<>();
        hops.forEach(hop -> servers.add(hop.server()));
        assertEquals(3, servers.size());
        assertFalse(servers.contains(failed));
        network.down.addAll(network.agents.keySet());
        refuse(Kind.UNAVAILABLE, "cannot be re-placed", () -> placer.replace(chain, Set.of(2), Set.of(failed)));
    }

    @Test
    public void shouldRemovePathsOfUnknownChainsFromAgents() throws ChainException {
        ChainRecord chain = manager.create(web());
        LeftoverPaths leftovers = new LeftoverPaths(stores.store, network.sessions(), null);
        String member = chain.path().hops().get(0).server();
        assertFalse(leftovers.isLeftover("web/0", network.agents.get(member)));
        assertTrue(leftovers.isLeftover("gone/0", network.agents.get(member)));
        Set<String> others = new HashSet<>(network.agents.keySet());
        chain.path().hops().forEach(hop -> others.remove(hop.server()));
        assertTrue(leftovers.isLeftover("web/0", network.agents.get(others.iterator().next())));
    }

    private void expectNothingLeft() {
        assertEquals(0, manager.chains().size());
        assertEquals(Map.of(), stores.labelOwners());
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private interface Attempt {
        void run() throws ChainException;
    }

    private static void refuse(Kind kind, String expected, Attempt attempt) {
        try {
            attempt.run();
        } catch (ChainException e) {
            assertTrue(e.getMessage() + " must say " + expected, e.getMessage().contains(expected));
            assertEquals(e.getMessage(), kind, e.kind());
            return;
        }
        fail("must be refused with " + expected);
    }

    private final class FakePaths implements PathService {
        private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        private volatile String failure;
        private volatile String undeployFailure;
        private volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public CompletableFuture<PathRecord> deploy(ChainRecord record) {
            calls.add("deploy " + record.name() + " " + stores.store.get(record.name()).value().state());
            return CompletableFuture.supplyAsync(() -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                if (failure != null) {
                    throw new IllegalStateException(failure);
                }
                return record.path().withOpenedEpoch(1)
                        .withLabels(new HopSpec.Labels(new int[3], new int[3], 0, 0, 0));
            });
        }

        @Override
        public CompletableFuture<Void> undeploy(ChainRecord record) {
            calls.add("undeploy " + record.name() + " " + record.state());
            return undeployFailure == null ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new IllegalStateException(undeployFailure));
        }
    }

    private static final class FakeLeadership implements ChainLeadership {
        private volatile boolean leading = true;
        private Listener listener;

        @Override
        public boolean isLeader(String chain) {
            return leading;
        }

        @Override
        public boolean acquire(String chain, long timeoutMs) {
            return leading;
        }

        @Override
        public void release(String chain) {
        }

        @Override
        public void addListener(Listener added) {
            listener = added;
        }

        @Override
        public void removeListener(Listener removed) {
            listener = null;
        }
    }
}
