package org.ftchain.agent.stm;

import java.util.Arrays;

/** The entries of a log, filled by {@link StateStore#accepts}, or of a transaction, in order. Reused, one thread. */
public final class EntryIndex {
    private Entry[] entries = new Entry[0];
    private int count;

    void clear() {
        count = 0;
    }

    /** The next entry, with what it was last used for in it. */
    Entry add() {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(8, count * 2));
            for (int i = count; i < entries.length; i++) {
                entries[i] = new Entry();
            }
        }
        return entries[count++];
    }

    int count() {
        return count;
    }

    Entry get(int index) {
        return entries[index];
    }
}
