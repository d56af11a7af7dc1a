package org.ftchain.kariz.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A placed chain: the model's y (instances), z (allocations) and x (flows), and the paths into which they decompose. A hop
 * may have instances on several nodes and of several offerings. It holds what a solver claims; whether that is true is
 * the checker's business, which is why little is checked here.
 */
public final class Placement extends PlacementResult {
    private final List<HopInstance> instances;
    private final List<Allocation> allocations;
    private final List<LinkFlow> flows;
    private final List<ChainPath> paths;
    private final double bandwidthCost;
    private final double hostCost;

    private Placement(List<HopInstance> instances, List<Allocation> allocations, List<LinkFlow> flows,
                      List<ChainPath> paths, double bandwidthCost, double hostCost) {
        List<HopInstance> sorted = new ArrayList<>(Checks.list("instances", instances));
        sorted.sort(Comparator.comparingInt(HopInstance::hop).thenComparing(HopInstance::node)
            .thenComparing(instance -> instance.offering().name()));
        this.instances = Collections.unmodifiableList(sorted);
        List<Allocation> sortedAllocations = new ArrayList<>(Checks.list("allocations", allocations));
        sortedAllocations.sort(Comparator.comparingInt(Allocation::hop).thenComparing(Allocation::node));
        this.allocations = Collections.unmodifiableList(sortedAllocations);
        this.flows = Checks.list("flows", flows);
        this.paths = Checks.list("paths", paths);
        this.bandwidthCost = Checks.notNegative("bandwidthCost", bandwidthCost);
        this.hostCost = Checks.notNegative("hostCost", hostCost);
    }

    /** @param paths the decomposition of allocations and flows */
    public static Placement of(List<HopInstance> instances, List<Allocation> allocations, List<LinkFlow> flows,
                               List<ChainPath> paths, double bandwidthCost, double hostCost) {
        return new Placement(instances, allocations, flows, paths, bandwidthCost, hostCost);
    }

    /** What a chain uses, without paths: enough for {@link Network#minus}. */
    public static Placement of(List<HopInstance> instances, List<Allocation> allocations, List<LinkFlow> flows,
                               double bandwidthCost, double hostCost) {
        return new Placement(instances, allocations, flows, List.of(), bandwidthCost, hostCost);
    }

    /**
     * A chain that is one path; allocations and flows follow from it.
     *
     * @param hops one per hop, in the order of the chain
     * @param routes one per segment, {@code hops + 1}
     */
    public static Placement unsplit(double throughputMbps, List<HopInstance> hops, List<Route> routes,
                                    double bandwidthCost, double hostCost) {
        List<Allocation> allocations = new ArrayList<>();
        for (HopInstance hop : hops) {
            allocations.add(Allocation.of(hop.hop(), hop.node(), throughputMbps));
        }
        List<LinkFlow> flows = new ArrayList<>();
        for (int segment = 0; segment < routes.size(); segment++) {
            Route route = routes.get(segment);
            for (int i = 0; i < route.links().size(); i++) {
                flows.add(LinkFlow.of(segment, route.links().get(i), route.nodes().get(i), route.nodes().get(i + 1),
                    throughputMbps));
            }
        }
        return new Placement(hops, allocations, flows, List.of(ChainPath.along(throughputMbps, routes)), bandwidthCost,
            hostCost);
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

    /** Sorted by hop, node and offering. */
    public List<HopInstance> instances() {
        return instances;
    }

    /** Sorted by hop and node. */
    public List<Allocation> allocations() {
        return allocations;
    }

    public List<LinkFlow> flows() {
        return flows;
    }

    public List<ChainPath> paths() {
        return paths;
    }

    /**
     * The node of each hop in order, of a placement that is one path.
     *
     * @throws IllegalStateException if there are several paths
     */
    public List<String> nodes() {
        return onlyPath().nodes();
    }

    /**
     * One route per segment, of a placement that is one path: route 0 leaves the source, the last one reaches the target.
     *
     * @throws IllegalStateException if there are several paths
     */
    public List<Route> routes() {
        return onlyPath().routes();
    }

    private ChainPath onlyPath() {
        if (paths.size() != 1) {
            throw new IllegalStateException("placement must be one path: paths=" + paths.size());
        }
        return paths.get(0);
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
        return o instanceof Placement && instances.equals(((Placement) o).instances)
            && allocations.equals(((Placement) o).allocations) && flows.equals(((Placement) o).flows)
            && paths.equals(((Placement) o).paths) && bandwidthCost == ((Placement) o).bandwidthCost
            && hostCost == ((Placement) o).hostCost;
    }

    @Override
    public int hashCode() {
        return Objects.hash(instances, allocations, flows, paths, bandwidthCost, hostCost);
    }

    @Override
    public String toString() {
        return "Placement{" + instances + ", paths=" + paths + ", cost=" + cost() + "}";
    }
}
