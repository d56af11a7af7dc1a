package org.ftchain.agent.runtime;

import org.ftchain.agent.control.Addresses;
import org.ftchain.agent.io.IoMode;
import org.ftchain.control.Heartbeat;
import org.ftchain.control.Hello;
import org.ftchain.control.HopSpec;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the agent is started with.
 *
 * @param peerAddress what the operator wrote for {@code peerListen}, as other agents are told it
 * @param threads     worker threads
 * @param capacity    resource to amount ("cpu" in cores, "throughput" in Mbit/s)
 */
record AgentOptions(String server, String dataPort, List<InetSocketAddress> controllers, InetSocketAddress peerListen,
                    String peerAddress, int heartbeatMs, IoMode ioMode, int threads, Map<String, Double> capacity) {
    static final int CONTROL_PORT = 9877;
    private static final String CPU = "cpu";
    private static final String THROUGHPUT = "throughput";

    static final String HELP = """
            FTChain agent: runs this server's share of the chains that the ONOS application FTChain places on it.

            usage: java -XX:+UseZGC -Xmx256m -XX:ObjectAlignmentInBytes=128 -jar ftchain-agent.jar OPTION...

              --server NAME           this server's name, unique among the agents
              --data-port INTERFACE   interface that leads to the switches; takes MPLS frames only
              --controllers LIST      ONOS nodes, HOST[:PORT][,...]; port 9877 (TCP control channel, UDP heartbeats)
              --peer-listen HOST:PORT address of this server at which other agents fetch state; as they reach it
              --heartbeat-ms N        interval of heartbeats, 1..1000 (default 10)
              --io MODE               xdp, xdp-skb, packet, or auto: the first that works (default auto)
              --threads N             worker threads, 1..16 (default 1): as many may one hop run on
              --capacity LIST         RESOURCE=AMOUNT[,...]: throughput in Mbit/s (default 1000), of which chains reserve
                                      theirs; cpu in cores (default: the server's), which is only shown
              --help                  this text

            example:
              java -XX:+UseZGC -Xmx256m -XX:ObjectAlignmentInBytes=128 -jar ftchain-agent.jar --server s1 --data-port data0 \\
                  --controllers 10.213.0.1 --peer-listen 10.213.0.11:9878

            Other collectors work, with longer pauses of heartbeats; the alignment keeps what several threads write apart.
            Needs Linux and root (or CAP_NET_RAW, CAP_NET_ADMIN, CAP_BPF). Prints "agent NAME ready" when it can serve;
            SIGTERM stops it. Exit status: 0 help, 1 cannot start, 2 bad options, 3 broken invariant (see the log).
            """;

    private static final List<String> NAMES = List.of("--server", "--data-port", "--controllers", "--peer-listen",
            "--heartbeat-ms", "--io", "--threads", "--capacity");

    /** @throws IllegalArgumentException with one line that names option and value */
    static AgentOptions parse(String... arguments) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            String value = null;
            int equals = name.indexOf('=');
            if (equals > 0 && name.startsWith("--")) {
                value = name.substring(equals + 1);
                name = name.substring(0, equals);
            }
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("unknown option: " + arguments[i] + " (--help lists them)");
            }
            if (value == null) {
                if (++i == arguments.length || NAMES.contains(arguments[i])) {
                    throw new IllegalArgumentException(name + " needs a value");
                }
                value = arguments[i];
            }
            if (given.put(name, value) != null) {
                throw new IllegalArgumentException(name + " is given twice");
            }
        }
        String peerAddress = required(given, "--peer-listen", Function.identity());
        return new AgentOptions(
                required(given, "--server", AgentOptions::server),
                required(given, "--data-port", Function.identity()),
                required(given, "--controllers", AgentOptions::controllers),
                required(given, "--peer-listen", AgentOptions::peerListen),
                peerAddress,
                convert("--heartbeat-ms", given.getOrDefault("--heartbeat-ms", "10"), text -> integer(text, 1000)),
                convert("--io", given.getOrDefault("--io", "auto"), IoMode::parse),
                convert("--threads", given.getOrDefault("--threads", "1"), text -> integer(text, HopSpec.MAX_THREADS)),
                convert("--capacity", given.getOrDefault("--capacity", ""), AgentOptions::capacity));
    }

    /** What the orchestrator is told that this server offers: the capacity and the worker threads. */
    Map<String, Double> offer() {
        Map<String, Double> offer = new TreeMap<>(capacity);
        offer.put(Hello.THREADS, (double) threads);
        return offer;
    }

    private static <T> T required(Map<String, String> given, String name, Function<String, T> conversion) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing (--help shows an example)");
        }
        return convert(name, value, conversion);
    }

    private static <T> T convert(String name, String value, Function<String, T> conversion) {
        try {
            return conversion.apply(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static String server(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1," + Heartbeat.MAX_SERVER_BYTES + "}")) {
            throw new IllegalArgumentException("must be 1.." + Heartbeat.MAX_SERVER_BYTES
                    + " letters, digits, dots, dashes or underscores: " + text);
        }
        return text;
    }

    private static List<InetSocketAddress> controllers(String text) {
        return Stream.of(text.split(",", -1)).map(part -> resolved(Addresses.parse(part, CONTROL_PORT))).toList();
    }

    private static InetSocketAddress peerListen(String text) {
        InetSocketAddress address = resolved(Addresses.parse(text));
        if (address.getAddress().isAnyLocalAddress()) {
            throw new IllegalArgumentException("must be the address at which other agents reach this server: " + text);
        }
        return address;
    }

    private static InetSocketAddress resolved(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unknown host: " + address.getHostString());
        }
        return address;
    }

    private static int integer(String text, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("must be 1.." + most + ": " + text);
    }

    private static Map<String, Double> capacity(String text) {
        Map<String, Double> capacity = new TreeMap<>();
        capacity.put(CPU, (double) Runtime.getRuntime().availableProcessors());
        capacity.put(THROUGHPUT, 1000.0);
        if (!text.isEmpty()) {
            for (String part : text.split(",", -1)) {
                String[] pair = part.split("=", -1);
                if (pair.length != 2) {
                    throw new IllegalArgumentException("must be RESOURCE=AMOUNT: " + part);
                }
                if (pair[0].equals(Hello.THREADS)) {
                    throw new IllegalArgumentException("threads are what --threads says: " + part);
                }
                if (!capacity.containsKey(pair[0])) {
                    throw new IllegalArgumentException("resource must be one of " + String.join(", ", capacity.keySet())
                            + ": " + part);
                }
                capacity.put(pair[0], amount(pair[1], part));
            }
        }
        return Map.copyOf(capacity);
    }

    private static double amount(String text, String part) {
        double amount = text.matches("[0-9]+(\\.[0-9]+)?") ? Double.parseDouble(text) : Double.NaN;
        if (!Double.isFinite(amount)) {
            throw new IllegalArgumentException("amount must be a number, 0 or more: " + part);
        }
        return amount;
    }
}
