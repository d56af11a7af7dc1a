package org.ftchain.app.api;

import org.onosproject.store.service.Versioned;

import java.util.Collection;

/**
 * The chains of the cluster. Reads come from a copy in memory that follows the store's events; every write is conditional
 * on the version that was read, so a stale read only loses a race. Thread-safe; writes block for a round trip.
 */
public interface ChainStore {
    int FIRST_LABEL = 1024;
    int LAST_LABEL = (1 << 20) - 1;
    int LABELS_PER_PATH = 64;

    /** The record of a chain, or null when there is none. */
    Versioned<ChainRecord> get(String name);

    Collection<Versioned<ChainRecord>> list();

    /** Stores a new chain. @return null when the name is taken */
    Versioned<ChainRecord> create(ChainRecord record);

    /** Replaces the record when its version is still the one given. @return the new version, or null when it is not */
    Versioned<ChainRecord> compareAndSet(long version, ChainRecord record);

    /** Removes the record when its version is still the one given. */
    boolean remove(String name, long version);

    /**
     * Reserves {@link #LABELS_PER_PATH} labels; blocks given back are reused last.
     *
     * @return the first label
     * @throws ChainException when all are taken
     */
    int allocateLabels(String path) throws ChainException;

    /** Gives all labels of a path back, only after its rules are gone. */
    void releaseLabels(String path);

    void addListener(Listener listener);

    void removeListener(Listener listener);

    /** Told about every change, also of other nodes. Must not block. */
    interface Listener {
        /** @param now null when the chain was removed */
        void onChange(String name, Versioned<ChainRecord> now);
    }
}
