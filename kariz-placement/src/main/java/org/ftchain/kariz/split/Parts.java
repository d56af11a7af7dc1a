package org.ftchain.kariz.split;

import org.ftchain.kariz.decompose.Decomposition;
import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Instances and paths of a chain, perhaps not of all its volume. Immutable. */
final class Parts {
    final List<HopInstance> instances;
    final List<ChainPath> paths;

    private Parts(List<HopInstance> instances, List<ChainPath> paths) {
        this.instances = instances;
        this.paths = paths;
    }

    static Parts of(Placement placement) {
        return new Parts(placement.instances(), placement.paths());
    }

    /** The instances on other nodes, and the paths that visit none of these nodes. */
    Parts without(Collection<String> nodes) {
        List<HopInstance> left = new ArrayList<>();
        for (HopInstance instance : instances) {
            if (!nodes.contains(instance.node())) {
                left.add(instance);
            }
        }
        List<ChainPath> whole = new ArrayList<>();
        for (ChainPath path : paths) {
            if (!isHit(path, nodes)) {
                whole.add(path);
            }
        }
        return new Parts(left, whole);
    }

    static boolean isHit(ChainPath path, Collection<String> nodes) {
        return path.nodes().stream().anyMatch(nodes::contains);
    }

    /** Both together; what is alike is counted together. */
    Parts plus(Placement other) {
        Map<List<Object>, Integer> counts = new HashMap<>();
        List<HopInstance> all = new ArrayList<>(instances);
        all.addAll(other.instances());
        List<HopInstance> merged = new ArrayList<>();
        for (HopInstance instance : all) {
            counts.merge(List.of(instance.hop(), instance.node(), instance.offering()), instance.count(), Integer::sum);
        }
        counts.forEach((key, count) -> merged.add(
            HopInstance.of((Integer) key.get(0), (String) key.get(1), (Offering) key.get(2), count)));
        Map<List<Object>, Double> volumes = new LinkedHashMap<>();
        List<ChainPath> both = new ArrayList<>(paths);
        both.addAll(other.paths());
        Map<List<Object>, ChainPath> sample = new HashMap<>();
        for (ChainPath path : both) {
            List<Object> key = List.copyOf(path.routes());
            volumes.merge(key, path.volumeMbps(), Double::sum);
            sample.putIfAbsent(key, path);
        }
        List<ChainPath> sum = new ArrayList<>();
        volumes.forEach((key, volume) -> sum.add(ChainPath.along(volume, sample.get(key).routes())));
        return new Parts(merged, sum);
    }

    /** double[hops][nodes]: what the instances can carry besides the paths. */
    double[][] spare(int hops, Topology topology) {
        double[][] spare = new double[hops][topology.nodeCount];
        for (HopInstance instance : instances) {
            spare[instance.hop()][topology.number(instance.node())]
                += instance.count() * instance.offering().throughputMbps();
        }
        for (ChainPath path : paths) {
            for (int hop = 0; hop < hops; hop++) {
                spare[hop][topology.number(path.nodes().get(hop))] -= path.volumeMbps();
            }
        }
        for (int hop = 0; hop < hops; hop++) {
            for (int n = 0; n < spare[hop].length; n++) {
                spare[hop][n] = spare[hop][n] > 1e-6 ? spare[hop][n] : 0;
            }
        }
        return spare;
    }

    Placement placement(CostWeights weights) {
        List<LinkFlow> flows = Decomposition.flows(paths);
        double volume = 0;
        for (LinkFlow flow : flows) {
            volume += flow.volumeMbps();
        }
        double host = 0;
        for (HopInstance instance : instances) {
            for (Map.Entry<String, Double> need : instance.offering().demand().entrySet()) {
                host += weights.alpha(need.getKey()) * need.getValue() * instance.count();
            }
        }
        Map<Integer, Map<String, Double>> byHop = new TreeMap<>();
        for (ChainPath path : paths) {
            for (int hop = 0; hop < path.nodes().size(); hop++) {
                byHop.computeIfAbsent(hop, h -> new TreeMap<>()).merge(path.nodes().get(hop), path.volumeMbps(), Double::sum);
            }
        }
        List<Allocation> allocations = new ArrayList<>();
        byHop.forEach((hop, nodes) -> nodes.forEach((node, amount) -> allocations.add(Allocation.of(hop, node, amount))));
        return Placement.of(instances, allocations, flows, paths, weights.beta() * volume, host);
    }
}
