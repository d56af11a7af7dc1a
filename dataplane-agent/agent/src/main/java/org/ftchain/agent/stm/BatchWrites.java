package org.ftchain.agent.stm;

import org.ftchain.agent.wire.MessageFormat;
import org.ftchain.agent.wire.SignedVarint;

import java.util.Arrays;

/**
 * What several transactions of one thread have written, as one: sums of what was added to a key, and the last value that
 * was put where nothing came between. One after another they leave the same state as all at once. Reused.
 */
public final class BatchWrites {
    private static final int SLOTS = 256;

    private final EntryIndex index = new EntryIndex();
    /** By a part of the hash: 1 + position in {@link #index} of the last entry there. */
    private final int[] last = new int[SLOTS];
    private byte[] bytes = new byte[1024];
    private int length;
    private int adds;

    public void clear() {
        for (int i = 0; i < index.count(); i++) {
            last[slot(index.get(i).hash)] = 0;
        }
        index.clear();
        length = 0;
        adds = 0;
    }

    /** An upper bound of what {@link #encode} writes. */
    public int maxBytes() {
        return length + adds * 2 * SignedVarint.MAX_BYTES;
    }

    /** Adds what the transaction has staged. */
    public void add(PacketTransaction transaction) {
        StagedWrites staged = transaction.staged();
        for (int i = 0; i < staged.count(); i++) {
            Entry entry = staged.get(i);
            if (!merge(entry, staged.bytes())) {
                append(entry, staged.bytes());
            }
        }
    }

    private static int slot(long hash) {
        return (int) hash & SLOTS - 1;
    }

    private boolean merge(Entry entry, byte[] from) {
        int position = last[slot(entry.hash)] - 1;
        if (position < 0) {
            return false;
        }
        Entry known = index.get(position);
        if (known.hash != entry.hash || known.operation != entry.operation || known.map != entry.map
                || known.keyLength != entry.keyLength
                || !Arrays.equals(bytes, known.keyAt, known.keyAt + known.keyLength, from, entry.keyAt,
                        entry.keyAt + entry.keyLength)) {
            return false;
        }
        if (entry.operation == MessageFormat.OPERATION_ADD) {
            known.first += entry.first;
            known.second += entry.second;
            return true;
        }
        if (entry.operation == MessageFormat.OPERATION_PUT && known.valueLength == entry.valueLength) {
            System.arraycopy(from, entry.valueAt, bytes, known.valueAt, entry.valueLength);
            return true;
        }
        return false;
    }

    /** Keeps the entry's bytes, of an add without its numbers. */
    private void append(Entry entry, byte[] from) {
        int end = switch (entry.operation) {
            case MessageFormat.OPERATION_PUT -> entry.valueAt + entry.valueLength;
            default -> entry.keyAt + entry.keyLength;
        };
        int entryBytes = end - entry.at;
        if (length + entryBytes > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + entryBytes));
        }
        System.arraycopy(from, entry.at, bytes, length, entryBytes);
        last[slot(entry.hash)] = index.count() + 1;
        Entry kept = index.add();
        kept.map = entry.map;
        kept.operation = entry.operation;
        kept.hash = entry.hash;
        kept.at = length;
        kept.keyAt = length + entry.keyAt - entry.at;
        kept.keyLength = entry.keyLength;
        kept.valueAt = length + entry.valueAt - entry.at;
        kept.valueLength = entry.valueLength;
        kept.first = entry.first;
        kept.second = entry.second;
        length += entryBytes;
        adds += entry.operation == MessageFormat.OPERATION_ADD ? 1 : 0;
    }

    /** Writes the entries as a log carries them; returns the position after them. */
    public int encode(byte[] into, int at) {
        int position = at;
        int count = index.count();
        for (int i = 0; i < count; i++) {
            Entry entry = index.get(i);
            int end = i + 1 < count ? index.get(i + 1).at : length;
            System.arraycopy(bytes, entry.at, into, position, end - entry.at);
            position += end - entry.at;
            if (entry.operation == MessageFormat.OPERATION_ADD) {
                position = SignedVarint.put(into, position, entry.first);
                position = SignedVarint.put(into, position, entry.second);
            }
        }
        return position;
    }
}
