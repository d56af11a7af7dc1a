package org.ftchain.agent.middlebox;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Configuration of a {@link SimpleNat}.
 *
 * @param timeoutMs a mapping lives at least so long without an inside packet
 */
record NatConfig(int externalAddress, PortRange ports, long timeoutMs) {
    static final PortRange DEFAULT_PORTS = new PortRange(20000, 59999);
    private static final int DEFAULT_TIMEOUT_SECONDS = 300;
    private static final int MAX_TIMEOUT_SECONDS = 30 * 24 * 3600;

    static NatConfig parse(JsonNode config) {
        ConfigFields fields = ConfigFields.of("nat", config, "externalAddress", "ports", "timeoutSeconds");
        int address = fields.address("externalAddress");
        int first = address >>> 24;
        if (first == 0 || first == 127 || first >= 224) {
            throw fields.refusal("externalAddress", "must be a host's address");
        }
        return new NatConfig(address, fields.ports("ports", DEFAULT_PORTS),
                1000L * fields.integer("timeoutSeconds", 1, MAX_TIMEOUT_SECONDS, DEFAULT_TIMEOUT_SECONDS));
    }
}
