package org.ftchain.kariz.published;

import org.ftchain.kariz.decompose.Decomposition;
import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Algorithm 1: routes the chain's volume from layer to layer, buys the cheapest instances for what arrives, and improves
 * what is placed so far after every layer. Never goes back: a layer that cannot be reached ends it. Thread-safe, keeps
 * nothing between calls.
 */
public final class PublishedKariz {
    /** The thesis's (2.5.1): in a network of 99 nodes an action has to save 6 %. */
    public static final double EPSILON = 32;

    private final double epsilon;

    /** @param epsilon an action is admissible if it saves epsilon/(5 x nodes) of the cost; smaller is better and slower */
    public PublishedKariz(double epsilon) {
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon must be > 0 and finite: epsilon=" + epsilon);
        }
        this.epsilon = epsilon;
    }

    /**
     * @param network what is free
     * @param stop asked between actions; once true, nothing is improved any more
     * @return a placement, perhaps of several paths, or where the algorithm got stuck (never proven)
     * @throws IllegalArgumentException one line naming field and value
     */
    public PlacementResult solve(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights,
                                 BooleanSupplier stop) {
        Problem problem = new Problem(network, offerings, demand, weights);
        Solution solution = new Solution(problem);
        if (demand.failures() >= problem.hops) {
            return Infeasible.of("failures=" + demand.failures() + " needs at least " + (demand.failures() + 1L)
                + " middleboxes in the chain: it has " + problem.hops, true);
        }
        for (int segment = 0; segment <= problem.hops; segment++) {
            if (!route(solution, segment)) {
                String layer = segment == problem.hops ? "the target"
                    : "hop " + (segment + 1) + " (" + demand.middleboxes().get(segment) + ")";
                return Infeasible.of("kariz-2017 got stuck: not all of the volume reaches " + layer
                    + " from where the hops before it were placed", false);
            }
            new Improvement(solution, epsilon, stop).improve();
        }
        return placement(solution, weights);
    }

    /**
     * Procedures route and instances. The sink-layer's capacities are found here, from what is free now, and a reached layer
     * is where its z is > 0: that is what update-layers (Algorithm 3) keeps.
     */
    private static boolean route(Solution solution, int segment) {
        Problem problem = solution.problem;
        long[] capacity = new long[problem.nodes.size()];
        if (segment == problem.hops) {
            capacity[problem.target] = problem.volume;
        }
        for (int n = 0; segment < problem.hops && n < capacity.length; n++) {
            if (solution.allows(segment, n)) {
                capacity[n] = problem.knapsacks.get(segment).most(solution.freeFor(segment, n), problem.volume);
            }
        }
        Rerouting rerouting = new Rerouting(solution, segment);
        if (segment == problem.hops) {
            if (!rerouting.route(capacity)) {
                return false;
            }
            solution.x[segment] = rerouting.in;
        } else {
            Action first = Action.of(solution, segment, rerouting, capacity);
            if (first == null) {
                return false;
            }
            first.perform(solution);
        }
        solution.routed = segment + 1;
        return true;
    }

    private static Placement placement(Solution solution, CostWeights weights) {
        Problem problem = solution.problem;
        List<HopInstance> instances = new ArrayList<>();
        List<Allocation> allocations = new ArrayList<>();
        double hostCost = 0;
        for (int hop = 0; hop < problem.hops; hop++) {
            hostCost += solution.hostCost(hop);
            for (int n = 0; n < problem.nodes.size(); n++) {
                if (solution.z[hop][n] > 0) {
                    String node = problem.nodes.get(n).id();
                    allocations.add(Allocation.of(hop, node, solution.z[hop][n] * problem.unitMbps));
                    int[] counts = solution.y[hop][n].counts;
                    for (int i = 0; i < counts.length; i++) {
                        if (counts[i] > 0) {
                            instances.add(HopInstance.of(hop, node, problem.offerings.get(hop).get(i), counts[i]));
                        }
                    }
                }
            }
        }
        List<LinkFlow> flows = new ArrayList<>();
        for (int segment = 0; segment <= problem.hops; segment++) {
            for (int l = 0; l < problem.links.size(); l++) {
                long flow = solution.x[segment][l];
                if (flow != 0) {
                    String a = problem.links.get(l).a();
                    String b = problem.links.get(l).b();
                    flows.add(LinkFlow.of(segment, problem.links.get(l).id(), flow > 0 ? a : b, flow > 0 ? b : a,
                        Math.abs(flow) * problem.unitMbps));
                }
            }
        }
        List<ChainPath> paths = Decomposition.of(problem.demand, allocations, flows);
        List<LinkFlow> routed = Decomposition.flows(paths);
        double volume = 0;
        for (LinkFlow flow : routed) {
            volume += flow.volumeMbps();
        }
        return Placement.of(instances, allocations, routed, paths, weights.beta() * volume, hostCost);
    }
}
