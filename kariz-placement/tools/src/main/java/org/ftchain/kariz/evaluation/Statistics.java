package org.ftchain.kariz.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Of samples; NaN where there are none. */
final class Statistics {
    private Statistics() {
    }

    static double mean(Collection<Double> samples) {
        return samples.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** The smallest sample that at least this part of all samples does not exceed. */
    static double quantile(Collection<Double> samples, double part) {
        if (samples.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = new ArrayList<>(samples);
        Collections.sort(sorted);
        return sorted.get(Math.max(0, (int) Math.ceil(part * sorted.size()) - 1));
    }

    /** Part of the samples that are at most this. */
    static double shareWithin(Collection<Double> samples, double most) {
        return samples.isEmpty() ? Double.NaN
            : samples.stream().filter(sample -> sample <= most).count() / (double) samples.size();
    }

    /** Half of a 95 % confidence interval of the mean, normal approximation; 0 for fewer than two samples. */
    static double confidence(Collection<Double> samples) {
        if (samples.size() < 2) {
            return 0;
        }
        double mean = mean(samples);
        double squares = samples.stream().mapToDouble(sample -> (sample - mean) * (sample - mean)).sum();
        return 1.96 * Math.sqrt(squares / (samples.size() - 1) / samples.size());
    }
}
