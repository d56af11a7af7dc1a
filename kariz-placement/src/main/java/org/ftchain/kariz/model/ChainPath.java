package org.ftchain.kariz.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One way through a chain's instances: it visits one node per hop and carries a share of the chain's volume. The volumes
 * of a placement's paths add up to the chain's throughput. Its routes may be unknown (files do not name them).
 */
public final class ChainPath {
    private final double volumeMbps;
    private final List<String> nodes;
    private final List<Route> routes;

    private ChainPath(double volumeMbps, List<String> nodes, List<Route> routes) {
        this.volumeMbps = Checks.positive("path volume", volumeMbps);
        this.nodes = Checks.list("path nodes", nodes);
        this.routes = Checks.list("path routes", routes);
        for (int hop = 0; hop < this.nodes.size(); hop++) {
            Checks.id("path nodes[" + hop + "]", this.nodes.get(hop));
        }
        if (this.nodes.isEmpty()) {
            throw new IllegalArgumentException("path nodes must not be empty: nodes=[]");
        }
    }

    /** @param nodes the node of each hop in order, without source and target */
    public static ChainPath of(double volumeMbps, List<String> nodes) {
        return new ChainPath(volumeMbps, nodes, List.of());
    }

    /** @param routes one per segment, at least two; where they meet are the nodes of the hops */
    public static ChainPath along(double volumeMbps, List<Route> routes) {
        List<String> nodes = new ArrayList<>();
        for (Route route : Checks.list("path routes", routes).subList(1, routes.size())) {
            nodes.add(route.from());
        }
        return new ChainPath(volumeMbps, nodes, routes);
    }

    public double volumeMbps() {
        return volumeMbps;
    }

    /** The node of each hop in order, without source and target. */
    public List<String> nodes() {
        return nodes;
    }

    /** One route per segment; empty when they are not known. */
    public List<Route> routes() {
        return routes;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ChainPath && volumeMbps == ((ChainPath) o).volumeMbps
            && nodes.equals(((ChainPath) o).nodes) && routes.equals(((ChainPath) o).routes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(volumeMbps, nodes, routes);
    }

    @Override
    public String toString() {
        return volumeMbps + " Mbit/s over " + nodes;
    }
}
