package org.ftchain.app.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.control.HopSpec;
import org.onlab.packet.IpAddress;
import org.onosproject.net.HostId;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Specification in JSON to {@link ChainSpec}. Pure; refusals are one line that names the field and the value. */
public final class ChainSpecParser {
    /** Most hops of a path, so that two generations of labels fit into {@link ChainStore#LABELS_PER_PATH}. */
    public static final int MAX_HOPS = 14;

    private static final Set<String> FIELDS = Set.of("name", "from", "to", "middleboxes", "gateway", "throughput",
            "failures", "symmetric", "protection", "classifier");
    private static final Set<String> CLASSIFIER_FIELDS = Set.of("protocol", "source", "destination", "sourcePort",
            "destinationPort");
    private static final Map<String, Integer> PROTOCOLS = protocols();
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ChainSpecParser() {
    }

    /**
     * Reads a JSON object strictly: no field twice, nothing behind it.
     *
     * @param source what the text is, for the message
     */
    public static ObjectNode readObject(String text, String source) throws ChainException {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr();
            throw ChainException.invalid(source + " is not JSON" + at + ": "
                    + e.getOriginalMessage().replaceAll(" \\(start marker .*", ""));
        }
        if (node == null || !node.isObject()) {
            throw ChainException.invalid(source + " must be a JSON object: " + source + "="
                    + JsonFields.show(node == null || node.isMissingNode() ? null : node));
        }
        return (ObjectNode) node;
    }

    public static ChainSpec parse(JsonNode json) throws ChainException {
        JsonFields fields = new JsonFields(json, "", FIELDS);
        String name = fields.text("name");
        if (!name.matches(NAME)) {
            throw fields.refusal("name", "must be 1 to 63 letters, digits, '_', '.' or '-', the first a letter or digit",
                    fields.node("name"));
        }
        String from = host(fields, "from");
        String to = host(fields, "to");
        if (from.equalsIgnoreCase(to)) {
            throw fields.refusal("to", "must be another host than from", fields.node("to"));
        }
        List<Middlebox> middleboxes = middleboxes(fields);
        IpAddress gateway = fields.has("gateway") ? fields.address("gateway") : null;
        double throughputMbps = fields.positive("throughput");
        int failures = fields.integer("failures", 0, MAX_HOPS - 1, 1);
        boolean symmetric = fields.flag("symmetric", false);
        if (!symmetric && middleboxes.stream().anyMatch(middlebox -> middlebox.type().equals("nat"))) {
            throw ChainException.invalid("symmetric must be true with a nat, which must see the return traffic: "
                    + "symmetric=false");
        }
        String protection = fields.oneOf("protection", new LinkedHashSet<>(List.of("ftc", "none")), "ftc");
        ChainSpec spec = new ChainSpec(name, from, to, middleboxes, gateway, throughputMbps, failures, symmetric,
                protection.equals("ftc") ? Protection.FTC : Protection.NONE, classifier(fields));
        StatedIpVersion.check(spec);
        return spec;
    }

    private static String host(JsonFields fields, String field) throws ChainException {
        String text = fields.text(field);
        try {
            if (text.indexOf('/') >= 0) {
                HostId.hostId(text);
                return text;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Refused below.
        }
        IpAddress address = JsonFields.parse(text);
        if (address != null && !(address.isIp6() && (address.isLinkLocal() || address.isMulticast() || address.isZero()))) {
            return text;
        }
        throw fields.refusal(field, "must be an ONOS host id such as 02:00:00:00:01:10/None or an IP address",
                fields.node(field));
    }

    private static List<Middlebox> middleboxes(JsonFields fields) throws ChainException {
        if (!fields.has("middleboxes")) {
            throw ChainException.invalid("middleboxes is missing");
        }
        JsonNode list = fields.node("middleboxes");
        if (!list.isArray() || list.size() == 0 || list.size() > MAX_HOPS) {
            throw fields.refusal("middleboxes", "must be a list of 1 to " + MAX_HOPS + " middleboxes", list);
        }
        List<Middlebox> middleboxes = new ArrayList<>();
        boolean nat = false;
        for (int i = 0; i < list.size(); i++) {
            String where = "middleboxes[" + i + "]";
            JsonNode entry = list.get(i);
            if (!entry.isObject() || !entry.path("type").isTextual()) {
                throw fields.refusal(where, "must be an object with a text field \"type\"", entry);
            }
            String type = entry.get("type").asText();
            ObjectNode config = entry.deepCopy();
            config.remove("type");
            int threads = threads(config.remove("threads"), where);
            MiddleboxConfigs.check(type, config, where);
            if (type.equals("nat") && nat) {
                throw ChainException.invalid(where + ".type must not be a second nat: " + where + ".type=\"nat\"");
            }
            nat |= type.equals("nat");
            middleboxes.add(Middlebox.of(type, config).withThreads(threads));
        }
        return middleboxes;
    }

    private static int threads(JsonNode value, String where) throws ChainException {
        JsonNode alone = value == null ? MAPPER.createObjectNode() : MAPPER.createObjectNode().set("threads", value);
        return new JsonFields(alone, where, Set.of("threads")).integer("threads", 1, HopSpec.MAX_THREADS, 1);
    }

    /** The change {"threads": n} of a middlebox of a running chain. */
    public static int threads(JsonNode json) throws ChainException {
        JsonFields fields = new JsonFields(json, "", Set.of("threads"));
        if (!fields.has("threads")) {
            throw ChainException.invalid("threads is missing");
        }
        return fields.integer("threads", 1, HopSpec.MAX_THREADS, 1);
    }

    private static Classifier classifier(JsonFields fields) throws ChainException {
        if (!fields.has("classifier")) {
            return Classifier.DEFAULT;
        }
        JsonFields in = new JsonFields(fields.node("classifier"), "classifier", CLASSIFIER_FIELDS);
        String protocol = in.oneOf("protocol", PROTOCOLS.keySet(), null);
        boolean ports = "tcp".equals(protocol) || "udp".equals(protocol);
        for (String field : List.of("sourcePort", "destinationPort")) {
            if (in.has(field) && !ports) {
                throw in.refusal(in.path(field), "needs classifier.protocol tcp or udp", in.node(field));
            }
        }
        return Classifier.of(protocol == null ? null : PROTOCOLS.get(protocol),
                in.has("source") ? in.prefix("source") : null,
                in.has("destination") ? in.prefix("destination") : null,
                in.has("sourcePort") ? (Integer) in.integer("sourcePort", 1, 65535, 0) : null,
                in.has("destinationPort") ? (Integer) in.integer("destinationPort", 1, 65535, 0) : null);
    }

    private static Map<String, Integer> protocols() {
        Map<String, Integer> protocols = new LinkedHashMap<>();
        protocols.put("tcp", 6);
        protocols.put("udp", 17);
        protocols.put("icmp", 1);
        protocols.put("icmpv6", 58);
        return protocols;
    }
}
