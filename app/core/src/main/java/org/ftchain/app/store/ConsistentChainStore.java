package org.ftchain.app.store;

import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.store.service.ConsistentMap;
import org.onosproject.store.service.MapEvent;
import org.onosproject.store.service.MapEventListener;
import org.onosproject.store.service.Serializer;
import org.onosproject.store.service.StorageService;
import org.onosproject.store.service.Versioned;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * {@link ChainStore} on two consistent maps. The copy in memory is changed by the map's events and, at once, by this
 * node's own writes; of two values the one with the higher version wins, so their order does not matter.
 */
@Component(immediate = true, service = ChainStore.class)
public final class ConsistentChainStore implements ChainStore {
    private static final Logger LOG = LoggerFactory.getLogger(ConsistentChainStore.class);

    private static final long EVENT_TIMEOUT_MS = 20;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected StorageService storageService;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected CoreService coreService;

    private final MapEventListener<String, ChainRecord> mapListener = this::onMapEvent;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    /** Guarded by itself. */
    private final Map<String, Versioned<ChainRecord>> known = new TreeMap<>();
    /** Version of the last removed record per name, so that a late event does not bring it back. Guarded by known. */
    private final Map<String, Long> removed = new TreeMap<>();
    private ConsistentMap<String, ChainRecord> chains;
    private LabelBlocks labels;

    @Activate
    protected void activate() {
        ApplicationId appId = coreService.registerApplication("org.ftchain");
        Serializer serializer = StoreSerializer.create();
        start(storageService.<String, ChainRecord>consistentMapBuilder().withName("ftchain-chains")
                .withApplicationId(appId).withSerializer(serializer).build(),
                storageService.<Integer, String>consistentMapBuilder().withName("ftchain-labels")
                .withApplicationId(appId).withSerializer(serializer).build());
    }

    void start(ConsistentMap<String, ChainRecord> chainMap, ConsistentMap<Integer, String> labelMap) {
        chains = chainMap;
        labels = new LabelBlocks(labelMap);
        chains.addListener(mapListener);
        chains.entrySet().forEach(entry -> learn(entry.getKey(), entry.getValue()));
        LOG.info("Started with {} chains", known.size());
    }

    @Deactivate
    protected void deactivate() {
        chains.removeListener(mapListener);
        listeners.clear();
        LOG.info("Stopped");
    }

    @Override
    public Versioned<ChainRecord> get(String name) {
        synchronized (known) {
            return known.get(name);
        }
    }

    @Override
    public Collection<Versioned<ChainRecord>> list() {
        synchronized (known) {
            return List.copyOf(known.values());
        }
    }

    @Override
    public Versioned<ChainRecord> create(ChainRecord record) {
        return chains.putIfAbsent(record.name(), record) != null ? null : afterWrite(0, record);
    }

    @Override
    public Versioned<ChainRecord> compareAndSet(long version, ChainRecord record) {
        return chains.replace(record.name(), version, record) ? afterWrite(version, record) : null;
    }

    /**
     * The version is not part of the answer to a write, but of the event, which comes at about the same time: waiting for it
     * spares a recovery a round trip. When another write came in between the caller has lost.
     */
    private Versioned<ChainRecord> afterWrite(long before, ChainRecord record) {
        Versioned<ChainRecord> now = awaitNewer(record.name(), before);
        if (now == null) {
            now = chains.get(record.name());
        }
        if (now == null || !now.value().equals(record)) {
            return null;
        }
        learn(record.name(), now);
        return now;
    }

    private Versioned<ChainRecord> awaitNewer(String name, long before) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVENT_TIMEOUT_MS);
        synchronized (known) {
            while (true) {
                Versioned<ChainRecord> now = known.get(name);
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
                if (now != null && now.version() > before) {
                    return now;
                }
                if (leftMs <= 0) {
                    return null;
                }
                try {
                    known.wait(leftMs);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return null;
                }
            }
        }
    }

    @Override
    public boolean remove(String name, long version) {
        if (!chains.remove(name, version)) {
            return false;
        }
        forget(name, version);
        return true;
    }

    @Override
    public int allocateLabels(String path) throws ChainException {
        return labels.allocate(path);
    }

    @Override
    public void releaseLabels(String path) {
        labels.release(path);
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    private void onMapEvent(MapEvent<String, ChainRecord> event) {
        if (event.type() == MapEvent.Type.REMOVE) {
            forget(event.key(), event.oldValue().version());
        } else {
            learn(event.key(), event.newValue());
        }
    }

    private void learn(String name, Versioned<ChainRecord> value) {
        synchronized (known) {
            Versioned<ChainRecord> old = known.get(name);
            if (value.version() <= removed.getOrDefault(name, 0L)
                    || old != null && old.version() >= value.version()) {
                return;
            }
            known.put(name, value);
            removed.remove(name);
            known.notifyAll();
        }
        tell(name, value);
    }

    private void forget(String name, long version) {
        synchronized (known) {
            removed.merge(name, version, Math::max);
            Versioned<ChainRecord> old = known.get(name);
            if (old == null || old.version() > version) {
                return;
            }
            known.remove(name);
        }
        tell(name, null);
    }

    private void tell(String name, Versioned<ChainRecord> now) {
        for (Listener listener : listeners) {
            try {
                listener.onChange(name, now);
            } catch (RuntimeException e) {
                LOG.error("Listener {} failed on chain {}", listener, name, e);
            }
        }
    }
}
