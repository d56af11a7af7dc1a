package org.ftchain.kariz.files;

import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads placement files of an instance. Names and numbers are checked here; whether the placement keeps the model's
 * constraints is the checker's business. Not thread-safe.
 */
public final class PlacementReader {
    private final Instance instance;
    private final Map<Set<String>, List<Link>> linksBetween = new HashMap<>();

    private PlacementReader(Instance instance) {
        this.instance = instance;
        for (Link link : instance.network().links().values()) {
            linksBetween.computeIfAbsent(Set.of(link.a(), link.b()), ends -> new ArrayList<>()).add(link);
        }
    }

    /**
     * @param instance whose placements the file holds
     * @return one answer per chain, in the instance's order
     * @throws BadFileException naming the file, the first thing in it that is wrong, and its value
     */
    public static List<SolvedChain> read(Path file, Instance instance) throws BadFileException {
        PlacementReader reader = new PlacementReader(instance);
        JsonValue root = JsonValue.read(file);
        if (!instance.isList()) {
            return List.of(reader.answer(root, instance.chains().get(0)));
        }
        JsonValue list = root.object("placements").field("placements");
        List<JsonValue> values = list.elements();
        if (values.size() != instance.chains().size()) {
            throw list.bad("must have " + instance.chains().size() + " elements, one per chain");
        }
        List<SolvedChain> answers = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            answers.add(reader.answer(values.get(i), instance.chains().get(i)));
        }
        return answers;
    }

    private SolvedChain answer(JsonValue root, ChainDemand chain) throws BadFileException {
        root.object("status", "solver", "cost", "bandwidthCost", "hostCost", "bound", "seconds", "reason", "proven",
            "undecided", "order", "instances", "allocated", "flows", "paths");
        String status = root.field("status").id();
        PlacementResult result;
        if (status.equals("placed")) {
            result = placement(root, chain);
        } else if (status.equals("infeasible")) {
            result = root.has("undecided") && root.field("undecided").truth() ? Infeasible.undecided(root.field("reason").id())
                : Infeasible.of(root.field("reason").id(), root.has("proven") && root.field("proven").truth());
        } else {
            throw root.field("status").bad("must be placed or infeasible");
        }
        SolvedChain solved = SolvedChain.of(root.field("solver").id(), result, root.field("seconds").notNegative());
        return root.has("bound") ? solved.withBound(root.field("bound").notNegative()) : solved;
    }

    private Placement placement(JsonValue root, ChainDemand chain) throws BadFileException {
        List<String> order = order(root, chain);
        List<HopInstance> instances = new ArrayList<>();
        for (JsonValue value : root.field("instances").elements()) {
            value.object("node", "hop", "offering", "count");
            int hop = hop(value, chain);
            instances.add(HopInstance.of(hop, node(value.field("node")),
                offering(value.field("offering"), order.get(hop)), value.field("count").integer(1)));
        }
        List<Allocation> allocations = new ArrayList<>();
        for (JsonValue value : root.field("allocated").elements()) {
            value.object("node", "hop", "throughput");
            allocations.add(Allocation.of(hop(value, chain), node(value.field("node")),
                value.field("throughput").positive()));
        }
        List<LinkFlow> flows = new ArrayList<>();
        for (JsonValue value : root.field("flows").elements()) {
            value.object("segment", "from", "to", "link", "volume");
            JsonValue segment = value.field("segment");
            if (segment.integer(0) > chain.hops()) {
                throw segment.bad("must be in 0.." + chain.hops());
            }
            String from = node(value.field("from"));
            String to = node(value.field("to"));
            flows.add(LinkFlow.of(segment.integer(0), link(value, from, to), from, to,
                value.field("volume").positive()));
        }
        List<ChainPath> paths = new ArrayList<>();
        for (JsonValue value : root.field("paths").elements()) {
            JsonValue hops = value.object("volume", "hops").field("hops");
            List<String> nodes = new ArrayList<>();
            for (JsonValue node : hops.elements()) {
                nodes.add(node(node));
            }
            if (nodes.size() != chain.hops() + 2 || !nodes.get(0).equals(chain.source())
                || !nodes.get(nodes.size() - 1).equals(chain.target())) {
                throw hops.bad("must lead from " + chain.source() + " over " + chain.hops() + " nodes to "
                    + chain.target());
            }
            paths.add(ChainPath.of(value.field("volume").positive(), nodes.subList(1, nodes.size() - 1)));
        }
        return Placement.of(instances, allocations, flows, paths, root.field("bandwidthCost").notNegative(),
            root.field("hostCost").notNegative());
    }

    /** The types by hop: of a chain with free order those that the placement names. */
    private static List<String> order(JsonValue root, ChainDemand chain) throws BadFileException {
        if (chain.freeOrder().isEmpty()) {
            if (root.has("order")) {
                throw root.field("order").bad("must not be there: the chain's order is not free");
            }
            return chain.middleboxes();
        }
        List<String> order = new ArrayList<>();
        for (JsonValue type : root.field("order").elements()) {
            order.add(type.id());
        }
        if (chain.orders().stream().noneMatch(valid -> valid.middleboxes().equals(order))) {
            throw root.field("order").bad("must be a valid order of the chain");
        }
        return order;
    }

    private static int hop(JsonValue value, ChainDemand chain) throws BadFileException {
        int hop = value.field("hop").integer(1);
        if (hop > chain.hops()) {
            throw value.field("hop").bad("must be in 1.." + chain.hops());
        }
        return hop - 1;
    }

    private String node(JsonValue value) throws BadFileException {
        String id = value.id();
        if (instance.network().node(id).isEmpty()) {
            throw value.bad("must be the id of a node");
        }
        return id;
    }

    private Offering offering(JsonValue value, String middlebox) throws BadFileException {
        String name = value.id();
        for (Offering offering : instance.offerings()) {
            if (offering.middlebox().equals(middlebox) && offering.name().equals(name)) {
                return offering;
            }
        }
        throw value.bad("must be an offering of " + middlebox);
    }

    private String link(JsonValue value, String from, String to) throws BadFileException {
        List<Link> links = from.equals(to) ? List.of() : linksBetween.getOrDefault(Set.of(from, to), List.of());
        if (links.isEmpty()) {
            throw value.bad("must be over a link of the network");
        }
        if (!value.has("link")) {
            if (links.size() > 1) {
                throw value.bad("must name one of the parallel links");
            }
            return links.get(0).id();
        }
        String id = value.field("link").id();
        if (links.stream().noneMatch(link -> link.id().equals(id))) {
            throw value.field("link").bad("must be a link that joins " + from + " and " + to);
        }
        return id;
    }
}
