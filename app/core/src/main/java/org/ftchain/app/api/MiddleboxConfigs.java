package org.ftchain.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.onlab.packet.IpPrefix;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks the configuration of the middleboxes that the application knows; others are passed on to the agents as is. */
final class MiddleboxConfigs {
    private static final Set<String> ACTIONS = ordered("allow", "deny");
    private static final Set<String> RULE_FIELDS = ordered("action", "protocol", "source", "sourcePorts",
            "destination", "destinationPorts");
    /** Threads that can share one total or state; as in the agent. */
    private static final int MAX_SHARING = 64;
    private static final int MAX_RULES = 10_000;
    private static final int MAX_TIMEOUT_SECONDS = 30 * 24 * 3600;

    private MiddleboxConfigs() {
    }

    /**
     * @param where path of the middlebox in the specification, for example "middleboxes[0]"
     * @param config the object without "type"
     */
    static void check(String type, JsonNode config, String where) throws ChainException {
        switch (type) {
            case "firewall":
                checkFirewall(config, where);
                break;
            case "monitor":
                checkMonitor(config, where);
                break;
            case "nat":
                checkNat(config, where);
                break;
            case "gen":
                checkGen(config, where);
                break;
            case Middlebox.REPLICA:
                throw ChainException.invalid(where + ".type must be a middlebox, replica hops are added by themselves: "
                        + where + ".type=\"replica\"");
            default:
                break;
        }
    }

    private static void checkFirewall(JsonNode config, String where) throws ChainException {
        JsonFields fields = new JsonFields(config, where, Set.of("rules", "default"));
        fields.oneOf("default", ACTIONS, null);
        if (!fields.has("rules")) {
            return;
        }
        JsonNode rules = fields.node("rules");
        if (!rules.isArray() || rules.size() > MAX_RULES) {
            throw fields.refusal(fields.path("rules"), "must be a list of at most " + MAX_RULES + " rules", rules);
        }
        for (int i = 0; i < rules.size(); i++) {
            JsonFields rule = new JsonFields(rules.get(i), fields.path("rules") + "[" + i + "]", RULE_FIELDS);
            rule.text("action");
            rule.oneOf("action", ACTIONS, null);
            boolean ports = Set.of("tcp", "udp", "6", "17").contains(rule.protocol("protocol"));
            IpPrefix source = rule.has("source") ? rule.prefix("source") : null;
            IpPrefix destination = rule.has("destination") ? rule.prefix("destination") : null;
            if (source != null && destination != null && source.isIp4() != destination.isIp4()) {
                throw rule.refusal(rule.path("destination"), "must be of the same IP version as source",
                        rule.node("destination"));
            }
            for (String field : List.of("sourcePorts", "destinationPorts")) {
                if (rule.has(field)) {
                    rule.portRange(field);
                    if (!ports) {
                        throw rule.refusal(rule.path(field), "needs protocol tcp or udp", rule.node(field));
                    }
                }
            }
        }
    }

    private static void checkMonitor(JsonNode config, String where) throws ChainException {
        JsonFields fields = new JsonFields(config, where, Set.of("flows", "sharing"));
        fields.flag("flows", true);
        fields.integer("sharing", 1, MAX_SHARING, 1);
    }

    private static void checkGen(JsonNode config, String where) throws ChainException {
        JsonFields fields = new JsonFields(config, where, Set.of("stateBytes", "sharing"));
        fields.integer("stateBytes", 16, 256, 64);
        fields.integer("sharing", 1, MAX_SHARING, 1);
    }

    private static void checkNat(JsonNode config, String where) throws ChainException {
        JsonFields fields = new JsonFields(config, where, Set.of("externalAddress", "ports", "timeoutSeconds"));
        int first = fields.ip4Address("externalAddress").toOctets()[0] & 0xff;
        if (first == 0 || first == 127 || first >= 224) {
            throw fields.refusal(fields.path("externalAddress"), "must be a host's address",
                    fields.node("externalAddress"));
        }
        if (fields.has("ports")) {
            fields.portRange("ports");
        }
        fields.integer("timeoutSeconds", 1, MAX_TIMEOUT_SECONDS, 300);
    }

    private static Set<String> ordered(String... values) {
        return new LinkedHashSet<>(List.of(values));
    }
}
