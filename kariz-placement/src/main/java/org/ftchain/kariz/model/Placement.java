package org.ftchain.kariz.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A placed chain: one node per hop, one route per segment. It holds what a solver claims; whether that is true is the
 * checker's business, which is why little is checked here.
 */
public final class Placement extends PlacementResult {
    private final List<HopInstance> hops;
    private final List<Route> routes;
    private final List<LinkFlow> flows;
    private final double bandwidthCost;
    private final double hostCost;

    private Placement(List<HopInstance> hops, List<Route> routes, List<LinkFlow> flows, double bandwidthCost,
                      double hostCost) {
        this.hops = Checks.list("hops", hops);
        this.routes = Checks.list("routes", routes);
        this.flows = Checks.list("flows", flows);
        this.bandwidthCost = Checks.notNegative("bandwidthCost", bandwidthCost);
        this.hostCost = Checks.notNegative("hostCost", hostCost);
    }

    /**
     * @param hops in the order of the chain
     * @param routes one per segment, {@code hops + 1}
     */
    public static Placement of(List<HopInstance> hops, List<Route> routes, List<LinkFlow> flows, double bandwidthCost,
                               double hostCost) {
        return new Placement(hops, routes, flows, bandwidthCost, hostCost);
    }

    @Override
    public boolean isPlaced() {
        return true;
    }

    @Override
    public Placement placement() {
        return this;
    }

    @Override
    public String reason() {
        return "";
    }

    public List<HopInstance> hops() {
        return hops;
    }

    /** The node ids of all hops in order. */
    public List<String> nodes() {
        List<String> nodes = new ArrayList<>(hops.size());
        for (HopInstance hop : hops) {
            nodes.add(hop.node());
        }
        return Collections.unmodifiableList(nodes);
    }

    /** One route per segment: route 0 leaves the source, the last one reaches the target. */
    public List<Route> routes() {
        return routes;
    }

    public List<LinkFlow> flows() {
        return flows;
    }

    /** beta x volume x links. */
    public double bandwidthCost() {
        return bandwidthCost;
    }

    /** alpha x what the instances need. */
    public double hostCost() {
        return hostCost;
    }

    public double cost() {
        return bandwidthCost + hostCost;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Placement && hops.equals(((Placement) o).hops) && routes.equals(((Placement) o).routes)
            && flows.equals(((Placement) o).flows) && bandwidthCost == ((Placement) o).bandwidthCost
            && hostCost == ((Placement) o).hostCost;
    }

    @Override
    public int hashCode() {
        return Objects.hash(hops, routes, flows, bandwidthCost, hostCost);
    }

    @Override
    public String toString() {
        return "Placement{" + hops + ", routes=" + routes + ", cost=" + cost() + "}";
    }
}
