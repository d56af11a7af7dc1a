package org.ftchain.app;

import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainSpec;
import org.ftchain.app.api.ChainSpecParser;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.Endpoint;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.Hello;
import org.ftchain.control.HopSpec;
import org.onlab.packet.Ip4Address;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records and messages for tests. */
public final class TestRecords {
    private TestRecords() {
    }

    public static ChainSpec spec(String json) {
        try {
            return ChainSpecParser.parse(ChainSpecParser.readObject(json.replace('\'', '"'), "specification"));
        } catch (ChainException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** firewall, monitor, nat from 10.0.1.10 to 10.0.2.20, f = 1, symmetric. */
    public static ChainSpec web(String name, String externalAddress, double throughputMbps) {
        return spec("{'name':'" + name + "','from':'10.0.1.10','to':'10.0.2.20','middleboxes':[{'type':'firewall'},"
                + "{'type':'monitor'},{'type':'nat','externalAddress':'" + externalAddress + "'}],'throughput':"
                + throughputMbps + ",'symmetric':true}");
    }

    public static ConnectPoint point(int device, int port) {
        return new ConnectPoint(DeviceId.deviceId(String.format("of:%016x", device)), PortNumber.portNumber(port));
    }

    public static Endpoint client() {
        return Endpoint.of("02:00:00:00:01:10", Ip4Address.valueOf("10.0.1.10"), point(1, 1));
    }

    public static Endpoint web() {
        return Endpoint.of("02:00:00:00:02:20", Ip4Address.valueOf("10.0.2.20"), point(3, 1));
    }

    public static ChainRecord record(ChainSpec spec, ChainState state) {
        return ChainRecord.of(spec, state, "", "02:fc:00:00:00:01", client(), web(), null);
    }

    public static ChainRecord placed(ChainSpec spec, ChainState state, String... servers) {
        List<HopPlacement> hops = new ArrayList<>();
        for (String server : servers) {
            int number = Integer.parseInt(server.substring(1));
            hops.add(HopPlacement.of(server, number, "10.213.0." + (10 + number) + ":9878",
                    point((number + 1) / 2, 10 + number)));
        }
        return record(spec, state).withPath(PathRecord.of(spec.name() + "/0", 2, 2, hops,
                new HopSpec.Labels(new int[] {1024, 1025, 1026}, new int[] {1027, 1028, 1029}, 1030, 1031, 1032),
                new long[][] {{1, 2}, {3, 4}, {5, 6}}, 1024));
    }

    /** Server "s1" with incarnation 1 and data MAC 02:00:00:00:10:01, and so on. */
    public static Hello hello(int server, double throughputMbps, String... paths) {
        return new Hello(Hello.VERSION, "s" + server, server, String.format("02:00:00:00:10:%02x", server),
                "10.213.0." + (10 + server) + ":9878", List.of("firewall", "monitor", "nat"),
                Map.of("throughput", throughputMbps), List.of(paths));
    }
}
