package org.ftchain.kariz.model;

import java.util.Objects;

/** The throughput that the instances of one hop on one node process (the model's z). */
public final class Allocation {
    private final int hop;
    private final String node;
    private final double throughputMbps;

    private Allocation(int hop, String node, double throughputMbps) {
        if (hop < 0) {
            throw new IllegalArgumentException("hop must be >= 0: hop=" + hop);
        }
        this.hop = hop;
        this.node = Checks.id("hop " + hop + " node", node);
        this.throughputMbps = Checks.positive("hop " + hop + " allocated throughput", throughputMbps);
    }

    /** @param hop the position in the chain, from 0 */
    public static Allocation of(int hop, String node, double throughputMbps) {
        return new Allocation(hop, node, throughputMbps);
    }

    public int hop() {
        return hop;
    }

    public String node() {
        return node;
    }

    public double throughputMbps() {
        return throughputMbps;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Allocation && hop == ((Allocation) o).hop && node.equals(((Allocation) o).node)
            && throughputMbps == ((Allocation) o).throughputMbps;
    }

    @Override
    public int hashCode() {
        return Objects.hash(hop, node, throughputMbps);
    }

    @Override
    public String toString() {
        return "hop " + hop + " on " + node + ": " + throughputMbps + " Mbit/s";
    }
}
