package org.ftchain.agent.stm;

import org.ftchain.agent.wire.MessageFormat;
import org.ftchain.agent.wire.SignedVarint;

/**
 * The encoding of one entry; its layout is in {@link MessageFormat}.
 */
final class EntryFormat {
    static final int MAX_MAPS = 16;

    private EntryFormat() {
    }

    static byte head(int map, int operation) {
        return (byte) (map << 3 | operation);
    }

    /** The most bytes that an entry of the map can have. */
    static int maxBytes(StateMapSpec spec) {
        return 1 + 1 + spec.keyBytes() + Math.max(2 + spec.valueBytes(), 2 * SignedVarint.MAX_BYTES);
    }

    static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    static int getShort(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /**
     * Reads the entry at {@code at}, all but its hash.
     *
     * @return the position after it, or -1 when it is malformed, of no map, or does not end by {@code end}
     */
    static int read(StateMapSpec[] specs, byte[] bytes, int at, int end, Entry into) {
        if (at >= end || bytes[at] < 0 || bytes[at] >>> 3 >= specs.length) {
            return -1;
        }
        int map = bytes[at] >>> 3;
        StateMapSpec spec = specs[map];
        int keyAt = spec.variable() ? at + 2 : at + 1;
        if (keyAt > end) {
            return -1;
        }
        int keyLength = spec.variable() ? bytes[at + 1] & 0xff : spec.keyBytes();
        if (keyLength == 0 || keyLength > spec.keyBytes() || keyLength > end - keyAt) {
            return -1;
        }
        into.map = map;
        into.operation = bytes[at] & 7;
        into.at = at;
        into.keyAt = keyAt;
        into.keyLength = keyLength;
        int afterKey = keyAt + keyLength;
        return switch (into.operation) {
            case MessageFormat.OPERATION_PUT -> readValue(spec, bytes, afterKey, end, into);
            case MessageFormat.OPERATION_DELETE -> afterKey;
            case MessageFormat.OPERATION_ADD -> readNumbers(spec, bytes, afterKey, end, into);
            default -> -1;
        };
    }

    private static int readValue(StateMapSpec spec, byte[] bytes, int afterKey, int end, Entry into) {
        int valueAt = afterKey;
        int valueLength = spec.valueBytes();
        if (spec.variable()) {
            if (end - afterKey < 2) {
                return -1;
            }
            valueAt = afterKey + 2;
            valueLength = getShort(bytes, afterKey);
        }
        into.valueAt = valueAt;
        into.valueLength = valueLength;
        return valueLength > spec.valueBytes() || valueLength > end - valueAt ? -1 : valueAt + valueLength;
    }

    private static int readNumbers(StateMapSpec spec, byte[] bytes, int afterKey, int end, Entry into) {
        if (!spec.isCounter()) {
            return -1;
        }
        int secondAt = SignedVarint.skip(bytes, afterKey, end);
        int after = secondAt < 0 ? -1 : SignedVarint.skip(bytes, secondAt, end);
        if (after < 0) {
            return -1;
        }
        into.first = SignedVarint.get(bytes, afterKey);
        into.second = SignedVarint.get(bytes, secondAt);
        return into.second != 0 && spec.valueBytes() == Long.BYTES ? -1 : after;
    }
}
