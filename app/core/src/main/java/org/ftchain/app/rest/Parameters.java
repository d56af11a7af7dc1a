package org.ftchain.app.rest;

import org.ftchain.app.api.ChainException;

import javax.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Query parameters and request bodies, bounded. */
final class Parameters {
    private static final int MAX_BODY_BYTES = 4 << 20;

    private Parameters() {
    }

    /** A misspelt parameter must not pass for its default. */
    static void check(MultivaluedMap<String, String> query, String... known) throws ChainException {
        for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
            String name = printable(parameter.getKey());
            if (!Arrays.asList(known).contains(parameter.getKey())) {
                throw ChainException.invalid("query parameter is not known: " + name + (known.length == 0 ? " (there are none)"
                        : " (known: " + String.join(", ", known) + ")"));
            }
            if (parameter.getValue().size() > 1) {
                throw ChainException.invalid("query parameter must be given once: " + name);
            }
        }
    }

    static boolean flag(String name, String text) throws ChainException {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw ChainException.invalid(name + " must be true or false: " + name + "=" + printable(text));
    }

    static int wholeNumber(String name, String text, int from, int to) throws ChainException {
        if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= from && Integer.parseInt(text) <= to) {
            return Integer.parseInt(text);
        }
        throw ChainException.invalid(name + " must be a whole number from " + from + " to " + to + ": " + name + "="
                + printable(text));
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
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
