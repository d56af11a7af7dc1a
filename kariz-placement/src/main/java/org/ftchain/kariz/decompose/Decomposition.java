package org.ftchain.kariz.decompose;

import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Splits the flows of a chain into paths: again and again the widest way from the source through an instance of every hop to
 * the target, which takes out at least one flow or allocation whole each time. The result has at most one path per flow
 * and allocation; flow that runs in circles is in no path. Not thread-safe.
 */
public final class Decomposition {
    /** What is left of a volume, relative to the chain's throughput, that counts as nothing. */
    private static final double NOTHING = 1e-9;

    /** A way on in the layered graph: over a link, or through the instances of a node into the next segment. */
    private static final class Arc {
        final int from;
        final int to;
        /** Null for an arc through instances. */
        final String link;
        double left;

        Arc(int from, int to, String link, double left) {
            this.from = from;
            this.to = to;
            this.link = link;
            this.left = left;
        }
    }

    private final double nothing;
    private final Map<String, Integer> stateOf = new HashMap<>();
    private final List<String> nodeOf = new ArrayList<>();
    private final List<List<Arc>> arcsOf = new ArrayList<>();
    private final int source;
    private final int target;

    private Decomposition(ChainDemand demand, List<Allocation> allocations, List<LinkFlow> flows) {
        this.nothing = NOTHING * demand.throughputMbps();
        this.source = state(0, demand.source());
        this.target = state(demand.hops(), demand.target());
        Map<Integer, Map<String, Double>> byHop = new TreeMap<>();
        for (Allocation allocation : allocations) {
            byHop.computeIfAbsent(allocation.hop(), hop -> new TreeMap<>())
                .merge(allocation.node(), allocation.throughputMbps(), Double::sum);
        }
        byHop.forEach((hop, volumes) -> volumes.forEach((node, volume) ->
            add(state(hop, node), state(hop + 1, node), null, volume)));
        for (LinkFlow flow : flows) {
            add(state(flow.segment(), flow.from()), state(flow.segment(), flow.to()), flow.link(), flow.volumeMbps());
        }
    }

    private int state(int segment, String node) {
        return stateOf.computeIfAbsent(segment + "\n" + node, name -> {
            nodeOf.add(node);
            arcsOf.add(new ArrayList<>());
            return nodeOf.size() - 1;
        });
    }

    private void add(int from, int to, String link, double volume) {
        arcsOf.get(from).add(new Arc(from, to, link, volume));
    }

    /**
     * @return paths with their routes, widest first. Their volumes add up to the chain's throughput if allocations and flows
     *     are a valid solution; what no path leads to is left out
     */
    public static List<ChainPath> of(ChainDemand demand, List<Allocation> allocations, List<LinkFlow> flows) {
        Decomposition rest = new Decomposition(demand, allocations, flows);
        List<ChainPath> paths = new ArrayList<>();
        double missing = demand.throughputMbps();
        List<Arc> way = rest.widest();
        while (way != null && missing > rest.nothing) {
            double volume = missing;
            for (Arc arc : way) {
                volume = Math.min(volume, arc.left);
            }
            // The last path makes up for rounding, so that the volumes add up.
            if (missing - volume <= rest.nothing) {
                volume = missing;
            }
            for (Arc arc : way) {
                arc.left -= volume;
            }
            missing -= volume;
            paths.add(ChainPath.along(volume, rest.routes(way)));
            way = rest.widest();
        }
        return paths;
    }

    /** The flows of paths with known routes, merged by segment, link and direction. */
    public static List<LinkFlow> flows(List<ChainPath> paths) {
        Map<List<Object>, Double> volumes = new HashMap<>();
        Set<List<Object>> order = new LinkedHashSet<>();
        for (ChainPath path : paths) {
            for (int segment = 0; segment < path.routes().size(); segment++) {
                Route route = path.routes().get(segment);
                for (int i = 0; i < route.links().size(); i++) {
                    List<Object> key = List.of(segment, route.links().get(i), route.nodes().get(i),
                        route.nodes().get(i + 1));
                    order.add(key);
                    volumes.merge(key, path.volumeMbps(), Double::sum);
                }
            }
        }
        List<LinkFlow> flows = new ArrayList<>();
        for (List<Object> key : order) {
            flows.add(LinkFlow.of((Integer) key.get(0), (String) key.get(1), (String) key.get(2), (String) key.get(3),
                volumes.get(key)));
        }
        flows.sort(Comparator.comparingInt(LinkFlow::segment).thenComparing(LinkFlow::link)
            .thenComparing(LinkFlow::from));
        return flows;
    }

    /** Dijkstra for the widest way, fewer arcs first among equals. @return null when the target cannot be reached */
    private List<Arc> widest() {
        double[] width = new double[nodeOf.size()];
        int[] length = new int[nodeOf.size()];
        Arc[] by = new Arc[nodeOf.size()];
        Set<Integer> done = new HashSet<>();
        Arrays.fill(length, Integer.MAX_VALUE);
        width[source] = Double.MAX_VALUE;
        length[source] = 0;
        PriorityQueue<double[]> queue = new PriorityQueue<>((a, b) -> a[0] != b[0] ? Double.compare(b[0], a[0])
            : a[1] != b[1] ? Double.compare(a[1], b[1]) : Double.compare(a[2], b[2]));
        queue.add(new double[] {width[source], 0, source});
        while (!queue.isEmpty()) {
            int state = (int) queue.poll()[2];
            if (!done.add(state)) {
                continue;
            }
            for (Arc arc : arcsOf.get(state)) {
                double through = Math.min(width[state], arc.left);
                boolean better = through > width[arc.to]
                    || through == width[arc.to] && length[state] + 1 < length[arc.to];
                if (arc.left > nothing && !done.contains(arc.to) && better) {
                    width[arc.to] = through;
                    length[arc.to] = length[state] + 1;
                    by[arc.to] = arc;
                    queue.add(new double[] {through, length[arc.to], arc.to});
                }
            }
        }
        if (by[target] == null) {
            return null;
        }
        List<Arc> way = new ArrayList<>();
        for (int state = target; state != source; state = by[state].from) {
            way.add(by[state]);
        }
        Collections.reverse(way);
        return way;
    }

    private List<Route> routes(List<Arc> way) {
        List<Route> routes = new ArrayList<>();
        List<String> nodes = new ArrayList<>(List.of(nodeOf.get(source)));
        List<String> links = new ArrayList<>();
        for (Arc arc : way) {
            if (arc.link == null) {
                routes.add(Route.of(nodes, links));
                nodes = new ArrayList<>();
                links = new ArrayList<>();
            } else {
                links.add(arc.link);
            }
            nodes.add(nodeOf.get(arc.to));
        }
        routes.add(Route.of(nodes, links));
        return routes;
    }
}
