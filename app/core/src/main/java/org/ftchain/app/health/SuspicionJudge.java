package org.ftchain.app.health;

/**
 * Whether a suspicion about one agent is certain enough to recover from. Pure; times are nanoseconds of a monotonic clock.
 *
 * <p>Two of three sources must agree: its heartbeats are missing, its ring successor hears nothing from it, its switch port
 * is down. When no ring successor can be asked, missing heartbeats alone are enough after {@link #GRACE_NS} more silence.
 */
final class SuspicionJudge {
    static final long GRACE_NS = 50_000_000L;
    /** The ring successor must have heard nothing for as many heartbeat intervals. */
    static final int SILENT_INTERVALS = 2;

    private final long intervalNs;
    private boolean heartbeatsMissing;
    private long missingSinceNs;
    private boolean portDown;
    private long roundSinceNs;
    private boolean successorHears;
    private boolean successorSilent;

    SuspicionJudge(long intervalNs) {
        this.intervalNs = intervalNs;
    }

    void onHeartbeatsMissing(long nowNs) {
        heartbeatsMissing = true;
        missingSinceNs = nowNs;
    }

    void onHeartbeat() {
        heartbeatsMissing = false;
    }

    void onPort(boolean up) {
        portDown = !up;
    }

    /** A new round of questions to the ring successors on all paths. */
    void onAsking(long nowNs) {
        roundSinceNs = nowNs;
        successorHears = false;
        successorSilent = false;
    }

    /** @param silenceNs what a ring successor answered */
    void onSuccessor(long silenceNs) {
        if (silenceNs >= SILENT_INTERVALS * intervalNs) {
            successorSilent = true;
        } else {
            successorHears = true;
        }
    }

    /** How it was confirmed, for people; null while it is not. */
    String verdict(long nowNs) {
        if (heartbeatsMissing && portDown) {
            return "no heartbeats, switch port down";
        }
        if (heartbeatsMissing && successorSilent && !successorHears) {
            return "no heartbeats, silent to its ring successor";
        }
        if (portDown && successorSilent && !successorHears) {
            return "switch port down, silent to its ring successor";
        }
        boolean graceOver = nowNs - missingSinceNs >= GRACE_NS && nowNs - roundSinceNs >= GRACE_NS;
        if (heartbeatsMissing && !successorHears && graceOver) {
            return "no heartbeats, no ring successor answers";
        }
        return null;
    }

    /** Whether a ring successor still hears the agent, so that it must be asked again. */
    boolean contradicted() {
        return successorHears;
    }

    /** Nothing speaks against the agent any more. */
    boolean dismissed() {
        return !heartbeatsMissing && !portDown;
    }
}
