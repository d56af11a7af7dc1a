package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.onosproject.store.service.Versioned;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records in memory. */
final class MemoryChainStore implements ChainStore {
    final List<Listener> listeners = new CopyOnWriteArrayList<>();
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
