package org.ftchain.kariz.model;

import java.util.Objects;

/**
 * So many instances of one offering for one hop on one node (the model's y). A hop may have several of these, on several
 * nodes.
 */
public final class HopInstance {
    private final int hop;
    private final String node;
    private final Offering offering;
    private final int count;

    private HopInstance(int hop, String node, Offering offering, int count) {
        if (hop < 0) {
            throw new IllegalArgumentException("hop must be >= 0: hop=" + hop);
        }
        if (count < 1) {
            throw new IllegalArgumentException("hop " + hop + " count must be >= 1: count=" + count);
        }
        this.hop = hop;
        this.node = Checks.id("hop " + hop + " node", node);
        this.offering = Checks.present("hop " + hop + " offering", offering);
        this.count = count;
    }

    /** @param hop the position in the chain, from 0 */
    public static HopInstance of(int hop, String node, Offering offering, int count) {
        return new HopInstance(hop, node, offering, count);
    }

    public int hop() {
        return hop;
    }

    public String node() {
        return node;
    }

    public Offering offering() {
        return offering;
    }

    public int count() {
        return count;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof HopInstance && hop == ((HopInstance) o).hop && node.equals(((HopInstance) o).node)
            && offering.equals(((HopInstance) o).offering) && count == ((HopInstance) o).count;
    }

    @Override
    public int hashCode() {
        return Objects.hash(hop, node, offering, count);
    }

    @Override
    public String toString() {
        return "hop " + hop + " on " + node + ": " + count + " x " + offering.middlebox() + "/" + offering.name();
    }
}
