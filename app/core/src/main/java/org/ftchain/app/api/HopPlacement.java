package org.ftchain.app.api;

import org.ftchain.control.HopSpec;
import org.onosproject.net.ConnectPoint;

import java.util.Objects;

/** Where a hop runs: a member of the ring (rule 16) and the switch port behind which its data port is. */
public final class HopPlacement {
    private final String server;
    private final long incarnation;
    private final String peerAddress;
    private final ConnectPoint point;

    private HopPlacement(String server, long incarnation, String peerAddress, ConnectPoint point) {
        this.server = Objects.requireNonNull(server, "server");
        this.incarnation = incarnation;
        this.peerAddress = Objects.requireNonNull(peerAddress, "peerAddress");
        this.point = Objects.requireNonNull(point, "point");
    }

    public static HopPlacement of(String server, long incarnation, String peerAddress, ConnectPoint point) {
        return new HopPlacement(server, incarnation, peerAddress, point);
    }

    public String server() {
        return server;
    }

    public long incarnation() {
        return incarnation;
    }

    /** Peer channel, "host:port". */
    public String peerAddress() {
        return peerAddress;
    }

    public ConnectPoint point() {
        return point;
    }

    public HopSpec.Member toMember() {
        return new HopSpec.Member(server, incarnation, peerAddress);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof HopPlacement)) {
            return false;
        }
        HopPlacement that = (HopPlacement) other;
        return server.equals(that.server) && incarnation == that.incarnation && peerAddress.equals(that.peerAddress)
                && point.equals(that.point);
    }

    @Override
    public int hashCode() {
        return Objects.hash(server, incarnation, peerAddress, point);
    }

    @Override
    public String toString() {
        return server + "#" + Long.toHexString(incarnation) + "@" + point;
    }
}
