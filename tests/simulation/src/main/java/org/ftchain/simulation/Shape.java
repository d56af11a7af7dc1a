package org.ftchain.simulation;

import java.util.SplittableRandom;

/**
 * What a schedule looks like.
 *
 * @param middleboxes hops with a middlebox; replica-only hops are added up to {@code failures} + 1
 * @param writes share of operations that change state
 * @param packets that are sent at least
 * @param gapNs mean time between two packets
 * @param loss probability that a frame between hops is lost
 * @param corruption probability that one is changed or cut short
 * @param faults that strike at least, beside those of single frames
 * @param wild whether more servers may fail than the path tolerates
 */
record Shape(int middleboxes, int failures, boolean symmetric, double writes, int packets, int gapNs, double loss,
             double duplication, double reordering, double corruption, int faults, boolean wild) {

    static Shape of(SplittableRandom random) {
        int middleboxes = 2 + random.nextInt(4);
        int failures = random.nextInt(12) == 0 ? 4 : 1 + random.nextInt(3);
        double calm = random.nextInt(4) == 0 ? 0 : 1;
        return new Shape(middleboxes, failures, random.nextBoolean(), 0.1 + 0.8 * random.nextDouble(),
                200 + random.nextInt(100), 120_000 << random.nextInt(4), calm * random.nextDouble() * 0.15,
                calm * random.nextDouble() * 0.1, random.nextDouble() * 0.3,
                calm * random.nextInt(2) * random.nextDouble() * 0.05, 3 + random.nextInt(5), random.nextInt(20) == 0);
    }

    int hops() {
        return Math.max(middleboxes, failures + 1);
    }
}
