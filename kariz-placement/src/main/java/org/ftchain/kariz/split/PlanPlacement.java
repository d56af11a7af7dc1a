package org.ftchain.kariz.split;

import org.ftchain.kariz.decompose.Decomposition;
import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.Route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a plan as a placement, by name. Volumes are scaled so that they add up to the chain's throughput. Not thread-safe. */
final class PlanPlacement {
    private final SplitProblem problem;
    private final Topology topology;
    private final List<ChainPath> paths = new ArrayList<>();
    /** By segment, link and direction: int[] {segment, link, from, to} by what identifies it. */
    private final Map<Long, double[]> flows = new TreeMap<>();
    private final List<Map<Integer, Double>> volumes = new ArrayList<>();
    private double bandwidthCost;

    private PlanPlacement(SplitProblem problem) {
        this.problem = problem;
        this.topology = problem.topology;
        for (int hop = 0; hop < problem.hops; hop++) {
            volumes.add(new TreeMap<>());
        }
    }

    static Placement of(SplitProblem problem, Candidates candidates, Plan plan) {
        PlanPlacement writer = new PlanPlacement(problem);
        double served = 0;
        for (double share : plan.paths.shares) {
            served += share;
        }
        for (int c = 0; c < plan.paths.columns.length; c++) {
            writer.addPath(plan.paths.columns[c], plan.paths.shares[c] / served * problem.throughput);
        }
        return writer.placement(candidates, plan.stock);
    }

    private void addPath(Column column, double volume) {
        List<Route> routes = new ArrayList<>();
        int node = problem.source;
        for (int segment = 0; segment <= problem.hops; segment++) {
            List<String> nodes = new ArrayList<>(List.of(topology.nodeIds[node]));
            List<String> links = new ArrayList<>();
            for (int link : column.routes[segment]) {
                boolean forth = topology.linkA[link] == node;
                long key = ((long) segment * topology.linkCount + link) * 2 + (forth ? 0 : 1);
                flows.computeIfAbsent(key, k -> new double[1])[0] += volume;
                bandwidthCost += problem.beta * volume;
                node = topology.otherEnd(link, node);
                nodes.add(topology.nodeIds[node]);
                links.add(topology.linkIds[link]);
            }
            routes.add(Route.of(nodes, links));
            if (segment < problem.hops) {
                volumes.get(segment).merge(node, volume, Double::sum);
            }
        }
        paths.add(ChainPath.along(volume, routes));
    }

    /** The paths found, or another decomposition of the same flows when it has fewer. That knows nothing of isolation. */
    private List<ChainPath> fewest(List<Allocation> allocations, List<LinkFlow> linkFlows) {
        if (problem.failures > 0 || paths.size() < 2) {
            return paths;
        }
        List<ChainPath> others = Decomposition.of(problem.demand, allocations, linkFlows);
        double carried = 0;
        for (LinkFlow flow : linkFlows) {
            carried += flow.volumeMbps();
        }
        double volume = 0;
        double links = 0;
        for (ChainPath path : others) {
            volume += path.volumeMbps();
            for (Route route : path.routes()) {
                links += path.volumeMbps() * route.links().size();
            }
        }
        boolean whole = Math.abs(volume - problem.throughput) <= 1e-9 * problem.throughput
            && Math.abs(links - carried) <= 1e-9 * Math.max(1, carried);
        return whole && others.size() < paths.size() ? others : paths;
    }

    private Placement placement(Candidates candidates, Stock stock) {
        List<Allocation> allocations = new ArrayList<>();
        List<HopInstance> instances = new ArrayList<>();
        double hostCost = 0;
        for (int hop = 0; hop < problem.hops; hop++) {
            int number = hop;
            volumes.get(hop).forEach((node, volume) ->
                allocations.add(Allocation.of(number, topology.nodeIds[node], volume)));
            for (int k = 0; k < candidates.count; k++) {
                Purchase purchase = stock.bought[hop][k];
                for (int o = 0; purchase != null && o < purchase.counts.length; o++) {
                    if (purchase.counts[o] > 0) {
                        instances.add(HopInstance.of(hop, topology.nodeIds[candidates.nodes[k]],
                            problem.menus[hop].offerings.get(o), purchase.counts[o]));
                    }
                }
                hostCost += purchase == null ? 0 : purchase.cost;
            }
        }
        List<LinkFlow> linkFlows = new ArrayList<>();
        flows.forEach((key, volume) -> {
            int link = (int) (key / 2 % topology.linkCount);
            boolean forth = key % 2 == 0;
            linkFlows.add(LinkFlow.of((int) (key / 2 / topology.linkCount), topology.linkIds[link],
                topology.nodeIds[forth ? topology.linkA[link] : topology.linkB[link]],
                topology.nodeIds[forth ? topology.linkB[link] : topology.linkA[link]], volume[0]));
        });
        paths.sort(Comparator.comparingDouble(ChainPath::volumeMbps).reversed()
            .thenComparing(path -> path.nodes().toString()).thenComparing(path -> path.routes().toString()));
        return Placement.of(instances, allocations, linkFlows, fewest(allocations, linkFlows), bandwidthCost, hostCost);
    }
}
