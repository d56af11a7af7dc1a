package org.ftchain.kariz.exact;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Equations 2.1-2.9 in the terms of a {@link MPSolver}. x and z are parts of the chain's throughput, so that they are within 0
 * and 1. Beyond these equations: bounds from {@link Purchases}, and hops that are kept apart. Equation 2.2 is written into 2.6: the source and the target are constants. Not thread-safe.
 */
final class MixedIntegerProgram {
    /** What is less of the throughput is rounding of the solver. */
    private static final double NOTHING = 1e-7;

    private final MPSolver solver;
    private final Network network;
    private final ChainDemand demand;
    private final CostWeights weights;
    private final double throughput;
    /** By hop: node -> z. */
    private final List<Map<String, MPVariable>> z = new ArrayList<>();
    /** Instances that may be bought, with their y. */
    private final List<HopInstance> choices = new ArrayList<>();
    private final List<MPVariable> y = new ArrayList<>();
    /** Flows that may be, each with volume 1, with their x. */
    private final List<LinkFlow> ways = new ArrayList<>();
    private final List<MPVariable> x = new ArrayList<>();

    MixedIntegerProgram(MPSolver solver, Network network, List<Offering> offerings, ChainDemand demand,
                        CostWeights weights) {
        this.solver = solver;
        this.network = network;
        this.demand = demand;
        this.weights = weights;
        this.throughput = demand.throughputMbps();
        Map<String, Map<String, MPConstraint>> capacities = new HashMap<>();
        for (int hop = 0; hop < demand.hops(); hop++) {
            addHop(hop, offerings, capacities);
        }
        addIsolation();
        addFlows();
        addConservation();
        addObjective();
    }

    private void addHop(int hop, List<Offering> offerings, Map<String, Map<String, MPConstraint>> capacities) {
        MPConstraint whole = solver.makeConstraint(1, 1);
        List<Offering> suitable = new ArrayList<>();
        offerings.stream().filter(one -> one.middlebox().equals(demand.middleboxes().get(hop))).forEach(suitable::add);
        Purchases purchases = new Purchases(suitable, throughput);
        MPConstraint paid = solver.makeConstraint(purchases.leastCost(weights) - 1e-9, MPSolver.infinity());
        Map<String, MPVariable> shares = new HashMap<>();
        String fixed = demand.fixed().get(hop);
        for (Node node : network.nodes().values()) {
            boolean allowed = fixed == null ? !demand.excluded().contains(node.id()) : fixed.equals(node.id());
            if (node.hosts() && allowed) {
                double most = purchases.most(node) / throughput;
                if (most <= 0) {
                    continue;
                }
                MPVariable share = solver.makeNumVar(0, most, "");
                shares.put(node.id(), share);
                whole.setCoefficient(share, 1);
                MPConstraint carried = solver.makeConstraint(0, MPSolver.infinity());
                carried.setCoefficient(share, -1);
                for (Offering offering : suitable) {
                    addChoice(hop, node, offering, carried, paid, capacities);
                }
            }
        }
        z.add(shares);
    }

    private void addChoice(int hop, Node node, Offering offering, MPConstraint carried,
                           MPConstraint paid, Map<String, Map<String, MPConstraint>> capacities) {
        double most = Math.ceil(throughput / offering.throughputMbps());
        for (Map.Entry<String, Double> need : offering.demand().entrySet()) {
            if (need.getValue() > 0) {
                most = Math.min(most, Math.floor(node.capacity(need.getKey()) / need.getValue() + 1e-9));
            }
        }
        if (most < 1) {
            return;
        }
        MPVariable count = solver.makeIntVar(0, Math.min(most, Integer.MAX_VALUE), "");
        choices.add(HopInstance.of(hop, node.id(), offering, 1));
        y.add(count);
        paid.setCoefficient(count, cost(choices.get(choices.size() - 1)));
        carried.setCoefficient(count, Math.min(1, offering.throughputMbps() / throughput));
        for (Map.Entry<String, Double> need : offering.demand().entrySet()) {
            if (need.getValue() > 0) {
                double free = node.capacity(need.getKey());
                capacities.computeIfAbsent(node.id(), id -> new HashMap<>())
                    .computeIfAbsent(need.getKey(), resource -> solver.makeConstraint(0, free))
                    .setCoefficient(count, need.getValue());
            }
        }
    }

    /** Hops that must not fail together use no node or domain both, on whatever path. */
    private void addIsolation() {
        List<Map<String, MPVariable>> uses = new ArrayList<>();
        for (int hop = 0; hop < demand.hops() && demand.failures() > 0; hop++) {
            Map<String, MPVariable> use = new HashMap<>();
            z.get(hop).forEach((node, share) -> {
                // A name of a domain is no id of a node.
                String domain = network.nodes().get(node).domain().map(name -> "domain " + name).orElse("node " + node);
                MPVariable used = use.computeIfAbsent(domain, d -> solver.makeBoolVar(""));
                MPConstraint counted = solver.makeConstraint(0, MPSolver.infinity());
                counted.setCoefficient(used, 1);
                counted.setCoefficient(share, -1);
            });
            for (int other = 0; other < hop; other++) {
                if (Math.min(hop - other, demand.hops() - (hop - other)) <= demand.failures()) {
                    uses.get(other).forEach((domain, used) -> {
                        if (use.containsKey(domain)) {
                            MPConstraint apart = solver.makeConstraint(0, 1);
                            apart.setCoefficient(used, 1);
                            apart.setCoefficient(use.get(domain), 1);
                        }
                    });
                }
            }
            uses.add(use);
        }
    }

    private void addFlows() {
        for (Link link : network.links().values()) {
            double free = link.bandwidthMbps() / throughput;
            if (free <= NOTHING) {
                continue;
            }
            MPConstraint shared = solver.makeConstraint(0, free);
            for (int segment = 0; segment <= demand.hops(); segment++) {
                addWay(LinkFlow.of(segment, link.id(), link.a(), link.b(), 1), shared);
                addWay(LinkFlow.of(segment, link.id(), link.b(), link.a(), 1), shared);
            }
        }
    }

    private void addWay(LinkFlow way, MPConstraint shared) {
        MPVariable flow = solver.makeNumVar(0, 1, "");
        ways.add(way);
        x.add(flow);
        shared.setCoefficient(flow, 1);
    }

    private void addConservation() {
        List<Map<String, MPConstraint>> balances = new ArrayList<>();
        for (int segment = 0; segment <= demand.hops(); segment++) {
            Map<String, MPConstraint> balance = new HashMap<>();
            for (String node : network.nodes().keySet()) {
                // Flow out minus flow in, minus what hop before and plus what hop after have here.
                double here = (segment == 0 && node.equals(demand.source()) ? 1 : 0)
                    - (segment == demand.hops() && node.equals(demand.target()) ? 1 : 0);
                balance.put(node, solver.makeConstraint(here, here));
            }
            if (segment > 0) {
                z.get(segment - 1).forEach((node, share) -> balance.get(node).setCoefficient(share, -1));
            }
            if (segment < demand.hops()) {
                z.get(segment).forEach((node, share) -> balance.get(node).setCoefficient(share, 1));
            }
            balances.add(balance);
        }
        for (int i = 0; i < ways.size(); i++) {
            Map<String, MPConstraint> balance = balances.get(ways.get(i).segment());
            balance.get(ways.get(i).from()).setCoefficient(x.get(i), 1);
            balance.get(ways.get(i).to()).setCoefficient(x.get(i), -1);
        }
    }

    private void addObjective() {
        MPObjective objective = solver.objective();
        for (MPVariable flow : x) {
            objective.setCoefficient(flow, weights.beta() * throughput);
        }
        for (int i = 0; i < y.size(); i++) {
            objective.setCoefficient(y.get(i), cost(choices.get(i)));
        }
        objective.setMinimization();
    }

    double cost(HopInstance instance) {
        double cost = 0;
        for (Map.Entry<String, Double> need : instance.offering().demand().entrySet()) {
            cost += weights.alpha(need.getKey()) * need.getValue() * instance.count();
        }
        return cost;
    }

    /** The solved y. */
    List<HopInstance> instances() {
        List<HopInstance> found = new ArrayList<>();
        for (int i = 0; i < y.size(); i++) {
            int count = (int) Math.round(y.get(i).solutionValue());
            if (count > 0) {
                HopInstance one = choices.get(i);
                found.add(HopInstance.of(one.hop(), one.node(), one.offering(), count));
            }
        }
        return found;
    }

    /** The solved z. */
    List<Allocation> allocations() {
        List<Allocation> found = new ArrayList<>();
        for (int hop = 0; hop < z.size(); hop++) {
            int number = hop;
            z.get(hop).forEach((node, share) -> {
                if (share.solutionValue() > NOTHING) {
                    found.add(Allocation.of(number, node, share.solutionValue() * throughput));
                }
            });
        }
        return found;
    }

    /** The solved x. */
    List<LinkFlow> flows() {
        List<LinkFlow> found = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            if (x.get(i).solutionValue() > NOTHING) {
                LinkFlow way = ways.get(i);
                found.add(LinkFlow.of(way.segment(), way.link(), way.from(), way.to(),
                    x.get(i).solutionValue() * throughput));
            }
        }
        return found;
    }
}
