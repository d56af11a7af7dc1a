package org.ftchain.kariz.decompose;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Route;
import org.junit.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

public class DecompositionTest {
    @Test
    public void shouldTakeTheWidestPathFirst() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat"), 100, 0);
        List<ChainPath> paths = Decomposition.of(demand,
            List.of(Allocation.of(0, "a", 30), Allocation.of(0, "b", 70)),
            List.of(LinkFlow.of(0, "sa", "s", "a", 30), LinkFlow.of(0, "sb", "s", "b", 70),
                LinkFlow.of(1, "at", "a", "t", 30), LinkFlow.of(1, "bt", "b", "t", 70)));
        assertEquals(List.of(path(70, "b"), path(30, "a")), paths);
    }

    private static ChainPath path(double volume, String node) {
        return ChainPath.along(volume, List.of(Route.of(List.of("s", node), List.of("s" + node)),
            Route.of(List.of(node, "t"), List.of(node + "t"))));
    }

    @Test
    public void shouldMeetAtANodeWithoutALinkAndPassANodeThatHostsAnotherHop() {
        ChainDemand demand = ChainDemand.of("s", "s", List.of("nat", "ids"), 5, 0);
        List<ChainPath> paths = Decomposition.of(demand, List.of(Allocation.of(0, "s", 5), Allocation.of(1, "b", 5)),
            List.of(LinkFlow.of(1, "sa", "s", "a", 5), LinkFlow.of(1, "ab", "a", "b", 5),
                LinkFlow.of(2, "ab", "b", "a", 5), LinkFlow.of(2, "sa", "a", "s", 5)));
        assertEquals(1, paths.size());
        assertEquals(List.of("s", "b"), paths.get(0).nodes());
        assertEquals(List.of("s"), paths.get(0).routes().get(0).nodes());
        assertEquals(List.of("b", "a", "s"), paths.get(0).routes().get(2).nodes());
    }

    @Test
    public void shouldLeaveOutFlowInCircles() {
        ChainDemand demand = ChainDemand.of("s", "t", List.of("nat"), 10, 0);
        List<ChainPath> paths = Decomposition.of(demand, List.of(Allocation.of(0, "t", 10)),
            List.of(LinkFlow.of(0, "st", "s", "t", 10), LinkFlow.of(0, "xy", "x", "y", 3),
                LinkFlow.of(0, "xy", "y", "x", 3)));
        assertEquals(List.of(LinkFlow.of(0, "st", "s", "t", 10)), Decomposition.flows(paths));
    }

    /** Merges random paths into flows and allocations, and splits them again. */
    @Test(timeout = 60_000)
    public void shouldSplitWhatRandomPathsMake() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int hops = 1 + random.nextInt(4);
            int count = 1 + random.nextInt(6);
            List<ChainPath> made = new ArrayList<>();
            double sum = 0;
            for (int i = 0; i < count; i++) {
                List<Route> routes = new ArrayList<>();
                String from = "s";
                for (int segment = 0; segment <= hops; segment++) {
                    String to = segment == hops ? "t" : "n" + random.nextInt(4);
                    String over = "sw" + random.nextInt(2);
                    routes.add(from.equals(to) ? Route.of(List.of(from), List.of())
                        : Route.of(List.of(from, over, to), List.of(from + over, over + to)));
                    from = to;
                }
                double volume = 1 + random.nextInt(500) / 7.0;
                sum += volume;
                made.add(ChainPath.along(volume, routes));
            }
            List<String> middleboxes = new ArrayList<>();
            for (int hop = 0; hop < hops; hop++) {
                middleboxes.add("nat");
            }
            List<LinkFlow> flows = Decomposition.flows(made);
            List<Allocation> allocations = allocations(made);
            List<ChainPath> paths = Decomposition.of(ChainDemand.of("s", "t", middleboxes, sum, 0), allocations, flows);
            String label = "seed " + seed;
            assertTrue(label, paths.size() <= flows.size() + allocations.size());
            assertEquals(label, sum, paths.stream().mapToDouble(ChainPath::volumeMbps).sum(), 1e-6);
            assertPartOf(label, Decomposition.flows(paths), flows);
            Map<String, Double> allocated = volumes(made);
            volumes(paths).forEach((name, volume) -> assertEquals(label, allocated.get(name), volume, 1e-6));
        }
    }

    private static TreeMap<String, Double> volumes(List<ChainPath> paths) {
        TreeMap<String, Double> volumes = new TreeMap<>();
        for (ChainPath path : paths) {
            for (int hop = 0; hop < path.nodes().size(); hop++) {
                volumes.merge(hop + " " + path.nodes().get(hop), path.volumeMbps(), Double::sum);
            }
        }
        return volumes;
    }

    private static List<Allocation> allocations(List<ChainPath> paths) {
        List<Allocation> allocations = new ArrayList<>();
        volumes(paths).forEach((name, volume) -> allocations.add(Allocation.of(
            Integer.parseInt(name.split(" ")[0]), name.split(" ")[1], volume)));
        return allocations;
    }

    /** Less is right where paths that were made at random cross and so make circles. */
    private static void assertPartOf(String label, List<LinkFlow> found, List<LinkFlow> whole) {
        Map<String, Double> left = new TreeMap<>();
        whole.forEach(flow -> left.put(flow.toString().split(",")[0], flow.volumeMbps()));
        for (LinkFlow flow : found) {
            String name = flow.toString().split(",")[0];
            assertTrue(label + ": " + flow, left.getOrDefault(name, 0.0) >= flow.volumeMbps() - 1e-6);
        }
    }
}
