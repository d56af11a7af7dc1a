package org.ftchain.kariz.split;

import org.ftchain.kariz.flow.NodeHeap;

import java.util.Arrays;

/**
 * Cheapest routes between some points, for the whole chain's volume: what the links cost plus what they are priced at because
 * they are full. Without prices routes are those with the fewest links, and among these the ones with the most room. Not
 * thread-safe.
 */
final class Metric {
    private final SplitProblem problem;
    private final Topology topology;
    /** int[points]: the nodes; the same node may be several points. */
    private final int[] points;
    /** int[points]: from which search the routes of a point are taken. */
    private final int[] searchOf;
    private final int searches;
    /** int[searches]: the core nodes where they begin. */
    private final int[] rootOf;
    /** int[searches][coreCount]: the arc by which a core node is reached; -1 at the root, -2 where there is no way. */
    private int[][] arcBy;
    /** double[searches][coreCount]. */
    private double[][] cost;
    /** The same without prices, kept, and with prices, overwritten. */
    private final int[][] unpricedArcBy;
    private final double[][] unpricedCost;
    private int[][] pricedArcBy;
    private double[][] pricedCost;
    /** double[points][points]: what a route costs; infinite where there is none. */
    final double[][] between;
    /** double[linkCount]. */
    private final double[] price;
    private int[][][] routes;
    private final NodeHeap heap;
    private long work;

    Metric(SplitProblem problem, int[] points) {
        this.problem = problem;
        this.topology = problem.topology;
        this.points = points;
        this.searchOf = new int[points.length];
        int[] numberOfRoot = new int[topology.coreCount];
        Arrays.fill(numberOfRoot, -1);
        int[] roots = new int[points.length];
        int count = 0;
        for (int p = 0; p < points.length; p++) {
            int core = topology.coreOf[points[p]];
            if (numberOfRoot[core] < 0) {
                roots[count] = core;
                numberOfRoot[core] = count++;
            }
            searchOf[p] = numberOfRoot[core];
        }
        this.searches = count;
        this.rootOf = Arrays.copyOf(roots, count);
        this.unpricedArcBy = new int[count][];
        this.unpricedCost = new double[count][];
        this.arcBy = unpricedArcBy;
        this.cost = unpricedCost;
        this.between = new double[points.length][points.length];
        this.price = new double[topology.linkCount];
        this.heap = new NodeHeap(topology.coreCount);
        for (int s = 0; s < searches; s++) {
            searchUnpriced(s);
        }
        fillBetween();
    }

    /**
     * @param links with a price; all others have none
     * @param prices per link and whole volume, >= 0
     * @param before links that had a price the last time
     */
    void price(int[] links, double[] prices, int count, int[] before, int countBefore) {
        boolean same = count == countBefore;
        for (int i = 0; i < count && same; i++) {
            same = before[i] == links[i] && price[links[i]] == prices[i];
        }
        if (same) {
            return;
        }
        for (int i = 0; i < countBefore; i++) {
            price[before[i]] = 0;
        }
        boolean core = false;
        for (int i = 0; i < count; i++) {
            price[links[i]] = prices[i];
            core |= prices[i] > 0 && isCore(links[i]);
        }
        if (core) {
            if (pricedArcBy == null) {
                pricedArcBy = new int[searches][];
                pricedCost = new double[searches][];
            }
            arcBy = pricedArcBy;
            cost = pricedCost;
            for (int s = 0; s < searches; s++) {
                searchPriced(s);
            }
        } else {
            arcBy = unpricedArcBy;
            cost = unpricedCost;
        }
        fillBetween();
    }

    private boolean isCore(int link) {
        return topology.leafLink[topology.linkA[link]] != link && topology.leafLink[topology.linkB[link]] != link;
    }

    /** Breadth first; among the ways with the fewest links the one with the most room, layer by layer. */
    private void searchUnpriced(int s) {
        Topology t = topology;
        makeRoom(s);
        int[] by = arcBy[s];
        double[] costTo = cost[s];
        Arrays.fill(by, -2);
        Arrays.fill(costTo, Double.POSITIVE_INFINITY);
        double[] tightness = new double[t.coreCount];
        int[] level = new int[t.coreCount];
        int[] queue = new int[t.coreCount];
        int tail = 0;
        by[rootOf[s]] = -1;
        costTo[rootOf[s]] = 0;
        queue[tail++] = rootOf[s];
        for (int at = 0; at < tail; at++) {
            int node = queue[at];
            problem.effort.accept(t.firstArc[node + 1] - t.firstArc[node]);
            for (int arc = t.firstArc[node]; arc < t.firstArc[node + 1]; arc++) {
                int to = t.arcTo[arc];
                int link = t.arcLink[arc];
                if (!problem.usable(link) || by[to] != -2 && level[to] != level[node] + 1) {
                    continue;
                }
                double tight = tightness[node] + problem.throughput / problem.bandwidth[link];
                if (by[to] == -2) {
                    level[to] = level[node] + 1;
                    costTo[to] = costTo[node] + problem.linkCost;
                    queue[tail++] = to;
                } else if (tight >= tightness[to]) {
                    continue;
                }
                by[to] = arc;
                tightness[to] = tight;
            }
        }
        work += t.firstArc[t.coreCount] + t.coreCount;
    }

    private void makeRoom(int s) {
        if (arcBy[s] == null) {
            arcBy[s] = new int[topology.coreCount];
            cost[s] = new double[topology.coreCount];
        }
    }

    private void searchPriced(int s) {
        Topology t = topology;
        makeRoom(s);
        int[] by = arcBy[s];
        double[] costTo = cost[s];
        Arrays.fill(by, -2);
        Arrays.fill(costTo, Double.POSITIVE_INFINITY);
        heap.clear();
        by[rootOf[s]] = -1;
        costTo[rootOf[s]] = 0;
        heap.offer(rootOf[s], 0);
        while (!heap.isEmpty()) {
            int node = heap.poll();
            problem.effort.accept(4L * (t.firstArc[node + 1] - t.firstArc[node]));
            for (int arc = t.firstArc[node]; arc < t.firstArc[node + 1]; arc++) {
                int to = t.arcTo[arc];
                int link = t.arcLink[arc];
                double through = costTo[node] + problem.linkCost + price[link];
                if (through < costTo[to] && problem.usable(link)) {
                    costTo[to] = through;
                    by[to] = arc;
                    heap.offer(to, through);
                }
            }
        }
        work += 5L * (t.firstArc[t.coreCount] + t.coreCount);
    }

    private void fillBetween() {
        double[] leaf = new double[points.length];
        for (int p = 0; p < points.length; p++) {
            int link = topology.leafLink[points[p]];
            leaf[p] = link < 0 ? 0 : problem.usable(link) ? problem.linkCost + price[link] : Double.POSITIVE_INFINITY;
        }
        for (int a = 0; a < points.length; a++) {
            double[] from = cost[searchOf[a]];
            problem.effort.accept(points.length);
            for (int b = 0; b < points.length; b++) {
                between[a][b] = points[a] == points[b] ? 0
                    : leaf[a] + from[topology.coreOf[points[b]]] + leaf[b];
            }
        }
        routes = new int[points.length][][];
        work += (long) points.length * points.length;
    }

    /** The links of the cheapest route between two points, in order. Valid until prices change; must not be changed. */
    int[] route(int a, int b) {
        if (routes[a] == null) {
            routes[a] = new int[points.length][];
        }
        if (routes[a][b] == null) {
            routes[a][b] = findRoute(a, b);
        }
        return routes[a][b];
    }

    private int[] findRoute(int a, int b) {
        if (points[a] == points[b]) {
            return new int[0];
        }
        int[] reversed = new int[topology.coreCount + 2];
        int length = 0;
        if (topology.leafLink[points[b]] >= 0) {
            reversed[length++] = topology.leafLink[points[b]];
        }
        int[] by = arcBy[searchOf[a]];
        int node = topology.coreOf[points[b]];
        while (by[node] >= 0) {
            int link = topology.arcLink[by[node]];
            reversed[length++] = link;
            node = topology.coreOf[topology.otherEnd(link, topology.nodeOfCore[node])];
        }
        if (topology.leafLink[points[a]] >= 0) {
            reversed[length++] = topology.leafLink[points[a]];
        }
        int[] links = new int[length];
        for (int i = 0; i < length; i++) {
            links[i] = reversed[length - 1 - i];
        }
        return links;
    }

    long work() {
        return work;
    }
}
