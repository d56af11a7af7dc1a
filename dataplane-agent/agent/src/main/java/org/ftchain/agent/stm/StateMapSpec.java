package org.ftchain.agent.stm;

import java.util.Objects;

/**
 * A named state map of a middlebox. Keys and values are of fixed size.
 *
 * @param name       unique within the middlebox
 * @param keyBytes   1..64
 * @param valueBytes 1..255
 */
public record StateMapSpec(String name, int keyBytes, int valueBytes) {
    public StateMapSpec {
        Objects.requireNonNull(name, "name");
        if (keyBytes < 1 || keyBytes > 64) {
            throw new IllegalArgumentException("keyBytes must be 1..64: keyBytes=" + keyBytes);
        }
        if (valueBytes < 1 || valueBytes > 255) {
            throw new IllegalArgumentException("valueBytes must be 1..255: valueBytes=" + valueBytes);
        }
    }
}
