package org.ftchain.kariz.files;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads instance files. */
public final class InstanceReader {
    private InstanceReader() {
    }

    /** @throws BadFileException naming the file, the first thing in it that is wrong, and its value */
    public static Instance read(Path file) throws BadFileException {
        JsonValue root = JsonValue.read(file).object("alpha", "beta", "nodes", "links", "offerings", "chain", "chains");
        Map<String, Double> alpha = root.field("alpha").amounts();
        if (alpha.isEmpty()) {
            throw root.field("alpha").bad("must have the cost of a resource");
        }
        CostWeights weights = CostWeights.of(alpha, root.field("beta").notNegative());
        Set<String> nodeIds = new HashSet<>();
        Network network = network(root, nodeIds);
        List<Offering> offerings = new ArrayList<>();
        Set<String> middleboxes = new HashSet<>();
        Set<List<String>> names = new HashSet<>();
        for (JsonValue value : root.field("offerings").elements()) {
            Offering offering = offering(value);
            middleboxes.add(offering.middlebox());
            if (!names.add(List.of(offering.middlebox(), offering.name()))) {
                throw value.bad("must have a middlebox and name of its own");
            }
            offerings.add(offering);
        }
        if (root.has("chain") == root.has("chains")) {
            throw root.bad("must have either chain or chains");
        }
        if (root.has("chain")) {
            return Instance.of(network, offerings, weights, chain(root.field("chain"), nodeIds, middleboxes));
        }
        List<ChainDemand> chains = new ArrayList<>();
        for (JsonValue value : root.field("chains").elements()) {
            chains.add(chain(value, nodeIds, middleboxes));
        }
        if (chains.isEmpty()) {
            throw root.field("chains").bad("must not be empty");
        }
        return Instance.ofList(network, offerings, weights, chains);
    }

    private static Network network(JsonValue root, Set<String> nodeIds) throws BadFileException {
        Network.Builder builder = Network.builder();
        for (JsonValue value : root.field("nodes").elements()) {
            String id = value.object("id", "capacity", "domain").field("id").id();
            if (!nodeIds.add(id)) {
                throw value.field("id").bad("must be given to one node only");
            }
            String domain = value.has("domain") ? value.field("domain").id() : null;
            builder.node(value.has("capacity") ? Node.of(id, value.field("capacity").amounts(), domain) : Node.of(id));
        }
        for (JsonValue value : root.field("links").elements()) {
            value.object("a", "b", "bandwidth");
            String a = node(value.field("a"), nodeIds);
            String b = node(value.field("b"), nodeIds);
            if (a.equals(b)) {
                throw value.bad("must join two nodes");
            }
            builder.link(a, b, value.field("bandwidth").notNegative());
        }
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw root.field("links").refused(e);
        }
    }

    private static String node(JsonValue value, Set<String> nodeIds) throws BadFileException {
        String id = value.id();
        if (!nodeIds.contains(id)) {
            throw value.bad("must be the id of a node");
        }
        return id;
    }

    private static Offering offering(JsonValue value) throws BadFileException {
        value.object("middlebox", "name", "throughput", "demand");
        return Offering.of(value.field("middlebox").id(), value.field("name").id(),
            value.field("throughput").positive(), value.field("demand").amounts());
    }

    private static ChainDemand chain(JsonValue value, Set<String> nodeIds, Set<String> middleboxes)
            throws BadFileException {
        value.object("source", "target", "middleboxes", "throughput", "failures", "freeOrder");
        String source = node(value.field("source"), nodeIds);
        String target = node(value.field("target"), nodeIds);
        List<String> types = new ArrayList<>();
        for (JsonValue type : value.field("middleboxes").elements()) {
            if (!middleboxes.contains(type.id())) {
                throw type.bad("must be a middlebox with an offering");
            }
            types.add(type.id());
        }
        if (types.isEmpty()) {
            throw value.field("middleboxes").bad("must not be empty");
        }
        ChainDemand chain = ChainDemand.of(source, target, types, value.field("throughput").positive(),
            value.has("failures") ? value.field("failures").integer(0) : 0);
        return value.has("freeOrder") ? freeOrder(value.field("freeOrder"), chain) : chain;
    }

    private static ChainDemand freeOrder(JsonValue value, ChainDemand chain) throws BadFileException {
        List<List<Integer>> groups = new ArrayList<>();
        int next = 1;
        for (JsonValue group : value.elements()) {
            List<Integer> hops = new ArrayList<>();
            for (JsonValue hop : group.elements()) {
                int number = hop.integer(1);
                if (number < next || number > chain.hops() || !hops.isEmpty() && number != next) {
                    throw hop.bad("must be a hop in 1.." + chain.hops() + " behind those before it, in a group the next");
                }
                hops.add(number - 1);
                next = number + 1;
            }
            if (hops.size() < 2) {
                throw group.bad("must have at least two hops");
            }
            groups.add(hops);
        }
        try {
            ChainDemand free = chain.withFreeOrder(groups);
            free.orders();
            return free;
        } catch (IllegalArgumentException e) {
            throw value.refused(e);
        }
    }
}
