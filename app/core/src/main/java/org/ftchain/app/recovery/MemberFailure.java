package org.ftchain.app.recovery;

import java.util.Objects;

/** A confirmed failure of a member (rule 16: server and incarnation). Immutable; equal by member. */
public final class MemberFailure {
    private final String server;
    private final long incarnation;
    private final long lastHeardNs;
    private final long confirmedNs;

    private MemberFailure(String server, long incarnation, long lastHeardNs, long confirmedNs) {
        this.server = Objects.requireNonNull(server, "server");
        this.incarnation = incarnation;
        this.lastHeardNs = lastHeardNs;
        this.confirmedNs = confirmedNs;
    }

    /**
     * @param lastHeardNs monotonic clock at the last heartbeat of this incarnation
     * @param confirmedNs monotonic clock when the failure was certain
     */
    public static MemberFailure of(String server, long incarnation, long lastHeardNs, long confirmedNs) {
        return new MemberFailure(server, incarnation, lastHeardNs, confirmedNs);
    }

    public String server() {
        return server;
    }

    public long incarnation() {
        return incarnation;
    }

    public long lastHeardNs() {
        return lastHeardNs;
    }

    public long confirmedNs() {
        return confirmedNs;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemberFailure && server.equals(((MemberFailure) other).server)
                && incarnation == ((MemberFailure) other).incarnation;
    }

    @Override
    public int hashCode() {
        return Objects.hash(server, incarnation);
    }

    @Override
    public String toString() {
        return server + "#" + Long.toHexString(incarnation);
    }
}
