package org.ftchain.testbed.network;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Names and addresses of the testbed network, all fixed:
 *
 * <pre>
 *   client --- [ftc-br1] ------ [ftc-br2] ------ [ftc-br3] --- web       a ring of switches: br3 - br1 as well
 *               s1  s2           s3  s4           s5  s6
 *   management: every server and ONOS on the Linux bridge ftc-mgmt, 10.213.0.0/24
 * </pre>
 */
public final class Layout {
    public static final int SERVERS = 6;
    public static final int SWITCHES = 3;
    /** Worker threads of every agent. */
    public static final int AGENT_THREADS = 2;

    public static final String MANAGEMENT_BRIDGE = "ftc-mgmt";
    public static final String CONTROLLER_ADDRESS = "10.213.0.1";
    public static final String CLIENT = "ftc-client";
    public static final String WEB = "ftc-web";

    public static final String CLIENT_ADDRESS = "10.0.1.10";
    public static final String CLIENT_GATEWAY = "10.0.1.1";
    public static final String CLIENT_MAC = "02:00:00:00:01:10";
    public static final String WEB_ADDRESS = "10.0.2.20";
    public static final String WEB_MAC = "02:00:00:00:02:20";
    /** The hosts' IPv6 addresses; the client's router answers Neighbour Discovery only where a chain does it. */
    public static final String CLIENT_ADDRESS_V6 = "2001:db8:1::10";
    public static final String CLIENT_GATEWAY_V6 = "2001:db8:1::1";
    public static final String WEB_ADDRESS_V6 = "2001:db8:2::20";
    /** External address of the chains' NAT, in the web server's subnet. */
    public static final String NAT_ADDRESS = "10.0.2.100";

    public static final int HOST_MTU = 1500;
    /** Largest for which native XDP attaches is 3506; leaves room for a piggyback message beside a 1500 byte packet. */
    public static final int FABRIC_MTU = 3498;

    public static final int REST_PORT = 8181;
    public static final int OPENFLOW_PORT = 6653;
    public static final int CONTROL_PORT = 9877;
    public static final int PEER_PORT = 9878;

    /** OpenFlow port of an end host on its switch. */
    static final int HOST_OFPORT = 1;
    /** Mbit/s of the links between switches, as ONOS is told; one pass through userspace Open vSwitch carries about 900. */
    static final int LINK_MBPS = 1000;

    private Layout() {
    }

    /** 1..6 for "s1".."s6". */
    public static int serverIndex(String server) {
        return Integer.parseInt(server.substring(1));
    }

    public static String server(int index) {
        return "s" + index;
    }

    public static String serverNamespace(int index) {
        return "ftc-s" + index;
    }

    public static String managementAddress(int index) {
        return "10.213.0." + (10 + index);
    }

    public static String dataMac(int index) {
        return "02:00:00:00:10:0" + index;
    }

    /** The switch, 1..3, that a server's data port is on. */
    public static int switchOfServer(int index) {
        return (index + 1) / 2;
    }

    /** OpenFlow port of a server's data port on its switch. */
    static int serverOfport(int index) {
        return 3 - index % 2;
    }

    static String bridge(int index) {
        return "ftc-br" + index;
    }

    static String deviceId(int index) {
        return "of:000000000000000" + index;
    }

    /** OpenFlow port on switch {@code from} of the link to switch {@code to}. */
    static int linkOfport(int from, int to) {
        return 10 * from + to;
    }

    /** The switches' interfaces in the root namespace towards hosts and servers. */
    static List<String> switchPorts() {
        return Stream.concat(Stream.of(CLIENT_PORT, WEB_PORT),
                IntStream.rangeClosed(1, SERVERS).mapToObj(Layout::dataPort)).toList();
    }

    /** Interfaces in the root namespace that belong to the testbed. */
    static List<String> rootInterfaces() {
        return Stream.of(Stream.of(MANAGEMENT_BRIDGE), IntStream.rangeClosed(1, SERVERS).mapToObj(Layout::managementPort),
                switchPorts().stream(), IntStream.rangeClosed(1, SWITCHES).mapToObj(Layout::bridge))
                .flatMap(names -> names).toList();
    }

    static String managementPort(int index) {
        return "ftc-m" + index;
    }

    static String dataPort(int index) {
        return "ftc-d" + index;
    }

    static final String CLIENT_PORT = "ftc-c";
    static final String WEB_PORT = "ftc-w";

    /** Network namespaces of the testbed. */
    static List<String> namespaces() {
        return Stream.concat(IntStream.rangeClosed(1, SERVERS).mapToObj(Layout::serverNamespace),
                Stream.of(CLIENT, WEB)).toList();
    }
}
