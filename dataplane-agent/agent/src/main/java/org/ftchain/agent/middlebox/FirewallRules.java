package org.ftchain.agent.middlebox;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.agent.packet.IpProtocol;

/**
 * An ordered list of 5-tuple rules as arrays, the first match wins. A rule with prefixes matches packets of their IP version
 * only, a rule without them both. Immutable.
 *
 * <p>When no default is given it is the action that gives the rules a meaning: deny when any rule allows (an
 * allow-list), else allow (a deny-list, or no rules at all).
 */
final class FirewallRules {
    static final int MAX_RULES = 10_000;

    private final int count;
    private final boolean[] allow;
    /** 4, 6, or 0 for both. */
    private final int[] version;
    /** -1 is any. */
    private final int[] protocol;
    private final Cidr[] source;
    private final Cidr[] destination;
    private final boolean[] hasPorts;
    private final PortRange[] sourcePorts;
    private final PortRange[] destinationPorts;
    private final boolean allowByDefault;

    private FirewallRules(ConfigFields config) {
        count = config.listSize("rules", MAX_RULES);
        allow = new boolean[count];
        version = new int[count];
        protocol = new int[count];
        source = new Cidr[count];
        destination = new Cidr[count];
        hasPorts = new boolean[count];
        sourcePorts = new PortRange[count];
        destinationPorts = new PortRange[count];
        boolean anyAllows = false;
        for (int index = 0; index < count; index++) {
            parseRule(index, config.listElement("rules", index, "action", "protocol", "source", "sourcePorts",
                    "destination", "destinationPorts"));
            anyAllows |= allow[index];
        }
        allowByDefault = config.has("default") ? config.allows("default") : !anyAllows;
    }

    static FirewallRules parse(JsonNode config) {
        return new FirewallRules(ConfigFields.of("firewall", config, "rules", "default"));
    }

    private void parseRule(int index, ConfigFields rule) {
        allow[index] = rule.allows("action");
        protocol[index] = rule.protocol("protocol");
        source[index] = rule.cidr("source");
        destination[index] = rule.cidr("destination");
        version[index] = Math.max(source[index].version(), destination[index].version());
        if (source[index].version() + destination[index].version() == 4 + 6) {
            throw rule.refusal("destination", "must be of the same IP version as source");
        }
        sourcePorts[index] = rule.ports("sourcePorts", PortRange.ALL);
        destinationPorts[index] = rule.ports("destinationPorts", PortRange.ALL);
        hasPorts[index] = rule.has("sourcePorts") || rule.has("destinationPorts");
        if (hasPorts[index] && protocol[index] != IpProtocol.TCP && protocol[index] != IpProtocol.UDP) {
            throw rule.refusal(rule.has("sourcePorts") ? "sourcePorts" : "destinationPorts",
                    "needs protocol tcp or udp");
        }
    }

    boolean allowsByDefault() {
        return allowByDefault;
    }

    /** True if the first rule that matches, else the default, allows it. */
    boolean allows(Flow flow) {
        for (int index = 0; index < count; index++) {
            if (matches(index, flow)) {
                return allow[index];
            }
        }
        return allowByDefault;
    }

    /**
     * The same for an ICMP error: a rule matches if it matches the flow that the error speaks about, or if it is a rule for
     * the error's protocol (ICMP or ICMPv6) and matches the error itself.
     */
    boolean allowsError(Flow error, Flow flow) {
        for (int index = 0; index < count; index++) {
            if (matches(index, flow) || protocol[index] == error.protocol && matches(index, error)) {
                return allow[index];
            }
        }
        return allowByDefault;
    }

    private boolean matches(int index, Flow flow) {
        if (version[index] != 0 && version[index] != flow.version
                || protocol[index] >= 0 && protocol[index] != flow.protocol) {
            return false;
        }
        Cidr from = source[index];
        Cidr to = destination[index];
        if ((flow.sourceLow & from.lowMask()) != from.low() || (flow.sourceHigh & from.highMask()) != from.high()
                || (flow.destinationLow & to.lowMask()) != to.low()
                || (flow.destinationHigh & to.highMask()) != to.high()) {
            return false;
        }
        if (!hasPorts[index]) {
            return true;
        }
        // A later fragment is useless without the first, which shows its ports: let it pass where any port may.
        return flow.sourcePort == Flow.UNKNOWN_PORT ? allow[index]
                : sourcePorts[index].contains(flow.sourcePort)
                && destinationPorts[index].contains(flow.destinationPort);
    }
}
