package org.ftchain.kariz.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Argument checks of the model: one line that names the field and the value. */
final class Checks {
    private Checks() {
    }

    static String id(String field, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(field + " must not be empty: " + field + "=" + quote(value));
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException(
                    field + " must not contain control characters: " + field + "=" + quote(value));
            }
        }
        return value;
    }

    static double positive(String field, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(field + " must be > 0 and finite: " + field + "=" + value);
        }
        return value;
    }

    static double notNegative(String field, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(field + " must be >= 0 and finite: " + field + "=" + value);
        }
        return value + 0.0; // turns -0.0 into 0.0
    }

    static <T> T present(String field, T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " must be given: " + field + "=null");
        }
        return value;
    }

    static <T> List<T> list(String field, Collection<? extends T> values) {
        List<T> copy = new ArrayList<>(present(field, values));
        for (int i = 0; i < copy.size(); i++) {
            present(field + "[" + i + "]", copy.get(i));
        }
        return Collections.unmodifiableList(copy);
    }

    /** A copy sorted by resource name, every amount >= 0 and finite. */
    static Map<String, Double> amounts(String field, Map<String, Double> amounts) {
        Map<String, Double> copy = new TreeMap<>();
        for (Map.Entry<String, Double> e : present(field, amounts).entrySet()) {
            String resource = id(field + " resource", e.getKey());
            String name = field + "." + resource;
            copy.put(resource, notNegative(name, present(name, e.getValue())));
        }
        return Collections.unmodifiableMap(copy);
    }

    /** The value in one line, with control characters replaced and a bounded length. */
    private static String quote(String value) {
        if (value == null) {
            return "null";
        }
        String line = value.replaceAll("\\p{Cntrl}", "?");
        return '"' + (line.length() > 60 ? line.substring(0, 60) + "..." : line) + '"';
    }
}
