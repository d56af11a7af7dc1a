package org.ftchain.app.store;

import org.ftchain.app.TestChains;
import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStore;
import org.junit.Before;
import org.junit.Test;
import org.onosproject.store.service.ConsistentMap;
import org.onosproject.store.service.Serializer;
import org.onosproject.store.service.TestStorageService;
import org.onosproject.store.service.Versioned;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

public class ConsistentChainStoreTest {
    private final ConsistentMap<String, ChainRecord> chains = map("chains");
    private final ConsistentMap<Integer, String> labels = map("labels");
    private final ConsistentChainStore store = new ConsistentChainStore();
    private final ChainRecord record = TestRecords.placed(TestRecords.web("web", "10.0.2.100", 100),
            ChainState.CREATING, "s1", "s3", "s5");

    @Before
    public void start() {
        store.start(chains, labels);
    }

    private static <K, V> ConsistentMap<K, V> map(String name) {
        return new TestStorageService().<K, V>consistentMapBuilder().withName(name)
                .withSerializer(StoreSerializer.create()).build();
    }

    @Test
    public void shouldSerialiseWholeRecords() {
        Serializer serializer = StoreSerializer.create();
        ChainRecord narrow = TestRecords.record(TestRecords.spec("{'name':'n','from':'10.0.1.10','to':'10.0.2.20',"
                + "'middleboxes':[{'type':'monitor'}],'throughput':1,'gateway':'10.0.1.1',"
                + "'classifier':{'protocol':'tcp','source':'10.0.1.0/24','destinationPort':80}}"), ChainState.FAILED);
        for (ChainRecord each : List.of(record, narrow, TestChains.activeV6(1, 3), record.withState(ChainState.RECOVERING, "s3 failed"))) {
            ChainRecord copy = serializer.decode(serializer.encode(each));
            assertEquals(each, copy);
        }
        ChainRecord copy = serializer.decode(serializer.encode(record));
        assertEquals(6, copy.path().bases()[2][1]);
        assertEquals(1030, copy.path().labels().ring);
    }

    @Test
    public void shouldRefuseSecondChainOfSameName() {
        assertNotNull(store.create(record));
        assertNull(store.create(record.withState(ChainState.ACTIVE, "")));
        assertEquals(ChainState.CREATING, store.get("web").value().state());
    }

    @Test
    public void shouldLoseWithStaleVersion() {
        Versioned<ChainRecord> first = store.create(record);
        Versioned<ChainRecord> second = store.compareAndSet(first.version(), record.withState(ChainState.ACTIVE, ""));
        assertTrue(second.version() > first.version());
        assertNull(store.compareAndSet(first.version(), record.withState(ChainState.FAILED, "")));
        assertEquals(ChainState.ACTIVE, store.get("web").value().state());
        assertEquals(second.version(), store.get("web").version());
    }

    @Test
    public void shouldTellListenersOfEveryChange() {
        List<String> told = new ArrayList<>();
        ChainStore.Listener listener = (name, now) -> told.add(name + " " + (now == null ? null : now.value().state()));
        store.addListener(listener);
        Versioned<ChainRecord> first = store.create(record);
        Versioned<ChainRecord> second = store.compareAndSet(first.version(), record.withState(ChainState.DELETING, ""));
        assertTrue(store.remove("web", second.version()));
        assertNull(store.get("web"));
        store.removeListener(listener);
        store.create(record);
        assertEquals(List.of("web CREATING", "web DELETING", "web null"), told);
    }

    @Test
    public void shouldKnowStoredChainsAfterRestart() {
        Versioned<ChainRecord> created = store.create(record);
        store.deactivate();
        ConsistentChainStore again = new ConsistentChainStore();
        again.start(chains, labels);
        assertEquals(created.value(), again.get("web").value());
        assertNotNull(again.compareAndSet(created.version(), record.withState(ChainState.ACTIVE, "")));
    }

    @Test
    public void shouldSeeWritesOfOtherNodes() {
        ConsistentChainStore other = new ConsistentChainStore();
        other.start(chains, labels);
        Versioned<ChainRecord> created = other.create(record);
        assertEquals(created.version(), store.get("web").version());
        assertTrue(store.remove("web", created.version()));
        assertNull(other.get("web"));
    }

    @Test
    public void shouldGiveDistinctLabelsAndReuseThemLast() throws ChainException {
        ConsistentMap<Integer, String> map = map("blocks");
        LabelBlocks labels = new LabelBlocks(map);
        Set<Integer> bases = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            int base = labels.allocate("p" + i + "/0");
            assertTrue(bases.add(base));
            assertTrue(base >= ChainStore.FIRST_LABEL
                    && base + ChainStore.LABELS_PER_PATH - 1 <= ChainStore.LAST_LABEL);
        }
        labels.release("p5/0");
        assertEquals(99, map.size());
        assertTrue("a block rests", bases.add(labels.allocate("q/0")));
        assertTrue("also for the next node that leads", bases.add(new LabelBlocks(map).allocate("r/0")));
    }

    @Test
    public void shouldSayWhenAllLabelsAreTaken() throws ChainException {
        LabelBlocks labels = new LabelBlocks(map("blocks"));
        for (int i = 0; i < LabelBlocks.BLOCKS; i++) {
            labels.allocate("p/" + i);
        }
        try {
            labels.allocate("one/0");
        } catch (ChainException e) {
            assertTrue(e.getMessage(), e.getMessage().contains("one/0"));
            labels.release("p/7");
            assertEquals(ChainStore.FIRST_LABEL + 7 * ChainStore.LABELS_PER_PATH, labels.allocate("one/0"));
            return;
        }
        throw new AssertionError("must be refused");
    }
}
