package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.FatTree;
import org.ftchain.kariz.networks.RandomLoad;
import org.ftchain.kariz.networks.Topology;
import org.ftchain.kariz.networks.ZooLike;

import java.util.List;
import java.util.Random;

/** Random networks that are partly in use, and chains for them. */
final class Instances {
    private static final int LEAST_NODES = 20;
    private static final int MOST_NODES = 200;

    private Instances() {
    }

    /** The figures' fat-tree. */
    static Network fatTree(Random random) {
        return loaded(FatTree.of(6, Evaluation.HOST_CPU, Evaluation.LINK_MBPS), random);
    }

    static Network zooLike(Random random) {
        int nodes = LEAST_NODES + random.nextInt(MOST_NODES - LEAST_NODES + 1);
        return loaded(ZooLike.of(nodes, Evaluation.HOST_CPU, Evaluation.LINK_MBPS, random), random);
    }

    /** The least part that is free is itself drawn from 0..1. */
    static Network loaded(Network network, Random random) {
        return RandomLoad.of(network, random.nextDouble(), random);
    }

    /** Between nodes of the network's largest part. */
    static ChainDemand chain(Network network, Random random, List<Integer> lengths, List<Double> demandsMbps) {
        List<String> hosts = Topology.hostsOfLargestPart(network);
        String source = hosts.get(random.nextInt(hosts.size()));
        String target = hosts.get(random.nextInt(hosts.size()));
        int length = lengths.get(random.nextInt(lengths.size()));
        return ChainDemand.of(source, target, Evaluation.CHAIN.subList(0, length),
            demandsMbps.get(random.nextInt(demandsMbps.size())), 0);
    }
}
