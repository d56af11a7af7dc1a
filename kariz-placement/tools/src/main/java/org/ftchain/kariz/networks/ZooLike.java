package org.ftchain.kariz.networks;

import org.ftchain.kariz.model.Network;

import java.util.Map;
import java.util.Random;

/**
 * Random networks like those of the Internet Topology Zoo: sites in a plane, each joined to one that is near and already there,
 * and a third as many links again between near sites, so that there are stubs, rings and an average degree of 2.6, and
 * sometimes two links between the same sites. Every site hosts.
 */
public final class ZooLike {
    private static final double MORE_LINKS = 0.33;

    private ZooLike() {
    }

    /** @param cpu cores of a site */
    public static Network of(int nodes, double cpu, double bandwidthMbps, Random random) {
        if (nodes < 2) {
            throw new IllegalArgumentException("nodes must be >= 2: nodes=" + nodes);
        }
        double[] x = new double[nodes];
        double[] y = new double[nodes];
        Network.Builder builder = Network.builder();
        for (int n = 0; n < nodes; n++) {
            x[n] = random.nextDouble();
            y[n] = random.nextDouble();
            builder.node("site" + n, Map.of("cpu", cpu));
            if (n > 0) {
                builder.link("site" + n, "site" + near(n, n, x, y, random), bandwidthMbps);
            }
        }
        for (int i = 0; i < MORE_LINKS * nodes; i++) {
            int n = random.nextInt(nodes);
            builder.link("site" + n, "site" + near(n, nodes, x, y, random), bandwidthMbps);
        }
        return builder.build();
    }

    /** The nearest of a few sites below {@code bound} that are drawn at random. */
    private static int near(int n, int bound, double[] x, double[] y, Random random) {
        int best = -1;
        for (int draw = 0; draw < 8 || best < 0; draw++) {
            int other = random.nextInt(bound);
            if (other != n && (best < 0 || Math.hypot(x[other] - x[n], y[other] - y[n])
                < Math.hypot(x[best] - x[n], y[best] - y[n]))) {
                best = other;
            }
        }
        return best;
    }
}
