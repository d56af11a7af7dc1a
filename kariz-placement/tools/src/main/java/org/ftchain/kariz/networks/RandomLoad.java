package org.ftchain.kariz.networks;

import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Networks that are partly in use. */
public final class RandomLoad {
    private RandomLoad() {
    }

    /**
     * What is free of each resource of each node and of each link is drawn on its own, evenly, in whole units.
     *
     * @param least part of everything that is free, 0..1; 0 leaves half on average
     */
    public static Network of(Network network, double least, Random random) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : network.nodes().values()) {
            Map<String, Double> free = new TreeMap<>();
            node.capacity().forEach((resource, amount) -> free.put(resource, Math.floor(amount * part(least, random))));
            nodes.add(!node.hosts() ? node : Node.of(node.id(), free, node.domain().orElse(null)));
        }
        List<Link> links = new ArrayList<>();
        for (Link link : network.links().values()) {
            links.add(Link.of(link.id(), link.a(), link.b(), Math.floor(link.bandwidthMbps() * part(least, random))));
        }
        return Network.of(nodes, links);
    }

    private static double part(double least, Random random) {
        return least + (1 - least) * random.nextDouble();
    }
}
