package org.ftchain.kariz.split;

/** Instances for one hop on one node. Immutable. */
final class Purchase {
    /** int[offeringCount]: how many of each offering of the hop's menu. */
    final int[] counts;
    /** What they carry together, in Mbit/s. */
    final double capacity;
    final double cost;
    /** double[resourceCount]. */
    final double[] need;

    Purchase(int[] counts, double capacity, double cost, double[] need) {
        this.counts = counts;
        this.capacity = capacity;
        this.cost = cost;
        this.need = need;
    }
}
