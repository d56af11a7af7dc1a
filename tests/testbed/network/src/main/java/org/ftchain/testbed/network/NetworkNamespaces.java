package org.ftchain.testbed.network;

import static org.ftchain.testbed.network.Layout.CLIENT;
import static org.ftchain.testbed.network.Layout.FABRIC_MTU;
import static org.ftchain.testbed.network.Layout.HOST_MTU;
import static org.ftchain.testbed.network.Layout.MANAGEMENT_BRIDGE;
import static org.ftchain.testbed.network.Layout.SERVERS;
import static org.ftchain.testbed.network.Layout.WEB;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The management bridge, the namespaces and the veths between them and the switches; all that is not a process. */
final class NetworkNamespaces {
    private static final String DATAPATH = "ovs-netdev";

    private final RunDirectory directory;

    NetworkNamespaces(RunDirectory directory) {
        this.directory = directory;
    }

    /** Creates everything; refuses to touch an object of the same name that is not recorded as ours. */
    void create() {
        List<String> namespaces = Layout.namespaces();
        List<String> links = Layout.rootInterfaces();
        List<String> present = existingNamespaces();
        namespaces.stream().filter(present::contains).findFirst().ifPresent(name -> {
            throw new TestbedException("network namespace " + name + " exists and is not of this run directory: "
                    + "remove it (ip netns del " + name + ") and start again");
        });
        links.stream().filter(NetworkNamespaces::linkExists).findFirst().ifPresent(name -> {
            throw new TestbedException("network interface " + name + " exists and is not of this run directory: "
                    + "remove it (ip link del " + name + ") and start again");
        });
        // The tap of Open vSwitch's userspace datapath is ours when nobody else has one already.
        record(namespaces, linkExists(DATAPATH) ? links : Stream.concat(links.stream(), Stream.of(DATAPATH)).toList());

        ip("link", "add", MANAGEMENT_BRIDGE, "type", "bridge");
        ip("addr", "add", Layout.CONTROLLER_ADDRESS + "/24", "dev", MANAGEMENT_BRIDGE);
        quiet(MANAGEMENT_BRIDGE);
        ip("link", "set", MANAGEMENT_BRIDGE, "up");
        for (int index = 1; index <= SERVERS; index++) {
            createServer(index);
        }
        createHost(CLIENT, Layout.CLIENT_PORT, Layout.CLIENT_MAC, Layout.CLIENT_ADDRESS);
        ip("-n", CLIENT, "route", "add", "default", "via", Layout.CLIENT_GATEWAY);
        createHost(WEB, Layout.WEB_PORT, Layout.WEB_MAC, Layout.WEB_ADDRESS);
        enableIpv6(CLIENT, Layout.CLIENT_ADDRESS_V6);
        ip("-n", CLIENT, "-6", "route", "add", "default", "via", Layout.CLIENT_GATEWAY_V6);
        enableIpv6(WEB, Layout.WEB_ADDRESS_V6);
        // The way back without a router of the web server's: a chain takes what goes there.
        ip("-n", WEB, "-6", "route", "add", Layout.CLIENT_ADDRESS_V6 + "/128", "dev", "eth0");
        ip("-n", WEB, "-6", "neigh", "add", Layout.CLIENT_ADDRESS_V6, "lladdr", Layout.CLIENT_MAC, "dev", "eth0", "nud",
                "permanent");
    }

    /** Removes what the record names; objects that are gone already are no error. */
    void remove() {
        List<String> present = existingNamespaces();
        for (String line : recorded()) {
            String[] fields = line.split(" ");
            if (fields.length != 2) {
                continue;
            }
            if (fields[0].equals("namespace") && present.contains(fields[1])) {
                Command.run("ip", "netns", "del", fields[1]);
            } else if (fields[0].equals("link") && linkExists(fields[1])) {
                // The other end may be gone with its namespace a moment later: then this one goes by itself.
                Command.Result result = Command.result("ip", "link", "del", fields[1]);
                if (!result.ok() && linkExists(fields[1])) {
                    result.orThrow();
                }
            }
        }
    }

    private static void createServer(int index) {
        String namespace = Layout.serverNamespace(index);
        createNamespace(namespace);
        String management = Layout.managementPort(index);
        ip("link", "add", management, "type", "veth", "peer", "name", "mgmt0", "netns", namespace);
        ip("link", "set", management, "master", MANAGEMENT_BRIDGE);
        quiet(management);
        ip("link", "set", management, "up");
        ip("-n", namespace, "addr", "add", Layout.managementAddress(index) + "/24", "dev", "mgmt0");
        ip("-n", namespace, "link", "set", "mgmt0", "up");
        attach(namespace, Layout.dataPort(index), "data0", Layout.dataMac(index), FABRIC_MTU);
    }

    private static void createHost(String namespace, String port, String mac, String address) {
        createNamespace(namespace);
        attach(namespace, port, "eth0", mac, HOST_MTU);
        ip("-n", namespace, "addr", "add", address + "/24", "dev", "eth0");
        // The one that every machine allows here, whatever its default is: loss slows senders down, figures compare.
        Command.run("ip", "netns", "exec", namespace, "sysctl", "-q", "-w", "net.ipv4.tcp_congestion_control=reno");
    }

    /** One address and Neighbour Discovery, but nothing that a host says unasked: no link-local address, no solicitations. */
    private static void enableIpv6(String namespace, String address) {
        String eth0 = "net.ipv6.conf.eth0.";
        Command.run("ip", "netns", "exec", namespace, "sysctl", "-q", "-w", eth0 + "addr_gen_mode=1", eth0 + "accept_dad=0",
                eth0 + "accept_ra=0", eth0 + "autoconf=0", eth0 + "router_solicitations=0", eth0 + "disable_ipv6=0");
        ip("-n", namespace, "-6", "addr", "add", address + "/64", "dev", "eth0", "nodad");
    }

    private static void createNamespace(String namespace) {
        ip("netns", "add", namespace);
        // Nothing but what the experiment sends: no router solicitations, no multicast listener reports.
        Command.run("ip", "netns", "exec", namespace, "sysctl", "-q", "-w", "net.ipv6.conf.all.disable_ipv6=1",
                "net.ipv6.conf.default.disable_ipv6=1");
        ip("-n", namespace, "link", "set", "lo", "up");
    }

    /** A veth between a switch port in the root namespace and an interface inside. */
    private static void attach(String namespace, String outside, String inside, String mac, int mtu) {
        ip("link", "add", outside, "mtu", Integer.toString(mtu), "type", "veth", "peer", "name", inside, "address", mac,
                "mtu", Integer.toString(mtu), "netns", namespace);
        quiet(outside);
        // The switch and the agents see raw frames: checksums and segments must be complete.
        Command.run("ethtool", "-K", outside, "tx", "off", "tso", "off", "gso", "off", "gro", "off");
        Command.run("ip", "netns", "exec", namespace, "ethtool", "-K", inside, "tx", "off", "tso", "off", "gso", "off",
                "gro", "off");
        ip("link", "set", outside, "up");
        ip("-n", namespace, "link", "set", inside, "up");
    }

    private static void quiet(String link) {
        Command.run("sysctl", "-q", "-w", "net.ipv6.conf." + link + ".disable_ipv6=1");
    }

    private static void ip(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Command.run(command);
    }

    private static List<String> existingNamespaces() {
        return Command.run("ip", "netns", "list").lines().map(line -> line.split(" ")[0]).toList();
    }

    private static boolean linkExists(String name) {
        return Files.exists(java.nio.file.Path.of("/sys/class/net", name));
    }

    private void record(List<String> namespaces, List<String> links) {
        List<String> lines = new ArrayList<>();
        namespaces.forEach(name -> lines.add("namespace " + name));
        links.forEach(name -> lines.add("link " + name));
        try {
            Files.write(directory.networkFile(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + directory.networkFile(), e);
        }
    }

    private List<String> recorded() {
        try {
            return Files.exists(directory.networkFile()) ? Files.readAllLines(directory.networkFile()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory.networkFile(), e);
        }
    }
}
