package org.ftchain.kariz.networks;

import org.ftchain.kariz.model.Network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * k-ary fat-trees: (k/2)^2 core switches, k pods of k/2 aggregation and k/2 edge switches, k/2 hosts on each edge switch
 * (a rack, which is a failure domain), links of one bandwidth: k^3/4 hosts with full bisection bandwidth.
 */
public final class FatTree {
    private FatTree() {
    }

    /**
     * @param k even, >= 2
     * @param cpu cores of a host
     */
    public static Network of(int k, double cpu, double bandwidthMbps) {
        if (k < 2 || k % 2 != 0) {
            throw new IllegalArgumentException("k must be even and >= 2: k=" + k);
        }
        int half = k / 2;
        Network.Builder builder = Network.builder();
        for (int core = 0; core < half * half; core++) {
            builder.node("core" + core);
        }
        for (int pod = 0; pod < k; pod++) {
            for (int i = 0; i < half; i++) {
                String aggregation = "aggregation" + (pod * half + i);
                int rack = pod * half + i;
                builder.node(aggregation).node("edge" + rack);
                for (int j = 0; j < half; j++) {
                    builder.link(aggregation, "core" + (i * half + j), bandwidthMbps);
                    builder.link(aggregation, "edge" + (pod * half + j), bandwidthMbps);
                    String host = "host" + (rack * half + j);
                    builder.node(host, Map.of("cpu", cpu), "rack" + rack);
                    builder.link(host, "edge" + rack, bandwidthMbps);
                }
            }
        }
        return builder.build();
    }

    /** The ids of all hosts of such a network, in order. */
    public static List<String> hosts(int k) {
        List<String> hosts = new ArrayList<>();
        for (int host = 0; host < k * k * k / 4; host++) {
            hosts.add("host" + host);
        }
        return hosts;
    }
}
