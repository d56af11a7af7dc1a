package org.ftchain.app.api;

import org.onlab.packet.IpAddress;
import org.onosproject.net.ConnectPoint;

import java.util.Objects;

/** A chain as stored: what was asked for, what it was resolved to, and its state. */
public final class ChainRecord {
    private final ChainSpec spec;
    private final ChainState state;
    private final String reason;
    private final String chainMac;
    private final Endpoint from;
    private final Endpoint to;
    private final PathRecord path;

    private ChainRecord(ChainSpec spec, ChainState state, String reason, String chainMac, Endpoint from, Endpoint to,
                        PathRecord path) {
        this.spec = Objects.requireNonNull(spec, "spec");
        this.state = Objects.requireNonNull(state, "state");
        this.reason = reason == null ? "" : reason;
        this.chainMac = Objects.requireNonNull(chainMac, "chainMac");
        this.from = Objects.requireNonNull(from, "from");
        this.to = Objects.requireNonNull(to, "to");
        this.path = path;
    }

    /** @param path null until the chain is placed */
    public static ChainRecord of(ChainSpec spec, ChainState state, String reason, String chainMac, Endpoint from,
                                 Endpoint to, PathRecord path) {
        return new ChainRecord(spec, state, reason, chainMac, from, to, path);
    }

    public ChainSpec spec() {
        return spec;
    }

    public String name() {
        return spec.name();
    }

    public ChainState state() {
        return state;
    }

    /** Why the chain is in its state, one line; empty when there is nothing to say. */
    public String reason() {
        return reason;
    }

    /** The MAC address that the chain answers ARP with; recovery never changes it. */
    public String chainMac() {
        return chainMac;
    }

    public String fromMac() {
        return from.mac();
    }

    public IpAddress fromIp() {
        return from.ip();
    }

    /** Of all the chain's packets, 4 or 6: that of its ends. */
    public int ipVersion() {
        return from.ip().isIp6() ? 6 : 4;
    }

    public ConnectPoint fromPoint() {
        return from.point();
    }

    public String toMac() {
        return to.mac();
    }

    public IpAddress toIp() {
        return to.ip();
    }

    public ConnectPoint toPoint() {
        return to.point();
    }

    public Endpoint from() {
        return from;
    }

    public Endpoint to() {
        return to;
    }

    public PathRecord path() {
        return path;
    }

    public ChainRecord withState(ChainState newState, String newReason) {
        return new ChainRecord(spec, newState, newReason, chainMac, from, to, path);
    }

    public ChainRecord withSpec(ChainSpec newSpec) {
        return new ChainRecord(newSpec, state, reason, chainMac, from, to, path);
    }

    public ChainRecord withPath(PathRecord newPath) {
        return new ChainRecord(spec, state, reason, chainMac, from, to, newPath);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ChainRecord)) {
            return false;
        }
        ChainRecord that = (ChainRecord) other;
        return spec.equals(that.spec) && state == that.state && reason.equals(that.reason)
                && chainMac.equals(that.chainMac) && from.equals(that.from) && to.equals(that.to)
                && Objects.equals(path, that.path);
    }

    @Override
    public int hashCode() {
        return Objects.hash(spec, state, reason, chainMac, from, to, path);
    }

    @Override
    public String toString() {
        return "ChainRecord{" + spec + ", " + state + (reason.isEmpty() ? "" : " (" + reason + ")") + ", path=" + path
                + "}";
    }
}
