package org.ftchain.app.api;

import org.ftchain.control.HopSpec;
import org.onosproject.net.ConnectPoint;

import java.util.Objects;

/** Where and how a hop runs: a member of the ring (rule 16), the switch port behind which its data port is, worker threads. */
public final class HopPlacement {
    private final String server;
    private final long incarnation;
    private final String peerAddress;
    private final ConnectPoint point;
    private final int threads;

    private HopPlacement(String server, long incarnation, String peerAddress, ConnectPoint point, int threads) {
        this.server = Objects.requireNonNull(server, "server");
        this.incarnation = incarnation;
        this.peerAddress = Objects.requireNonNull(peerAddress, "peerAddress");
        this.point = Objects.requireNonNull(point, "point");
        this.threads = threads;
    }

    /** With one worker thread. */
    public static HopPlacement of(String server, long incarnation, String peerAddress, ConnectPoint point) {
        return new HopPlacement(server, incarnation, peerAddress, point, 1);
    }

    public HopPlacement withThreads(int newThreads) {
        return new HopPlacement(server, incarnation, peerAddress, point, newThreads);
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

    /** Worker threads that run the hop: those asked for, or fewer where its server has not as many. */
    public int threads() {
        return threads;
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
                && point.equals(that.point) && threads == that.threads;
    }

    @Override
    public int hashCode() {
        return Objects.hash(server, incarnation, peerAddress, point);
    }

    @Override
    public String toString() {
        return server + "#" + Long.toHexString(incarnation) + "@" + point
                + (threads == 1 ? "" : "*" + threads);
    }
}
