package org.ftchain.kariz.split;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * Places one chain whose volume may be split over instances and paths: on few candidates first, on more when these do not
 * suffice. Thread-safe, keeps nothing between calls.
 */
public final class SplitSolver {
    private static final int FEW = 24;
    private static final double SEVERAL_TIMES = 3;
    /** More candidates than this make relaxations too slow. */
    private static final int MANY = 600;
    private static final int LARGE = 1000;
    private static final int MOST_TIMES = 10;

    private final long workToFind;
    private final long workToImprove;
    private final long seed;
    private final boolean quick;

    /**
     * @param workToFind bounds the search for a placement, on each set of candidates
     * @param workToImprove bounds what follows once there is one, on a network of {@value #LARGE} nodes or more; smaller
     *     networks get up to {@value #MOST_TIMES} times as much: nearly full, they need it, and have the time
     * @param seed of the choice of what is sold and bought anew
     */
    public SplitSolver(long workToFind, long workToImprove, long seed) {
        this(workToFind, workToImprove, seed, false);
    }

    private SplitSolver(long workToFind, long workToImprove, long seed, boolean quick) {
        this.workToFind = workToFind;
        this.workToImprove = workToImprove;
        this.seed = seed;
        this.quick = quick;
    }

    /** The same with a fraction of the work for improvements, on networks of any size. */
    SplitSolver quicker() {
        return new SplitSolver(workToFind, workToImprove / 15, seed, true);
    }

    long workToImprove(int nodes) {
        return quick ? workToImprove : (long) (workToImprove * Math.max(1, Math.min(MOST_TIMES, (double) LARGE / nodes)));
    }

    /**
     * @param stop asked often; when it says yes, the best placement so far is the answer, or that there is none yet
     * @param progress told the cost of every placement that is better than those before
     * @throws IllegalArgumentException one line naming field and value
     */
    public PlacementResult solve(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights,
                                 BooleanSupplier stop, DoubleConsumer progress) {
        Effort effort = new Effort(stop);
        try {
            return solve(SplitProblem.of(network, offerings, demand, weights, effort), progress);
        } catch (Effort.Stopped e) {
            return stopped();
        }
    }

    /**
     * A placement on one path when one is found at once, which is the cheapest of those over the nodes near the chain's ends.
     *
     * @return empty when there is none, or it takes more than that to find it
     * @throws IllegalArgumentException one line naming field and value
     * @throws Effort.Stopped when there was no time for it
     */
    public static Optional<Placement> onOnePath(Network network, List<Offering> offerings, ChainDemand demand,
                                                CostWeights weights, Effort effort) {
        SplitProblem problem = SplitProblem.of(network, offerings, demand, weights, effort);
        SinglePath.Found found = demand.failures() < demand.hops() ? SinglePath.find(problem) : null;
        return found == null || !found.cheapest ? Optional.empty()
            : Optional.of(PlanPlacement.of(problem, found.candidates, found.plan));
    }

    PlacementResult solve(SplitProblem problem, DoubleConsumer progress) {
        try {
            return search(problem, progress);
        } catch (Effort.Stopped e) {
            return stopped();
        }
    }

    private static Infeasible stopped() {
        return Infeasible.undecided("nothing found before the search was stopped");
    }

    private PlacementResult search(SplitProblem problem, DoubleConsumer progress) {
        if (problem.demand.isUnsplit()) {
            SinglePath.Found found = problem.failures < problem.hops ? SinglePath.find(problem) : null;
            return found == null ? Infeasible.of("no single path was found at once", false)
                : PlanPlacement.of(problem, found.candidates, found.plan);
        }
        int[] fromSource = Distances.from(problem, problem.source);
        Obstacles obstacles = new Obstacles(problem);
        String obstacle = obstacles.onSight(fromSource);
        if (obstacle != null) {
            return Infeasible.of(obstacle, true);
        }
        int[] fromBeginning = Distances.from(problem, problem.beginnings());
        int[] toEnd = Distances.from(problem, problem.ends());
        int least = FEW;
        double times = SEVERAL_TIMES;
        while (true) {
            Candidates candidates = Candidates.of(problem, fromBeginning, toEnd, least, times);
            SplitSearch search = new SplitSearch(problem, candidates, metric(problem, candidates), progress);
            double served = search.relax();
            if (served >= 1) {
                Plan plan = search.run(workToFind, workToImprove(problem.topology.nodeCount), seed);
                if (plan != null) {
                    return PlanPlacement.of(problem, candidates, plan);
                }
            }
            if (problem.effort.isStopped()) {
                return stopped();
            }
            if (candidates.complete || candidates.count >= MANY) {
                boolean proven = served < 1 && candidates.complete && search.isExact();
                String reason = obstacles.afterRelaxing(served, servedByEndlessLinks(problem, candidates, served));
                return Infeasible.of(proven ? reason : "nothing found within the search limit: " + reason, proven);
            }
            least = Math.min(MANY, 3 * least);
            times *= 3;
        }
    }

    /** Only for the reason: what is served already when there is no time left for it. */
    private static double servedByEndlessLinks(SplitProblem problem, Candidates candidates, double served) {
        SplitProblem endless = problem.withEndlessLinks();
        try {
            return new SplitSearch(endless, candidates, metric(endless, candidates), cost -> { }).relax();
        } catch (Effort.Stopped e) {
            return served;
        }
    }

    static Metric metric(SplitProblem problem, Candidates candidates) {
        int[] points = Arrays.copyOf(candidates.nodes, candidates.count + 2);
        points[candidates.count] = problem.source;
        points[candidates.count + 1] = problem.target;
        return new Metric(problem, points);
    }
}
