package org.ftchain.testbed.network;

import static org.ftchain.testbed.network.OnosRest.JSON;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/** The hosts and links of the testbed in the schema of ONOS's network configuration. */
final class NetworkConfiguration {
    private NetworkConfiguration() {
    }

    static ObjectNode json() {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode hosts = root.putObject("hosts");
        host(hosts, Layout.CLIENT_MAC, List.of(Layout.CLIENT_ADDRESS, Layout.CLIENT_ADDRESS_V6), 1, Layout.HOST_OFPORT);
        host(hosts, Layout.WEB_MAC, List.of(Layout.WEB_ADDRESS, Layout.WEB_ADDRESS_V6), Layout.SWITCHES, Layout.HOST_OFPORT);
        for (int index = 1; index <= Layout.SERVERS; index++) {
            host(hosts, Layout.dataMac(index), List.of(), Layout.switchOfServer(index), Layout.serverOfport(index));
        }
        ObjectNode links = root.putObject("links");
        for (int from = 1; from <= Layout.SWITCHES; from++) {
            for (int to = 1; to <= Layout.SWITCHES; to++) {
                if (from != to) {
                    links.putObject(Layout.deviceId(from) + "/" + Layout.linkOfport(from, to) + "-" + Layout.deviceId(to)
                            + "/" + Layout.linkOfport(to, from)).putObject("basic").put("type", "DIRECT")
                            .put("bandwidth", Layout.LINK_MBPS);
                }
            }
        }
        return root;
    }

    /** A host without an address (a server's data port) is located all the same. */
    private static void host(ObjectNode hosts, String mac, List<String> addresses, int device, int port) {
        ObjectNode basic = hosts.putObject(mac.toUpperCase() + "/None").putObject("basic");
        basic.putArray("locations").add(Layout.deviceId(device) + "/" + port);
        if (!addresses.isEmpty()) {
            addresses.forEach(basic.putArray("ips")::add);
        }
    }

    /** Hosts that ONOS must know. */
    static int hostCount() {
        return 2 + Layout.SERVERS;
    }

    /** Directed links that ONOS must know. */
    static int linkCount() {
        return Layout.SWITCHES * (Layout.SWITCHES - 1);
    }
}
