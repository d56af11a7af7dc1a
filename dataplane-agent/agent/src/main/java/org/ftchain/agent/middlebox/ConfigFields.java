package org.ftchain.agent.middlebox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.agent.packet.Ipv4Address;

import java.util.Iterator;
import java.util.List;

/**
 * A JSON object of a middlebox's configuration, read strictly: unknown fields, missing fields and wrong values are
 * refused with an IllegalArgumentException of one line that names field and value. A field that is null is not given.
 */
final class ConfigFields {
    private static final int MAX_VALUE_CHARS = 80;

    private final String middlebox;
    private final String prefix;
    private final JsonNode object;

    private ConfigFields(String middlebox, String prefix, JsonNode object, List<String> known) {
        this.middlebox = middlebox;
        this.prefix = prefix;
        this.object = object;
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw refusal("unknown field " + prefix + name + (known.isEmpty() ? ", no fields are known"
                        : ", known are " + String.join(", ", known)));
            }
        }
    }

    /** A missing configuration is an empty one. */
    static ConfigFields of(String middlebox, JsonNode config, String... known) {
        JsonNode object = config == null || config.isNull() || config.isMissingNode()
                ? JsonNodeFactory.instance.objectNode() : config;
        if (!object.isObject()) {
            throw new IllegalArgumentException("middlebox " + middlebox + ": configuration must be an object: "
                    + show(object));
        }
        return new ConfigFields(middlebox, "", object, List.of(known));
    }

    boolean has(String field) {
        return object.hasNonNull(field);
    }

    /** 0 when the list is not given. */
    int listSize(String field, int maxSize) {
        if (!has(field)) {
            return 0;
        }
        JsonNode list = object.get(field);
        if (!list.isArray() || list.size() > maxSize) {
            throw refusal(field, "must be a list of at most " + maxSize + " objects");
        }
        return list.size();
    }

    ConfigFields listElement(String field, int index, String... known) {
        JsonNode element = object.get(field).get(index);
        String name = prefix + field + "[" + index + "]";
        if (!element.isObject()) {
            throw refusal(name + " must be an object: " + name + "=" + show(element));
        }
        return new ConfigFields(middlebox, name + ".", element, List.of(known));
    }

    String text(String field) {
        if (!has(field)) {
            throw refusal(prefix + field + " is missing");
        }
        if (!object.get(field).isTextual()) {
            throw refusal(field, "must be a text");
        }
        return object.get(field).asText();
    }

    /** allow is true, deny is false. */
    boolean allows(String field) {
        switch (text(field)) {
            case "allow":
                return true;
            case "deny":
                return false;
            default:
                throw refusal(field, "must be allow or deny");
        }
    }

    int integer(String field, int from, int to, int otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        JsonNode value = object.get(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < from || value.asInt() > to) {
            throw refusal(field, "must be a whole number from " + from + " to " + to);
        }
        return value.asInt();
    }

    boolean flag(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        if (!object.get(field).isBoolean()) {
            throw refusal(field, "must be true or false");
        }
        return object.get(field).asBoolean();
    }

    int address(String field) {
        String text = text(field);
        try {
            return Ipv4Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw refusal(field, "must be an IPv4 address");
        }
    }

    /** "10.0.2.0/24", "2001:db8::/32" or an address alone; everything when not given. Bits of the host part are ignored. */
    Cidr cidr(String field) {
        if (!has(field)) {
            return Cidr.ALL;
        }
        String text = text(field);
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            throw refusal(field, "must be a prefix such as 10.0.2.0/24 or 2001:db8::/32");
        }
    }

    /** "80", 80 or "80-90". */
    PortRange ports(String field, PortRange otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        JsonNode value = object.get(field);
        if (value.isTextual() || value.isIntegralNumber()) {
            try {
                return PortRange.parse(value.asText());
            } catch (IllegalArgumentException e) {
                // Refused below like a value of another kind.
            }
        }
        throw refusal(field, "must be a port from 1 to 65535 or a range such as 80-90");
    }

    /** "tcp", "udp", "icmp", "icmpv6" or a number; -1 for "any" or when not given. */
    int protocol(String field) {
        if (!has(field)) {
            return -1;
        }
        JsonNode value = object.get(field);
        if (value.isTextual() || value.isIntegralNumber()) {
            int protocol = protocolNumber(value.asText());
            if (protocol >= -1) {
                return protocol;
            }
        }
        throw refusal(field, "must be any, tcp, udp, icmp, icmpv6 or a number from 0 to 255");
    }

    /** One line "middlebox nat: ports must be ...: ports=...". */
    IllegalArgumentException refusal(String field, String rule) {
        return refusal(prefix + field + " " + rule + ": " + prefix + field + "=" + show(object.get(field)));
    }

    private IllegalArgumentException refusal(String text) {
        return new IllegalArgumentException("middlebox " + middlebox + ": " + text);
    }

    /** -1 for any, -2 for no protocol. */
    private static int protocolNumber(String text) {
        switch (text) {
            case "any":
                return -1;
            case "icmp":
                return 1;
            case "tcp":
                return 6;
            case "udp":
                return 17;
            case "icmpv6":
                return 58;
            default:
                int number = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -2;
                return number <= 255 ? number : -2;
        }
    }

    private static String show(JsonNode value) {
        String text = String.valueOf(value);
        return text.length() <= MAX_VALUE_CHARS ? text : text.substring(0, MAX_VALUE_CHARS) + "...";
    }
}
