package org.ftchain.kariz.model;

import java.util.List;
import java.util.Objects;

/**
 * The way of one segment: n nodes and the n-1 links between them. A segment between two hops on the same node is that
 * node alone and no link.
 */
public final class Route {
    private final List<String> nodes;
    private final List<String> links;

    private Route(List<String> nodes, List<String> links) {
        this.nodes = Checks.list("route nodes", nodes);
        this.links = Checks.list("route links", links);
        if (this.nodes.isEmpty() || this.links.size() != this.nodes.size() - 1) {
            throw new IllegalArgumentException("route must have one link less than nodes: nodes=" + this.nodes.size()
                + ", links=" + this.links.size());
        }
    }

    public static Route of(List<String> nodes, List<String> links) {
        return new Route(nodes, links);
    }

    /** Node ids in the direction of the traffic. */
    public List<String> nodes() {
        return nodes;
    }

    /** Link ids; link i joins nodes i and i+1. */
    public List<String> links() {
        return links;
    }

    public String from() {
        return nodes.get(0);
    }

    public String to() {
        return nodes.get(nodes.size() - 1);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Route && nodes.equals(((Route) o).nodes) && links.equals(((Route) o).links);
    }

    @Override
    public int hashCode() {
        return Objects.hash(nodes, links);
    }

    @Override
    public String toString() {
        return String.join(" -> ", nodes);
    }
}
