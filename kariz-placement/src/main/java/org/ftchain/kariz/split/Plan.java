package org.ftchain.kariz.split;

/** A placement in the making that is complete: purchases and the paths through them. Immutable. */
final class Plan {
    final Stock stock;
    final Relaxed paths;
    final double cost;

    Plan(Stock stock, Relaxed paths) {
        this.stock = stock;
        this.paths = paths;
        this.cost = stock.cost() + paths.bandwidthCost;
    }
}
