package org.ftchain.app.recovery;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainEvent;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainLeadership;
import org.ftchain.app.api.ChainPlacer;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.health.AgentHealth;
import org.ftchain.app.steering.LabelPlan;
import org.ftchain.app.steering.Steering;
import org.ftchain.app.steering.SteeringException;
import org.ftchain.control.Hello;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.onosproject.net.ConnectPoint;
import org.onosproject.store.service.Versioned;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongFunction;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Driver, recoveries and deployment together, with agents, switches and store in memory. */
public class PathManagerTest {
    private final TreeMap<String, SimulatedAgent> agents = new TreeMap<>();
    private final Set<Integer> rules = ConcurrentHashMap.newKeySet();
    private final Set<AgentHealth.Listener> healthListeners = ConcurrentHashMap.newKeySet();
    private final Map<String, AgentHealth.Life> lives = new ConcurrentHashMap<>();
    private final BlockingQueue<ChainEvent> events = new LinkedBlockingQueue<>();
    private final MemoryStore store = new MemoryStore();
    private final Sessions sessions = new Sessions();
    private final PathManager manager = new PathManager();
    private volatile boolean switchDown;

    @Before
    public void start() {
        for (int i = 1; i <= 6; i++) {
            agents.put("s" + i, new SimulatedAgent("s" + i, 1000 + i));
        }
        manager.chainStore = store;
        manager.agentSessions = sessions;
        manager.agentHealth = new Health();
        manager.chainEvents = new Events();
        manager.chainPlacer = new FirstFree();
        manager.steering = new Switches();
        manager.chainLeadership = new Leader();
        manager.activate();
    }

    @After
    public void stop() {
        manager.deactivate();
        assertEquals("listeners are removed", 0, healthListeners.size() + store.listeners.size() + sessions.listeners.size());
    }

    private ChainRecord deployed() throws Exception {
        ChainRecord active = TestChains.active(TestChains.web(), 1, 3, 5);
        ChainRecord creating = active.withState(ChainState.CREATING, "").withPath(active.path().withLabels(null)
                .withOpenedEpoch(0));
        Versioned<ChainRecord> stored = store.create(creating);
        ChainRecord now = creating.withPath(manager.deploy(creating).get()).withState(ChainState.ACTIVE, "");
        store.compareAndSet(stored.version(), now);
        return now;
    }

    private void kill(String server) {
        SimulatedAgent agent = agents.get(server);
        synchronized (agents) {
            agent.alive = false;
        }
        lives.put(server, AgentHealth.Life.FAILED);
        long nowNs = System.nanoTime();
        healthListeners.forEach(listener -> listener.onFailed(server, agent.incarnation, nowNs - 33_000_000L, nowNs, "test"));
    }

    private ChainEvent await(String event) throws InterruptedException {
        while (true) {
            ChainEvent next = events.take();
            if (next.event().equals(event)) {
                return next;
            }
        }
    }

    private ChainRecord awaitState(ChainState state) throws InterruptedException {
        while (store.get("web").value().state() != state) {
            Thread.sleep(1);
        }
        return store.get("web").value();
    }

    @Test(timeout = 30_000)
    public void shouldDeployRecoverAndUndeploy() throws Exception {
        ChainRecord record = deployed();
        assertEquals(LabelPlan.inUse(record.path().labels()), rules);
        kill("s5");
        ChainEvent recovered = await("recovered");
        ChainRecord now = awaitState(ChainState.ACTIVE);
        assertEquals(2, now.path().epoch());
        assertEquals("s2", now.path().hops().get(2).server());
        assertEquals(List.of("s5"), recovered.fields().get("failedServers"));
        assertTrue("ms: " + recovered.fields(), (Double) recovered.fields().get("recoveryMs") < 5000);
        assertEquals(LabelPlan.inUse(now.path().labels()), rules);
        manager.undeploy(now).get();
        assertEquals(Set.of(), rules);
        agents.values().forEach(agent -> assertTrue(agent.server, !agent.present || !agent.alive));
    }

    /** Two nodes that both think they lead write the same journal; only one may go on with the epoch. */
    @Test(timeout = 30_000)
    public void shouldLetOneOfTwoLeadersGoOn() throws Exception {
        ChainRecord record = deployed();
        MemoryStore shared = new MemoryStore();
        Versioned<ChainRecord> stored = shared.create(record);
        java.util.concurrent.ScheduledExecutorService loop = java.util.concurrent.Executors.newSingleThreadScheduledExecutor();
        java.util.concurrent.ExecutorService workers = java.util.concurrent.Executors.newFixedThreadPool(2);
        RecoveryDriver.Services services = new RecoveryDriver.Services();
        services.store = shared;
        services.placer = manager.chainPlacer;
        services.events = manager.chainEvents;
        services.steering = manager.steering;
        services.agents = new AgentCalls(sessions);
        services.loop = loop;
        services.workers = workers;
        services.unfit = failed -> Set.of("s5");
        services.connected = Set::of;
        MemberFailure failure = MemberFailure.of("s5", 1005, 0, 1);
        RecoveryDriver[] drivers = new RecoveryDriver[2];
        List<String> journal = new CopyOnWriteArrayList<>();
        java.util.concurrent.CountDownLatch seen = new java.util.concurrent.CountDownLatch(1);
        for (int node = 0; node < 2; node++) {
            drivers[node] = new RecoveryDriver(services, stored, false, () -> { });
        }
        loop.submit(() -> {
            drivers[0].machine().start(List.of(failure), 1);
            drivers[1].machine().start(List.of(failure), 1);
        }).get();
        int left = 2;
        while (left > 0) {
            left = loop.submit(() -> (int) java.util.Arrays.stream(drivers)
                    .filter(driver -> driver.machine().phase() == RecoveryMachine.Phase.JOURNAL).count()).get();
        }
        int goOn = loop.submit(() -> (int) java.util.Arrays.stream(drivers)
                .filter(driver -> driver.machine().phase() != RecoveryMachine.Phase.SUPERSEDED).count()).get();
        int epoch0 = drivers[0].machine().record().path().epoch();
        int epoch1 = drivers[1].machine().record().path().epoch();
        loop.shutdownNow();
        workers.shutdownNow();
        assertEquals("orchestrators that seal epoch " + epoch0 + " and " + epoch1, 1, goOn);
    }

    @Test(timeout = 30_000)
    public void shouldCarryOutWhatTheRecordPlans() throws Exception {
        ChainRecord record = deployed();
        List<HopPlacement> planned = new ArrayList<>(record.path().hops());
        planned.set(1, planned.get(1).withThreads(4));
        Versioned<ChainRecord> stored = store.get("web");
        store.compareAndSet(stored.version(), record.withPath(record.path().withPlanned(planned)));
        ChainEvent done = await("reconfigured");
        ChainRecord now = awaitState(ChainState.ACTIVE);
        assertEquals(planned, now.path().hops());
        assertEquals(List.of(), now.path().planned());
        assertArrayEquals(record.path().labels().forward, now.path().labels().forward);
        assertEquals(List.of("hop 2 monitor on s3 from 1 to 4 threads"), done.fields().get("changes"));
        assertEquals(4, agents.get("s3").threads);
        kill("s3");
        await("recovered");
    }

    @Test(timeout = 30_000)
    public void shouldRecoverAgainAndAgain() throws Exception {
        deployed();
        for (String victim : List.of("s5", "s3", "s1")) {
            kill(victim);
            await("recovered");
            awaitState(ChainState.ACTIVE);
        }
        assertEquals(4, store.get("web").value().path().epoch());
        kill("s2");
        awaitState(ChainState.FAILED);
        assertTrue(store.get("web").value().reason(), store.get("web").value().reason().startsWith("no server can take over"));
        agents.put("s1", new SimulatedAgent("s1", 77));
        lives.put("s1", AgentHealth.Life.ALIVE);
        sessions.listeners.forEach(listener -> listener.onConnected(sessions.agent("s1").orElseThrow().hello()));
        awaitState(ChainState.ACTIVE);
        assertEquals(77, store.get("web").value().path().hops().get(store.get("web").value().path().hopOn("s1")).incarnation());
    }

    @Test(timeout = 30_000)
    public void shouldNotOpenWhileASwitchCannotConfirm() throws Exception {
        deployed();
        switchDown = true;
        kill("s3");
        assertEquals("switch of:2 is not connected", await("retrying").fields().get("reason"));
        while (!store.get("web").value().reason().equals("switch of:2 is not connected")) {
            Thread.sleep(1);
        }
        assertEquals(ChainState.RECOVERING, store.get("web").value().state());
        synchronized (agents) {
            assertTrue(agents.values().stream().noneMatch(agent -> agent.alive && agent.open));
        }
        switchDown = false;
        awaitState(ChainState.ACTIVE);
    }

    @Test(timeout = 30_000)
    public void shouldFinishWhatAnotherLeaderBegan() throws Exception {
        ChainRecord record = deployed();
        lives.put("s3", AgentHealth.Life.FAILED);
        agents.get("s6").present = true;
        synchronized (agents) {
            agents.get("s3").alive = false;
        }
        Versioned<ChainRecord> stored = store.get("web");
        store.compareAndSet(stored.version(), record.withState(ChainState.RECOVERING, "failed: s3")
                .withPath(record.path().withEpoch(5)));
        ChainEvent recovered = await("recovered");
        assertEquals(6, recovered.fields().get("epoch"));
        assertEquals(-1, awaitState(ChainState.ACTIVE).path().hopOn("s3"));
        while (agents.get("s6").present) {
            Thread.sleep(1);
        }
    }

    @Test(timeout = 30_000)
    public void shouldLeaveAChainAloneThatIsDeleted() throws Exception {
        ChainRecord record = deployed();
        switchDown = true;
        kill("s3");
        await("retrying");
        switchDown = false;
        while (true) {
            Versioned<ChainRecord> stored = store.get("web");
            if (store.compareAndSet(stored.version(), stored.value().withState(ChainState.DELETING, "")) != null) {
                break;
            }
        }
        manager.undeploy(record).get();
        assertEquals(Set.of(), rules);
        Thread.sleep(RecoveryMachine.RETRY_MS + 100);
        assertEquals(Set.of(), rules);
        assertEquals(ChainState.DELETING, store.get("web").value().state());
    }

    private final class Switches implements Steering {
        private CompletableFuture<Void> done(Runnable change) {
            if (switchDown) {
                return CompletableFuture.failedFuture(new SteeringException("switch of:2 is not connected"));
            }
            change.run();
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> installLabels(ChainRecord record, Set<Integer> labels) {
            return done(() -> rules.addAll(labels));
        }

        @Override
        public CompletableFuture<Void> installClassifiers(ChainRecord record, Set<Integer> labels) {
            return done(() -> { });
        }

        @Override
        public CompletableFuture<Void> removeUnused(ChainRecord record, ChainRecord old) {
            return done(() -> rules.retainAll(LabelPlan.inUse(record.path().labels())));
        }

        @Override
        public CompletableFuture<Void> removeAll(ChainRecord record) {
            return done(rules::clear);
        }

        @Override
        public CompletableFuture<Void> admit(Collection<ConnectPoint> agentPorts) {
            return done(() -> { });
        }
    }

    private final class Sessions implements AgentSessions {
        private final List<AgentListener> listeners = new CopyOnWriteArrayList<>();

        @Override
        public Set<AgentDescription> agents() {
            Set<AgentDescription> all = new HashSet<>();
            agents.keySet().forEach(server -> all.add(agent(server).orElseThrow()));
            return all;
        }

        @Override
        public Optional<AgentDescription> agent(String server) {
            SimulatedAgent agent = agents.get(server);
            HopPlacement place = TestChains.server(Integer.parseInt(server.substring(1)));
            return Optional.of(AgentDescription.of(new Hello(1, server, agent.incarnation, "02:00:00:00:10:01",
                    place.peerAddress(), List.of(), Map.of(), List.of()), agent.alive, "x", place.point()));
        }

        @Override
        public CompletableFuture<Reply> request(String server, LongFunction<? extends Request> withId) {
            return CompletableFuture.supplyAsync(() -> {
                synchronized (agents) {
                    SimulatedAgent agent = agents.get(server);
                    if (!agent.alive) {
                        throw new java.util.concurrent.CompletionException(
                                new AgentException("agent " + server + " is not connected"));
                    }
                    return answer(agent, withId.apply(1));
                }
            });
        }

        private Reply answer(SimulatedAgent agent, Request request) {
            if (request instanceof Request.Install) {
                Request.Install install = (Request.Install) request;
                long[][] zero = new long[install.hop.hopCount()][HopSpec.PARTITIONS];
                return agent.install(new Request.Install(1, install.hop, install.fetches,
                        install.bases == null ? zero : install.bases), peer -> agents.values().stream()
                        .filter(other -> TestChains.server(Integer.parseInt(other.server.substring(1))).peerAddress()
                                .equals(peer)).findFirst().orElseThrow());
            } else if (request instanceof Request.Prepare) {
                return agent.prepare(((Request.Prepare) request).epoch, ((Request.Prepare) request).openedEpoch);
            } else if (request instanceof Request.Open) {
                return agent.open(((Request.Open) request).epoch);
            }
            agent.remove();
            return Reply.ok(1, agent.incarnation);
        }

        @Override
        public void addListener(AgentListener listener) {
            listeners.add(listener);
        }

        @Override
        public void removeListener(AgentListener listener) {
            listeners.remove(listener);
        }
    }

    private final class FirstFree implements ChainPlacer {
        @Override
        public List<HopPlacement> place(ChainRecord record) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<HopPlacement> replace(ChainRecord record, Set<Integer> failedHops, Set<String> exclude)
                throws ChainException {
            List<HopPlacement> hops = new ArrayList<>(record.path().hops());
            Set<String> taken = new TreeSet<>(exclude);
            for (int hop = 0; hop < hops.size(); hop++) {
                if (!failedHops.contains(hop)) {
                    taken.add(hops.get(hop).server());
                }
            }
            for (int hop : failedHops) {
                SimulatedAgent free = agents.values().stream().filter(agent -> taken.add(agent.server)).findFirst()
                        .orElseThrow(() -> ChainException.unavailable("all servers are taken"));
                HopPlacement place = TestChains.server(Integer.parseInt(free.server.substring(1)));
                hops.set(hop, HopPlacement.of(free.server, free.incarnation, place.peerAddress(), place.point()));
            }
            return hops;
        }
    }

    private final class Health implements AgentHealth {
        @Override
        public Life life(String server, long incarnation) {
            return agents.get(server).incarnation == incarnation ? lives.getOrDefault(server, Life.ALIVE) : Life.FAILED;
        }

        @Override
        public OptionalLong lastHeartbeatAgeMs(String server) {
            return OptionalLong.empty();
        }

        @Override
        public void addListener(Listener listener) {
            healthListeners.add(listener);
        }

        @Override
        public void removeListener(Listener listener) {
            healthListeners.remove(listener);
        }
    }

    private final class Events implements ChainEvents {
        @Override
        public void record(String chain, String event, Map<String, ?> fields) {
            events.add(ChainEvent.of(0, chain, event, fields));
        }

        @Override
        public List<ChainEvent> events(int limit) {
            return List.of();
        }
    }

    private static final class Leader implements ChainLeadership {
        @Override
        public boolean isLeader(String chain) {
            return true;
        }

        @Override
        public boolean acquire(String chain, long timeoutMs) {
            return true;
        }

        @Override
        public void release(String chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void addListener(Listener listener) {
            // Always the leader.
        }

        @Override
        public void removeListener(Listener listener) {
            // Always the leader.
        }
    }

    private static final class MemoryStore implements ChainStore {
        private final List<Listener> listeners = new CopyOnWriteArrayList<>();
        private final Map<String, Versioned<ChainRecord>> chains = new ConcurrentHashMap<>();
        private long version;

        @Override
        public Versioned<ChainRecord> get(String name) {
            return chains.get(name);
        }

        @Override
        public Collection<Versioned<ChainRecord>> list() {
            return List.copyOf(chains.values());
        }

        @Override
        public synchronized Versioned<ChainRecord> create(ChainRecord record) {
            return put(record);
        }

        private Versioned<ChainRecord> put(ChainRecord record) {
            Versioned<ChainRecord> now = new Versioned<>(record, ++version);
            chains.put(record.name(), now);
            listeners.forEach(listener -> listener.onChange(record.name(), now));
            return now;
        }

        @Override
        public synchronized Versioned<ChainRecord> compareAndSet(long expected, ChainRecord record) {
            return chains.get(record.name()).version() == expected ? put(record) : null;
        }

        @Override
        public boolean remove(String name, long expected) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int allocateLabels(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void releaseLabels(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void addListener(Listener listener) {
            listeners.add(listener);
        }

        @Override
        public void removeListener(Listener listener) {
            listeners.remove(listener);
        }
    }
}
