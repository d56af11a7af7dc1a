package org.ftchain.kariz.split;

import java.util.List;

/**
 * The cheapest placement on one path, found at once where hops and segments do not get into each other's way: the best paths
 * over links that are wide enough, each hop with whole instances, the first of them that keeps within nodes and links.
 */
final class SinglePath {
    private static final int FEW = 48;

    private SinglePath() {
    }

    /** @return null when this simple way finds none, which proves nothing */
    static Found find(SplitProblem given) {
        SplitProblem problem = given.withWideLinks();
        int first = given.source;
        int last = given.target;
        // Between fixed hops the nodes near these are wanted.
        for (int hop = 0; hop < given.hops && given.fixed[hop] >= 0; hop++) {
            first = given.fixed[hop];
        }
        for (int hop = given.hops - 1; hop >= 0 && given.fixed[hop] >= 0; hop--) {
            last = given.fixed[hop];
        }
        Candidates candidates = Candidates.of(problem, Distances.from(problem, first),
            Distances.from(problem, last), FEW, 0);
        if (candidates.count == 0) {
            return null;
        }
        PathPricing pricing = new PathPricing(problem, candidates, SplitSolver.metric(problem, candidates));
        Purchase[][] purchases = new Purchase[problem.hops][candidates.count];
        for (int hop = 0; hop < problem.hops; hop++) {
            for (int k = 0; k < candidates.count; k++) {
                int node = candidates.nodes[k];
                boolean held = problem.held(hop, node) >= problem.throughput * (1 - Menu.TOLERANCE);
                if (!held && candidates.permitted[hop][k]) {
                    purchases[hop][k] = problem.menus[hop].cheapestOfOne(problem.throughput, problem.free[node]);
                }
                pricing.serve[hop][k] = held ? 0 : purchases[hop][k] == null ? Double.POSITIVE_INFINITY
                    : purchases[hop][k].cost;
                pricing.mode[hop][k] = Column.BOUGHT;
            }
        }
        List<Column> columns = pricing.cheaperThan(Double.POSITIVE_INFINITY);
        for (Column column : columns) {
            Stock stock = new Stock(problem, candidates);
            for (int hop = 0; hop < problem.hops; hop++) {
                stock.buy(hop, column.at[hop], purchases[hop][column.at[hop]]);
            }
            if (fits(problem, candidates, stock, column)) {
                boolean cheapest = column == columns.get(0);
                Relaxed paths = new Relaxed(new Column[] {column}, new double[] {1}, 0,
                    problem.linkCost * column.links(), stock.cost());
                return new Found(candidates, new Plan(stock, paths), cheapest);
            }
        }
        return null;
    }

    private static boolean fits(SplitProblem problem, Candidates candidates, Stock stock, Column column) {
        for (int k = 0; k < candidates.count; k++) {
            for (int r = 0; r < problem.resources; r++) {
                if (stock.free[k][r] < -Menu.TOLERANCE * Math.max(1, capacity(problem, candidates.nodes[k], r))) {
                    return false;
                }
            }
        }
        for (int[] route : column.routes) {
            for (int link : route) {
                int times = 0;
                for (int[] other : column.routes) {
                    for (int same : other) {
                        times += same == link ? 1 : 0;
                    }
                }
                if (times * problem.throughput > problem.bandwidth[link] * (1 + Menu.TOLERANCE)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static double capacity(SplitProblem problem, int node, int resource) {
        return problem.free[node] == null ? 0 : problem.free[node][resource];
    }

    /** A plan and what it is about. Immutable. */
    static final class Found {
        final Candidates candidates;
        final Plan plan;
        /** True when no path over these candidates is cheaper. */
        final boolean cheapest;

        Found(Candidates candidates, Plan plan, boolean cheapest) {
            this.cheapest = cheapest;
            this.candidates = candidates;
            this.plan = plan;
        }
    }
}
