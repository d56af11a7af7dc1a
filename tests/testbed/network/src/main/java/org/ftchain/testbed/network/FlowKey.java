package org.ftchain.testbed.network;

/**
 * One direction of a flow. {@link #toString()} is the form in which the Monitor middlebox shows it:
 * {@code tcp 10.0.1.10:40000 > 10.0.2.20:80}.
 */
public record FlowKey(int protocol, String source, int sourcePort, String target, int targetPort) {
    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;

    @Override
    public String toString() {
        return protocolName() + " " + source + ":" + sourcePort + " > " + target + ":" + targetPort;
    }

    private String protocolName() {
        return switch (protocol) {
            case ICMP -> "icmp";
            case TCP -> "tcp";
            case UDP -> "udp";
            default -> Integer.toString(protocol);
        };
    }

    FlowKey withSource(String otherSource, int otherPort) {
        return new FlowKey(protocol, otherSource, otherPort, target, targetPort);
    }

    FlowKey reversed() {
        return new FlowKey(protocol, target, targetPort, source, sourcePort);
    }
}
