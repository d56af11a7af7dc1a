package org.ftchain.kariz.verify;

import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Checks a placement against the model's constraints (thesis 2.2.2, equations 2.1-2.6), its decomposition into paths, fault
 * isolation, fixed and excluded nodes, and its costs (2.7-2.9). One object checks one placement. Not thread-safe.
 */
public final class PlacementChecker {
    private final Network network;
    private final List<Offering> offerings;
    private final ChainDemand demand;
    private final CostWeights weights;
    private final Placement placement;
    private final Violations violations = new Violations();
    /** By hop: node -> allocated throughput. */
    private final List<Map<String, Double>> allocated;

    private PlacementChecker(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights,
                             Placement placement) {
        this.network = network;
        this.offerings = offerings;
        this.demand = demand;
        this.weights = weights;
        this.placement = placement;
        this.allocated = new ArrayList<>();
        for (int hop = 0; hop < demand.hops(); hop++) {
            allocated.add(new TreeMap<>());
        }
    }

    /**
     * @param network what was free before the placement
     * @return what is wrong, one line each; empty when the placement is valid
     */
    public static List<String> check(Network network, List<Offering> offerings, ChainDemand demand,
                                     CostWeights weights, Placement placement) {
        PlacementChecker checker = new PlacementChecker(network, offerings, ordered(demand, placement), weights,
            placement);
        if (checker.checkNumbers()) {
            checker.checkInstances();
            checker.checkAllocations();
            checker.checkNodeCapacity();
            checker.checkConservation();
            checker.checkLinkCapacity();
            checker.checkCost();
            new PathChecker(network, checker.demand, placement, checker.violations).check();
        }
        return checker.violations.lines();
    }

    /** Of a chain with free order the valid order that the instances have; the given one if they have none. */
    private static ChainDemand ordered(ChainDemand demand, Placement placement) {
        for (ChainDemand order : demand.freeOrder().isEmpty() ? List.<ChainDemand>of() : demand.orders()) {
            boolean fits = placement.instances().stream().allMatch(instance -> instance.hop() < order.hops()
                && instance.offering().middlebox().equals(order.middleboxes().get(instance.hop()))
                && order.fixed().getOrDefault(instance.hop(), instance.node()).equals(instance.node()));
            if (fits) {
                return order;
            }
        }
        return demand;
    }

    private boolean checkNumbers() {
        for (HopInstance instance : placement.instances()) {
            if (instance.hop() >= demand.hops()) {
                violations.add("instance of hop " + instance.hop() + ": the chain has " + demand.hops() + " hops");
            }
        }
        for (Allocation allocation : placement.allocations()) {
            if (allocation.hop() >= demand.hops()) {
                violations.add("allocated for hop " + allocation.hop() + ": the chain has " + demand.hops() + " hops");
            } else {
                allocated.get(allocation.hop()).merge(allocation.node(), allocation.throughputMbps(), Double::sum);
            }
        }
        for (LinkFlow flow : placement.flows()) {
            if (flow.segment() > demand.hops()) {
                violations.add("flow of segment " + flow.segment() + ": the chain has " + (demand.hops() + 1)
                    + " segments");
            }
        }
        return violations.lines().isEmpty();
    }

    private void checkInstances() {
        for (HopInstance instance : placement.instances()) {
            int hop = instance.hop();
            String label = "hop " + hop + ": ";
            if (!instance.offering().middlebox().equals(demand.middleboxes().get(hop))) {
                violations.add(label + "is a " + instance.offering().middlebox() + " and must be a "
                    + demand.middleboxes().get(hop));
            }
            if (!offerings.contains(instance.offering())) {
                violations.add(label + "offering is not offered: " + instance.offering());
            }
            String fixed = demand.fixed().get(hop);
            if (fixed != null && !fixed.equals(instance.node())) {
                violations.add(label + "is on " + instance.node() + " and is fixed on " + fixed);
            }
            if (fixed == null && demand.excluded().contains(instance.node())) {
                violations.add(label + "is on the excluded node " + instance.node());
            }
        }
    }

    /** Equations 2.4 and 2.5. */
    private void checkAllocations() {
        for (int hop = 0; hop < demand.hops(); hop++) {
            Map<String, Double> carried = new TreeMap<>();
            for (HopInstance instance : placement.instances()) {
                if (instance.hop() == hop) {
                    carried.merge(instance.node(), instance.count() * instance.offering().throughputMbps(), Double::sum);
                }
            }
            double sum = 0;
            for (Map.Entry<String, Double> entry : allocated.get(hop).entrySet()) {
                sum += entry.getValue();
                double has = carried.getOrDefault(entry.getKey(), 0.0);
                if (Violations.below(has, entry.getValue())) {
                    violations.add("hop " + hop + ": instances on " + entry.getKey() + " carry " + has + " of "
                        + entry.getValue());
                }
            }
            if (Violations.different(sum, demand.throughputMbps())) {
                violations.add("hop " + hop + ": is allocated " + sum + " of " + demand.throughputMbps());
            }
        }
    }

    /** Equation 2.1. */
    private void checkNodeCapacity() {
        Map<String, Map<String, Double>> used = new TreeMap<>();
        for (HopInstance instance : placement.instances()) {
            Optional<Node> node = network.node(instance.node());
            if (node.isEmpty() || !node.get().hosts()) {
                violations.add("node " + instance.node() + ": cannot host hop " + instance.hop());
                continue;
            }
            Map<String, Double> here = used.computeIfAbsent(instance.node(), n -> new TreeMap<>());
            for (Map.Entry<String, Double> need : instance.offering().demand().entrySet()) {
                here.merge(need.getKey(), need.getValue() * instance.count(), Double::sum);
            }
        }
        used.forEach((node, amounts) -> amounts.forEach((resource, amount) -> {
            double free = network.nodes().get(node).capacity(resource);
            if (Violations.below(free, amount)) {
                violations.add("node " + node + ": uses " + resource + "=" + amount + " of " + free);
            }
        }));
    }

    /** Equation 2.6, from flows and allocations alone: what a segment brings to a node minus what it takes away. */
    private void checkConservation() {
        for (LinkFlow flow : placement.flows()) {
            if (!PathChecker.joins(network, flow.link(), flow.from(), flow.to())) {
                violations.add("flow: link " + flow.link() + " does not join " + flow.from() + " and " + flow.to());
            }
        }
        Map<String, Double> atSource = Map.of(demand.source(), demand.throughputMbps());
        Map<String, Double> atTarget = Map.of(demand.target(), demand.throughputMbps());
        for (int segment = 0; segment <= demand.hops(); segment++) {
            Map<String, Double> balance = new TreeMap<>();
            (segment == 0 ? atSource : allocated.get(segment - 1))
                .forEach((node, volume) -> balance.merge(node, volume, Double::sum));
            (segment == demand.hops() ? atTarget : allocated.get(segment))
                .forEach((node, volume) -> balance.merge(node, -volume, Double::sum));
            for (LinkFlow flow : placement.flows()) {
                if (flow.segment() == segment) {
                    balance.merge(flow.from(), -flow.volumeMbps(), Double::sum);
                    balance.merge(flow.to(), flow.volumeMbps(), Double::sum);
                }
            }
            for (Map.Entry<String, Double> entry : balance.entrySet()) {
                if (Violations.below(0, Math.abs(entry.getValue()) / Math.max(1, demand.throughputMbps()))) {
                    violations.add("segment " + segment + ": " + entry.getValue() + " left over at " + entry.getKey());
                }
            }
        }
    }

    /** Equation 2.3. */
    private void checkLinkCapacity() {
        Map<String, Double> used = new TreeMap<>();
        for (LinkFlow flow : placement.flows()) {
            used.merge(flow.link(), flow.volumeMbps(), Double::sum);
        }
        used.forEach((id, volume) -> {
            double free = network.link(id).map(Link::bandwidthMbps).orElse(0.0);
            if (Violations.below(free, volume)) {
                violations.add("link " + id + ": carries " + volume + " of " + free);
            }
        });
    }

    private void checkCost() {
        double bandwidth = 0;
        for (LinkFlow flow : placement.flows()) {
            bandwidth += weights.beta() * flow.volumeMbps();
        }
        if (Violations.different(bandwidth, placement.bandwidthCost())) {
            violations.add("bandwidthCost: is " + placement.bandwidthCost() + " and must be " + bandwidth);
        }
        double host = 0;
        for (HopInstance instance : placement.instances()) {
            for (Map.Entry<String, Double> need : instance.offering().demand().entrySet()) {
                host += weights.alpha(need.getKey()) * need.getValue() * instance.count();
            }
        }
        if (Violations.different(host, placement.hostCost())) {
            violations.add("hostCost: is " + placement.hostCost() + " and must be " + host);
        }
        if (Violations.different(bandwidth + host, placement.cost())) {
            violations.add("cost: is " + placement.cost() + " and must be " + (bandwidth + host));
        }
    }
}
