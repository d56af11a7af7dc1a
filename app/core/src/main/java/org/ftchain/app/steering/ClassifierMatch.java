package org.ftchain.app.steering;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.Classifier;
import org.onlab.packet.Ethernet;
import org.onlab.packet.IPv4;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.IpAddress;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.TpPort;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.TrafficSelector;

/** Which packets of a host enter a chain, in one direction. Immutable. */
final class ClassifierMatch {
    private static final int PROTOCOL_BITS = 8;
    private static final int PORT_BITS = 16;

    private final IpPrefix source;
    private final IpPrefix destination;
    private final Integer protocol;
    private final Integer sourcePort;
    private final Integer destinationPort;
    private final MacAddress routerMac;

    private ClassifierMatch(IpPrefix source, IpPrefix destination, Integer protocol, Integer sourcePort,
                            Integer destinationPort, MacAddress routerMac) {
        this.source = source;
        this.destination = destination;
        this.protocol = protocol;
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
        this.routerMac = routerMac;
    }

    static ClassifierMatch forward(ChainRecord record) {
        Classifier given = record.spec().classifier();
        return new ClassifierMatch(orHost(given.source(), record.fromIp()), orHost(given.destination(), record.toIp()),
                given.protocol(), given.sourcePort(), given.destinationPort(),
                record.spec().gateway() == null ? null : MacAddress.valueOf(record.chainMac()));
    }

    /** To the NAT's external address (its ports are the NAT's own choice), else the mirror of the forward direction. */
    static ClassifierMatch reverse(ChainRecord record) {
        ClassifierMatch forward = forward(record);
        Ip4Address external = record.spec().externalAddress();
        if (external == null) {
            return new ClassifierMatch(forward.destination, forward.source, forward.protocol, forward.destinationPort,
                    forward.sourcePort, null);
        }
        return new ClassifierMatch(forward.destination, external.toIpPrefix(), forward.protocol, forward.destinationPort, null,
                MacAddress.valueOf(record.chainMac()));
    }

    /**
     * The chain's MAC where the chain is a router for its hosts: set on entry, because a host may still know the MAC of
     * another chain for the same address.
     */
    MacAddress routerMac() {
        return routerMac;
    }

    TrafficSelector selector(PortNumber inPort) {
        boolean ipv6 = source.isIp6();
        TrafficSelector.Builder selector = DefaultTrafficSelector.builder().matchInPort(inPort)
                .matchEthType(ipv6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        if (source.prefixLength() > 0) {
            matchSource(selector, ipv6);
        }
        if (destination.prefixLength() > 0) {
            matchDestination(selector, ipv6);
        }
        if (protocol != null) {
            selector.matchIPProtocol(protocol.byteValue());
            matchPorts(selector);
        }
        return selector.build();
    }

    private void matchSource(TrafficSelector.Builder selector, boolean ipv6) {
        if (ipv6) {
            selector.matchIPv6Src(source);
        } else {
            selector.matchIPSrc(source);
        }
    }

    private void matchDestination(TrafficSelector.Builder selector, boolean ipv6) {
        if (ipv6) {
            selector.matchIPv6Dst(destination);
        } else {
            selector.matchIPDst(destination);
        }
    }

    private void matchPorts(TrafficSelector.Builder selector) {
        if (protocol == IPv4.PROTOCOL_TCP) {
            if (sourcePort != null) {
                selector.matchTcpSrc(TpPort.tpPort(sourcePort));
            }
            if (destinationPort != null) {
                selector.matchTcpDst(TpPort.tpPort(destinationPort));
            }
        } else if (protocol == IPv4.PROTOCOL_UDP) {
            if (sourcePort != null) {
                selector.matchUdpSrc(TpPort.tpPort(sourcePort));
            }
            if (destinationPort != null) {
                selector.matchUdpDst(TpPort.tpPort(destinationPort));
            }
        }
    }

    /** How narrow the match is. */
    int bits() {
        return source.prefixLength() + destination.prefixLength() + (protocol == null ? 0 : PROTOCOL_BITS)
                + (sourcePort == null ? 0 : PORT_BITS) + (destinationPort == null ? 0 : PORT_BITS);
    }

    private static IpPrefix orHost(IpPrefix given, IpAddress address) {
        return given == null ? address.toIpPrefix() : given;
    }
}
