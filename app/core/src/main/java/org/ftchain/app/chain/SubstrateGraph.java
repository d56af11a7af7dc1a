package org.ftchain.app.chain;

import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.Endpoint;
import org.ftchain.app.api.Middlebox;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.onosproject.net.AnnotationKeys;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.Device;
import org.onosproject.net.DeviceId;
import org.onosproject.net.Link;
import org.onosproject.net.Port;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.link.LinkService;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The network as the placement library sees it: switches, the servers of the agents and the chains' end hosts (by IP), with
 * the bandwidth of the links between them in Mbit/s: of the configuration (annotation), else of the slower port.
 */
final class SubstrateGraph {
    /** Where nobody says how fast a link is. */
    static final double DEFAULT_BANDWIDTH_MBPS = 1000;
    static final String THROUGHPUT = "throughput";
    private static final double UNLIMITED = 1e9;
    private static final String RUNS = "runs ";
    private static final String THREADS = "worker threads ";

    private final DeviceService devices;
    private final Map<String, Node> servers = new TreeMap<>();
    private final Map<String, Double> endLinks = new HashMap<>();
    private final Map<String, String> attachedTo = new TreeMap<>();
    private final Set<String> ends = new HashSet<>();
    private final Network.Builder builder = Network.builder();
    private final Set<DeviceId> available = new HashSet<>();

    SubstrateGraph(DeviceService devices, LinkService links) {
        this.devices = devices;
        for (Device device : devices.getAvailableDevices()) {
            available.add(device.id());
            builder.node(device.id().toString());
        }
        // ONOS has one link per direction; the model one per cable. Either direction alone would not carry a chain.
        for (Link link : links.getActiveLinks()) {
            if (link.src().elementId() instanceof DeviceId && link.dst().elementId() instanceof DeviceId
                    && order(link.src()).compareTo(order(link.dst())) < 0
                    && available.contains(link.src().deviceId()) && available.contains(link.dst().deviceId())
                    && links.getLink(link.dst(), link.src()) != null
                    && !link.src().deviceId().equals(link.dst().deviceId())) {
                builder.link(link.src().deviceId().toString(), link.dst().deviceId().toString(), bandwidth(link));
            }
        }
    }

    /** The resource that a server has when its agent can run the middlebox. */
    static String runs(String middlebox) {
        return RUNS + middlebox;
    }

    /** The resource that a server has when its agent has as many worker threads. */
    static String threads(int threads) {
        return THREADS + threads;
    }

    /** Adds a server unless ONOS does not know where it is, or its switch is away. */
    void addServer(AgentDescription agent) {
        ConnectPoint point = agent.point();
        if (point == null || !available.contains(point.deviceId())) {
            return;
        }
        Map<String, Double> capacity = new TreeMap<>(agent.hello().capacity);
        capacity.putIfAbsent(THROUGHPUT, UNLIMITED);
        agent.hello().middleboxes.forEach(type -> capacity.put(runs(type), UNLIMITED));
        capacity.put(runs(Middlebox.REPLICA), UNLIMITED);
        for (int threads = 2; threads <= agent.threads(); threads++) {
            capacity.put(threads(threads), UNLIMITED);
        }
        servers.put(agent.server(), Node.of(agent.server(), capacity));
        attachedTo.put(agent.server(), point.deviceId().toString());
        endLinks.put(agent.server(), portSpeed(point));
    }

    void addEnd(Endpoint end) {
        String id = end.ip().toString();
        if (ends.add(id) && available.contains(end.point().deviceId())) {
            attachedTo.put(id, end.point().deviceId().toString());
            endLinks.put(id, portSpeed(end.point()));
        }
    }

    Network build() {
        servers.values().forEach(builder::node);
        ends.forEach(builder::node);
        attachedTo.forEach((id, device) -> builder.link(id, device, endLinks.get(id)));
        return builder.build();
    }

    private static String order(ConnectPoint point) {
        return point.deviceId() + "/" + point.port();
    }

    private double bandwidth(Link link) {
        String configured = link.annotations().value(AnnotationKeys.BANDWIDTH);
        if (configured != null) {
            try {
                double mbps = Double.parseDouble(configured);
                if (mbps > 0 && mbps < UNLIMITED) {
                    return mbps;
                }
            } catch (NumberFormatException e) {
                // As if not configured.
            }
        }
        return Math.min(portSpeed(link.src()), portSpeed(link.dst()));
    }

    private double portSpeed(ConnectPoint point) {
        Port port = devices.getPort(point);
        return port == null || port.portSpeed() <= 0 ? DEFAULT_BANDWIDTH_MBPS : port.portSpeed();
    }
}
