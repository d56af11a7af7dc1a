package org.ftchain.app.health;

import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.Hello;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.device.DeviceEvent;
import org.onosproject.net.device.DeviceListener;
import org.onosproject.net.device.DeviceService;
import org.onosproject.store.service.Versioned;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.onlab.util.Tools.groupedThreads;

/** {@link AgentHealth}: joins detector, ring successors and port events. All decisions on one executor. */
@Component(immediate = true, service = AgentHealth.class)
public final class HealthMonitor implements AgentHealth {
    /** UDP port that agents send heartbeats to. */
    public static final int PORT = 9877;
    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);
    private static final int MULTIPLIER = 3;
    private static final long DEFAULT_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    /** After a start of this node agents may need as long to be heard. */
    private static final long FIRST_HEARTBEAT_GRACE_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long SLOWEST_ASKING_MS = 1000;
    private static final long GRACE_MS = TimeUnit.NANOSECONDS.toMillis(SuspicionJudge.GRACE_NS) + 1;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentSessions agentSessions;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainStore chainStore;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected DeviceService deviceService;

    private final Map<String, Tracked> byServer = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final DeviceListener deviceListener = this::onDevice;
    private final ChainStore.Listener chainListener = (name, now) -> expectMembers(now);
    private final AgentListener agentListener = new SessionListener();
    private ScheduledExecutorService executor;
    private HeartbeatReceiver receiver;

    @Activate
    protected void activate() {
        executor = Executors.newSingleThreadScheduledExecutor(groupedThreads("ftchain/health", "%d", LOG));
        receiver = new HeartbeatReceiver(new FailureDetector(MULTIPLIER, DEFAULT_INTERVAL_NS), new DetectorListener(),
                PORT);
        receiver.start();
        deviceService.addListener(deviceListener);
        agentSessions.addListener(agentListener);
        chainStore.addListener(chainListener);
        chainStore.list().forEach(this::expectMembers);
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        chainStore.removeListener(chainListener);
        agentSessions.removeListener(agentListener);
        deviceService.removeListener(deviceListener);
        receiver.stop();
        executor.shutdownNow();
        listeners.clear();
        LOG.info("Stopped");
    }

    @Override
    public Life life(String server, long incarnation) {
        Tracked tracked = byServer.get(server);
        if (tracked == null) {
            return Life.UNKNOWN;
        }
        return tracked.incarnation == incarnation ? tracked.life : Life.FAILED;
    }

    @Override
    public OptionalLong lastHeartbeatAgeMs(String server) {
        long ageNs = receiver.ageNs(server, System.nanoTime());
        return ageNs < 0 ? OptionalLong.empty() : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(ageNs));
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    private void expectMembers(Versioned<ChainRecord> chain) {
        if (chain != null && chain.value().path() != null) {
            for (HopPlacement hop : chain.value().path().hops()) {
                receiver.expect(hop.server(), hop.incarnation(), FIRST_HEARTBEAT_GRACE_NS);
            }
        }
    }

    /** Runs on the executor; never throws into the caller. */
    private void run(Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("Failure detection: {}", e.toString(), e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped");
        }
    }

    private void tell(Consumer<Listener> what) {
        for (Listener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("Listener {} failed", listener, e);
            }
        }
    }

    private void onAlive(String server, long incarnation) {
        Tracked tracked = byServer.get(server);
        if (tracked == null || tracked.incarnation != incarnation) {
            tracked = new Tracked(incarnation);
            byServer.put(server, tracked);
        }
        if (tracked.life == Life.SUSPECTED) {
            LOG.info("Server {} is heard again", server);
        }
        tracked.lastHeardNs = System.nanoTime();
        tracked.judge.onHeartbeat();
        if (tracked.judge.dismissed()) {
            tracked.life = Life.ALIVE;
        }
        tell(listener -> listener.onAlive(server, incarnation));
    }

    private void onSuspected(String server, long incarnation, long lastHeardNs, long intervalNs) {
        Tracked tracked = byServer.computeIfAbsent(server, key -> new Tracked(incarnation));
        if (tracked.incarnation == incarnation && tracked.life != Life.FAILED) {
            boolean portDown = tracked.portDown;
            tracked.judge = new SuspicionJudge(intervalNs);
            tracked.judge.onPort(!portDown);
            tracked.lastHeardNs = lastHeardNs;
            tracked.judge.onHeartbeatsMissing(System.nanoTime());
            suspect(server, tracked, "no heartbeats");
        }
    }

    private void onRestarted(String server, long oldIncarnation, long newIncarnation, long lastHeardNs) {
        Tracked old = byServer.put(server, new Tracked(newIncarnation));
        if (old == null || old.life != Life.FAILED) {
            fail(server, oldIncarnation, lastHeardNs, "the agent restarted");
        }
    }

    private void suspect(String server, Tracked tracked, String why) {
        tracked.life = Life.SUSPECTED;
        LOG.info("Server {} is suspected: {}", server, why);
        tell(listener -> listener.onSuspected(server, tracked.incarnation, why));
        ask(server, tracked, TimeUnit.NANOSECONDS.toMillis(DEFAULT_INTERVAL_NS));
    }

    /**
     * Asks the ring successors on all paths. When one still hears the agent they are asked again a little later, when none
     * answers at the end of the grace, until the suspicion is confirmed or dismissed.
     */
    private void ask(String server, Tracked tracked, long againMs) {
        if (byServer.get(server) != tracked || tracked.life != Life.SUSPECTED) {
            return;
        }
        int round = ++tracked.round;
        tracked.judge.onAsking(System.nanoTime());
        for (Versioned<ChainRecord> chain : chainStore.list()) {
            PathRecord path = chain.value().path();
            int hop = path == null ? -1 : path.hopOn(server);
            if (hop >= 0 && path.hops().size() > 1) {
                HopPlacement successor = path.hops().get((hop + 1) % path.hops().size());
                agentSessions.request(successor.server(), id -> new Request.Silence(id, path.id()))
                        .thenAccept(reply -> run(() -> onSilence(server, tracked, round, reply, againMs)));
            }
        }
        later(GRACE_MS, () -> {
            if (round == tracked.round && !tracked.judge.contradicted()) {
                judge(server, tracked);
                ask(server, tracked, againMs);
            }
        });
    }

    private void onSilence(String server, Tracked tracked, int round, Reply reply, long againMs) {
        if (!reply.ok || round != tracked.round || byServer.get(server) != tracked) {
            return;
        }
        boolean before = tracked.judge.contradicted();
        tracked.judge.onSuccessor(reply.silenceNs);
        judge(server, tracked);
        if (tracked.judge.contradicted() && !before) {
            later(againMs, () -> {
                if (round == tracked.round) {
                    ask(server, tracked, Math.min(2 * againMs, SLOWEST_ASKING_MS));
                }
            });
        }
    }

    private void later(long delayMs, Runnable task) {
        try {
            executor.schedule(() -> run(task), delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped");
        }
    }

    private void judge(String server, Tracked tracked) {
        String verdict = tracked.judge.verdict(System.nanoTime());
        if (tracked.life == Life.SUSPECTED && verdict != null) {
            tracked.life = Life.FAILED;
            fail(server, tracked.incarnation, tracked.lastHeardNs, verdict);
        }
    }

    private void fail(String server, long incarnation, long lastHeardNs, String why) {
        long nowNs = System.nanoTime();
        LOG.info("Server {} (incarnation {}) has failed: {}", server, Long.toHexString(incarnation), why);
        tell(listener -> listener.onFailed(server, incarnation, lastHeardNs, nowNs, why));
    }

    private void onDevice(DeviceEvent event) {
        boolean port = event.type() == DeviceEvent.Type.PORT_UPDATED || event.type() == DeviceEvent.Type.PORT_REMOVED
                || event.type() == DeviceEvent.Type.PORT_ADDED;
        if (port && event.port() != null) {
            boolean up = event.type() != DeviceEvent.Type.PORT_REMOVED && event.port().isEnabled();
            ConnectPoint point = new ConnectPoint(event.subject().id(), event.port().number());
            run(() -> onPort(point, up));
        }
    }

    private void onPort(ConnectPoint point, boolean up) {
        for (Versioned<ChainRecord> chain : chainStore.list()) {
            if (chain.value().path() == null) {
                continue;
            }
            for (HopPlacement hop : chain.value().path().hops()) {
                Tracked tracked = byServer.get(hop.server());
                if (hop.point().equals(point) && tracked != null && tracked.portDown == up) {
                    onPort(hop.server(), tracked, up);
                }
            }
        }
    }

    private void onPort(String server, Tracked tracked, boolean up) {
        tracked.portDown = !up;
        tracked.judge.onPort(up);
        if (!up && tracked.life == Life.ALIVE) {
            tracked.lastHeardNs = System.nanoTime();
            suspect(server, tracked, "switch port down");
        } else if (up && tracked.judge.dismissed() && tracked.life != Life.ALIVE) {
            onAlive(server, tracked.incarnation);
        } else {
            judge(server, tracked);
        }
    }

    /** State of one server in one incarnation. Written on the executor only; life is read by all. */
    private static final class Tracked {
        private final long incarnation;
        private volatile Life life = Life.ALIVE;
        private SuspicionJudge judge = new SuspicionJudge(DEFAULT_INTERVAL_NS);
        private long lastHeardNs = System.nanoTime();
        private boolean portDown;
        private int round;

        Tracked(long incarnation) {
            this.incarnation = incarnation;
        }
    }

    /** Called by the receiver's thread: only enqueues. */
    private final class DetectorListener implements FailureDetector.Listener {
        @Override
        public void onAlive(String server, long incarnation) {
            run(() -> HealthMonitor.this.onAlive(server, incarnation));
        }

        @Override
        public void onSuspected(String server, long incarnation, long lastHeardNs, long intervalNs) {
            run(() -> HealthMonitor.this.onSuspected(server, incarnation, lastHeardNs, intervalNs));
        }

        @Override
        public void onRestarted(String server, long oldIncarnation, long newIncarnation, long lastHeardNs) {
            run(() -> HealthMonitor.this.onRestarted(server, oldIncarnation, newIncarnation, lastHeardNs));
        }
    }

    /** A hello of another incarnation says that the old one is gone, also when its datagrams do not arrive. */
    private final class SessionListener implements AgentListener {
        @Override
        public void onConnected(Hello hello) {
            receiver.expect(hello.server, hello.incarnation, FIRST_HEARTBEAT_GRACE_NS);
            run(() -> {
                Tracked tracked = byServer.get(hello.server);
                if (tracked != null && tracked.incarnation != hello.incarnation) {
                    onRestarted(hello.server, tracked.incarnation, hello.incarnation, tracked.lastHeardNs);
                }
            });
        }

        @Override
        public void onDisconnected(String server, long incarnation) {
            // No proof of anything: heartbeats say whether the agent lives.
        }
    }
}
