package org.ftchain.kariz.model;

import java.util.Objects;

/** An undirected link whose bandwidth is shared by both directions (thesis 2.2.2, equation 2.3). */
public final class Link {
    private final String id;
    private final String a;
    private final String b;
    private final double bandwidthMbps;

    private Link(String id, String a, String b, double bandwidthMbps) {
        this.id = Checks.id("link id", id);
        this.a = Checks.id("link " + id + " a", a);
        this.b = Checks.id("link " + id + " b", b);
        this.bandwidthMbps = Checks.notNegative("link " + id + " bandwidth", bandwidthMbps);
        if (a.equals(b)) {
            throw new IllegalArgumentException("link " + id + " must join two nodes: a=b=" + a);
        }
    }

    /** @param bandwidthMbps what is free, both directions together; 0 is a link that is used up */
    public static Link of(String id, String a, String b, double bandwidthMbps) {
        return new Link(id, a, b, bandwidthMbps);
    }

    public String id() {
        return id;
    }

    public String a() {
        return a;
    }

    public String b() {
        return b;
    }

    public double bandwidthMbps() {
        return bandwidthMbps;
    }

    /** The end that is not {@code node}. @throws IllegalArgumentException if {@code node} is not an end */
    public String other(String node) {
        if (a.equals(node)) {
            return b;
        }
        if (b.equals(node)) {
            return a;
        }
        throw new IllegalArgumentException("node must be an end of link " + id + ": node=" + node);
    }

    Link withBandwidth(double left) {
        return new Link(id, a, b, left);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Link && id.equals(((Link) o).id) && a.equals(((Link) o).a) && b.equals(((Link) o).b)
            && bandwidthMbps == ((Link) o).bandwidthMbps;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, a, b, bandwidthMbps);
    }

    @Override
    public String toString() {
        return "Link{" + id + ": " + a + " - " + b + ", " + bandwidthMbps + " Mbit/s}";
    }
}
