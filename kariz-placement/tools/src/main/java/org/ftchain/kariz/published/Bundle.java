package org.ftchain.kariz.published;

/** Instances of one hop on one node: how many of each of the hop's offerings. Immutable. */
final class Bundle {
    /** int[offeringCount] */
    final int[] counts;
    /** double[resourceCount] */
    final double[] need;
    final double cost;

    Bundle(int[] counts, double[] need, double cost) {
        this.counts = counts;
        this.need = need;
        this.cost = cost;
    }
}
