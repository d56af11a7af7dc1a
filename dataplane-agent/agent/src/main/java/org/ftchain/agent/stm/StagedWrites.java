package org.ftchain.agent.stm;

import org.ftchain.agent.wire.MessageFormat;
import org.ftchain.agent.wire.SignedVarint;

import java.util.Arrays;

/**
 * What a transaction has written and not committed, in the encoding that a log carries, oldest first. A transaction
 * stages few entries, so a key is looked for in all of them.
 */
final class StagedWrites {
    /** What {@link #find} found of a key. */
    static final int UNTOUCHED = 0;
    static final int PUT = 1;
    static final int DELETED = 2;

    private byte[] bytes = new byte[256];
    private int length;
    private int count;
    /** Per entry the key's hash and where it begins. */
    private long[] hashes = new long[8];
    private int[] offsets = new int[8];
    private int valueAt;
    private int valueLength;
    private boolean added;
    private long first;
    private long second;

    void clear() {
        length = 0;
        count = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int count() {
        return count;
    }

    int offset(int index) {
        return offsets[index];
    }

    long hash(int index) {
        return hashes[index];
    }

    int map(int index) {
        return EntryFormat.map(bytes[offsets[index]]);
    }

    int keyAt(int index, StateMapSpec spec) {
        return EntryFormat.keyAt(spec, offsets[index]);
    }

    int keyLength(int index, StateMapSpec spec) {
        return EntryFormat.keyLength(spec, bytes, offsets[index]);
    }

    // ---- writing

    void put(StateMapSpec spec, int map, long hash, byte[] key, int keyLength, byte[] value, int valueBytes) {
        begin(spec, map, MessageFormat.OPERATION_PUT, hash, key, keyLength);
        if (spec.variable()) {
            EntryFormat.putShort(bytes, length, valueBytes);
            length += 2;
        }
        System.arraycopy(value, 0, bytes, length, valueBytes);
        length += valueBytes;
    }

    void delete(StateMapSpec spec, int map, long hash, byte[] key, int keyLength) {
        begin(spec, map, MessageFormat.OPERATION_DELETE, hash, key, keyLength);
    }

    void add(StateMapSpec spec, int map, long hash, byte[] key, long toFirst, long toSecond) {
        begin(spec, map, MessageFormat.OPERATION_ADD, hash, key, key.length);
        length = SignedVarint.put(bytes, length, toFirst);
        length = SignedVarint.put(bytes, length, toSecond);
    }

    private void begin(StateMapSpec spec, int map, int operation, long hash, byte[] key, int keyLength) {
        int most = length + EntryFormat.maxBytes(spec);
        if (most > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, most));
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        offsets[count] = length;
        hashes[count++] = hash;
        bytes[length++] = EntryFormat.head(map, operation);
        if (spec.variable()) {
            bytes[length++] = (byte) keyLength;
        }
        System.arraycopy(key, 0, bytes, length, keyLength);
        length += keyLength;
    }

    // ---- reading

    /**
     * What the entries make of a key: {@link #UNTOUCHED}, {@link #PUT} with {@link #valueAt()} and
     * {@link #valueLength()}, or {@link #DELETED}; and in any case {@link #isAdded()}, what was added after that.
     */
    int find(StateMapSpec spec, int map, long hash, byte[] key, int keyAt, int keyLength) {
        int found = UNTOUCHED;
        added = false;
        first = 0;
        second = 0;
        for (int index = 0; index < count; index++) {
            if (hashes[index] != hash || !isOf(index, spec, map, key, keyAt, keyLength)) {
                continue;
            }
            int at = offsets[index];
            switch (EntryFormat.operation(bytes[at])) {
                case MessageFormat.OPERATION_PUT -> {
                    found = PUT;
                    added = false;
                    valueAt = EntryFormat.valueAt(spec, bytes, at);
                    valueLength = EntryFormat.valueLength(spec, bytes, at);
                }
                case MessageFormat.OPERATION_DELETE -> {
                    found = DELETED;
                    added = false;
                }
                default -> accumulate(EntryFormat.keyAt(spec, at) + keyLength);
            }
        }
        return found;
    }

    private void accumulate(int numbersAt) {
        if (!added) {
            first = 0;
            second = 0;
        }
        added = true;
        first += SignedVarint.get(bytes, numbersAt);
        second += SignedVarint.get(bytes, SignedVarint.skip(bytes, numbersAt, length));
    }

    private boolean isOf(int index, StateMapSpec spec, int map, byte[] key, int keyAt, int keyLength) {
        if (map(index) != map || keyLength(index, spec) != keyLength) {
            return false;
        }
        int own = keyAt(index, spec);
        return Arrays.equals(bytes, own, own + keyLength, key, keyAt, keyAt + keyLength);
    }

    /** Whether an earlier entry has the same key. */
    boolean isRepeated(int index, StateMapSpec spec) {
        for (int earlier = 0; earlier < index; earlier++) {
            if (hashes[earlier] == hashes[index]
                    && isOf(earlier, spec, map(index), bytes, keyAt(index, spec), keyLength(index, spec))) {
                return true;
            }
        }
        return false;
    }

    int valueAt() {
        return valueAt;
    }

    int valueLength() {
        return valueLength;
    }

    boolean isAdded() {
        return added;
    }

    long addedFirst() {
        return first;
    }

    long addedSecond() {
        return second;
    }
}
