package org.ftchain.agent.stm;

import org.ftchain.agent.wire.MessageFormat;
import org.ftchain.agent.wire.SignedVarint;

/**
 * Where the parts of one encoded entry lie (layout in {@link MessageFormat}). Only {@link #next} checks; the others are
 * for entries that it has let through.
 */
final class EntryFormat {
    static final int MAX_MAPS = 16;

    private EntryFormat() {
    }

    static byte head(int map, int operation) {
        return (byte) (map << 3 | operation);
    }

    static int map(byte head) {
        return head >>> 3;
    }

    static int operation(byte head) {
        return head & 7;
    }

    /** The most bytes that an entry of the map can have. */
    static int maxBytes(StateMapSpec spec) {
        return 1 + 1 + spec.keyBytes() + Math.max(2 + spec.valueBytes(), 2 * SignedVarint.MAX_BYTES);
    }

    static int keyAt(StateMapSpec spec, int at) {
        return spec.variable() ? at + 2 : at + 1;
    }

    static int keyLength(StateMapSpec spec, byte[] bytes, int at) {
        return spec.variable() ? bytes[at + 1] & 0xff : spec.keyBytes();
    }

    /** Of a put: where the value begins, its length before it in a variable map. */
    static int valueAt(StateMapSpec spec, byte[] bytes, int at) {
        return keyAt(spec, at) + keyLength(spec, bytes, at) + (spec.variable() ? 2 : 0);
    }

    /** Of a put. */
    static int valueLength(StateMapSpec spec, byte[] bytes, int at) {
        return spec.variable() ? getShort(bytes, valueAt(spec, bytes, at) - 2) : spec.valueBytes();
    }

    static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    static int getShort(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** Position after the entry at {@code at}, or -1 when it is malformed, of no map, or does not end by {@code end}. */
    static int next(StateMapSpec[] specs, byte[] bytes, int at, int end) {
        if (at >= end || bytes[at] < 0 || map(bytes[at]) >= specs.length) {
            return -1;
        }
        StateMapSpec spec = specs[map(bytes[at])];
        int keyAt = keyAt(spec, at);
        if (keyAt > end) {
            return -1;
        }
        int keyLength = keyLength(spec, bytes, at);
        if (keyLength == 0 || keyLength > spec.keyBytes() || keyLength > end - keyAt) {
            return -1;
        }
        int afterKey = keyAt + keyLength;
        return switch (operation(bytes[at])) {
            case MessageFormat.OPERATION_PUT -> afterValue(spec, bytes, afterKey, end);
            case MessageFormat.OPERATION_DELETE -> afterKey;
            case MessageFormat.OPERATION_ADD -> afterNumbers(spec, bytes, afterKey, end);
            default -> -1;
        };
    }

    private static int afterValue(StateMapSpec spec, byte[] bytes, int afterKey, int end) {
        int valueAt = afterKey;
        int valueLength = spec.valueBytes();
        if (spec.variable()) {
            if (end - afterKey < 2) {
                return -1;
            }
            valueAt = afterKey + 2;
            valueLength = getShort(bytes, afterKey);
        }
        return valueLength > spec.valueBytes() || valueLength > end - valueAt ? -1 : valueAt + valueLength;
    }

    private static int afterNumbers(StateMapSpec spec, byte[] bytes, int afterKey, int end) {
        if (!spec.isCounter()) {
            return -1;
        }
        int secondAt = SignedVarint.skip(bytes, afterKey, end);
        int after = secondAt < 0 ? -1 : SignedVarint.skip(bytes, secondAt, end);
        return after >= 0 && spec.valueBytes() == Long.BYTES && SignedVarint.get(bytes, secondAt) != 0 ? -1 : after;
    }
}
