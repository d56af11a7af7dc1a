package org.ftchain.kariz.split;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Says in one line why a chain cannot be placed, split or not. Hops are numbered from 1 in what it says. */
final class Obstacles {
    private final SplitProblem problem;

    Obstacles(SplitProblem problem) {
        this.problem = problem;
    }

    /** What forbids the chain on sight; null when nothing does. */
    String onSight(int[] fromSource) {
        int f = problem.failures;
        if (f >= problem.hops) {
            return "failures=" + f + " needs at least " + (f + 1L) + " middleboxes in the chain: it has " + problem.hops;
        }
        for (int hop = 0; hop < problem.hops; hop++) {
            String node = problem.demand.fixed().get(hop);
            if (problem.fixed[hop] == -2) {
                return name(hop) + " is fixed on " + node + ", which is not in the network";
            }
            if (problem.fixed[hop] >= 0 && problem.free[problem.fixed[hop]] == null) {
                return name(hop) + " is fixed on " + node + ", which hosts nothing";
            }
            for (int other = 0; other < hop; other++) {
                if (problem.fixed[hop] >= 0 && problem.fixed[other] >= 0 && problem.apart(hop, other)
                    && problem.together(problem.fixed[hop], problem.fixed[other])) {
                    return "failures=" + f + ": " + name(hop) + " is fixed on " + node + ", which fails together with "
                        + problem.demand.fixed().get(other) + " of " + name(other);
                }
            }
        }
        if (fromSource[problem.target] < 0) {
            return "no route is free from the source " + problem.demand.source() + " to the target "
                + problem.demand.target();
        }
        for (int hop = 0; hop < problem.hops; hop++) {
            String host = withoutHost(hop, fromSource);
            if (host != null) {
                return host;
            }
        }
        return null;
    }

    private String withoutHost(int hop, int[] fromSource) {
        double sum = 0;
        boolean any = false;
        boolean connected = false;
        for (int node = 0; node < problem.topology.nodeCount; node++) {
            sum += fromSource[node] >= 0 ? problem.held(hop, node) : 0;
            if (problem.permitted(hop, node)) {
                any = true;
                if (fromSource[node] >= 0 && sum < problem.throughput) {
                    connected = true;
                    sum += problem.menus[hop].most(problem.free[node], problem.throughput);
                }
            }
        }
        if (sum >= problem.throughput * (1 - Menu.TOLERANCE)) {
            return null;
        }
        return name(hop) + ": " + (!any ? "no node is left to host it"
            : !connected ? "no node that could host it can be reached from " + problem.demand.source()
            : "all nodes that can be reached together have room for " + number(sum) + " of "
                + number(problem.throughput) + " Mbit/s");
    }

    /**
     * @param served the part of the throughput that finds a way
     * @param servedByEndlessLinks the same if no link were ever full
     */
    String afterRelaxing(double served, double servedByEndlessLinks) {
        String most = "at most " + number(served * problem.throughput) + " of " + number(problem.throughput) + " Mbit/s";
        if (served >= 1 - 1e-7) {
            return "whole instances do not fit, though parts of them would";
        }
        if (servedByEndlessLinks > served + 1e-7) {
            return "not enough bandwidth: " + most + " find a way through the chain";
        }
        return (problem.failures > 0 ? "failures=" + problem.failures + ": " : "not enough room on the nodes: ") + most
            + " can be hosted";
    }

    private String name(int hop) {
        return "hop " + (hop + 1) + " (" + problem.demand.middleboxes().get(hop) + ")";
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
    }
}
