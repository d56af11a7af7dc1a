package org.ftchain.kariz.split;

import java.util.Arrays;

/** A whole path through the chain: a candidate per hop, how it is served there, and a route per segment. Immutable. */
final class Column {
    /** Served by instances that are bought already. */
    static final int BOUGHT = -1;

    /** int[hops]: candidates. */
    final int[] at;
    /** int[hops]: {@link #BOUGHT}, or the offering of which parts of instances are paid for. */
    final int[] mode;
    /** int[hops + 1][]: the links of each segment in order. */
    final int[][] routes;

    Column(int[] at, int[] mode, int[][] routes) {
        this.at = at;
        this.mode = mode;
        this.routes = routes;
    }

    boolean sameAs(Column other) {
        if (!Arrays.equals(at, other.at) || !Arrays.equals(mode, other.mode)) {
            return false;
        }
        for (int s = 0; s < routes.length; s++) {
            if (routes[s] != other.routes[s] && !Arrays.equals(routes[s], other.routes[s])) {
                return false;
            }
        }
        return true;
    }

    int links() {
        int links = 0;
        for (int[] route : routes) {
            links += route.length;
        }
        return links;
    }
}
