package org.ftchain.kariz.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says how far a list of jobs is and about how long the rest takes: what a job of a kind took so far on average, or any job
 * where none of its kind has been done. Not thread-safe.
 */
final class Progress {
    private static final double SILENCE_SECONDS = 20;

    private final String title;
    private final int count;
    /** Kinds of the jobs that are not done. */
    private final Map<String, Integer> open = new HashMap<>();
    private final Map<String, double[]> done = new HashMap<>();
    private final LongSupplier nanoTime;
    private final Consumer<String> say;
    private int finished;
    private long jobStart;
    private long lastSaid;

    /** @param kinds of all jobs; those of one kind take about equally long */
    Progress(String title, List<String> kinds, LongSupplier nanoTime, Consumer<String> say) {
        this.title = title;
        this.count = kinds.size();
        kinds.forEach(kind -> open.merge(kind, 1, Integer::sum));
        this.nanoTime = nanoTime;
        this.say = say;
        this.lastSaid = nanoTime.getAsLong();
    }

    void start() {
        jobStart = nanoTime.getAsLong();
    }

    /** Within a job: speaks only after a silence. */
    void at(String job, int step, int steps) {
        long now = nanoTime.getAsLong();
        if ((now - lastSaid) / 1e9 > SILENCE_SECONDS) {
            lastSaid = now;
            say.accept(String.format(Locale.ROOT, "%s %d of %d: %s, %d of %d after %s", title, finished + 1, count, job,
                step, steps, duration((now - jobStart) / 1e9)));
        }
    }

    /** @param result one line's end */
    void finish(String kind, String result) {
        long now = nanoTime.getAsLong();
        double seconds = (now - jobStart) / 1e9;
        double[] known = done.computeIfAbsent(kind, k -> new double[2]);
        known[0] += seconds;
        known[1]++;
        open.merge(kind, -1, Integer::sum);
        finished++;
        lastSaid = now;
        say.accept(String.format(Locale.ROOT, "%s %d of %d: %s, %s%s", title, finished, count, result, duration(seconds),
            finished == count ? "" : "; about " + duration(left()) + " left"));
    }

    private double left() {
        double all = done.values().stream().mapToDouble(known -> known[0]).sum()
            / done.values().stream().mapToDouble(known -> known[1]).sum();
        double left = 0;
        for (Map.Entry<String, Integer> entry : open.entrySet()) {
            double[] known = done.get(entry.getKey());
            left += entry.getValue() * (known == null ? all : known[0] / known[1]);
        }
        return left;
    }

    private static String duration(double seconds) {
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds < 7200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
    }
}
