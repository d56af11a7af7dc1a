package org.ftchain.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.IpAddress;
import org.onlab.packet.IpPrefix;

import java.util.Iterator;
import java.util.Set;

/** Strict reading of one JSON object: every refusal names the field's path and its value. Not thread-safe. */
final class JsonFields {
    private static final int MAX_VALUE_CHARS = 80;

    private final JsonNode object;
    private final String prefix;

    /** @param where path of the object, empty for the outermost */
    JsonFields(JsonNode object, String where, Set<String> allowed) throws ChainException {
        this.object = object;
        this.prefix = where.isEmpty() ? "" : where + ".";
        if (object == null || !object.isObject()) {
            throw refusal(where.isEmpty() ? "specification" : where, "must be a JSON object", object);
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name)) {
                throw ChainException.invalid("unknown field " + prefix + cut(name) 
                        + (allowed.isEmpty() ? "; there are none" : "; known: "
                        + String.join(", ", new java.util.TreeSet<>(allowed))));
            }
        }
    }

    String path(String field) {
        return prefix + field;
    }

    boolean has(String field) {
        return object.has(field) && !object.get(field).isNull();
    }

    JsonNode node(String field) {
        return object.get(field);
    }

    String text(String field) throws ChainException {
        JsonNode value = required(field);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw refusal(path(field), "must be a text", value);
        }
        return value.asText();
    }

    String oneOf(String field, Set<String> values, String otherwise) throws ChainException {
        if (!has(field)) {
            return otherwise;
        }
        String text = text(field);
        if (!values.contains(text)) {
            throw refusal(path(field), "must be one of " + String.join(", ", values), object.get(field));
        }
        return text;
    }

    boolean flag(String field, boolean otherwise) throws ChainException {
        if (!has(field)) {
            return otherwise;
        }
        if (!object.get(field).isBoolean()) {
            throw refusal(path(field), "must be true or false", object.get(field));
        }
        return object.get(field).asBoolean();
    }

    int integer(String field, int from, int to, int otherwise) throws ChainException {
        if (!has(field)) {
            return otherwise;
        }
        JsonNode value = object.get(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < from || value.asInt() > to) {
            throw refusal(path(field), "must be a whole number from " + from + " to " + to, value);
        }
        return value.asInt();
    }

    double positive(String field) throws ChainException {
        JsonNode value = required(field);
        if (!value.isNumber() || !(value.asDouble() > 0) || Double.isInfinite(value.asDouble())) {
            throw refusal(path(field), "must be a number of Mbit/s above 0", value);
        }
        return value.asDouble();
    }

    Ip4Address ip4Address(String field) throws ChainException {
        IpAddress address = parse(text(field));
        if (address == null || !address.isIp4()) {
            throw refusal(path(field), "must be an IPv4 address", object.get(field));
        }
        return address.getIp4Address();
    }

    IpAddress address(String field) throws ChainException {
        IpAddress address = parse(text(field));
        if (address == null) {
            throw refusal(path(field), "must be an IPv4 or IPv6 address", object.get(field));
        }
        return address;
    }

    /** "10.0.0.0/24", "2001:db8::/32", or an address alone. */
    IpPrefix prefix(String field) throws ChainException {
        String text = text(field);
        int slash = text.indexOf('/');
        IpAddress address = parse(slash < 0 ? text : text.substring(0, slash));
        if (address != null) {
            int bits = address.isIp4() ? 32 : 128;
            String length = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
            if (length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= bits) {
                return IpPrefix.valueOf(address, Integer.parseInt(length));
            }
        }
        throw refusal(path(field), "must be a prefix such as 10.0.0.0/24 or 2001:db8::/32", object.get(field));
    }

    /** Null for what is no address or an IPv4 address that is written in an unusual way. */
    static IpAddress parse(String text) {
        try {
            IpAddress address = IpAddress.valueOf(text);
            boolean usual = address.isIp6() ? text.indexOf(':') >= 0 : address.toString().equals(text);
            return usual ? address : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A port as a number, or a range as a text "from-to". */
    void portRange(String field) throws ChainException {
        JsonNode value = object.get(field);
        String[] ends = value.asText().split("-", -1);
        try {
            if ((value.isTextual() || value.isIntegralNumber()) && ends.length <= 2) {
                int from = port(ends[0]);
                int to = port(ends[ends.length - 1]);
                if (from <= to) {
                    return;
                }
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw refusal(path(field), "must be a port 1 to 65535 or a range such as 80-8080", value);
    }

    /** "any", "tcp", "udp", "icmp", "icmpv6" or a number from 0 to 255, as given; "any" when not given. */
    String protocol(String field) throws ChainException {
        if (!has(field)) {
            return "any";
        }
        JsonNode value = object.get(field);
        String text = value.asText();
        if (value.isIntegralNumber() || value.isTextual()) {
            if (Set.of("any", "tcp", "udp", "icmp", "icmpv6").contains(text)
                    || text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= 255) {
                return text;
            }
        }
        throw refusal(path(field), "must be any, tcp, udp, icmp, icmpv6 or a number from 0 to 255", value);
    }

    private static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        if (port < 1 || port > 65535) {
            throw new NumberFormatException(text);
        }
        return port;
    }

    private JsonNode required(String field) throws ChainException {
        if (!has(field)) {
            throw ChainException.invalid(path(field) + " is missing");
        }
        return object.get(field);
    }

    ChainException refusal(String what, String rule, JsonNode value) {
        return ChainException.invalid(what + " " + rule + ": " + what + "=" + show(value));
    }

    static String show(JsonNode value) {
        return value == null ? "nothing" : cut(value.isTextual() ? "\"" + value.asText() + "\"" : value.toString());
    }

    private static String cut(String text) {
        return text.length() <= MAX_VALUE_CHARS ? text : text.substring(0, MAX_VALUE_CHARS) + "...";
    }
}
