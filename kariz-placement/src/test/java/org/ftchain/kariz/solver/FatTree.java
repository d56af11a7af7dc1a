package org.ftchain.kariz.solver;

import org.ftchain.kariz.model.Network;

import java.util.Map;
import java.util.Random;

/** k-ary fat-trees: (k/2)^2 core switches, k pods of k/2 + k/2 switches, k/2 hosts on each edge switch (a rack). */
final class FatTree {
    private FatTree() {
    }

    /** @param random when not null, part of every capacity is already in use */
    static Network of(int k, double cpu, double bandwidthMbps, Random random) {
        Network.Builder builder = Network.builder();
        int half = k / 2;
        for (int core = 0; core < half * half; core++) {
            builder.node("core" + core);
        }
        for (int pod = 0; pod < k; pod++) {
            for (int i = 0; i < half; i++) {
                String aggregation = "agg" + pod + "." + i;
                String edge = "edge" + pod + "." + i;
                builder.node(aggregation).node(edge);
                for (int j = 0; j < half; j++) {
                    builder.link(aggregation, "core" + (i * half + j), free(bandwidthMbps, random));
                    builder.link(edge, "agg" + pod + "." + j, free(bandwidthMbps, random));
                    String host = "host" + pod + "." + i + "." + j;
                    builder.node(host, Map.of("cpu", Math.floor(free(cpu, random))), edge);
                    builder.link(host, edge, free(bandwidthMbps, random));
                }
            }
        }
        return builder.build();
    }

    private static double free(double capacity, Random random) {
        return random == null ? capacity : capacity * random.nextDouble();
    }
}
