package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.model.ChainDemand;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** A chain that arrives, and how long it stays if it is placed. Immutable. */
final class Arrival {
    /** Thesis 2.5.1: one chain per 100 s, which stays for 3 hours on average. */
    private static final double MEAN_GAP_SECONDS = 100;
    private static final double MEAN_STAY_SECONDS = 3 * 3600;

    final double atSeconds;
    final double staySeconds;
    final ChainDemand chain;

    private Arrival(double atSeconds, double staySeconds, ChainDemand chain) {
        this.atSeconds = atSeconds;
        this.staySeconds = staySeconds;
        this.chain = chain;
    }

    /**
     * Poisson arrivals with exponential stays between hosts drawn uniformly and on their own: source and target may be
     * the same. Equal seeds give equal times and hosts for every chain.
     */
    static List<Arrival> poisson(List<String> hosts, List<String> middleboxes, double throughputMbps, int count, long seed) {
        Random random = random(seed);
        List<Arrival> arrivals = new ArrayList<>();
        double now = 0;
        for (int i = 0; i < count; i++) {
            now += exponential(random, MEAN_GAP_SECONDS);
            double stay = exponential(random, MEAN_STAY_SECONDS);
            String source = hosts.get(random.nextInt(hosts.size()));
            String target = hosts.get(random.nextInt(hosts.size()));
            arrivals.add(new Arrival(now, stay, ChainDemand.of(source, target, middleboxes, throughputMbps, 0)));
        }
        return arrivals;
    }

    /** Neighbouring seeds give unlike numbers, which {@link Random} alone does not promise. */
    static Random random(long seed) {
        return new Random(new SplittableRandom(seed).nextLong());
    }

    private static double exponential(Random random, double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }
}
