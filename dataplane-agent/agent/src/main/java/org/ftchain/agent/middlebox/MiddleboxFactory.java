package org.ftchain.agent.middlebox;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes middleboxes from their configuration. Stateless, any thread. */
public final class MiddleboxFactory {
    private static final Set<String> TYPES =
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("firewall", "monitor", "nat", "gen", "replica")));

    /** The known types, in the order in which people should read them. */
    public Set<String> types() {
        return TYPES;
    }

    /**
     * @param type   one of {@link #types()}
     * @param config the middlebox's object of the chain specification without "type"; null is an empty one
     * @throws IllegalArgumentException with one line that names field and value, for example "middlebox nat:
     *                                  externalAddress is missing"
     */
    public Middlebox create(String type, JsonNode config) {
        switch (type) {
            case "firewall":
                return new Firewall(FirewallRules.parse(config));
            case "monitor":
                return Monitor.parse(config);
            case "nat":
                return new SimpleNat(NatConfig.parse(config));
            case "gen":
                return Gen.parse(config);
            case "replica":
                ConfigFields.of(type, config);
                return new Replica();
            default:
                throw new IllegalArgumentException("middlebox type must be one of " + String.join(", ", TYPES)
                        + ": type=" + type);
        }
    }
}
