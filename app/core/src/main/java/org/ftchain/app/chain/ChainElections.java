package org.ftchain.app.chain;

import org.ftchain.app.api.ChainLeadership;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.onosproject.cluster.ClusterService;
import org.onosproject.cluster.Leadership;
import org.onosproject.cluster.LeadershipEvent;
import org.onosproject.cluster.LeadershipEventListener;
import org.onosproject.cluster.LeadershipService;
import org.onosproject.cluster.NodeId;
import org.onosproject.store.service.Versioned;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import static org.onlab.util.Tools.groupedThreads;

/** {@link ChainLeadership} on one leadership topic per chain; every node runs for every chain in the store. */
@Component(immediate = true, service = ChainLeadership.class)
public final class ChainElections implements ChainLeadership {
    private static final Logger LOG = LoggerFactory.getLogger(ChainElections.class);
    private static final String TOPIC_PREFIX = "ftchain-chain-";

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected LeadershipService leadershipService;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ClusterService clusterService;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainStore store;

    private final LeadershipEventListener leadershipListener = this::onLeadership;
    private final ChainStore.Listener storeListener = this::onChange;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    /** Guarded by itself, notified at changes. */
    private final Set<String> led = ConcurrentHashMap.newKeySet();
    private NodeId local;
    private ExecutorService executor;

    @Activate
    protected void activate() {
        local = clusterService.getLocalNode().id();
        executor = Executors.newSingleThreadExecutor(groupedThreads("ftchain/elections", "%d", LOG));
        leadershipService.addListener(leadershipListener);
        store.addListener(storeListener);
        store.list().forEach(chain -> executor.execute(() -> run(chain.value().name())));
    }

    @Deactivate
    protected void deactivate() {
        store.removeListener(storeListener);
        leadershipService.removeListener(leadershipListener);
        executor.shutdownNow();
        running.forEach(chain -> leadershipService.withdraw(TOPIC_PREFIX + chain));
        running.clear();
        led.clear();
        listeners.clear();
    }

    @Override
    public boolean isLeader(String chain) {
        return led.contains(chain);
    }

    @Override
    public boolean acquire(String chain, long timeoutMs) {
        run(chain);
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        synchronized (led) {
            while (!led.contains(chain)) {
                NodeId leader = leadershipService.getLeader(TOPIC_PREFIX + chain);
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
                if (leader != null && !leader.equals(local) || leftMs <= 0) {
                    return false;
                }
                try {
                    led.wait(Math.min(leftMs, 100));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void release(String chain) {
        if (store.get(chain) == null) {
            withdraw(chain);
        }
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
        led.forEach(listener::onLeader);
    }

    @Override
    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    private void onChange(String chain, Versioned<ChainRecord> now) {
        if (!executor.isShutdown()) {
            executor.execute(now == null ? () -> release(chain) : () -> run(chain));
        }
    }

    private void run(String chain) {
        if (running.add(chain)) {
            Leadership leadership = leadershipService.runForLeadership(TOPIC_PREFIX + chain);
            onLeader(chain, leadership == null ? null : leadership.leaderNodeId());
        }
    }

    private void withdraw(String chain) {
        if (running.remove(chain)) {
            leadershipService.withdraw(TOPIC_PREFIX + chain);
        }
        onLeader(chain, null);
    }

    private void onLeadership(LeadershipEvent event) {
        String topic = event.subject().topic();
        if (topic.startsWith(TOPIC_PREFIX)) {
            String chain = topic.substring(TOPIC_PREFIX.length());
            onLeader(chain, running.contains(chain) ? event.subject().leaderNodeId() : null);
        }
    }

    private void onLeader(String chain, NodeId leader) {
        boolean began = false;
        synchronized (led) {
            if (local.equals(leader)) {
                began = led.add(chain);
            } else {
                led.remove(chain);
            }
            led.notifyAll();
        }
        if (began) {
            LOG.info("Leading chain {}", chain);
            for (Listener listener : listeners) {
                try {
                    listener.onLeader(chain);
                } catch (RuntimeException e) {
                    LOG.error("Listener {} failed on chain {}", listener, chain, e);
                }
            }
        }
    }
}
