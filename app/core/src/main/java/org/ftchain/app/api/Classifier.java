package org.ftchain.app.api;

import org.onlab.packet.IpPrefix;

import java.util.Objects;

/** What the specification narrows or widens of a chain's traffic. Null fields are not given. */
public final class Classifier {
    /** Nothing given: all IP packets from the source's address to the target's. */
    public static final Classifier DEFAULT = new Classifier(null, null, null, null, null);

    private final Integer protocol;
    private final IpPrefix source;
    private final IpPrefix destination;
    private final Integer sourcePort;
    private final Integer destinationPort;

    private Classifier(Integer protocol, IpPrefix source, IpPrefix destination, Integer sourcePort,
                       Integer destinationPort) {
        this.protocol = protocol;
        this.source = source;
        this.destination = destination;
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
    }

    /**
     * @param protocol IP protocol number (1, 6, 17 or 58), or null for any
     * @param source source addresses, or null for the chain's source host only
     * @param destination destination addresses, or null for the chain's target host only
     * @param sourcePort TCP or UDP port, or null for any
     * @param destinationPort TCP or UDP port, or null for any
     */
    public static Classifier of(Integer protocol, IpPrefix source, IpPrefix destination, Integer sourcePort,
                                Integer destinationPort) {
        return new Classifier(protocol, source, destination, sourcePort, destinationPort);
    }

    public Integer protocol() {
        return protocol;
    }

    public IpPrefix source() {
        return source;
    }

    public IpPrefix destination() {
        return destination;
    }

    public Integer sourcePort() {
        return sourcePort;
    }

    public Integer destinationPort() {
        return destinationPort;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Classifier)) {
            return false;
        }
        Classifier that = (Classifier) other;
        return Objects.equals(protocol, that.protocol) && Objects.equals(source, that.source)
                && Objects.equals(destination, that.destination) && Objects.equals(sourcePort, that.sourcePort)
                && Objects.equals(destinationPort, that.destinationPort);
    }

    @Override
    public int hashCode() {
        return Objects.hash(protocol, source, destination, sourcePort, destinationPort);
    }
}
