package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.solvers.Solver;
import org.ftchain.kariz.solvers.Solvers;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What is to be evaluated, how much of it, and where the results go. Written once by the command, then only read. */
public final class EvaluationOptions {
    /** Where journals, tables and plots are. */
    public Path directory;
    /** What people are told, a line each. */
    public Consumer<String> say;
    /** For progress and, unless {@link #cpuNanoTime} is there, for solve times. */
    public LongSupplier nanoTime;
    /** CPU time of the calling thread, to measure solve times on a machine that others use as well; or null. */
    public LongSupplier cpuNanoTime;
    public List<String> solvers = Solvers.NAMES;
    /** Lengths of chains, 1..4. */
    public List<Integer> lengths = List.of(1, 2, 3, 4);
    public List<Double> demandsMbps = List.of(200.0, 250.0, 300.0, 350.0, 400.0, 450.0, 500.0);
    /** Of the fat-tree of the figures. */
    public int k = 6;
    public int runs = 10;
    /** Chains that arrive in a run. */
    public int chains = 1000;
    /** Instances of each set of which solvers are compared. */
    public int instances = 300;
    /** Chains placed one after the other on a network of each size. */
    public int solves = 60;
    /** Fat-trees whose solve time is measured. */
    public List<Integer> sizes = List.of(4, 6, 8, 12, 16, 24, 32, 40, 48);
    /** A solver that needs longer than this for all chains of one size is not asked for larger ones. */
    public double sizeSeconds = 60;
    /** Networks of files beside the generated ones, in the order of the command line. */
    public List<NetworkSet> networks = List.of();
    public long seed = 1;
    public double epsilon;
    /** For one chain; a solver that reaches it answers what it has. */
    public double limitSeconds = 60;

    Solver solver(String name) {
        return Solvers.of(name, epsilon, seed, limitSeconds);
    }

    Contestant contestant(String name) {
        return Contestant.measured(name, solver(name), cpuNanoTime == null ? nanoTime : cpuNanoTime);
    }

    /** What all results depend on. */
    String settings() {
        return "seed " + seed + "; epsilon " + number(epsilon) + "; limit " + number(limitSeconds) + " s"
            + (cpuNanoTime == null ? "" : "; CPU time");
    }

    static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
