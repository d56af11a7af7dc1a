package org.ftchain.kariz.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Collects what is wrong and knows how far rounding may go. Not thread-safe. */
final class Violations {
    private static final double TOLERANCE = 1e-6;

    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    static boolean below(double have, double need) {
        return have < need - TOLERANCE * Math.max(1, Math.abs(need));
    }

    static boolean different(double a, double b) {
        return Math.abs(a - b) > TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    /** One line for every name whose amounts differ; a name that is missing has 0. */
    void compare(String label, Map<String, Double> have, String source, Map<String, Double> want) {
        TreeSet<String> names = new TreeSet<>(have.keySet());
        names.addAll(want.keySet());
        for (String name : names) {
            double is = have.getOrDefault(name, 0.0);
            double must = want.getOrDefault(name, 0.0);
            if (different(is, must)) {
                add(label + " " + name + ": is " + is + ", " + source + " " + must);
            }
        }
    }
}
