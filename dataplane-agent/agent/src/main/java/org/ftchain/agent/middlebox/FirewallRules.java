package org.ftchain.agent.middlebox;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.agent.packet.IpProtocol;

/**
 * An ordered list of 5-tuple rules as arrays, the first match wins. Immutable.
 *
 * <p>When no default is given it is the action that gives the rules a meaning: deny when any rule allows (an
 * allow-list), else allow (a deny-list, or no rules at all).
 */
final class FirewallRules {
    static final int MAX_RULES = 10_000;
    /** Ports of a packet that shows none: a fragment other than the first. */
    static final int UNKNOWN_PORT = -1;

    private final int count;
    private final boolean[] allow;
    /** -1 is any. */
    private final int[] protocol;
    private final int[] source;
    private final int[] sourceMask;
    private final int[] destination;
    private final int[] destinationMask;
    private final boolean[] hasPorts;
    private final PortRange[] sourcePorts;
    private final PortRange[] destinationPorts;
    private final boolean allowByDefault;

    private FirewallRules(ConfigFields config) {
        count = config.listSize("rules", MAX_RULES);
        allow = new boolean[count];
        protocol = new int[count];
        source = new int[count];
        sourceMask = new int[count];
        destination = new int[count];
        destinationMask = new int[count];
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
        Cidr from = rule.cidr("source");
        source[index] = from.address();
        sourceMask[index] = from.mask();
        Cidr to = rule.cidr("destination");
        destination[index] = to.address();
        destinationMask[index] = to.mask();
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

    /** True if the first rule that matches the tuple, else the default, allows it. Ports may be {@link #UNKNOWN_PORT}. */
    boolean allows(int protocolNumber, int from, int fromPort, int to, int toPort) {
        for (int index = 0; index < count; index++) {
            if (matches(index, protocolNumber, from, fromPort, to, toPort)) {
                return allow[index];
            }
        }
        return allowByDefault;
    }

    /**
     * The same for an ICMP error from {@code errorFrom} to {@code errorTo}: a rule matches if it matches the flow that
     * the error speaks about, or if it is a rule for ICMP and matches the error itself.
     */
    boolean allowsError(int errorFrom, int errorTo, int protocolNumber, int from, int fromPort, int to, int toPort) {
        for (int index = 0; index < count; index++) {
            if (matches(index, protocolNumber, from, fromPort, to, toPort)
                    || protocol[index] == IpProtocol.ICMP
                    && matches(index, IpProtocol.ICMP, errorFrom, 0, errorTo, 0)) {
                return allow[index];
            }
        }
        return allowByDefault;
    }

    private boolean matches(int index, int protocolNumber, int from, int fromPort, int to, int toPort) {
        if ((from & sourceMask[index]) != source[index] || (to & destinationMask[index]) != destination[index]
                || protocol[index] >= 0 && protocol[index] != protocolNumber) {
            return false;
        }
        if (!hasPorts[index]) {
            return true;
        }
        // A later fragment is useless without the first, which shows its ports: let it pass where any port may.
        return fromPort == UNKNOWN_PORT ? allow[index]
                : sourcePorts[index].contains(fromPort) && destinationPorts[index].contains(toPort);
    }
}
