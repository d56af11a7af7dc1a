package org.ftchain.app.api;

import org.ftchain.control.Hello;
import org.ftchain.control.HopSpec;
import org.onosproject.net.ConnectPoint;

import java.util.Objects;

/** A server's agent as the orchestrator knows it. */
public final class AgentDescription {
    private final Hello hello;
    private final boolean connected;
    private final String remoteAddress;
    private final ConnectPoint point;
    private final String life;
    private final long heartbeatAgeMs;

    private AgentDescription(Hello hello, boolean connected, String remoteAddress, ConnectPoint point, String life,
                             long heartbeatAgeMs) {
        this.hello = Objects.requireNonNull(hello, "hello");
        this.connected = connected;
        this.remoteAddress = Objects.requireNonNull(remoteAddress, "remoteAddress");
        this.point = point;
        this.life = Objects.requireNonNull(life, "life");
        this.heartbeatAgeMs = heartbeatAgeMs;
    }

    public static AgentDescription of(Hello hello, boolean connected, String remoteAddress, ConnectPoint point) {
        return new AgentDescription(hello, connected, remoteAddress, point, "unknown", -1);
    }

    /**
     * @param newLife what the failure detector thinks: "alive", "suspected", "failed" or "unknown"
     * @param newHeartbeatAgeMs milliseconds since the last heartbeat, -1 when none ever came
     */
    public AgentDescription withLife(String newLife, long newHeartbeatAgeMs) {
        return new AgentDescription(hello, connected, remoteAddress, point, newLife, newHeartbeatAgeMs);
    }

    /** What the agent said at its last connection. */
    public Hello hello() {
        return hello;
    }

    public String server() {
        return hello.server;
    }

    public long incarnation() {
        return hello.incarnation;
    }

    /** Worker threads, at least 1. */
    public int threads() {
        return (int) Math.max(1, Math.min(HopSpec.MAX_THREADS, hello.capacity.getOrDefault(Hello.THREADS, 1.0)));
    }

    public boolean connected() {
        return connected;
    }

    /** From where the control channel comes, "host:port". */
    public String remoteAddress() {
        return remoteAddress;
    }

    /** What the failure detector thinks: "alive", "suspected", "failed" or "unknown". */
    public String life() {
        return life;
    }

    /** Milliseconds since the last heartbeat; -1 when none ever came. */
    public long heartbeatAgeMs() {
        return heartbeatAgeMs;
    }

    /** Switch port of the data port, from ONOS's hosts; null when ONOS does not know the host. */
    public ConnectPoint point() {
        return point;
    }
}
