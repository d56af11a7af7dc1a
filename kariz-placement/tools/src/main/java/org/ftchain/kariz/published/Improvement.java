package org.ftchain.kariz.published;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Algorithm 2: the best of all add and open actions on the layers that traffic has reached, as long as it is admissible.
 * Actions whose lower bound shows that they are not, or that they are not the best, are not evaluated; that changes no
 * result. Not thread-safe.
 */
final class Improvement {
    private final Solution solution;
    private final Problem problem;
    private final double epsilon;
    private final BooleanSupplier stop;
    private Action best;
    private double bestDrop;

    // Of the layer at hand.
    private int hop;
    private Rerouting rerouting;
    private double current;
    private double leastHostCost;
    /** int[nodeCount]: links to the nearest node of the previous layer and from there to the nearest of the next. */
    private int[] distance;
    private Integer[] byDistance;

    Improvement(Solution solution, double epsilon, BooleanSupplier stop) {
        this.solution = solution;
        this.problem = solution.problem;
        this.epsilon = epsilon;
        this.stop = stop;
    }

    void improve() {
        while (!stop.getAsBoolean()) {
            best = null;
            bestDrop = epsilon / (5 * problem.nodes.size()) * solution.cost();
            for (int reached = 0; reached < Math.min(solution.routed, problem.hops); reached++) {
                searchLayer(reached);
            }
            if (best == null) {
                return;
            }
            best.perform(solution);
        }
    }

    private void searchLayer(int layer) {
        hop = layer;
        boolean twice = solution.routed > hop + 1;
        rerouting = new Rerouting(solution, hop);
        current = solution.hostCost(hop) + solution.bandwidthCost(hop) + (twice ? solution.bandwidthCost(hop + 1) : 0);
        double[] endless = new double[problem.free[firstHost()].length];
        Arrays.fill(endless, Double.MAX_VALUE);
        leastHostCost = problem.knapsacks.get(hop).cheapest(endless, problem.volume).cost;
        distance = distances(solution.origin(hop));
        if (twice) {
            int[] onward = distances(solution.destination(hop + 1));
            for (int n = 0; n < distance.length; n++) {
                distance[n] = Math.min(Integer.MAX_VALUE / 2, distance[n] + onward[n]);
            }
        }
        byDistance = new Integer[distance.length];
        Arrays.setAll(byDistance, n -> n);
        Arrays.sort(byDistance, (a, b) -> Integer.compare(distance[a], distance[b]));
        for (int n = 0; n < problem.nodes.size() && !stop.getAsBoolean(); n++) {
            if (solution.allows(hop, n)) {
                long most = problem.knapsacks.get(hop).most(solution.freeFor(hop, n), problem.volume);
                for (long delta : deltas(n, most)) {
                    tryActions(n, delta);
                }
            }
        }
    }

    private int firstHost() {
        int n = 0;
        while (problem.free[n] == null) {
            n++;
        }
        return n;
    }

    /** More throughput at a node: that of one instance more, what its instances have to spare, all that it can take. */
    private TreeSet<Long> deltas(int node, long most) {
        TreeSet<Long> deltas = new TreeSet<>();
        long here = solution.z[hop][node];
        long room = most - here;
        if (room <= 0) {
            return deltas;
        }
        deltas.add(room);
        long spare = solution.y[hop][node] == null ? 0 : problem.knapsacks.get(hop).carried(solution.y[hop][node].counts) - here;
        if (spare > 0) {
            deltas.add(Math.min(room, spare));
        }
        for (long one : problem.knapsacks.get(hop).throughputs()) {
            deltas.add(Math.min(room, spare + one));
        }
        return deltas;
    }

    /** add(node, L, delta), and from there open(node, M, L, delta) with the greedy choice of M. */
    private void tryActions(int node, long delta) {
        long[] capacity = solution.z[hop].clone();
        capacity[node] += delta;
        if (!mayBeBest(capacity)) {
            return;
        }
        Action action = Action.of(solution, hop, rerouting, capacity);
        long replaced = 0;
        while (action != null) {
            offer(action);
            Action next = null;
            int removed = -1;
            for (int m = 0; m < capacity.length; m++) {
                if (m != node && capacity[m] > 0 && capacity[m] <= delta - replaced) {
                    long kept = capacity[m];
                    capacity[m] = 0;
                    Action candidate = Action.of(solution, hop, rerouting, capacity);
                    capacity[m] = kept;
                    if (candidate != null && candidate.cost < (next == null ? action.cost : next.cost)) {
                        next = candidate;
                        removed = m;
                    }
                }
            }
            if (next != null) {
                replaced += capacity[removed];
                capacity[removed] = 0;
            }
            action = next;
        }
    }

    private void offer(Action action) {
        double drop = current - action.cost;
        if (drop > 0 && (drop > bestDrop || best == null && drop >= bestDrop)) {
            best = action;
            bestDrop = drop;
        }
    }

    /** Whether even with links without end the action could beat the best so far. */
    private boolean mayBeBest(long[] capacity) {
        long missing = problem.volume;
        double links = 0;
        for (int i = 0; i < byDistance.length && missing > 0; i++) {
            int n = byDistance[i];
            long here = Math.min(missing, capacity[n]);
            missing -= here;
            links += (double) here * distance[n];
        }
        double tolerance = 1e-9 * Math.max(1, current);
        return current - leastHostCost - links * problem.unitCost >= bestDrop - tolerance;
    }

    /** Links from every node to the nearest one with volume. */
    private int[] distances(long[] volumes) {
        int[] found = new int[volumes.length];
        Arrays.fill(found, Integer.MAX_VALUE / 4);
        int[] queue = new int[volumes.length];
        int tail = 0;
        for (int n = 0; n < volumes.length; n++) {
            if (volumes[n] > 0) {
                found[n] = 0;
                queue[tail++] = n;
            }
        }
        for (int head = 0; head < tail; head++) {
            for (int to : problem.neighbours[queue[head]]) {
                if (found[to] == Integer.MAX_VALUE / 4) {
                    found[to] = found[queue[head]] + 1;
                    queue[tail++] = to;
                }
            }
        }
        return found;
    }
}
