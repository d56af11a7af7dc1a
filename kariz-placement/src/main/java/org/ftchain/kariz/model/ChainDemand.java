package org.ftchain.kariz.model;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One chain to place: from the source through the middleboxes in order to the target.
 *
 * <p>With {@code failures} = f > 0 any f+1 cyclically consecutive hops are placed on distinct nodes, in distinct domains
 * where both nodes name one. Hops in {@code fixed} stay where they are (recovery re-places the failed ones only);
 * {@code excluded} nodes get none of the other hops, but traffic may pass through them.
 */
public final class ChainDemand {
    private final String source;
    private final String target;
    private final List<String> middleboxes;
    private final double throughputMbps;
    private final int failures;
    private final SortedMap<Integer, String> fixed;
    private final SortedSet<String> excluded;
    private final boolean unsplit;

    private ChainDemand(String source, String target, List<String> middleboxes, double throughputMbps, int failures,
                        Map<Integer, String> fixed, Collection<String> excluded, boolean unsplit) {
        this.source = Checks.id("chain source", source);
        this.target = Checks.id("chain target", target);
        this.middleboxes = Checks.list("chain middleboxes", middleboxes);
        for (int hop = 0; hop < this.middleboxes.size(); hop++) {
            Checks.id("chain middleboxes[" + hop + "]", this.middleboxes.get(hop));
        }
        if (this.middleboxes.isEmpty()) {
            throw new IllegalArgumentException("chain middleboxes must not be empty: middleboxes=[]");
        }
        this.throughputMbps = Checks.positive("chain throughput", throughputMbps);
        if (failures < 0) {
            throw new IllegalArgumentException("chain failures must be >= 0: failures=" + failures);
        }
        this.failures = failures;
        SortedMap<Integer, String> fixedCopy = new TreeMap<>();
        Checks.present("chain fixed", fixed).forEach((hop, node) -> {
            if (hop == null || hop < 0 || hop >= this.middleboxes.size()) {
                throw new IllegalArgumentException(
                    "chain fixed hop must be in 0.." + (this.middleboxes.size() - 1) + ": hop=" + hop);
            }
            fixedCopy.put(hop, Checks.id("chain fixed[" + hop + "]", node));
        });
        this.fixed = Collections.unmodifiableSortedMap(fixedCopy);
        SortedSet<String> excludedCopy = new TreeSet<>();
        for (String node : Checks.present("chain excluded", excluded)) {
            excludedCopy.add(Checks.id("chain excluded", node));
        }
        this.excluded = Collections.unmodifiableSortedSet(excludedCopy);
        this.unsplit = unsplit;
    }

    /**
     * @param middleboxes the types in order, at least one; the same type may occur twice
     * @param throughputMbps what the whole chain carries
     * @param failures how many servers may fail at the same time without losing state
     */
    public static ChainDemand of(String source, String target, List<String> middleboxes, double throughputMbps,
                                 int failures) {
        return new ChainDemand(source, target, middleboxes, throughputMbps, failures, Map.of(), List.of(), false);
    }

    /** @param nodeByHop where hops stay, by hop number from 0 */
    public ChainDemand withFixed(Map<Integer, String> nodeByHop) {
        return new ChainDemand(source, target, middleboxes, throughputMbps, failures, nodeByHop, excluded,
            unsplit);
    }

    /** @param nodes ids that get no hop (unless fixed there); ids that the network does not have are allowed */
    public ChainDemand withExcluded(Collection<String> nodes) {
        return new ChainDemand(source, target, middleboxes, throughputMbps, failures, fixed, nodes, unsplit);
    }

    public ChainDemand withFailures(int newFailures) {
        return new ChainDemand(source, target, middleboxes, throughputMbps, newFailures, fixed, excluded, unsplit);
    }

    public ChainDemand withThroughput(double newThroughputMbps) {
        return new ChainDemand(source, target, middleboxes, newThroughputMbps, failures, fixed, excluded, unsplit);
    }

    /** The same chain on one path: the whole volume of a hop on one node, of a segment on one route. */
    public ChainDemand unsplit() {
        return new ChainDemand(source, target, middleboxes, throughputMbps, failures, fixed, excluded, true);
    }

    public String source() {
        return source;
    }

    public String target() {
        return target;
    }

    public List<String> middleboxes() {
        return middleboxes;
    }

    /** Number of hops; the chain has one segment more. */
    public int hops() {
        return middleboxes.size();
    }

    public double throughputMbps() {
        return throughputMbps;
    }

    public int failures() {
        return failures;
    }

    public SortedMap<Integer, String> fixed() {
        return fixed;
    }

    public SortedSet<String> excluded() {
        return excluded;
    }

    /** True when the volume must not be split. */
    public boolean isUnsplit() {
        return unsplit;
    }

    @Override
    public String toString() {
        return "ChainDemand{" + source + " -> " + middleboxes + " -> " + target + ", " + throughputMbps + " Mbit/s, f="
            + failures + (fixed.isEmpty() ? "" : ", fixed=" + fixed)
            + (excluded.isEmpty() ? "" : ", excluded=" + excluded) + (unsplit ? ", unsplit" : "") + "}";
    }
}
