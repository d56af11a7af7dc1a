package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.EmbeddedPacket;
import org.ftchain.agent.packet.Packet;

/** The 5-tuple of a packet in chain direction, for rules. Reused; IPv4 addresses count as IPv4-mapped. */
final class Flow {
    /** Ports of a packet that shows none: a fragment other than the first. */
    static final int UNKNOWN_PORT = -1;

    /** 4 or 6. */
    int version;
    int protocol;
    long sourceHigh;
    long sourceLow;
    int sourcePort;
    long destinationHigh;
    long destinationLow;
    int destinationPort;

    /** @param swapped true for a packet that travels against chain direction */
    void set(Packet packet, boolean swapped) {
        version = packet.version();
        protocol = packet.protocol();
        boolean unknown = packet.isLaterFragment();
        int fromPort = unknown ? UNKNOWN_PORT : packet.sourcePort();
        int toPort = unknown ? UNKNOWN_PORT : packet.destinationPort();
        if (swapped) {
            setSource(packet.destinationHigh(), packet.destinationLow(), toPort);
            setDestination(packet.sourceHigh(), packet.sourceLow(), fromPort);
        } else {
            setSource(packet.sourceHigh(), packet.sourceLow(), fromPort);
            setDestination(packet.destinationHigh(), packet.destinationLow(), toPort);
        }
    }

    /** The flow that an ICMP error speaks about. */
    void set(int ipVersion, EmbeddedPacket packet, boolean swapped) {
        version = ipVersion;
        protocol = packet.protocol();
        if (swapped) {
            setSource(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort());
            setDestination(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort());
        } else {
            setSource(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort());
            setDestination(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort());
        }
    }

    private void setSource(long high, long low, int port) {
        sourceHigh = high;
        sourceLow = low;
        sourcePort = port;
    }

    private void setDestination(long high, long low, int port) {
        destinationHigh = high;
        destinationLow = low;
        destinationPort = port;
    }
}
