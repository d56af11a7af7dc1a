package org.ftchain.app;

import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainSpec;
import org.ftchain.app.api.ChainSpecParser;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.Endpoint;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.LabelPlan;
import org.onlab.packet.IpAddress;
import org.onosproject.net.ConnectPoint;

import java.util.ArrayList;
import java.util.List;

/** Chains for tests: servers s1, s2, ... with two of them on each of switches of:0000000000000001, ... */
public final class TestChains {
    public static final int LABEL_BASE = 2048;

    private TestChains() {
    }

    public static ConnectPoint point(int device, int port) {
        return ConnectPoint.deviceConnectPoint(String.format("of:%016x/%d", device, port));
    }

    /** Server i from 1. */
    public static HopPlacement server(int i) {
        return HopPlacement.of("s" + i, 1000 + i, "10.213.0." + (10 + i) + ":9878", point((i + 1) / 2, 10 + i));
    }

    public static ChainSpec spec(String json) {
        try {
            return ChainSpecParser.parse(ChainSpecParser.readObject(json.replace('\'', '"'), "test"));
        } catch (ChainException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** @param middleboxes for example "{'type':'monitor'},{'type':'monitor'}" */
    public static ChainSpec spec(String middleboxes, int failures, boolean symmetric) {
        return spec("{'name':'web','from':'10.0.1.10','to':'10.0.2.20','middleboxes':[" + middleboxes
                + "],'gateway':'10.0.1.1','throughput':100,'failures':" + failures + ",'symmetric':" + symmetric
                + ",'protection':'" + (failures == 0 ? "none" : "ftc") + "'}");
    }

    /** Firewall, monitor, NAT as in the demonstration. */
    public static ChainSpec web() {
        return spec("{'type':'firewall'},{'type':'monitor'},{'type':'nat','externalAddress':'10.0.2.100',"
                + "'ports':'20000-59999','timeoutSeconds':300}", 1, true);
    }

    public static ChainSpec monitors(int count, int failures, boolean symmetric) {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add("{'type':'monitor'}");
        }
        return spec(String.join(",", types), failures, symmetric);
    }

    /** The client is on switch 1 port 1, the web server on switch 3 port 2; hops are on the servers given. */
    public static ChainRecord active(ChainSpec spec, int... servers) {
        return active(spec, "10.0.1.10", "10.0.2.20", servers);
    }

    /** Firewall and monitor between IPv6 hosts. */
    public static ChainRecord activeV6(int... servers) {
        return active(spec("{'name':'web','from':'2001:db8:1::10','to':'2001:db8:2::20','middleboxes':[{'type':'firewall'},"
                + "{'type':'monitor'}],'gateway':'2001:db8:1::1','throughput':100,'symmetric':true}"),
                "2001:db8:1::10", "2001:db8:2::20", servers);
    }

    private static ChainRecord active(ChainSpec spec, String from, String to, int... servers) {
        List<HopPlacement> hops = new ArrayList<>();
        for (int server : servers) {
            hops.add(server(server));
        }
        Endpoint source = Endpoint.of("02:00:00:00:01:10", IpAddress.valueOf(from), point(1, 1));
        Endpoint target = Endpoint.of("02:00:00:00:02:20", IpAddress.valueOf(to), point(3, 2));
        LabelPlan labels = LabelPlan.initial(LABEL_BASE, hops.size(), spec.symmetric(), source.ip().isIp6() ? 6 : 4);
        PathRecord path = PathRecord.of("web/0", 1, 1, hops, labels.labels(), null, LABEL_BASE)
                .withLabelOrder(labels.orderWhenUsed());
        return ChainRecord.of(spec, ChainState.ACTIVE, "", "02:fc:00:00:00:01",
                source, target, path);
    }
}
