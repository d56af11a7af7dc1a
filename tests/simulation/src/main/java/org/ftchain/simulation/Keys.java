package org.ftchain.simulation;

import org.ftchain.agent.stm.StateMapSpec;

import java.util.Arrays;
import java.util.List;

/** The keys and maps of the scripted middlebox, and what its values look like. */
final class Keys {
    static final int COUNT = 14;
    static final int FIXED = 0;
    static final int VARIABLE = 1;
    static final int COUNTERS = 2;
    static final int LONGEST_VALUE = 4000;
    static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("fixed", 2, 8),
            StateMapSpec.variable("variable", 5, LONGEST_VALUE), new StateMapSpec("counters", 2, 8));
    private static final int FIXED_KEYS = 8;
    private static final int COUNTER_KEYS = 2;

    private Keys() {
    }

    static int map(int key) {
        return key < FIXED_KEYS ? FIXED : key < COUNT - COUNTER_KEYS ? VARIABLE : COUNTERS;
    }

    static int bytesOfKeys(int map) {
        return MAPS.get(map).keyBytes();
    }

    /** The bytes of a key. */
    static void bytes(int key, byte[] into) {
        Arrays.fill(into, (byte) 7);
        into[into.length - 1] = (byte) key;
    }

    /** A value that a transaction writes. */
    static void value(int number, byte[] into, int length) {
        Arrays.fill(into, 0, length, (byte) number);
        for (int i = 0; i < 4; i++) {
            into[i] = (byte) (number >>> 24 - 8 * i);
        }
    }

    /** The transaction that wrote a value, or -1 when its bytes do not fit together. */
    static int number(byte[] value, int length) {
        int number = 0;
        for (int i = 0; i < 4; i++) {
            number = number << 8 | value[i] & 0xff;
        }
        for (int i = 4; i < length; i++) {
            if (value[i] != (byte) number) {
                return -1;
            }
        }
        return number;
    }

    static long counter(byte[] value) {
        long count = 0;
        for (byte b : value) {
            count = count << 8 | b & 0xff;
        }
        return count;
    }
}
