package org.ftchain.kariz.solver;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.split.Effort;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is to be solved, in numbers. Immutable; {@link Diagnosis} makes easier versions of it. */
final class Problem {
    final ChainDemand demand;
    final Substrate substrate;
    /** Names, in the order of all resource arrays. */
    final List<String> resources;
    /** Per hop, cheapest first; never changed after construction. */
    final List<List<Option>> options;
    final int hops;
    final int source;
    final int target;
    final int failures;
    /** int[hops]: the node of a fixed hop; -1 when free, -2 when the node is not in the network. */
    final int[] fixedNode;

    /** @throws IllegalArgumentException one line naming field and value */
    static Problem of(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights,
                      Effort effort) {
        requireNode(network, "chain source", demand.source());
        requireNode(network, "chain target", demand.target());
        Set<String> names = new HashSet<>();
        for (Offering offering : offerings) {
            // Neither part holds control characters.
            if (!names.add(offering.middlebox() + '\n' + offering.name())) {
                throw new IllegalArgumentException("offering must be unique: middlebox=" + offering.middlebox()
                    + ", name=" + offering.name());
            }
        }
        TreeSet<String> resources = new TreeSet<>();
        for (String middlebox : demand.middleboxes()) {
            if (offerings.stream().noneMatch(o -> o.middlebox().equals(middlebox))) {
                throw new IllegalArgumentException(
                    "chain middleboxes must have an offering each: middlebox=" + middlebox);
            }
            offerings.stream().filter(o -> o.middlebox().equals(middlebox))
                .forEach(o -> resources.addAll(o.demand().keySet()));
        }
        List<String> sorted = List.copyOf(resources);
        List<List<Option>> options = new ArrayList<>();
        for (String middlebox : demand.middleboxes()) {
            options.add(Option.of(middlebox, offerings, sorted, demand.throughputMbps(), weights));
        }
        return new Problem(demand, new Substrate(network, sorted, demand, weights, effort), sorted, options,
            demand.failures());
    }

    private static void requireNode(Network network, String field, String id) {
        if (network.node(id).isEmpty()) {
            throw new IllegalArgumentException(field + " must be a node of the network: " + field + "=" + id);
        }
    }

    private Problem(ChainDemand demand, Substrate substrate, List<String> resources, List<List<Option>> options,
                    int failures) {
        this.demand = demand;
        this.substrate = substrate;
        this.resources = resources;
        this.options = options;
        this.hops = demand.hops();
        this.source = substrate.number(demand.source());
        this.target = substrate.number(demand.target());
        this.failures = failures;
        this.fixedNode = new int[hops];
        for (int hop = 0; hop < hops; hop++) {
            String node = demand.fixed().get(hop);
            fixedNode[hop] = node == null ? -1 : substrate.number(node) < 0 ? -2 : substrate.number(node);
        }
    }

    Problem with(Substrate easier) {
        return new Problem(demand, easier, resources, options, failures);
    }

    Problem withoutFailures() {
        return new Problem(demand, substrate, resources, options, 0);
    }

    /** True when two hops are so near on the ring that one failure must not hit both. */
    boolean apart(int hop, int other) {
        int distance = Math.abs(hop - other);
        return distance > 0 && Math.min(distance, hops - distance) <= failures;
    }

    /** True when the two nodes fail together: the same node or the same domain. */
    boolean together(int node, int other) {
        return substrate.domain[node] == substrate.domain[other];
    }

    String hopName(int hop) {
        return "hop " + (hop + 1) + " (" + demand.middleboxes().get(hop) + ")";
    }
}
