package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.stm.EntryVisitor;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.stm.Transaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** State maps in arrays, searched from the front. Allocates only for a new key. Checks all sizes; counts writes. */
final class FakeTransaction implements Transaction {
    private static final int MAX_ENTRIES = 4096;

    /** A packet that the middlebox made. */
    record Emitted(Direction direction, byte[] packet) {
    }

    final List<Emitted> emitted = new ArrayList<>();
    /** False when nothing must be allocated. */
    boolean keepsEmitted = true;
    byte[] replacement;
    private final List<StateMapSpec> specs;
    private final byte[][][] keys;
    private final byte[][][] values;
    private final int[] counts;
    private long randomState = 1;
    long nowMs = 1_700_000_000_000L;
    int writes;
    int reads;
    int thread;

    FakeTransaction(Middlebox middlebox) {
        specs = middlebox.maps();
        keys = new byte[specs.size()][MAX_ENTRIES][];
        values = new byte[specs.size()][MAX_ENTRIES][];
        counts = new int[specs.size()];
    }

    @Override
    public int size(int map) {
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
        remove(map, key);
    }

    private void remove(int map, byte[] key) {
        int index = find(map, key);
        if (index >= 0) {
            int last = --counts[map];
            keys[map][index] = keys[map][last];
            values[map][index] = values[map][last];
        }
    }

    @Override
    public int get(int map, byte[] key, int keyLength, byte[] value) {
        byte[] exact = checkVariable(map, key, keyLength, 0);
        reads++;
        int index = find(map, exact);
        if (index < 0) {
            return -1;
        }
        System.arraycopy(values[map][index], 0, value, 0, values[map][index].length);
        return values[map][index].length;
    }

    @Override
    public void put(int map, byte[] key, int keyLength, byte[] value, int valueLength) {
        byte[] exact = checkVariable(map, key, keyLength, valueLength);
        writes++;
        int index = find(map, exact);
        if (index < 0) {
            index = counts[map]++;
            keys[map][index] = exact;
        }
        values[map][index] = Arrays.copyOf(value, valueLength);
    }

    @Override
    public void delete(int map, byte[] key, int keyLength) {
        byte[] exact = checkVariable(map, key, keyLength, 0);
        writes++;
        remove(map, exact);
    }

    @Override
    public void add(int map, byte[] key, long first, long second) {
        check(map, key, null);
        int valueBytes = specs.get(map).valueBytes();
        if (valueBytes != 8 && valueBytes != 16 || valueBytes == 8 && second != 0) {
            throw new IllegalArgumentException("values must have a number for each that is added: " + specs.get(map));
        }
        writes++;
        int index = find(map, key);
        if (index < 0) {
            index = counts[map]++;
            keys[map][index] = key.clone();
            values[map][index] = new byte[valueBytes];
        }
        byte[] value = values[map][index];
        BigEndian.putLong(value, 0, BigEndian.getLong(value, 0) + first);
        if (valueBytes == 16) {
            BigEndian.putLong(value, 8, BigEndian.getLong(value, 8) + second);
        }
    }

    @Override
    public void scan(int map, int partition, EntryVisitor visitor) {
        byte[][] present = Arrays.copyOf(keys[map], counts[map]);
        for (byte[] key : present) {
            int index = find(map, key);
            if (index >= 0 && StateStore.partitionOf(StateStore.hash(map, key, 0, key.length)) == partition
                    && !visitor.entry(map, key.clone(), values[map][index].clone())) {
                return;
            }
        }
    }

    @Override
    public int thread() {
        return thread;
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
        if (spec.variable() || key.length != spec.keyBytes() || value != null && value.length != spec.valueBytes()) {
            throw new IllegalArgumentException("sizes must be those of map " + spec.name());
        }
    }

    private byte[] checkVariable(int map, byte[] key, int keyLength, int valueLength) {
        StateMapSpec spec = specs.get(map);
        if (!spec.variable() || keyLength < 1 || keyLength > spec.keyBytes() || valueLength > spec.valueBytes()) {
            throw new IllegalArgumentException("sizes must be within those of map " + spec.name());
        }
        return Arrays.copyOf(key, keyLength);
    }

    @Override
    public void emit(Direction direction, byte[] packet, int length) {
        if (keepsEmitted) {
            emitted.add(new Emitted(direction, Arrays.copyOf(packet, length)));
        }
    }

    @Override
    public void replacePacket(byte[] packet, int length) {
        replacement = Arrays.copyOf(packet, length);
    }

    @Override
    public int maxPacketBytes() {
        return 1500;
    }
}
