package org.ftchain.kariz.exact;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolverParameters;
import org.ftchain.kariz.decompose.Decomposition;
import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Places one chain at the least cost, with proof, as far as the time suffices. Thread-safe, keeps nothing between calls. */
public final class ExactSolver {
    private static final double GAP = 1e-7;
    /** Cutting planes bring little here and most of the time goes into them: twice as fast with few of them. */
    private static final String PARAMETERS = "\nseparating/maxcutsroot = 100\nseparating/maxroundsroot = 5"
        + "\nseparating/maxrounds = 1\npresolving/maxrestarts = 0";
    private static boolean loaded;

    private ExactSolver() {
    }

    /**
     * With failures to tolerate, hops are kept apart on all paths together; the model of 2.2.2 has no paths. That is stricter
     * than to keep them apart on each path, so the bound then comes from the chain without failures.
     *
     * @param limitSeconds after this the best placement so far is the answer
     * @param seed of the solver's choices
     * @throws UnsupportedOperationException when OR-Tools is not there for this machine
     */
    public static ExactResult solve(Network network, List<Offering> offerings, ChainDemand demand, CostWeights weights,
                                    double limitSeconds, long seed) {
        if (demand.failures() == 0) {
            return solveOnce(network, offerings, demand, weights, limitSeconds, seed);
        }
        if (demand.failures() >= demand.hops()) {
            return new ExactResult(Infeasible.of("failures=" + demand.failures() + " needs at least "
                + (demand.failures() + 1L) + " middleboxes in the chain: it has " + demand.hops(), true), OptionalDouble.empty());
        }
        ExactResult relaxed = solveOnce(network, offerings, demand.withFailures(0), weights, limitSeconds / 3, seed);
        if (!relaxed.result().isPlaced() && ((Infeasible) relaxed.result()).proven()) {
            return relaxed;
        }
        ExactResult strict = solveOnce(network, offerings, demand, weights, limitSeconds * 2 / 3, seed);
        if (!strict.result().isPlaced()) {
            return new ExactResult(Infeasible.of("no placement keeps hops apart on all paths together", false),
                OptionalDouble.empty());
        }
        double bound = relaxed.bound().orElse(0);
        double cost = strict.result().placement().cost();
        return new ExactResult(strict.result(), OptionalDouble.of(bound >= cost * (1 - GAP) ? cost : bound));
    }

    private static ExactResult solveOnce(Network network, List<Offering> offerings, ChainDemand demand,
                                         CostWeights weights, double limitSeconds, long seed) {
        load();
        MPSolver solver = MPSolver.createSolver("SCIP");
        MPSolverParameters parameters = new MPSolverParameters();
        try {
            MixedIntegerProgram program = new MixedIntegerProgram(solver, network, offerings, demand, weights);
            solver.setTimeLimit((long) Math.max(1, Math.min(1e9, limitSeconds * 1000)));
            solver.setSolverSpecificParametersAsString(
                "randomization/randomseedshift = " + Math.floorMod(seed, Integer.MAX_VALUE) + PARAMETERS);
            parameters.setDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, GAP);
            MPSolver.ResultStatus status = solver.solve(parameters);
            if (status == MPSolver.ResultStatus.OPTIMAL || status == MPSolver.ResultStatus.FEASIBLE) {
                Placement placement = placement(program, demand, weights);
                double bound = status == MPSolver.ResultStatus.OPTIMAL ? placement.cost()
                    : Math.max(0, Math.min(placement.cost(), solver.objective().bestBound()));
                return new ExactResult(placement, OptionalDouble.of(bound));
            }
            boolean proven = status == MPSolver.ResultStatus.INFEASIBLE;
            return new ExactResult(Infeasible.of(proven ? "no placement exists, split or not"
                : "the MIP solver found nothing within its time: " + status, proven), OptionalDouble.empty());
        } finally {
            parameters.delete();
            solver.delete();
        }
    }

    private static synchronized void load() {
        if (!loaded) {
            try {
                Loader.loadNativeLibraries();
            } catch (LinkageError | RuntimeException e) {
                throw new UnsupportedOperationException("exact needs OR-Tools for " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + ", which could not be loaded: " + e.getClass().getSimpleName(), e);
            }
            loaded = true;
        }
    }

    /** Allocations and flows are taken from the paths, so that the solver's rounding is gone and all add up. */
    private static Placement placement(MixedIntegerProgram program, ChainDemand demand, CostWeights weights) {
        List<ChainPath> found = Decomposition.of(demand, program.allocations(), program.flows());
        double sum = found.stream().mapToDouble(ChainPath::volumeMbps).sum();
        List<ChainPath> paths = new ArrayList<>();
        TreeMap<Integer, TreeMap<String, Double>> volumes = new TreeMap<>();
        for (ChainPath path : found) {
            ChainPath whole = ChainPath.along(path.volumeMbps() * demand.throughputMbps() / sum, path.routes());
            paths.add(whole);
            for (int hop = 0; hop < demand.hops(); hop++) {
                volumes.computeIfAbsent(hop, h -> new TreeMap<>())
                    .merge(whole.nodes().get(hop), whole.volumeMbps(), Double::sum);
            }
        }
        List<Allocation> allocations = new ArrayList<>();
        volumes.forEach((hop, nodes) -> nodes.forEach((node, volume) ->
            allocations.add(Allocation.of(hop, node, volume))));
        List<HopInstance> instances = new ArrayList<>();
        double hostCost = 0;
        for (HopInstance instance : program.instances()) {
            if (volumes.get(instance.hop()).containsKey(instance.node())) {
                instances.add(instance);
                hostCost += program.cost(instance);
            }
        }
        List<LinkFlow> flows = Decomposition.flows(paths);
        double volume = flows.stream().mapToDouble(LinkFlow::volumeMbps).sum();
        return Placement.of(instances, allocations, flows, paths, weights.beta() * volume, hostCost);
    }
}
