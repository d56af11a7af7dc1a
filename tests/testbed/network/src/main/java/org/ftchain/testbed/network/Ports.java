package org.ftchain.testbed.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ports of the root namespace that ONOS needs. */
final class Ports {
    private static final Map<Integer, String> TCP = new LinkedHashMap<>();

    static {
        TCP.put(8181, "ONOS REST");
        TCP.put(8101, "ONOS shell");
        TCP.put(6653, "OpenFlow");
        TCP.put(6633, "OpenFlow");
        TCP.put(9876, "ONOS cluster");
        TCP.put(9877, "FTChain control channel");
        TCP.put(1099, "Karaf RMI registry");
        TCP.put(44444, "Karaf RMI server");
    }

    private static final Pattern USER = Pattern.compile("\\(\"([^\"]+)\",pid=(\\d+)");

    private Ports() {
    }

    /** Throws one line with the port and the process when one is in use. */
    static void requireFree() {
        String tcp = Command.run("ss", "-Hltnp");
        String udp = Command.run("ss", "-Hlunp");
        TCP.forEach((port, use) -> requireFree(tcp, "TCP", port, use));
        requireFree(udp, "UDP", Layout.CONTROL_PORT, "FTChain heartbeats");
    }

    private static void requireFree(String listeners, String protocol, int port, String use) {
        String line = user(listeners, port);
        if (line != null) {
            Matcher matcher = USER.matcher(line);
            String process = matcher.find() ? "process " + matcher.group(2) + " (" + matcher.group(1) + ")"
                    : "another process";
            throw new TestbedException(protocol + " port " + port + " (" + use + ") is in use by " + process
                    + ": stop it and start again");
        }
    }

    /** The line of ss that listens on a port, or null. */
    static String user(String listeners, int port) {
        return listeners.lines().filter(line -> {
            String[] fields = line.strip().split("\\s+");
            return fields.length > 3 && fields[3].endsWith(":" + port);
        }).findFirst().orElse(null);
    }
}
