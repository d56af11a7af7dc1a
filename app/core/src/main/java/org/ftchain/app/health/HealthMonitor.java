package org.ftchain.app.health;

import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.Hello;
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

import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.onlab.util.Tools.groupedThreads;

/** {@link AgentHealth}: joins detector, ring successors and port events. All decisions on one executor. */
@Component(immediate = true, service = AgentHealth.class)
public final class HealthMonitor implements AgentHealth, AgentLives.Surroundings {
    /** UDP port that agents send heartbeats to. */
    public static final int PORT = 9877;
    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);
    private static final int MULTIPLIER = 3;
    /** After a start of this node agents may need as long to be heard. */
    private static final long FIRST_HEARTBEAT_GRACE_NS = TimeUnit.SECONDS.toNanos(3);

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentSessions agentSessions;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainStore chainStore;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected DeviceService deviceService;

    private final AgentLives lives = new AgentLives(this);
    private final DeviceListener deviceListener = this::onDevice;
    private final ChainStore.Listener chainListener = (name, now) -> expectMembers(now);
    private final AgentListener agentListener = new SessionListener();
    private ScheduledExecutorService executor;
    private HeartbeatReceiver receiver;

    @Activate
    protected void activate() {
        executor = Executors.newSingleThreadScheduledExecutor(groupedThreads("ftchain/health", "%d", LOG));
        receiver = new HeartbeatReceiver(new FailureDetector(MULTIPLIER, AgentLives.DEFAULT_INTERVAL_NS), new DetectorListener(),
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
        LOG.info("Stopped");
    }

    @Override
    public Life life(String server, long incarnation) {
        return lives.life(server, incarnation);
    }

    @Override
    public OptionalLong lastHeartbeatAgeMs(String server) {
        long ageNs = receiver.ageNs(server, System.nanoTime());
        return ageNs < 0 ? OptionalLong.empty() : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(ageNs));
    }

    @Override
    public void addListener(Listener listener) {
        lives.addListener(listener);
    }

    @Override
    public void removeListener(Listener listener) {
        lives.removeListener(listener);
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
            if (chain.value().path() != null) {
                chain.value().path().hops().stream().filter(hop -> hop.point().equals(point))
                        .forEach(hop -> lives.onPort(hop.server(), up));
            }
        }
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public void later(long delayMs, Runnable task) {
        try {
            executor.schedule(() -> run(task), delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped");
        }
    }

    @Override
    public void askSuccessors(String server, Consumer<Long> silenceNs) {
        for (Versioned<ChainRecord> chain : chainStore.list()) {
            PathRecord path = chain.value().path();
            int hop = path == null ? -1 : path.hopOn(server);
            if (hop >= 0 && path.hops().size() > 1) {
                HopPlacement successor = path.hops().get((hop + 1) % path.hops().size());
                agentSessions.request(successor.server(), id -> new Request.Silence(id, path.id()))
                        .thenAccept(reply -> {
                            if (reply.ok) {
                                run(() -> silenceNs.accept(reply.silenceNs));
                            }
                        });
            }
        }
    }

    /** Called by the receiver's thread: only enqueues. */
    private final class DetectorListener implements FailureDetector.Listener {
        @Override
        public void onAlive(String server, long incarnation) {
            run(() -> lives.onAlive(server, incarnation));
        }

        @Override
        public void onSuspected(String server, long incarnation, long lastHeardNs, long intervalNs) {
            run(() -> lives.onSuspected(server, incarnation, lastHeardNs, intervalNs));
        }

        @Override
        public void onRestarted(String server, long oldIncarnation, long newIncarnation, long lastHeardNs) {
            run(() -> lives.onRestarted(server, oldIncarnation, newIncarnation, lastHeardNs));
        }
    }

    /** A hello of another incarnation says that the old one is gone, also when its datagrams do not arrive. */
    private final class SessionListener implements AgentListener {
        @Override
        public void onConnected(Hello hello) {
            receiver.expect(hello.server, hello.incarnation, FIRST_HEARTBEAT_GRACE_NS);
            run(() -> lives.onHello(hello.server, hello.incarnation));
        }

        @Override
        public void onDisconnected(String server, long incarnation) {
            // No proof of anything: heartbeats say whether the agent lives.
        }
    }
}
