package org.ftchain.agent.control;

import java.net.InetSocketAddress;

/** Network addresses as people write them. */
public final class Addresses {
    private Addresses() {
    }

    /** "host:port". @throws IllegalArgumentException naming the text */
    public static InetSocketAddress parse(String text) {
        return parse(text, -1);
    }

    /**
     * "host" or "host:port"; IPv6 in brackets.
     *
     * @param defaultPort without a port in the text; -1: there must be one
     */
    public static InetSocketAddress parse(String text, int defaultPort) {
        String trimmed = text.strip();
        int colon = trimmed.lastIndexOf(':');
        boolean hasPort = colon > trimmed.lastIndexOf(']') && (trimmed.startsWith("[") || trimmed.indexOf(':') == colon);
        String host = hasPort ? trimmed.substring(0, colon) : trimmed;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || !hasPort && defaultPort < 0) {
            throw new IllegalArgumentException("must be host:port: " + text);
        }
        int port = hasPort ? port(trimmed.substring(colon + 1), text) : defaultPort;
        return new InetSocketAddress(host, port);
    }

    private static int port(String digits, String text) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("port must be 1..65535: " + text);
    }
}
