package org.ftchain.kariz.networks;

import org.ftchain.kariz.model.Network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph from a file: nodes with their labels, links with their speeds where these are known. Links may be parallel, parts
 * disconnected, labels missing or shared. Links of a node with itself are left out. Not thread-safe.
 */
public final class Topology {
    /** What the Internet Topology Zoo writes where it knows no label. */
    private static final Set<String> NO_LABELS = Set.of("", "None", "?", "N/A");

    private static final class Edge {
        private final String a;
        private final String b;
        /** 0 when not known. */
        private final double mbps;

        private Edge(String a, String b, double mbps) {
            this.a = a;
            this.b = b;
            this.mbps = mbps;
        }
    }

    /** By id of the file. */
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();
    private int loops;

    /** @return false when there is a node of this id */
    boolean addNode(String id, String label) {
        String clean = clean(label);
        return labels.putIfAbsent(id, NO_LABELS.contains(clean) ? "" : clean) == null;
    }

    private static String clean(String text) {
        return text.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]+", " ").strip();
    }

    boolean hasNode(String id) {
        return labels.containsKey(id);
    }

    /** @param mbps 0 when not known */
    void addEdge(String a, String b, double mbps) {
        if (a.equals(b)) {
            loops++;
        } else {
            edges.add(new Edge(a, b, mbps));
        }
    }

    public int nodes() {
        return labels.size();
    }

    public int links() {
        return edges.size();
    }

    /** Links of a node with itself, which are left out. */
    public int loops() {
        return loops;
    }

    /** Links whose speed the file says. */
    public int speeds() {
        return (int) edges.stream().filter(edge -> edge.mbps > 0).count();
    }

    /**
     * A network in which every node hosts.
     *
     * @param cpu cores of a node
     * @param bandwidthMbps of a link; with {@code speeds} of those whose speed is not known
     */
    public Network network(double cpu, double bandwidthMbps, boolean speeds) {
        Map<String, String> names = names();
        Network.Builder builder = Network.builder();
        names.values().forEach(name -> builder.node(name, Map.of("cpu", cpu)));
        for (Edge edge : edges) {
            builder.link(names.get(edge.a), names.get(edge.b), speeds && edge.mbps > 0 ? edge.mbps : bandwidthMbps);
        }
        return builder.build();
    }

    /** The label where no other node has it; else the label and the id. */
    private Map<String, String> names() {
        Map<String, Integer> count = new HashMap<>();
        labels.values().forEach(label -> count.merge(label, 1, Integer::sum));
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> used = new HashSet<>();
        labels.forEach((id, label) -> {
            String name = label.isEmpty() ? "node " + clean(id) : count.get(label) > 1 ? label + " " + clean(id) : label;
            while (!used.add(name)) {
                name += "'";
            }
            names.put(id, name);
        });
        return names;
    }

    /** Nodes of the largest connected part of a network that host, by id; of parts that are equally large the first. */
    public static List<String> hostsOfLargestPart(Network network) {
        Map<String, String> root = new HashMap<>();
        network.nodes().keySet().forEach(node -> root.put(node, node));
        network.links().values().forEach(link -> {
            String a = find(root, link.a());
            String b = find(root, link.b());
            if (!a.equals(b)) {
                root.put(a.compareTo(b) < 0 ? b : a, a.compareTo(b) < 0 ? a : b);
            }
        });
        Map<String, List<String>> parts = new LinkedHashMap<>();
        network.nodes().values().forEach(node -> {
            List<String> part = parts.computeIfAbsent(find(root, node.id()), r -> new ArrayList<>());
            if (node.hosts()) {
                part.add(node.id());
            }
        });
        Optional<List<String>> largest = parts.values().stream().reduce((a, b) -> b.size() > a.size() ? b : a);
        return largest.orElse(List.of());
    }

    private static String find(Map<String, String> root, String node) {
        String at = node;
        while (!root.get(at).equals(at)) {
            root.put(at, root.get(root.get(at)));
            at = root.get(at);
        }
        return at;
    }
}
