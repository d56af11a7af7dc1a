package org.ftchain.app.store;

import org.ftchain.app.api.ChainRecord;
import org.onosproject.store.service.ConsistentMap;
import org.onosproject.store.service.TestStorageService;

import java.util.Map;
import java.util.TreeMap;

/** A chain store on maps in memory. */
public final class TestStores {
    public final ConsistentChainStore store = new ConsistentChainStore();
    private final ConsistentMap<Integer, String> labels = map("labels");

    public TestStores() {
        store.start(map("chains"), labels);
    }

    static <K, V> ConsistentMap<K, V> map(String name) {
        return new TestStorageService().<K, V>consistentMapBuilder().withName(name)
                .withSerializer(StoreSerializer.create()).build();
    }

    /** Owner by block. */
    public Map<Integer, String> labelOwners() {
        Map<Integer, String> owners = new TreeMap<>();
        labels.entrySet().forEach(entry -> owners.put(entry.getKey(), entry.getValue().value()));
        return owners;
    }
}
