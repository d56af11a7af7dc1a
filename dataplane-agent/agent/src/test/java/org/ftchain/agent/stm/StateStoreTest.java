package org.ftchain.agent.stm;

import org.ftchain.control.HopSpec;
import org.junit.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

public class StateStoreTest {
    private final EntryIndex index = new EntryIndex();
    private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("a", 2, 4), new StateMapSpec("b", 5, 1));
    private final StateStore store = new StateStore(MAPS);
    private final PacketTransaction transaction = new PacketTransaction(store, 0, new Random(1), new StagedOutputs(1500));

    private static byte[] key(int value, int bytes) {
        byte[] key = new byte[bytes];
        key[0] = (byte) value;
        key[1] = (byte) (value >> 8);
        return key;
    }

    @Test
    public void shouldEqualAPlainMapUnderRandomTransactions() {
        Random random = new Random(2);
        Map<String, byte[]> model = new HashMap<>();
        StateStore replica = new StateStore(MAPS);
        for (int round = 0; round < 20_000; round++) {
            transaction.begin(0);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int map = random.nextInt(2);
                byte[] key = key(random.nextInt(400), MAPS.get(map).keyBytes());
                byte[] value = new byte[MAPS.get(map).valueBytes()];
                String name = map + Arrays.toString(key);
                if (random.nextInt(3) == 0) {
                    transaction.delete(map, key);
                    model.remove(name);
                } else if (random.nextBoolean()) {
                    random.nextBytes(value);
                    transaction.put(map, key, value);
                    model.put(name, value.clone());
                }
                boolean found = transaction.get(map, key, value);
                assertEquals(model.containsKey(name), found);
                if (found) {
                    assertArrayEquals(model.get(name), value);
                }
            }
            assertTrue(replica.accepts(transaction.entries(), 0, transaction.entriesLength(),
                    transaction.writtenPartitions(), index));
            replica.apply(transaction.entries(), index, transaction.writtenPartitions());
            transaction.startCommit();
            transaction.commit();
        }
        assertEquals(model.size(), store.entryCount());
        assertEquals(store.digest(), replica.digest());
        assertArrayEquals(store.maxCopy(), replica.maxCopy());
        store.forEach((map, key, value) -> {
            assertArrayEquals(model.remove(map + Arrays.toString(key)), value);
            return true;
        });
        assertTrue(model.isEmpty());
    }

    @Test
    public void shouldDiscardWhatIsNotCommitted() {
        transaction.begin(0);
        transaction.put(0, key(1, 2), new byte[4]);
        transaction.begin(0);
        assertFalse(transaction.get(0, key(1, 2), new byte[4]));
        transaction.startCommit();
        transaction.commit();
        assertEquals(0, store.entryCount());
        assertArrayEquals(new long[StateStore.PARTITIONS], store.maxCopy());
    }

    @Test
    public void shouldCountOnlyWrittenPartitions() {
        transaction.begin(0);
        transaction.get(0, key(1, 2), new byte[4]);
        assertEquals(0, transaction.writtenPartitions());
        int read = transaction.onlyReadPartitions();
        assertEquals(1, Integer.bitCount(read));
        transaction.put(0, key(1, 2), new byte[4]);
        assertEquals(read, transaction.writtenPartitions());
        assertEquals(0, transaction.onlyReadPartitions());
        transaction.startCommit();
        transaction.commit();
        assertEquals(1, store.max(Integer.numberOfTrailingZeros(read)));
    }

    @Test
    public void shouldSpreadKeysOverPartitionsEvenly() {
        int[] count = new int[StateStore.PARTITIONS];
        for (int i = 0; i < 3200; i++) {
            count[partition(key(i, 2))]++;
        }
        for (int c : count) {
            assertTrue("partitions must share keys about evenly: " + Arrays.toString(count), c > 40 && c < 200);
        }
    }

    /** Golden values: another hash would make members of different versions disagree. */
    @Test
    public void shouldHashTheSameInEveryVersion() {
        byte[] key = new byte[37];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i < 6 ? 250 + i : i - 6);
        }
        assertEquals(0x314056cdf5587c8eL, StateStore.hash(0, key, 0, 2));
        assertEquals(0x94e4068f5be91755L, StateStore.hash(1, key, 0, 5));
        assertEquals(0xf4e17612c84107b9L, StateStore.hash(0, key, 0, 1));
        assertEquals(0x61d88c50d35beacfL, StateStore.hash(0, key, 0, 3));
        assertEquals(0x89320177ca0aeaa7L, StateStore.hash(2, key, 0, 8));
        assertEquals(0xb0afc7dc076e168aL, StateStore.hash(2, key, 0, 13));
        assertEquals(0xacf9dc005f328a3aL, StateStore.hash(15, key, 0, 16));
        assertEquals(0xbb1cba269fa7ec8dL, StateStore.hash(0, key, 0, 37));
        assertEquals(31, StateStore.partitionOf(-1L));
        assertEquals(0, StateStore.partitionOf((1L << 59) - 1));
        assertEquals("the orchestrator counts the same partitions", HopSpec.PARTITIONS, StateStore.PARTITIONS);
    }

    private static int partition(byte[] key) {
        return StateStore.partitionOf(StateStore.hash(0, key, 0, key.length));
    }

    @Test
    public void shouldRefuseEntriesThatDoNotFitTheMaps() {
        assertFalse(store.accepts(new byte[]{2 << 3 | 1, 0, 0, 0, 0, 0, 0}, 0, 7, -1, index));
        assertFalse(store.accepts(new byte[]{4, 0, 0, 0, 0, 0, 0}, 0, 7, -1, index));
        assertFalse(store.accepts(new byte[]{1, 0, 0, 0, 0, 0}, 0, 6, -1, index));
        assertTrue(store.accepts(new byte[]{1, 0, 0, 0, 0, 0, 0}, 0, 7, -1, index));
        assertFalse("a partition that the log does not write", store.accepts(new byte[]{1, 0, 0, 0, 0, 0, 0}, 0, 7, 0, index));
    }

    @Test
    public void shouldMoveByASnapshot() throws IOException {
        for (int i = 0; i < 1000; i++) {
            transaction.begin(0);
            transaction.put(i % 2, key(i, MAPS.get(i % 2).keyBytes()), new byte[MAPS.get(i % 2).valueBytes()]);
            transaction.startCommit();
            transaction.commit();
        }
        byte[] snapshot = store.snapshot();
        StateStore copy = StateStore.fromSnapshot(MAPS, snapshot);
        assertEquals(store.digest(), copy.digest());
        assertEquals(1000, copy.entryCount());
        assertArrayEquals(store.maxCopy(), copy.maxCopy());
        assertNotEquals(0, copy.digest());
        for (int cut = 0; cut < snapshot.length; cut += 97) {
            byte[] part = Arrays.copyOf(snapshot, cut);
            assertThrows(IOException.class, () -> StateStore.fromSnapshot(MAPS, part));
        }
        assertThrows(IOException.class, () -> StateStore.fromSnapshot(MAPS, Arrays.copyOf(snapshot, snapshot.length + 1)));
        assertThrows(IOException.class, () -> StateStore.fromSnapshot(List.of(MAPS.get(0)), snapshot));
    }
}
