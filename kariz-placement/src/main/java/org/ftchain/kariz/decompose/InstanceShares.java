package org.ftchain.kariz.decompose;

import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which instances serve which path, in whole instances as far as that goes: every path first gets instances that it fills, then
 * for what remains of it the smallest free instance that carries that whole. Only what is left after that shares
 * instances with other paths. Immutable.
 */
public final class InstanceShares {
    private static final double NOTHING = 1e-6;

    /** What one path has of the instances of one hop. Immutable. */
    public static final class Share {
        private final int path;
        private final List<HopInstance> own;
        private final double sharedMbps;

        private Share(int path, List<HopInstance> own, double sharedMbps) {
            this.path = path;
            this.own = own;
            this.sharedMbps = sharedMbps;
        }

        /** The path's number in {@link Placement#paths}. */
        public int path() {
            return path;
        }

        /** Whole instances that serve no other path. */
        public List<HopInstance> own() {
            return own;
        }

        /** Mbit/s of the path that instances serve that serve other paths as well; 0 when the share is integral. */
        public double sharedMbps() {
            return sharedMbps;
        }
    }

    /** By hop: the shares in the order of the paths. */
    private final List<List<Share>> byHop;

    private InstanceShares(List<List<Share>> byHop) {
        this.byHop = byHop;
    }

    /** @param placement a valid one, with its paths */
    public static InstanceShares of(Placement placement) {
        int hops = placement.paths().isEmpty() ? 0 : placement.paths().get(0).nodes().size();
        List<List<Share>> byHop = new ArrayList<>();
        for (int hop = 0; hop < hops; hop++) {
            Map<String, List<Integer>> paths = new TreeMap<>();
            for (int p = 0; p < placement.paths().size(); p++) {
                paths.computeIfAbsent(placement.paths().get(p).nodes().get(hop), node -> new ArrayList<>()).add(p);
            }
            Share[] shares = new Share[placement.paths().size()];
            for (Map.Entry<String, List<Integer>> at : paths.entrySet()) {
                share(placement, hop, at.getKey(), at.getValue(), shares);
            }
            byHop.add(List.of(shares));
        }
        return new InstanceShares(List.copyOf(byHop));
    }

    private static void share(Placement placement, int hop, String node, List<Integer> paths, Share[] shares) {
        List<Offering> free = new ArrayList<>();
        for (HopInstance instance : placement.instances()) {
            if (instance.hop() == hop && instance.node().equals(node)) {
                free.addAll(Collections.nCopies(instance.count(), instance.offering()));
            }
        }
        free.sort(Comparator.comparingDouble(Offering::throughputMbps).reversed().thenComparing(Offering::name));
        List<Integer> widest = new ArrayList<>(paths);
        widest.sort(Comparator.comparingDouble((Integer p) -> placement.paths().get(p).volumeMbps()).reversed());
        Map<Integer, List<Offering>> own = new HashMap<>();
        Map<Integer, Double> left = new HashMap<>();
        for (int path : widest) {
            double volume = placement.paths().get(path).volumeMbps();
            List<Offering> whole = new ArrayList<>();
            for (int i = 0; i < free.size(); i++) {
                if (free.get(i).throughputMbps() <= volume + NOTHING) {
                    volume -= free.get(i).throughputMbps();
                    whole.add(free.remove(i--));
                }
            }
            own.put(path, whole);
            left.put(path, volume > NOTHING ? volume : 0);
        }
        widest.sort(Comparator.comparingDouble((Integer p) -> left.get(p)).reversed());
        for (int path : widest) {
            for (int i = free.size() - 1; i >= 0 && left.get(path) > 0; i--) {
                if (free.get(i).throughputMbps() >= left.get(path) - NOTHING) {
                    own.get(path).add(free.remove(i));
                    left.put(path, 0.0);
                }
            }
        }
        for (int path : paths) {
            Map<String, Offering> byName = new TreeMap<>();
            Map<String, Integer> counts = new TreeMap<>();
            for (Offering offering : own.get(path)) {
                byName.put(offering.name(), offering);
                counts.merge(offering.name(), 1, Integer::sum);
            }
            List<HopInstance> instances = new ArrayList<>();
            counts.forEach((name, count) -> instances.add(HopInstance.of(hop, node, byName.get(name), count)));
            shares[path] = new Share(path, List.copyOf(instances), left.get(path));
        }
    }

    /** The shares of one hop, in the order of the paths. */
    public List<Share> of(int hop) {
        return byHop.get(hop);
    }

    /** True when no instance serves two paths. */
    public boolean areIntegral() {
        return byHop.stream().allMatch(shares -> shares.stream().allMatch(share -> share.sharedMbps() == 0));
    }

    /** Mbit/s over all hops that are served by shared instances. */
    public double sharedMbps() {
        return byHop.stream().flatMap(List::stream).mapToDouble(Share::sharedMbps).sum();
    }
}
