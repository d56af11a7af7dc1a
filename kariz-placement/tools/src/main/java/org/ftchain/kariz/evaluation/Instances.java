package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.FatTree;
import org.ftchain.kariz.networks.ZooLike;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

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

    static Network loaded(Network network, Random random) {
        return loaded(network, random.nextDouble(), random);
    }

    /** @param level least part of everything that is free; 0 means half loaded on average. Whole units */
    static Network loaded(Network network, double level, Random random) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : network.nodes().values()) {
            Map<String, Double> free = new TreeMap<>();
            node.capacity().forEach((resource, amount) -> free.put(resource, Math.floor(amount * part(level, random))));
            nodes.add(!node.hosts() ? node : Node.of(node.id(), free, node.domain().orElse(null)));
        }
        List<Link> links = new ArrayList<>();
        for (Link link : network.links().values()) {
            links.add(Link.of(link.id(), link.a(), link.b(), Math.floor(link.bandwidthMbps() * part(level, random))));
        }
        return Network.of(nodes, links);
    }

    private static double part(double level, Random random) {
        return level + (1 - level) * random.nextDouble();
    }

    /** Between nodes that host. */
    static ChainDemand chain(Network network, Random random, List<Integer> lengths, List<Double> demandsMbps) {
        List<String> hosts = new ArrayList<>();
        for (Node node : network.nodes().values()) {
            if (node.hosts()) {
                hosts.add(node.id());
            }
        }
        String source = hosts.get(random.nextInt(hosts.size()));
        String target = hosts.get(random.nextInt(hosts.size()));
        int length = lengths.get(random.nextInt(lengths.size()));
        return ChainDemand.of(source, target, Evaluation.CHAIN.subList(0, length),
            demandsMbps.get(random.nextInt(demandsMbps.size())), 0);
    }
}
