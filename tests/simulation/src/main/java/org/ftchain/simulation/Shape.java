package org.ftchain.simulation;

import java.util.ArrayList;
import java.util.List;
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
 * @param outputs whether middleboxes make packets and replace them
 * @param timers whether middleboxes do something on a timer
 * @param slots for frames that each agent has
 * @param contested whether leaders change more often, and requests take long more often
 * @param threads of each hop; the agents' workers can run up to {@link Workers#COUNT}
 * @param wild whether more servers may fail than the path tolerates
 */
record Shape(int middleboxes, int failures, boolean symmetric, double writes, int packets, int gapNs, double loss,
             double duplication, double reordering, double corruption, int faults, boolean wild, List<Integer> threads,
             boolean outputs, boolean timers, int slots, boolean contested) {

    static Shape of(SplittableRandom random) {
        int middleboxes = 2 + random.nextInt(4);
        int failures = random.nextInt(12) == 0 ? 4 : 1 + random.nextInt(3);
        List<Integer> threads = new ArrayList<>();
        boolean threaded = random.nextInt(3) == 0;
        for (int hop = 0; hop < Math.max(middleboxes, failures + 1); hop++) {
            threads.add(threaded ? 1 + random.nextInt(Workers.COUNT) : 1);
        }
        double calm = random.nextInt(4) == 0 ? 0 : 1;
        return new Shape(middleboxes, failures, random.nextBoolean(), 0.1 + 0.8 * random.nextDouble(),
                200 + random.nextInt(100), 120_000 << random.nextInt(4), calm * random.nextDouble() * 0.15,
                calm * random.nextDouble() * 0.1, random.nextDouble() * 0.3,
                calm * random.nextInt(2) * random.nextDouble() * 0.05, 3 + random.nextInt(5), random.nextInt(20) == 0, List.copyOf(threads),
                random.nextInt(3) == 0, random.nextInt(4) == 0,
                random.nextInt(6) == 0 ? 24 : SlotFrames.SLOTS, random.nextInt(8) == 0);
    }

    int hops() {
        return Math.max(middleboxes, failures + 1);
    }
}
