package org.ftchain.app;

import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.health.AgentHealth;
import org.ftchain.control.Hello;
import org.ftchain.control.HopStatus;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.onlab.packet.ChassisId;
import org.onlab.packet.IpAddress;
import org.onlab.packet.MacAddress;
import org.onlab.packet.VlanId;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DefaultAnnotations;
import org.onosproject.net.DefaultDevice;
import org.onosproject.net.DefaultHost;
import org.onosproject.net.DefaultLink;
import org.onosproject.net.DefaultPort;
import org.onosproject.net.Device;
import org.onosproject.net.DeviceId;
import org.onosproject.net.Host;
import org.onosproject.net.HostId;
import org.onosproject.net.HostLocation;
import org.onosproject.net.Link;
import org.onosproject.net.Port;
import org.onosproject.net.device.DeviceServiceAdapter;
import org.onosproject.net.host.HostServiceAdapter;
import org.onosproject.net.link.LinkServiceAdapter;
import org.onosproject.net.provider.ProviderId;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** The testbed's network as ONOS services and agents see it: three switches in a ring, two servers each, two hosts. */
public final class TestNetwork {
    public final Map<String, Hello> agents = new HashMap<>();
    public final Set<String> down = new HashSet<>();
    public final Set<DeviceId> switchesDown = new HashSet<>();
    public final List<String> requests = new ArrayList<>();
    public final List<AgentListener> agentListeners = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Set<Host> hosts = new HashSet<>();

    public TestNetwork(double linkMbps, double serverMbps) {
        for (int a = 1; a <= 3; a++) {
            int b = a % 3 + 1;
            link(TestRecords.point(a, 100 + b), TestRecords.point(b, 100 + a), linkMbps);
            link(TestRecords.point(b, 100 + a), TestRecords.point(a, 100 + b), linkMbps);
        }
        host(TestRecords.client().mac(), TestRecords.client().point(), "10.0.1.10");
        host(TestRecords.web().mac(), TestRecords.web().point(), "10.0.2.20");
        for (int server = 1; server <= 6; server++) {
            Hello hello = TestRecords.hello(server, serverMbps);
            agents.put(hello.server, hello);
            host(hello.dataMac, point(server), null);
        }
    }

    private static ConnectPoint point(int server) {
        return TestRecords.point((server + 1) / 2, 10 + server);
    }

    private void link(ConnectPoint from, ConnectPoint to, double mbps) {
        links.add(DefaultLink.builder().providerId(ProviderId.NONE).src(from).dst(to).type(Link.Type.DIRECT)
                .state(Link.State.ACTIVE).annotations(DefaultAnnotations.builder().set("bandwidth",
                        Double.toString(mbps)).build()).build());
    }

    private void host(String mac, ConnectPoint point, String ip) {
        hosts.add(new DefaultHost(ProviderId.NONE, HostId.hostId(MacAddress.valueOf(mac)), MacAddress.valueOf(mac),
                VlanId.NONE, new HostLocation(point, 0), ip == null ? Set.of() : Set.of(IpAddress.valueOf(ip))));
    }

    public HostServiceAdapter hostService() {
        return new HostServiceAdapter() {
            @Override
            public Host getHost(HostId id) {
                return hosts.stream().filter(host -> host.id().equals(id)).findFirst().orElse(null);
            }

            @Override
            public Set<Host> getHostsByIp(IpAddress ip) {
                return hosts.stream().filter(host -> host.ipAddresses().contains(ip)).collect(Collectors.toSet());
            }

            @Override
            public Set<Host> getHostsByMac(MacAddress mac) {
                return hosts.stream().filter(host -> host.mac().equals(mac)).collect(Collectors.toSet());
            }
        };
    }

    public DeviceServiceAdapter deviceService() {
        return new DeviceServiceAdapter() {
            @Override
            public Iterable<Device> getAvailableDevices() {
                List<Device> devices = new ArrayList<>();
                for (int number = 1; number <= 3; number++) {
                    DeviceId id = TestRecords.point(number, 1).deviceId();
                    if (!switchesDown.contains(id)) {
                        devices.add(device(id));
                    }
                }
                return devices;
            }

            @Override
            public boolean isAvailable(DeviceId id) {
                return !switchesDown.contains(id);
            }

            @Override
            public Port getPort(ConnectPoint point) {
                return new DefaultPort(device(point.deviceId()), point.port(), true, Port.Type.COPPER, 10_000);
            }
        };
    }

    private static Device device(DeviceId id) {
        return new DefaultDevice(ProviderId.NONE, id, Device.Type.SWITCH, "", "", "", "", new ChassisId());
    }

    public LinkServiceAdapter linkService() {
        return new LinkServiceAdapter() {
            @Override
            public Iterable<Link> getActiveLinks() {
                return links;
            }

            @Override
            public Link getLink(ConnectPoint src, ConnectPoint dst) {
                return links.stream().filter(link -> link.src().equals(src) && link.dst().equals(dst)).findFirst()
                        .orElse(null);
            }
        };
    }

    public AgentHealth health() {
        return new AgentHealth() {
            @Override
            public Life life(String server, long incarnation) {
                return down.contains(server) ? Life.FAILED : Life.ALIVE;
            }

            @Override
            public OptionalLong lastHeartbeatAgeMs(String server) {
                return OptionalLong.of(3);
            }

            @Override
            public void addListener(Listener listener) {
            }

            @Override
            public void removeListener(Listener listener) {
            }
        };
    }

    /** Agents that answer status and state, and remember all requests; those that are down do not answer. */
    public AgentSessions sessions() {
        return new AgentSessions() {
            @Override
            public Set<AgentDescription> agents() {
                Set<AgentDescription> all = new LinkedHashSet<>();
                agents.keySet().stream().sorted().forEach(server -> all.add(agent(server).orElseThrow()));
                return all;
            }

            @Override
            public Optional<AgentDescription> agent(String server) {
                Hello hello = agents.get(server);
                return hello == null ? Optional.empty() : Optional.of(AgentDescription.of(hello, !down.contains(server),
                        "127.0.0.1:1", point(Integer.parseInt(server.substring(1)))));
            }

            @Override
            public CompletableFuture<Reply> request(String server, LongFunction<? extends Request> withId) {
                Request request = withId.apply(1);
                synchronized (requests) {
                    requests.add(request.getClass().getSimpleName() + " " + request.path + " " + server);
                }
                if (!agents.containsKey(server) || down.contains(server)) {
                    return CompletableFuture.failedFuture(new AgentException("agent " + server + " is not connected"));
                }
                long incarnation = agents.get(server).incarnation;
                if (request instanceof Request.Status) {
                    return CompletableFuture.completedFuture(Reply.status(1, incarnation,
                            new HopStatus(1, "open", Map.of("waiting", 0L), List.of(), 0, 1)));
                }
                return CompletableFuture.completedFuture(request instanceof Request.State
                        ? Reply.rows(1, incarnation, List.of(new Reply.Row("flows", "a", "b")))
                        : Reply.ok(1, incarnation));
            }

            @Override
            public void addListener(AgentListener listener) {
                agentListeners.add(listener);
            }

            @Override
            public void removeListener(AgentListener listener) {
                agentListeners.remove(listener);
            }
        };
    }
}
