package org.ftchain.app.api;

import org.onlab.packet.IpAddress;
import org.onosproject.net.ConnectPoint;

import java.util.Objects;

/** An end of a chain, resolved from ONOS's hosts. */
public final class Endpoint {
    private final String mac;
    private final IpAddress ip;
    private final ConnectPoint point;

    private Endpoint(String mac, IpAddress ip, ConnectPoint point) {
        this.mac = Objects.requireNonNull(mac, "mac");
        this.ip = Objects.requireNonNull(ip, "ip");
        this.point = Objects.requireNonNull(point, "point");
    }

    /** @param mac "aa:bb:cc:dd:ee:ff" */
    public static Endpoint of(String mac, IpAddress ip, ConnectPoint point) {
        return new Endpoint(mac, ip, point);
    }

    public String mac() {
        return mac;
    }

    public IpAddress ip() {
        return ip;
    }

    /** Switch and port of the host. */
    public ConnectPoint point() {
        return point;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint && mac.equals(((Endpoint) other).mac) && ip.equals(((Endpoint) other).ip)
                && point.equals(((Endpoint) other).point);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mac, ip, point);
    }

    @Override
    public String toString() {
        return ip + "/" + mac + "@" + point;
    }
}
