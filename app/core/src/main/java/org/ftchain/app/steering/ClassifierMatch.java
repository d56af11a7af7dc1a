package org.ftchain.app.steering;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.Classifier;
import org.onlab.packet.Ethernet;
import org.onlab.packet.IPv4;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.Ip4Prefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.TpPort;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.TrafficSelector;

/** Which packets of a host enter a chain, in one direction. Immutable. */
final class ClassifierMatch {
    private static final int PROTOCOL_BITS = 8;
    private static final int PORT_BITS = 16;

    private final Ip4Prefix source;
    private final Ip4Prefix destination;
    private final Integer protocol;
    private final Integer sourcePort;
    private final Integer destinationPort;
    private final MacAddress routerMac;

    private ClassifierMatch(Ip4Prefix source, Ip4Prefix destination, Integer protocol, Integer sourcePort,
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
        return new ClassifierMatch(forward.destination, host(external), forward.protocol, forward.destinationPort, null,
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
        TrafficSelector.Builder selector = DefaultTrafficSelector.builder().matchInPort(inPort)
                .matchEthType(Ethernet.TYPE_IPV4);
        if (source.prefixLength() > 0) {
            selector.matchIPSrc(source);
        }
        if (destination.prefixLength() > 0) {
            selector.matchIPDst(destination);
        }
        if (protocol != null) {
            selector.matchIPProtocol(protocol.byteValue());
            matchPorts(selector);
        }
        return selector.build();
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

    private static Ip4Prefix orHost(Ip4Prefix given, Ip4Address address) {
        return given == null ? host(address) : given;
    }

    private static Ip4Prefix host(Ip4Address address) {
        return Ip4Prefix.valueOf(address, Ip4Prefix.MAX_MASK_LENGTH);
    }
}
