package org.ftchain.agent.stm;

import java.util.Objects;

/**
 * A named state map of a middlebox. Keys and values are of fixed size, or, in a variable map, of any size up to a most.
 *
 * @param name       unique within the middlebox
 * @param keyBytes   1..64, variable 1..255: the longest key; no key is empty
 * @param valueBytes 1..1024, variable 0..65535: the longest value
 * @param variable   whether every entry has sizes of its own
 */
public record StateMapSpec(String name, int keyBytes, int valueBytes, boolean variable) {
    public StateMapSpec {
        Objects.requireNonNull(name, "name");
        int maxKeyBytes = variable ? 255 : 64;
        if (keyBytes < 1 || keyBytes > maxKeyBytes) {
            throw new IllegalArgumentException("keyBytes must be 1.." + maxKeyBytes + ": keyBytes=" + keyBytes);
        }
        int minValueBytes = variable ? 0 : 1;
        int maxValueBytes = variable ? 65_535 : 1024;
        if (valueBytes < minValueBytes || valueBytes > maxValueBytes) {
            throw new IllegalArgumentException("valueBytes must be " + minValueBytes + ".." + maxValueBytes
                    + ": valueBytes=" + valueBytes);
        }
    }

    /** A map of fixed sizes. */
    public StateMapSpec(String name, int keyBytes, int valueBytes) {
        this(name, keyBytes, valueBytes, false);
    }

    public static StateMapSpec variable(String name, int maxKeyBytes, int maxValueBytes) {
        return new StateMapSpec(name, maxKeyBytes, maxValueBytes, true);
    }

    /** Whether values are one or two 64-bit numbers, to which a transaction can add. */
    boolean isCounter() {
        return !variable && (valueBytes == 8 || valueBytes == 16);
    }
}
