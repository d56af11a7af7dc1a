package org.ftchain.kariz.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Instances and placements as text: one line per element of a list, so that large files can be read and compared. Hops count
 * from 1 in files.
 */
public final class FileWriter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FileWriter() {
    }

    /** Ends with a line feed, as all texts here. */
    public static String instance(Instance instance) {
        ObjectNode root = object();
        root.set("alpha", amounts(instance.weights().alpha()));
        root.put("beta", instance.weights().beta());
        ArrayNode nodes = root.putArray("nodes");
        for (Node node : instance.network().nodes().values()) {
            ObjectNode json = nodes.addObject().put("id", node.id());
            if (node.hosts()) {
                json.set("capacity", amounts(node.capacity()));
            }
            node.domain().ifPresent(domain -> json.put("domain", domain));
        }
        ArrayNode links = root.putArray("links");
        for (Link link : instance.network().links().values()) {
            links.addObject().put("a", link.a()).put("b", link.b()).put("bandwidth", link.bandwidthMbps());
        }
        ArrayNode offerings = root.putArray("offerings");
        for (Offering offering : instance.offerings()) {
            offerings.addObject().put("middlebox", offering.middlebox()).put("name", offering.name())
                .put("throughput", offering.throughputMbps()).set("demand", amounts(offering.demand()));
        }
        if (instance.isList()) {
            ArrayNode chains = root.putArray("chains");
            instance.chains().forEach(chain -> chains.add(chain(chain)));
        } else {
            root.set("chain", chain(instance.chains().get(0)));
        }
        return lines(root, "") + "\n";
    }

    private static ObjectNode chain(ChainDemand chain) {
        ObjectNode json = object().put("source", chain.source()).put("target", chain.target());
        chain.middleboxes().forEach(json.putArray("middleboxes")::add);
        json.put("throughput", chain.throughputMbps()).put("failures", chain.failures());
        if (!chain.freeOrder().isEmpty()) {
            ArrayNode groups = json.putArray("freeOrder");
            chain.freeOrder().forEach(group -> {
                ArrayNode hops = groups.addArray();
                group.forEach(hop -> hops.add(hop + 1));
            });
        }
        return json;
    }

    /** @param solved one per chain of the instance, in its order */
    public static String placements(Instance instance, List<SolvedChain> solved) {
        if (!instance.isList()) {
            return lines(placement(instance.network(), instance.chains().get(0), solved.get(0)), "") + "\n";
        }
        StringBuilder text = new StringBuilder("{\"placements\": [");
        for (int i = 0; i < solved.size(); i++) {
            text.append(i == 0 ? "\n  " : ",\n  ")
                .append(lines(placement(instance.network(), instance.chains().get(i), solved.get(i)), "  "));
        }
        return text.append("\n]}\n").toString();
    }

    private static ObjectNode placement(Network network, ChainDemand chain, SolvedChain solved) {
        ObjectNode root = object();
        double seconds = Math.round(solved.seconds() * 1e6) / 1e6;
        if (!solved.result().isPlaced()) {
            Infeasible none = (Infeasible) solved.result();
            root.put("status", "infeasible").put("solver", solved.solver()).put("reason", none.reason())
                .put("proven", none.proven());
            return (none.undecided() ? root.put("undecided", true) : root).put("seconds", seconds);
        }
        Placement placement = solved.result().placement();
        root.put("status", "placed").put("solver", solved.solver()).put("cost", placement.cost())
            .put("bandwidthCost", placement.bandwidthCost()).put("hostCost", placement.hostCost());
        solved.bound().ifPresent(bound -> root.put("bound", bound));
        root.put("seconds", seconds);
        if (!chain.freeOrder().isEmpty()) {
            ArrayNode order = root.putArray("order");
            for (int hop = 0; hop < chain.hops(); hop++) {
                int number = hop;
                placement.instances().stream().filter(instance -> instance.hop() == number).findFirst()
                    .ifPresent(instance -> order.add(instance.offering().middlebox()));
            }
        }
        ArrayNode instances = root.putArray("instances");
        for (HopInstance instance : placement.instances()) {
            instances.addObject().put("node", instance.node()).put("hop", instance.hop() + 1)
                .put("offering", instance.offering().name()).put("count", instance.count());
        }
        ArrayNode allocated = root.putArray("allocated");
        for (Allocation allocation : placement.allocations()) {
            allocated.addObject().put("node", allocation.node()).put("hop", allocation.hop() + 1)
                .put("throughput", allocation.throughputMbps());
        }
        Set<Set<String>> seen = new HashSet<>();
        Set<Set<String>> parallel = new HashSet<>();
        for (Link link : network.links().values()) {
            if (!seen.add(Set.of(link.a(), link.b()))) {
                parallel.add(Set.of(link.a(), link.b()));
            }
        }
        ArrayNode flows = root.putArray("flows");
        for (LinkFlow flow : placement.flows()) {
            ObjectNode json = flows.addObject().put("segment", flow.segment()).put("from", flow.from())
                .put("to", flow.to());
            if (parallel.contains(Set.of(flow.from(), flow.to()))) {
                json.put("link", flow.link());
            }
            json.put("volume", flow.volumeMbps());
        }
        ArrayNode paths = root.putArray("paths");
        for (ChainPath path : placement.paths()) {
            ArrayNode hops = paths.addObject().put("volume", path.volumeMbps()).putArray("hops");
            hops.add(chain.source());
            path.nodes().forEach(hops::add);
            hops.add(chain.target());
        }
        return root;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode amounts(Map<String, Double> amounts) {
        ObjectNode json = object();
        amounts.forEach(json::put);
        return json;
    }

    private static String lines(ObjectNode root, String indent) {
        StringBuilder text = new StringBuilder("{");
        root.fieldNames().forEachRemaining(name -> {
            text.append(text.length() == 1 ? "\n" : ",\n").append(indent).append("  ").append(text(name)).append(": ");
            JsonNode value = root.get(name);
            if (value.isArray() && value.size() > 0) {
                String separator = "[\n";
                for (JsonNode element : value) {
                    text.append(separator).append(indent).append("    ").append(text(element));
                    separator = ",\n";
                }
                text.append("]");
            } else {
                text.append(text(value));
            }
        });
        return text.append("\n").append(indent).append("}").toString();
    }

    private static String text(Object json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written: " + e.getMessage(), e);
        }
    }
}
