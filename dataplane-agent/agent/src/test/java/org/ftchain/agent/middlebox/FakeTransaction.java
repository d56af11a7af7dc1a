package org.ftchain.agent.middlebox;

import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.Arrays;
import java.util.List;

/** State maps in arrays, searched from the front. Allocates only for a new key. Checks all sizes; counts writes. */
final class FakeTransaction implements Transaction {
    private static final int MAX_ENTRIES = 4096;

    private final List<StateMapSpec> specs;
    private final byte[][][] keys;
    private final byte[][][] values;
    private final int[] counts;
    private long randomState = 1;
    long nowMs = 1_700_000_000_000L;
    int writes;
    int reads;

    FakeTransaction(Middlebox middlebox) {
        specs = middlebox.maps();
        keys = new byte[specs.size()][MAX_ENTRIES][];
        values = new byte[specs.size()][MAX_ENTRIES][];
        counts = new int[specs.size()];
    }

    int size(int map) {
        return counts[map];
    }

    byte[] key(int map, int index) {
        return keys[map][index];
    }

    byte[] value(int map, int index) {
        return values[map][index];
    }

    /** All rows as people see them, "key = value", sorted. */
    List<String> render(Middlebox middlebox, int map) {
        String[] rows = new String[counts[map]];
        for (int index = 0; index < rows.length; index++) {
            rows[index] = middlebox.renderKey(map, keys[map][index]) + " = "
                    + middlebox.renderValue(map, values[map][index]);
        }
        Arrays.sort(rows);
        return List.of(rows);
    }

    @Override
    public boolean get(int map, byte[] key, byte[] value) {
        check(map, key, value);
        reads++;
        int index = find(map, key);
        if (index < 0) {
            return false;
        }
        System.arraycopy(values[map][index], 0, value, 0, value.length);
        return true;
    }

    @Override
    public void put(int map, byte[] key, byte[] value) {
        check(map, key, value);
        writes++;
        int index = find(map, key);
        if (index < 0) {
            index = counts[map]++;
            keys[map][index] = key.clone();
            values[map][index] = value.clone();
        } else {
            System.arraycopy(value, 0, values[map][index], 0, value.length);
        }
    }

    @Override
    public void delete(int map, byte[] key) {
        check(map, key, null);
        writes++;
        int index = find(map, key);
        if (index >= 0) {
            int last = --counts[map];
            keys[map][index] = keys[map][last];
            values[map][index] = values[map][last];
        }
    }

    @Override
    public long wallClockMs() {
        return nowMs;
    }

    @Override
    public int random(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be positive: bound=" + bound);
        }
        randomState = randomState * 6364136223846793005L + 1442695040888963407L;
        return (int) ((randomState >>> 33) % bound);
    }

    void seed(long seed) {
        randomState = seed;
    }

    private int find(int map, byte[] key) {
        for (int index = 0; index < counts[map]; index++) {
            if (Arrays.equals(keys[map][index], key)) {
                return index;
            }
        }
        return -1;
    }

    private void check(int map, byte[] key, byte[] value) {
        StateMapSpec spec = specs.get(map);
        if (key.length != spec.keyBytes() || value != null && value.length != spec.valueBytes()) {
            throw new IllegalArgumentException("sizes must be those of map " + spec.name());
        }
    }
}
