package org.ftchain.simulation;

import java.util.concurrent.atomic.AtomicLong;

/** The command line: many schedules on all processors, with progress, until one fails. */
public final class Simulate {
    private static final String HELP = """
            usage: ./ftc simulate [--schedules N] [--seed S] [--trace]

            Runs the protocol's own code, agents and recovery, on a simulated network under random faults, and checks the
            protocol's invariants after every step, on all processors. The same seed gives the same schedule. Ends with a
            table of what occurred; status 1 when an invariant broke, 3 when something that should occur never did.

              --schedules N   how many schedules (default 1000)
              --seed S        seed of the first one, the others follow (default 1)
              --trace         print the faults and the recovery's events

            example: ./ftc simulate --schedules 20000 --seed 1""";
    /** Fewer schedules cannot be expected to meet every kind of event. */
    static final int FEWEST_FOR_COVERAGE = 500;
    private static final long PROGRESS_NS = 5_000_000_000L;

    private Simulate() {
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        long schedules = 1000;
        long seed = 1;
        boolean trace = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "-h", "--help" -> {
                    System.out.println(HELP);
                    return 0;
                }
                case "--trace" -> trace = true;
                case "--schedules", "--seed" -> {
                    Long number = i + 1 < arguments.length ? parse(arguments[i + 1]) : null;
                    if (number == null) {
                        return wrong(arguments[i] + " needs a number" + (i + 1 < arguments.length ? ": " + arguments[i + 1] : ""));
                    }
                    if (arguments[i].equals("--seed")) {
                        seed = number;
                    } else {
                        schedules = number;
                    }
                    i++;
                }
                default -> {
                    return wrong("unknown option: " + arguments[i]);
                }
            }
        }
        return schedules < 1 ? wrong("--schedules must be at least 1: " + schedules) : run(schedules, seed, trace);
    }

    private static Long parse(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static int wrong(String what) {
        System.err.println("simulate: error: " + what + " (see ./ftc simulate --help)");
        return 2;
    }

    private static int run(long schedules, long firstSeed, boolean trace) {
        Batch batch = new Batch(firstSeed, schedules);
        long startNs = System.nanoTime();
        AtomicLong toldNs = new AtomicLong(startNs);
        int threads = trace || schedules == 1 ? 1 : Runtime.getRuntime().availableProcessors();
        try {
            batch.run(threads, trace, done -> tell(done, schedules, startNs, toldNs));
        } catch (InterruptedException e) {
            return 130;
        }
        if (batch.failure() != null) {
            Throwable failure = batch.failure();
            System.err.println("simulate: seed " + batch.failedSeed() + " fails: " + failure.getMessage());
            if (!(failure instanceof Violation) || failure.getCause() != null && failure.getCause().getCause() != null || trace) {
                failure.printStackTrace();
            }
            System.err.println("replay: ./ftc simulate --schedules 1 --seed " + batch.failedSeed() + " --trace");
            return 1;
        }
        Coverage coverage = batch.coverage();
        System.out.printf("simulate: %d schedules from seed %d without a violation, %.1f s%n%s", schedules, firstSeed,
                (System.nanoTime() - startNs) / 1e9, coverage.table());
        if (schedules >= FEWEST_FOR_COVERAGE && !coverage.missing().isEmpty()) {
            System.err.println("simulate: never occurred: " + coverage.missing());
            return 3;
        }
        return 0;
    }

    private static void tell(long done, long schedules, long startNs, AtomicLong toldNs) {
        long nowNs = System.nanoTime();
        long before = toldNs.get();
        if (nowNs - before >= PROGRESS_NS && toldNs.compareAndSet(before, nowNs)) {
            System.out.printf("simulate: %d of %d schedules, %.0f per second%n", done, schedules, done * 1e9 / (nowNs - startNs));
        }
    }
}
