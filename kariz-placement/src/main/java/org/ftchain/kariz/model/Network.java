package org.ftchain.kariz.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The substrate: nodes and undirected links with what is free of them. Parallel links and disconnected parts are
 * allowed. Nodes and links are kept sorted by id, so that nothing depends on the order in which they were given.
 */
public final class Network {
    private final SortedMap<String, Node> nodes;
    private final SortedMap<String, Link> links;

    private Network(Collection<Node> nodes, Collection<Link> links) {
        SortedMap<String, Node> byId = new TreeMap<>();
        for (Node node : Checks.list("nodes", nodes)) {
            if (byId.put(node.id(), node) != null) {
                throw new IllegalArgumentException("node id must be unique: id=" + node.id());
            }
        }
        SortedMap<String, Link> linksById = new TreeMap<>();
        for (Link link : Checks.list("links", links)) {
            if (linksById.put(link.id(), link) != null) {
                throw new IllegalArgumentException("link id must be unique: id=" + link.id());
            }
            requireNode(byId, link, "a", link.a());
            requireNode(byId, link, "b", link.b());
        }
        this.nodes = Collections.unmodifiableSortedMap(byId);
        this.links = Collections.unmodifiableSortedMap(linksById);
    }

    private static void requireNode(Map<String, Node> nodes, Link link, String end, String id) {
        if (!nodes.containsKey(id)) {
            throw new IllegalArgumentException("link " + link.id() + " must join known nodes: " + end + "=" + id);
        }
    }

    public static Network of(Collection<Node> nodes, Collection<Link> links) {
        return new Network(nodes, links);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** All nodes by id. */
    public SortedMap<String, Node> nodes() {
        return nodes;
    }

    /** All links by id. */
    public SortedMap<String, Link> links() {
        return links;
    }

    public Optional<Node> node(String id) {
        return Optional.ofNullable(nodes.get(id));
    }

    public Optional<Link> link(String id) {
        return Optional.ofNullable(links.get(id));
    }

    /**
     * What is left when the placement has been taken out of this network. Whatever of the placement lies on nodes or
     * links that are gone is ignored (their capacity went with them), and nothing falls below zero: a network whose
     * capacity has shrunk under a running chain is simply full there.
     */
    public Network minus(Placement placement) {
        Map<String, Map<String, Double>> usedByNode = new HashMap<>();
        for (HopInstance hop : placement.instances()) {
            Map<String, Double> used = usedByNode.computeIfAbsent(hop.node(), n -> new HashMap<>());
            hop.offering().demand().forEach((resource, each) -> used.merge(resource, each * hop.count(), Double::sum));
        }
        Map<String, Double> usedByLink = new HashMap<>();
        for (LinkFlow flow : placement.flows()) {
            usedByLink.merge(flow.link(), flow.volumeMbps(), Double::sum);
        }
        List<Node> left = new ArrayList<>(nodes.size());
        for (Node node : nodes.values()) {
            left.add(node.hosts() ? minus(node, usedByNode.getOrDefault(node.id(), Map.of())) : node);
        }
        List<Link> leftLinks = new ArrayList<>(links.size());
        for (Link link : links.values()) {
            double used = usedByLink.getOrDefault(link.id(), 0.0);
            leftLinks.add(used == 0 ? link : link.withBandwidth(Math.max(0, link.bandwidthMbps() - used)));
        }
        return new Network(left, leftLinks);
    }

    private static Node minus(Node node, Map<String, Double> used) {
        if (used.isEmpty()) {
            return node;
        }
        Map<String, Double> left = new TreeMap<>(node.capacity());
        left.replaceAll((resource, free) -> Math.max(0, free - used.getOrDefault(resource, 0.0)));
        return node.withCapacity(left);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Network && nodes.equals(((Network) o).nodes) && links.equals(((Network) o).links);
    }

    @Override
    public int hashCode() {
        return 31 * nodes.hashCode() + links.hashCode();
    }

    @Override
    public String toString() {
        return "Network{" + nodes.values() + ", " + links.values() + "}";
    }

    /** Collects nodes and links in any order; everything is checked by {@link #build}. */
    public static final class Builder {
        private final List<Node> nodes = new ArrayList<>();
        private final List<Link> links = new ArrayList<>();
        private final List<Link> unnamed = new ArrayList<>();

        private Builder() {
        }

        public Builder node(Node node) {
            nodes.add(node);
            return this;
        }

        /** A node that hosts nothing. */
        public Builder node(String id) {
            return node(Node.of(id));
        }

        public Builder node(String id, Map<String, Double> capacity) {
            return node(Node.of(id, capacity));
        }

        public Builder node(String id, Map<String, Double> capacity, String domain) {
            return node(Node.of(id, capacity, domain));
        }

        public Builder link(Link link) {
            links.add(link);
            return this;
        }

        public Builder link(String id, String a, String b, double bandwidthMbps) {
            return link(Link.of(id, a, b, bandwidthMbps));
        }

        /** A link named by its ends, smaller id first: {@code "a-b"}, parallel ones {@code "a-b#2"} and so on. */
        public Builder link(String a, String b, double bandwidthMbps) {
            boolean ordered = a == null || b == null || a.compareTo(b) <= 0;
            unnamed.add(ordered ? Link.of(a + "-" + b, a, b, bandwidthMbps) : Link.of(b + "-" + a, b, a, bandwidthMbps));
            return this;
        }

        /** @throws IllegalArgumentException naming the first field and value that is wrong */
        public Network build() {
            List<Link> all = new ArrayList<>(links);
            // Sorted before they are numbered, so that names do not depend on the order of the calls.
            unnamed.sort(Comparator.comparing(Link::id).thenComparing(Link::bandwidthMbps, Comparator.reverseOrder()));
            Map<String, Integer> seen = new HashMap<>();
            for (Link link : unnamed) {
                int number = seen.merge(link.id(), 1, Integer::sum);
                all.add(number == 1 ? link
                    : Link.of(link.id() + "#" + number, link.a(), link.b(), link.bandwidthMbps()));
            }
            return new Network(nodes, all);
        }
    }
}
