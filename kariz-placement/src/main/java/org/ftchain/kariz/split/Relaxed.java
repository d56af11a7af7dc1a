package org.ftchain.kariz.split;

/** The solution of a relaxation: paths with their shares of the volume. Immutable. */
final class Relaxed {
    final Column[] columns;
    /** double[columns]: parts of the chain's throughput, > 0. */
    final double[] shares;
    /** The part of the throughput that found no way. */
    final double unserved;
    /** What the routes cost. */
    final double bandwidthCost;
    /** What the purchases and the parts of instances cost. */
    final double hostCost;

    Relaxed(Column[] columns, double[] shares, double unserved, double bandwidthCost, double hostCost) {
        this.columns = columns;
        this.shares = shares;
        this.unserved = unserved;
        this.bandwidthCost = bandwidthCost;
        this.hostCost = hostCost;
    }

    boolean serves() {
        return unserved <= 1e-7;
    }

    double cost() {
        return bandwidthCost + hostCost;
    }

    /** double[hops][candidates]: parts of the throughput; all of it, or only what is not served by purchases. */
    double[][] volumes(int hops, int candidates, boolean unboughtOnly) {
        double[][] volumes = new double[hops][candidates];
        for (int c = 0; c < columns.length; c++) {
            for (int hop = 0; hop < hops; hop++) {
                if (!unboughtOnly || columns[c].mode[hop] != Column.BOUGHT) {
                    volumes[hop][columns[c].at[hop]] += shares[c];
                }
            }
        }
        return volumes;
    }
}
