package org.ftchain.kariz.model;

import java.util.Objects;

/** The volume that one segment sends over one link in one direction (the model's x). */
public final class LinkFlow {
    private final int segment;
    private final String link;
    private final String from;
    private final String to;
    private final double volumeMbps;

    private LinkFlow(int segment, String link, String from, String to, double volumeMbps) {
        if (segment < 0) {
            throw new IllegalArgumentException("segment must be >= 0: segment=" + segment);
        }
        this.segment = segment;
        this.link = Checks.id("flow link", link);
        this.from = Checks.id("flow from", from);
        this.to = Checks.id("flow to", to);
        this.volumeMbps = Checks.positive("flow volume", volumeMbps);
    }

    public static LinkFlow of(int segment, String link, String from, String to, double volumeMbps) {
        return new LinkFlow(segment, link, from, to, volumeMbps);
    }

    public int segment() {
        return segment;
    }

    /** The link's id. */
    public String link() {
        return link;
    }

    public String from() {
        return from;
    }

    public String to() {
        return to;
    }

    public double volumeMbps() {
        return volumeMbps;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof LinkFlow && segment == ((LinkFlow) o).segment && link.equals(((LinkFlow) o).link)
            && from.equals(((LinkFlow) o).from) && to.equals(((LinkFlow) o).to)
            && volumeMbps == ((LinkFlow) o).volumeMbps;
    }

    @Override
    public int hashCode() {
        return Objects.hash(segment, link, from, to, volumeMbps);
    }

    @Override
    public String toString() {
        return "segment " + segment + ": " + from + " -> " + to + " over " + link + ", " + volumeMbps + " Mbit/s";
    }
}
