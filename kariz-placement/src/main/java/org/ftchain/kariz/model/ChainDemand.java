package org.ftchain.kariz.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
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
    private static final int MOST_ORDERS = 5040;

    private final String source;
    private final String target;
    private final List<String> middleboxes;
    private final double throughputMbps;
    private final int failures;
    private final SortedMap<Integer, String> fixed;
    private final SortedSet<String> excluded;
    private final boolean unsplit;
    private final List<SortedSet<Integer>> freeOrder;

    private ChainDemand(String source, String target, List<String> middleboxes, double throughputMbps, int failures,
                        Map<Integer, String> fixed, Collection<String> excluded, boolean unsplit,
                        List<? extends Collection<Integer>> freeOrder) {
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
        this.freeOrder = groups(Checks.list("chain free order", freeOrder), this.middleboxes.size());
    }

    private static List<SortedSet<Integer>> groups(List<? extends Collection<Integer>> given, int hops) {
        List<SortedSet<Integer>> groups = new ArrayList<>();
        int last = -1;
        for (Collection<Integer> one : given) {
            SortedSet<Integer> group = new TreeSet<>(one);
            if (group.size() < 2 || group.first() <= last || group.last() >= hops
                || group.last() - group.first() != group.size() - 1) {
                throw new IllegalArgumentException("chain free order must be groups of neighbouring hops in 0.."
                    + (hops - 1) + ", in order: " + given);
            }
            last = group.last();
            groups.add(Collections.unmodifiableSortedSet(group));
        }
        return Collections.unmodifiableList(groups);
    }

    /**
     * @param middleboxes the types in order, at least one; the same type may occur twice
     * @param throughputMbps what the whole chain carries
     * @param failures how many servers may fail at the same time without losing state
     */
    public static ChainDemand of(String source, String target, List<String> middleboxes, double throughputMbps,
                                 int failures) {
        return new ChainDemand(source, target, middleboxes, throughputMbps, failures, Map.of(), List.of(), false,
            List.of());
    }

    /** @param nodeByHop where hops stay, by hop number from 0 */
    public ChainDemand withFixed(Map<Integer, String> nodeByHop) {
        return new ChainDemand(source, target, middleboxes, throughputMbps, failures, nodeByHop, excluded,
            unsplit, freeOrder);
    }

    /** @param nodes ids that get no hop (unless fixed there); ids that the network does not have are allowed */
    public ChainDemand withExcluded(Collection<String> nodes) {
        return new ChainDemand(source, target, middleboxes, throughputMbps, failures, fixed, nodes, unsplit,
            freeOrder);
    }

    public ChainDemand withFailures(int newFailures) {
        return new ChainDemand(source, target, middleboxes, throughputMbps, newFailures, fixed, excluded, unsplit,
            freeOrder);
    }

    public ChainDemand withThroughput(double newThroughputMbps) {
        return new ChainDemand(source, target, middleboxes, newThroughputMbps, failures, fixed, excluded, unsplit,
            freeOrder);
    }

    /** The same chain on one path: the whole volume of a hop on one node, of a segment on one route. */
    public ChainDemand unsplit() {
        return new ChainDemand(source, target, middleboxes, throughputMbps, failures, fixed, excluded, true,
            freeOrder);
    }

    /**
     * The same chain with middleboxes that may change places (reorder-compatible chains, thesis 2.7).
     *
     * @param groups of at least two neighbouring hops each, in the order of the chain; within a group any order is valid
     */
    public ChainDemand withFreeOrder(List<? extends Collection<Integer>> groups) {
        return new ChainDemand(source, target, middleboxes, throughputMbps, failures, fixed, excluded, unsplit, groups);
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

    public List<SortedSet<Integer>> freeOrder() {
        return freeOrder;
    }

    /**
     * All valid orders as chains without free order, this one's first; fixed hops stay with their middleboxes. Orders that
     * differ in nothing count once.
     *
     * @throws IllegalArgumentException when there are more than 5040
     */
    public List<ChainDemand> orders() {
        List<List<Integer>> orders = new ArrayList<>(List.of(new ArrayList<>()));
        int hop = 0;
        while (hop < hops()) {
            int at = hop;
            List<Integer> group = freeOrder.stream().filter(one -> one.first() == at).<List<Integer>>map(ArrayList::new)
                .findFirst().orElse(List.of(at));
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> order : orders) {
                permute(order, group, longer);
            }
            orders = longer;
            if (orders.size() > MOST_ORDERS) {
                throw new IllegalArgumentException("chain must have at most " + MOST_ORDERS + " orders: free order="
                    + freeOrder);
            }
            hop += group.size();
        }
        Map<String, ChainDemand> distinct = new LinkedHashMap<>();
        for (List<Integer> order : orders) {
            List<String> types = new ArrayList<>();
            Map<Integer, String> places = new TreeMap<>();
            for (int h = 0; h < order.size(); h++) {
                types.add(middleboxes.get(order.get(h)));
                if (fixed.containsKey(order.get(h))) {
                    places.put(h, fixed.get(order.get(h)));
                }
            }
            distinct.putIfAbsent(types + " " + places, new ChainDemand(source, target, types, throughputMbps, failures,
                places, excluded, unsplit, List.of()));
        }
        return List.copyOf(distinct.values());
    }

    private static void permute(List<Integer> before, List<Integer> rest, List<List<Integer>> found) {
        if (rest.isEmpty()) {
            found.add(before);
        }
        for (int i = 0; i < rest.size() && found.size() <= MOST_ORDERS; i++) {
            List<Integer> next = new ArrayList<>(before);
            next.add(rest.get(i));
            List<Integer> others = new ArrayList<>(rest);
            others.remove(i);
            permute(next, others, found);
        }
    }

    /** True when the volume must not be split. */
    public boolean isUnsplit() {
        return unsplit;
    }

    @Override
    public String toString() {
        return "ChainDemand{" + source + " -> " + middleboxes + " -> " + target + ", " + throughputMbps + " Mbit/s, f="
            + failures + (fixed.isEmpty() ? "" : ", fixed=" + fixed)
            + (excluded.isEmpty() ? "" : ", excluded=" + excluded) + (unsplit ? ", unsplit" : "")
            + (freeOrder.isEmpty() ? "" : ", free order=" + freeOrder) + "}";
    }
}
