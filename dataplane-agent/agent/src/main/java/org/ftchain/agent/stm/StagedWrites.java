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
    private final EntryIndex index = new EntryIndex();
    private int valueAt;
    private int valueLength;
    private boolean added;
    private long first;
    private long second;

    void clear() {
        length = 0;
        index.clear();
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    EntryIndex index() {
        return index;
    }

    int count() {
        return index.count();
    }

    Entry get(int at) {
        return index.get(at);
    }

    // ---- writing

    void put(StateMapSpec spec, int map, long hash, byte[] key, int keyLength, byte[] value, int valueBytes) {
        Entry entry = begin(spec, map, MessageFormat.OPERATION_PUT, hash, key, keyLength);
        if (spec.variable()) {
            EntryFormat.putShort(bytes, length, valueBytes);
            length += 2;
        }
        System.arraycopy(value, 0, bytes, length, valueBytes);
        entry.valueAt = length;
        entry.valueLength = valueBytes;
        length += valueBytes;
    }

    void delete(StateMapSpec spec, int map, long hash, byte[] key, int keyLength) {
        begin(spec, map, MessageFormat.OPERATION_DELETE, hash, key, keyLength);
    }

    void add(StateMapSpec spec, int map, long hash, byte[] key, long toFirst, long toSecond) {
        Entry entry = begin(spec, map, MessageFormat.OPERATION_ADD, hash, key, key.length);
        entry.first = toFirst;
        entry.second = toSecond;
        length = SignedVarint.put(bytes, length, toFirst);
        length = SignedVarint.put(bytes, length, toSecond);
    }

    private Entry begin(StateMapSpec spec, int map, int operation, long hash, byte[] key, int keyLength) {
        int most = length + EntryFormat.maxBytes(spec);
        if (most > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, most));
        }
        Entry entry = index.add();
        entry.at = length;
        bytes[length++] = EntryFormat.head(map, operation);
        if (spec.variable()) {
            bytes[length++] = (byte) keyLength;
        }
        entry.map = map;
        entry.operation = operation;
        entry.hash = hash;
        entry.keyAt = length;
        entry.keyLength = keyLength;
        System.arraycopy(key, 0, bytes, length, keyLength);
        length += keyLength;
        return entry;
    }

    // ---- reading

    /**
     * What the entries make of a key: {@link #UNTOUCHED}, {@link #PUT} with {@link #valueAt()} and
     * {@link #valueLength()}, or {@link #DELETED}; and in any case {@link #isAdded()}, what was added after that.
     */
    int find(int map, long hash, byte[] key, int keyAt, int keyLength) {
        int found = UNTOUCHED;
        added = false;
        for (int i = 0; i < index.count(); i++) {
            Entry entry = index.get(i);
            if (!isOf(entry, map, hash, key, keyAt, keyLength)) {
                continue;
            }
            switch (entry.operation) {
                case MessageFormat.OPERATION_PUT -> {
                    found = PUT;
                    added = false;
                    valueAt = entry.valueAt;
                    valueLength = entry.valueLength;
                }
                case MessageFormat.OPERATION_DELETE -> {
                    found = DELETED;
                    added = false;
                }
                default -> {
                    first = added ? first + entry.first : entry.first;
                    second = added ? second + entry.second : entry.second;
                    added = true;
                }
            }
        }
        return found;
    }

    private boolean isOf(Entry entry, int map, long hash, byte[] key, int keyAt, int keyLength) {
        return entry.hash == hash && entry.map == map && entry.keyLength == keyLength
                && Arrays.equals(bytes, entry.keyAt, entry.keyAt + keyLength, key, keyAt, keyAt + keyLength);
    }

    /** Whether an earlier entry has the same key. */
    boolean isRepeated(int at) {
        Entry entry = index.get(at);
        for (int earlier = 0; earlier < at; earlier++) {
            if (isOf(index.get(earlier), entry.map, entry.hash, bytes, entry.keyAt, entry.keyLength)) {
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
