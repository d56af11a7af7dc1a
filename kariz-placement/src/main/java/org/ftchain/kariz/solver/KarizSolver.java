package org.ftchain.kariz.solver;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.model.Route;
import org.ftchain.kariz.split.Effort;
import org.ftchain.kariz.split.SplitSolver;
import org.ftchain.kariz.split.TimeLimit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Places one chain on what is free in a network: split over instances and paths ({@link SplitSolver}), or, where the demand
 * says so, each hop on one node and each segment on one route ({@link LayerSearch}). The answer does not depend on the order
 * of nodes, links and offerings. It takes 10 s at most unless {@link SolveOptions} say otherwise. Thread-safe, keeps nothing
 * between calls.
 */
public final class KarizSolver {
    /** Bounds of the search in {@link Substrate#routeWork}: a second or so to find anything, tens of ms to improve it. */
    private static final long WORK_TO_FIND = 30_000_000;
    private static final long WORK_TO_IMPROVE = 3_000_000;

    private final long workToFind;
    private final long workToImprove;

    public KarizSolver() {
        this(WORK_TO_FIND, WORK_TO_IMPROVE);
    }

    KarizSolver(long workToFind, long workToImprove) {
        this.workToFind = workToFind;
        this.workToImprove = workToImprove;
    }

    /**
     * @param network what is free, that is the network {@link Network#minus} the placements of all other chains. When a
     *     running chain is re-placed its own old placement is not taken out: fixed hops are charged like the others
     * @param offerings every type in the chain needs at least one
     * @return a placement, or the reason why there is none; infeasible is an answer, not an exception
     * @throws IllegalArgumentException one line naming field and value: source or target unknown to the network, a
     *     middlebox type without offering, two offerings with the same middlebox and name
     */
    public PlacementResult solve(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights) {
        return solve(network, offerings, demand, weights, SolveOptions.defaults());
    }

    /** As above. Work and seed are for chains that may be split; the search for a single path has its own bounds. */
    public PlacementResult solve(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights,
                                 SolveOptions options) {
        TimeLimit limit = options.limit;
        long end = limit.now() + limit.limitNs();
        List<ChainDemand> orders = demand.orders();
        int[] left = {orders.size()};
        boolean[] placed = {false};
        PlacementResult result = cheapestOrder(orders, order -> {
            // Half of what is left to find anything, an equal share to find something better.
            long now = limit.now();
            int parts = placed[0] ? left[0] : Math.min(2, left[0]);
            BooleanSupplier late = limit.until(now + (end - now) / parts);
            left[0]--;
            PlacementResult one = solve(network, offerings, order, weights, options,
                () -> options.stop.getAsBoolean() || late.getAsBoolean());
            placed[0] |= one.isPlaced();
            return one;
        });
        boolean late = !result.isPlaced() && ((Infeasible) result).undecided() && !options.stop.getAsBoolean();
        return late ? Infeasible.undecided("nothing found within the time limit of "
            + BigDecimal.valueOf(limit.limitNs(), 9).stripTrailingZeros().toPlainString() + " s") : result;
    }

    private PlacementResult solve(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights,
                                  SolveOptions options, BooleanSupplier stop) {
        if (!demand.isUnsplit()) {
            return new SplitSolver(options.workToFind(), options.workToImprove(), options.seed)
                .solve(network, offerings, demand, weights, stop, options.progress);
        }
        try {
            return solveUnsplit(network, offerings, demand, weights, new Effort(stop));
        } catch (Effort.Stopped e) {
            return stopped();
        }
    }

    private static Infeasible stopped() {
        return Infeasible.undecided("nothing found before the search was stopped");
    }

    /**
     * The cheapest placement over some orders of a chain (thesis 2.7), the first one among equals. Which one it is, is in the
     * offerings of its instances. Without any the first order's reason is given, which is proven only if every order is.
     *
     * @param orders at least one
     */
    static PlacementResult cheapestOrder(List<ChainDemand> orders, Function<ChainDemand, PlacementResult> solver) {
        PlacementResult best = null;
        Infeasible unproven = null;
        Infeasible undecided = null;
        for (ChainDemand order : orders) {
            PlacementResult result = solver.apply(order);
            if (!result.isPlaced()) {
                Infeasible none = (Infeasible) result;
                unproven = unproven == null && !none.proven() ? none : unproven;
                undecided = undecided == null && none.undecided() ? none : undecided;
            }
            boolean better = best == null || result.isPlaced()
                && (!best.isPlaced() || result.placement().cost() < best.placement().cost() * (1 - 1e-9));
            best = better ? result : best;
        }
        return best.isPlaced() || unproven == null ? best : undecided != null ? undecided : unproven;
    }

    private PlacementResult solveUnsplit(Network network, List<Offering> offerings, ChainDemand demand,
                                         CostWeights weights, Effort effort) {
        if (workToFind > 0) {
            Optional<Placement> atOnce = SplitSolver.onOnePath(network, offerings, demand, weights, effort);
            if (atOnce.isPresent()) {
                return atOnce.get();
            }
        }
        Problem problem = Problem.of(network, offerings, demand, weights, effort);
        Diagnosis diagnosis = new Diagnosis(problem);
        String obstacle = diagnosis.obstacle();
        if (obstacle != null) {
            return Infeasible.of(obstacle, true);
        }
        Layers layers = new Layers(problem);
        obstacle = diagnosis.obstacle(layers);
        if (obstacle != null) {
            return Infeasible.of(obstacle, true);
        }
        Budget budget = new Budget(workToFind);
        LayerSearch.Solution solution = new LayerSearch(problem, layers, budget, workToImprove).search();
        if (solution != null) {
            return placement(problem, solution, weights);
        }
        if (effort.isStopped()) {
            return stopped();
        }
        String reason = diagnosis.shortage(new Budget(workToFind / 10));
        return budget.exceeded() ? Infeasible.of("nothing found within the search limit: " + reason, false)
            : Infeasible.of(reason, true);
    }

    private static Placement placement(Problem problem, LayerSearch.Solution solution, CostWeights weights) {
        Substrate substrate = problem.substrate;
        double throughput = problem.demand.throughputMbps();
        List<HopInstance> hops = new ArrayList<>();
        double hostCost = 0;
        for (int hop = 0; hop < problem.hops; hop++) {
            Option option = solution.optionOf[hop];
            hops.add(HopInstance.of(hop, substrate.nodes.get(solution.nodeOf[hop]).id(), option.offering, option.count));
            hostCost += option.cost;
        }
        List<Route> routes = new ArrayList<>();
        int links = 0;
        for (int segment = 0; segment <= problem.hops; segment++) {
            int node = segment == 0 ? problem.source : solution.nodeOf[segment - 1];
            List<String> nodes = new ArrayList<>(List.of(substrate.nodes.get(node).id()));
            List<String> linkIds = new ArrayList<>();
            for (int link : solution.routeOf[segment]) {
                node = substrate.otherEnd(link, node);
                nodes.add(substrate.nodes.get(node).id());
                linkIds.add(substrate.links.get(link).id());
            }
            routes.add(Route.of(nodes, linkIds));
            links += linkIds.size();
        }
        return Placement.unsplit(throughput, hops, routes, weights.beta() * throughput * links, hostCost);
    }
}
