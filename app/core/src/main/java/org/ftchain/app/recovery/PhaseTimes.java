package org.ftchain.app.recovery;

import java.util.LinkedHashMap;
import java.util.Map;

/** How long the phases of a recovery took, in milliseconds with two decimals, in their order. */
final class PhaseTimes {
    private final Map<String, Object> times = new LinkedHashMap<>();
    private long lastNs;

    PhaseTimes(long startNs) {
        lastNs = startNs;
    }

    /** Ends a phase; a phase that is run again adds to its time. @return its milliseconds */
    double end(String phase, long nowNs) {
        double ms = ms(nowNs - lastNs);
        lastNs = nowNs;
        times.merge(phase + "Ms", ms, (a, b) -> round((Double) a + (Double) b));
        return ms;
    }

    Map<String, Object> all() {
        return times;
    }

    static double ms(long ns) {
        return round(ns / 1e6);
    }

    private static double round(double ms) {
        return Math.round(ms * 100) / 100.0;
    }
}
