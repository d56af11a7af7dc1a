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
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.health.AgentHealth;
import org.ftchain.app.steering.LabelPlan;
import org.ftchain.app.steering.Steering;
import org.ftchain.app.steering.SteeringException;
import org.ftchain.control.Hello;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.rules.ExternalResource;
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

import static org.junit.Assert.assertEquals;

/** A path manager with agents s1 to s6, switches and store in memory. */
final class PathFixture extends ExternalResource {
    final TreeMap<String, SimulatedAgent> agents = new TreeMap<>();
    final Set<Integer> rules = ConcurrentHashMap.newKeySet();
    final Map<String, AgentHealth.Life> lives = new ConcurrentHashMap<>();
    final MemoryChainStore store = new MemoryChainStore();
    final Sessions sessions = new Sessions();
    final PathManager manager = new PathManager();
    volatile boolean switchDown;
    private final Set<AgentHealth.Listener> healthListeners = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<ChainEvent> events = new LinkedBlockingQueue<>();

    @Override
    protected void before() {
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

    @Override
    protected void after() {
        manager.deactivate();
        assertEquals("listeners are removed", 0, healthListeners.size() + store.listeners.size() + sessions.listeners.size());
    }

    /** The chain "web" as it is stored now. */
    ChainRecord stored() {
        return store.get("web").value();
    }

    /** The chain "web", deployed on s1, s3, s5. */
    ChainRecord deployed() throws Exception {
        ChainRecord active = TestChains.active(TestChains.web(), 1, 3, 5);
        ChainRecord creating = active.withState(ChainState.CREATING, "").withPath(active.path().withLabels(null)
                .withOpenedEpoch(0));
        Versioned<ChainRecord> stored = store.create(creating);
        ChainRecord now = creating.withPath(manager.deploy(creating).get()).withState(ChainState.ACTIVE, "");
        store.compareAndSet(stored.version(), now);
        return now;
    }

    void kill(String server) {
        SimulatedAgent agent = agents.get(server);
        synchronized (agents) {
            agent.alive = false;
        }
        lives.put(server, AgentHealth.Life.FAILED);
        long nowNs = System.nanoTime();
        healthListeners.forEach(listener -> listener.onFailed(server, agent.incarnation, nowNs - 33_000_000L, nowNs, "test"));
    }

    /** Takes events up to the next one of that name. */
    ChainEvent await(String event) throws InterruptedException {
        while (true) {
            ChainEvent next = events.take();
            if (next.event().equals(event)) {
                return next;
            }
        }
    }

    ChainRecord awaitState(ChainState state) throws InterruptedException {
        while (stored().state() != state) {
            Thread.sleep(1);
        }
        return stored();
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

    final class Sessions implements AgentSessions {
        final List<AgentListener> listeners = new CopyOnWriteArrayList<>();

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
}
