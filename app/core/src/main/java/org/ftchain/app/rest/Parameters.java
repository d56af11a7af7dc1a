package org.ftchain.app.rest;

import org.ftchain.app.api.ChainException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Query parameters and request bodies, bounded. */
final class Parameters {
    private static final int MAX_BODY_BYTES = 4 << 20;

    private Parameters() {
    }

    static int wholeNumber(String name, String text, int from, int to) throws ChainException {
        if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= from && Integer.parseInt(text) <= to) {
            return Integer.parseInt(text);
        }
        throw ChainException.invalid(name + " must be a whole number from " + from + " to " + to + ": " + name + "="
                + text.replaceAll("[^ -~]", "?"));
    }

    static String body(InputStream stream) throws ChainException {
        try {
            byte[] bytes = stream.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw ChainException.invalid("specification must be at most " + MAX_BODY_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ChainException.invalid("specification cannot be read: " + e.getMessage());
        }
    }
}
