package org.ftchain.agent.stm;

import org.junit.Test;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

/** Every operation on every kind of map, staged and committed, against plain maps; alone and with locks. */
public class TransactionViewTest {
    private final EntryIndex index = new EntryIndex();
    private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("bytes", 2, 5), new StateMapSpec("one", 1, 8),
            new StateMapSpec("two", 3, 16), StateMapSpec.variable("variable", 6, 300));

    private final Random random = new Random(3);

    private static String name(byte[] key) {
        return new BigInteger(1, key).toString(16) + "/" + key.length;
    }

    private byte[] randomKey(int map) {
        StateMapSpec spec = MAPS.get(map);
        byte[] key = new byte[spec.variable() ? 1 + random.nextInt(spec.keyBytes()) : spec.keyBytes()];
        key[key.length - 1] = (byte) random.nextInt(24);
        return key;
    }

    @Test
    public void shouldEqualPlainMapsAlone() throws IOException {
        shouldEqualPlainMaps(new StateStore(MAPS));
    }

    @Test
    public void shouldEqualPlainMapsWithLocks() throws IOException {
        shouldEqualPlainMaps(new StateStore(MAPS, 4, Interleaving.NONE));
    }

    private void shouldEqualPlainMaps(StateStore store) throws IOException {
        PacketTransaction transaction = new PacketTransaction(store, 0, random, new StagedOutputs(1500));
        StateStore replica = new StateStore(MAPS);
        List<Map<String, byte[]>> committed = List.of(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        for (int round = 0; round < 6000; round++) {
            List<Map<String, byte[]>> model = committed.stream()
                    .<Map<String, byte[]>>map(TreeMap::new).toList();
            transaction.begin(0);
            for (int i = random.nextInt(6); i >= 0; i--) {
                operate(transaction, model, random.nextInt(MAPS.size()));
            }
            if (random.nextInt(8) == 0) {
                transaction.rerun();
                assertEquals(0, transaction.entriesLength());
                model = committed;
            }
            assertTrue(transaction.startCommit());
            assertTrue(replica.accepts(transaction.entries(), 0, transaction.entriesLength(),
                    transaction.writtenPartitions(), index));
            replica.apply(transaction.entries(), index, transaction.writtenPartitions());
            transaction.commit();
            transaction.end();
            committed = model;
        }
        assertEquals(store.digest(), replica.digest());
        assertArrayEquals(store.maxCopy(), replica.maxCopy());
        StateStore copy = StateStore.fromSnapshot(MAPS, store.snapshot(), 2, Interleaving.NONE);
        assertEquals(store.digest(), copy.digest());
        List<Map<String, byte[]>> left = committed;
        copy.forEach((map, key, value) -> {
            assertArrayEquals(left.get(map).remove(name(key)), value);
            return true;
        });
        left.forEach(map -> assertTrue(map.isEmpty()));
    }

    private void operate(PacketTransaction transaction, List<Map<String, byte[]>> model, int map) {
        byte[] key = randomKey(map);
        Map<String, byte[]> expected = model.get(map);
        StateMapSpec spec = MAPS.get(map);
        switch (random.nextInt(7)) {
            case 0 -> delete(transaction, map, key, expected);
            case 1, 2 -> put(transaction, map, key, expected);
            case 3 -> {
                if (spec.isCounter()) {
                    add(transaction, map, key, expected);
                }
            }
            case 4 -> assertEquals(expected.size(), transaction.size(map));
            case 5 -> scan(transaction, map, expected);
            default -> {
            }
        }
        byte[] value = new byte[spec.valueBytes()];
        byte[] wanted = expected.get(name(key));
        if (spec.variable()) {
            int length = transaction.get(map, Arrays.copyOf(key, spec.keyBytes()), key.length, value);
            assertEquals(wanted == null ? -1 : wanted.length, length);
            assertArrayEquals(wanted, wanted == null ? null : Arrays.copyOf(value, length));
        } else {
            assertEquals(wanted != null, transaction.get(map, key, value));
            assertArrayEquals(wanted == null ? new byte[value.length] : wanted, value);
        }
    }

    private static void delete(PacketTransaction transaction, int map, byte[] key, Map<String, byte[]> expected) {
        if (MAPS.get(map).variable()) {
            transaction.delete(map, key, key.length);
        } else {
            transaction.delete(map, key);
        }
        expected.remove(name(key));
    }

    private void put(PacketTransaction transaction, int map, byte[] key, Map<String, byte[]> expected) {
        StateMapSpec spec = MAPS.get(map);
        byte[] value = new byte[spec.variable() ? random.nextInt(4) * 100 : spec.valueBytes()];
        random.nextBytes(value);
        if (spec.variable()) {
            transaction.put(map, key, key.length, value, value.length);
        } else {
            transaction.put(map, key, value);
        }
        expected.put(name(key), value);
    }

    private void add(PacketTransaction transaction, int map, byte[] key, Map<String, byte[]> expected) {
        int valueBytes = MAPS.get(map).valueBytes();
        long first = random.nextLong() >> random.nextInt(64);
        long second = valueBytes == 16 ? random.nextLong() >> random.nextInt(64) : 0;
        transaction.add(map, key, first, second);
        ByteBuffer value = ByteBuffer.wrap(expected.getOrDefault(name(key), new byte[valueBytes]).clone());
        value.putLong(0, value.getLong(0) + first);
        if (valueBytes == 16) {
            value.putLong(8, value.getLong(8) + second);
        }
        expected.put(name(key), value.array());
    }

    private void scan(PacketTransaction transaction, int map, Map<String, byte[]> expected) {
        Map<String, byte[]> seen = new TreeMap<>();
        boolean deletes = random.nextBoolean();
        for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
            transaction.scan(map, partition, (m, key, value) -> {
                assertNull("each once", seen.put(name(key), value.clone()));
                assertThrows(IllegalStateException.class, () -> transaction.scan(m, 0, (x, k, v) -> true));
                if (deletes && random.nextInt(3) == 0) {
                    delete(transaction, m, key.clone(), expected);
                }
                return true;
            });
        }
        Map<String, byte[]> rest = new TreeMap<>(seen);
        expected.forEach((name, value) -> assertArrayEquals(value, rest.remove(name)));
        assertTrue("all seen that is not there was deleted meanwhile", deletes || rest.isEmpty());
    }

    @Test
    public void shouldStopAScanWhenTheVisitorSaysSo() {
        StateStore store = new StateStore(MAPS);
        PacketTransaction transaction = new PacketTransaction(store, 0, random, new StagedOutputs(1500));
        transaction.begin(0);
        for (int i = 0; i < 200; i++) {
            transaction.put(0, new byte[]{0, (byte) i}, new byte[5]);
        }
        int[] seen = new int[1];
        for (int partition = 0; partition < StateStore.PARTITIONS; partition++) {
            transaction.scan(0, partition, (map, key, value) -> ++seen[0] < 0);
        }
        assertTrue("one of each partition: " + seen[0], seen[0] <= 32 && seen[0] > 25);
        assertThrows(IllegalArgumentException.class, () -> transaction.scan(0, 32, (map, key, value) -> true));
    }

    @Test
    public void shouldRefuseWrongSizesAndKinds() {
        PacketTransaction transaction = new PacketTransaction(new StateStore(MAPS), 0, random, new StagedOutputs(1500));
        transaction.begin(0);
        List<Runnable> wrong = List.of(
                () -> transaction.get(0, new byte[3], new byte[5]),
                () -> transaction.get(0, new byte[2], new byte[6]),
                () -> transaction.put(0, new byte[2], new byte[4]),
                () -> transaction.put(3, new byte[2], new byte[4]),
                () -> transaction.put(0, new byte[2], 2, new byte[5], 5),
                () -> transaction.add(0, new byte[2], 1, 0),
                () -> transaction.add(1, new byte[1], 1, 1),
                () -> transaction.get(3, new byte[6], 0, new byte[300]),
                () -> transaction.get(3, new byte[6], 7, new byte[300]),
                () -> transaction.get(3, new byte[6], 6, new byte[299]),
                () -> transaction.put(3, new byte[6], 6, new byte[301], 301),
                () -> transaction.delete(3, new byte[6]));
        for (int i = 0; i < wrong.size(); i++) {
            assertThrows("number " + i, IllegalArgumentException.class, wrong.get(i)::run);
        }
        assertEquals(0, transaction.writtenPartitions() | transaction.onlyReadPartitions());
    }
}
