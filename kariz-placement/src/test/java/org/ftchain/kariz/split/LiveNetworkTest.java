package org.ftchain.kariz.split;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.verify.PlacementChecker;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

public class LiveNetworkTest {
    private static final List<String> LEN4 = SplitSolverTest.LEN4;

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    private final Network network = tree(20);
    private final LiveNetwork live = live(network);

    @Test
    public void shouldMoveNothingWhenAChainGetsMore() {
        Placement before = live.place("a", ChainDemand.of("h0", "h9", LEN4, 150, 0)).placement();
        Placement after = live.update("a", 230).placement();

        assertValid("a", 230);
        Map<String, Integer> counts = counts(after);
        counts(before).forEach((where, count) -> assertTrue(where, counts.getOrDefault(where, 0) >= count));
        assertEquals(after, live.placement("a").orElse(null));
    }

    @Test
    public void shouldUseWhatInstancesHaveToSpareFirst() {
        live.place("a", ChainDemand.of("h0", "h9", List.of("firewall"), 130, 0));
        Placement after = live.update("a", 200).placement();

        assertEquals("two small ones or one for 200", 2, after.hostCost(), 1e-9);
    }

    @Test
    public void shouldKeepToItsNodesWhenAChainGetsLess() {
        Placement before = live.place("a", ChainDemand.of("h0", "h9", LEN4, 400, 0)).placement();
        Placement after = live.update("a", 120).placement();

        assertValid("a", 120);
        Set<String> nodes = new TreeSet<>();
        before.instances().forEach(instance -> nodes.add(instance.node()));
        after.instances().forEach(instance -> assertTrue(nodes.contains(instance.node())));
        assertTrue(after.cost() < before.cost());
    }

    @Test
    public void shouldReplaceOnlyWhatFailed() {
        Placement before = live.place("a", ChainDemand.of("h0", "h9", LEN4, 400, 0)).placement();
        String failed = before.instances().get(before.instances().size() - 1).node();
        Placement after = live.replace("a", List.of(failed)).placement();

        Map<String, Integer> counts = counts(after);
        counts(before).forEach((where, count) -> assertTrue(where,
            where.endsWith(" on " + failed) || counts.getOrDefault(where, 0) >= count));
        after.instances().forEach(instance -> assertFalse(failed.equals(instance.node())));
        assertValid("a", 400);
    }

    @Test
    public void shouldKeepHopsApartWhenItReplaces() {
        ChainDemand demand = ChainDemand.of("h0", "h9", LEN4, 40, 1).unsplit();
        Placement before = live.place("a", demand).placement();
        for (int round = 0; round < 4; round++) {
            String failed = live.placement("a").orElseThrow().nodes().get(round);
            PlacementResult result = live.replace("a", List.of(failed));
            assertTrue(result.reason(), result.isPlaced());
            List<String> nodes = result.placement().nodes();
            for (int hop = 0; hop < 4; hop++) {
                assertEquals(before.nodes().get(hop).equals(failed), !nodes.get(hop).equals(before.nodes().get(hop)));
            }
            before = result.placement();
            assertEquals(List.of(), PlacementChecker.check(network, SplitSolverTest.OFFERINGS, demand,
                SplitSolverTest.WEIGHTS, before));
        }
    }

    @Test
    public void shouldLeaveAllAsItWasWhenThereIsNoRoom() {
        Placement before = live.place("a", ChainDemand.of("h0", "h9", LEN4, 100, 0)).placement();
        assertFalse(live.update("a", 100_000).isPlaced());
        assertEquals(before, live.placement("a").orElse(null));
        Set<String> all = new HashSet<>(network.nodes().keySet());
        assertFalse(live.replace("a", all).isPlaced());
        assertEquals(before, live.placement("a").orElse(null));
        assertSame();
    }

    @Test
    public void shouldRefuseUnknownAndKnownNames() {
        live.place("a", ChainDemand.of("h0", "h9", LEN4, 10, 0));
        assertThrows(IllegalArgumentException.class, () -> live.place("a", ChainDemand.of("h0", "h9", LEN4, 10, 0)));
        assertThrows(IllegalArgumentException.class, () -> live.update("b", 1));
        assertThrows(IllegalArgumentException.class, () -> live.release("b"));
    }

    /** A long run of everything: every placement is valid on what the others leave, and the books are right. */
    @Test
    public void shouldKeepItsBooksInARandomLife() {
        Random random = new Random(5);
        int placed = 0;
        for (int step = 0; step < 160; step++) {
            Set<String> names = live.chains();
            String some = names.isEmpty() ? null : List.copyOf(names).get(random.nextInt(names.size()));
            int what = random.nextInt(10);
            if (what < 4 || some == null) {
                ChainDemand demand = ChainDemand.of("h" + random.nextInt(12), "h" + random.nextInt(12),
                    LEN4.subList(0, 1 + random.nextInt(4)), 50 + random.nextInt(200), 0);
                placed += live.place("c" + step, demand).isPlaced() ? 1 : 0;
            } else if (what < 7) {
                live.update(some, 20 + random.nextInt(300));
            } else if (what < 8) {
                live.release(some);
            } else {
                List<HopInstance> instances = live.placement(some).orElseThrow().instances();
                live.replace(some, List.of(instances.get(random.nextInt(instances.size())).node()));
            }
            live.chains().forEach(name -> assertValid(name, -1));
        }
        assertTrue("placed " + placed, placed > 20);
        assertNothingBelowZero();
    }

    @Test
    public void shouldReplaceASingleInstanceAtOnceInALargeNetwork() {
        Network large = tree(1000);
        LiveNetwork big = live(large);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 40; round++) {
            String name = "c" + round;
            big.place(name, ChainDemand.of("h" + round, "h" + (900 - 7 * round), LEN4, 40, 1).unsplit());
            String failed = big.placement(name).orElseThrow().nodes().get(round % 4);
            long start = System.nanoTime();
            assertTrue(big.replace(name, List.of(failed)).isPlaced());
            best = Math.min(best, System.nanoTime() - start);
        }
        assertTrue("ns " + best, best < 100_000_000);
    }

    @Test
    public void shouldReplaceInstancesOfASplitChainWithLittleWorkAndNothingElse() {
        Network large = tree(1000);
        AtomicLong questions = new AtomicLong();
        LiveNetwork big = new LiveNetwork(large, SplitSolverTest.OFFERINGS, SplitSolverTest.WEIGHTS,
            new SplitSolver(50_000_000, 1_000_000, 0), TimeLimit.of(Long.MAX_VALUE / 2, questions::incrementAndGet));
        int split = 0;
        double costBefore = 0;
        double costAfter = 0;
        for (int round = 0; round < 30; round++) {
            ChainDemand demand = ChainDemand.of("h" + round, "h" + (900 - 7 * round), LEN4, 200 + 10 * round, 0);
            Placement before = big.place("c", demand).placement();
            split += before.paths().size() > 1 ? 1 : 0;
            String failed = before.instances().get(round % before.instances().size()).node();
            long begin = questions.get();
            Placement after = big.replace("c", List.of(failed)).placement();
            assertTrue("questions " + (questions.get() - begin), questions.get() - begin < 200);
            assertEquals(List.of(), PlacementChecker.check(large, SplitSolverTest.OFFERINGS,
                demand.withExcluded(List.of(failed)), SplitSolverTest.WEIGHTS, after));
            Set<Integer> failedHops = new HashSet<>();
            before.instances().stream().filter(one -> one.node().equals(failed)).forEach(one -> failedHops.add(one.hop()));
            assertEquals(ofOtherHops(before, failedHops), ofOtherHops(after, failedHops));
            costBefore += before.cost();
            costAfter += after.cost();
            big.release("c");
        }
        assertTrue("split " + split, split > 20);
        assertTrue(costAfter + " after " + costBefore, costAfter <= 1.1 * costBefore);
    }

    @Test
    public void shouldLeaveAllAsItWasWhenTheTimeIsOver() {
        long[] now = {0, 0};
        LiveNetwork slow = new LiveNetwork(network, SplitSolverTest.OFFERINGS, SplitSolverTest.WEIGHTS,
            new SplitSolver(50_000_000, 1_000_000, 0), TimeLimit.of(1_000, () -> now[0] += now[1]));
        Placement before = slow.place("a", ChainDemand.of("h0", "h9", LEN4, 400, 0)).placement();
        now[1] = 1_000;
        PlacementResult result = slow.replace("a", List.of(before.instances().get(0).node()));
        assertTrue(((Infeasible) result).undecided());
        assertTrue(((Infeasible) slow.update("a", 500)).undecided());
        assertTrue(((Infeasible) slow.place("b", ChainDemand.of("h0", "h9", LEN4, 10, 0))).undecided());
        assertEquals(before, slow.placement("a").orElse(null));
        assertEquals(Set.of("a"), slow.chains());
    }

    private static Map<String, Integer> ofOtherHops(Placement placement, Set<Integer> hops) {
        Map<String, Integer> counts = counts(placement);
        counts.keySet().removeIf(where -> hops.contains(Integer.valueOf(where.substring(0, where.indexOf(' ')))));
        return counts;
    }

    private void assertValid(String name, double throughput) {
        Placement placement = live.placement(name).orElseThrow();
        double volume = placement.paths().stream().mapToDouble(path -> path.volumeMbps()).sum();
        if (throughput > 0) {
            assertEquals(throughput, volume, 1e-6);
        }
        List<String> types = new ArrayList<>();
        for (HopInstance instance : placement.instances()) {
            if (instance.hop() == types.size()) {
                types.add(instance.offering().middlebox());
            }
        }
        String from = placement.paths().get(0).routes().get(0).from();
        String to = placement.paths().get(0).routes().get(types.size()).to();
        assertEquals(List.of(), PlacementChecker.check(network, SplitSolverTest.OFFERINGS,
            ChainDemand.of(from, to, types, volume, 0), SplitSolverTest.WEIGHTS, placement));
    }

    private void assertSame() {
        Map<String, Double> used = new HashMap<>();
        for (String name : live.chains()) {
            for (LinkFlow flow : live.placement(name).orElseThrow().flows()) {
                used.merge(flow.link(), flow.volumeMbps(), Double::sum);
            }
        }
        for (Link link : network.links().values()) {
            assertEquals(link.id(), link.bandwidthMbps() - used.getOrDefault(link.id(), 0.0), live.bandwidthMbps(link.id()),
                1e-6);
        }
    }

    private void assertNothingBelowZero() {
        assertSame();
        for (Link link : network.links().values()) {
            assertTrue(live.bandwidthMbps(link.id()) > -1e-6);
        }
        for (Node node : network.nodes().values()) {
            assertTrue(live.capacity(node.id(), "cpu") > -1e-6);
        }
    }

    private static Map<String, Integer> counts(Placement placement) {
        Map<String, Integer> counts = new HashMap<>();
        placement.instances().forEach(instance -> counts.merge(instance.hop() + " " + instance.offering().name() + " on "
            + instance.node(), instance.count(), Integer::sum));
        return counts;
    }

    private static LiveNetwork live(Network network) {
        return new LiveNetwork(network, SplitSolverTest.OFFERINGS, SplitSolverTest.WEIGHTS,
            new SplitSolver(50_000_000, 1_000_000, 0));
    }

    /** Hosts below switches of four, these below two. */
    private static Network tree(int hosts) {
        Network.Builder builder = Network.builder().node("top0").node("top1");
        for (int h = 0; h < hosts; h++) {
            if (h % 4 == 0) {
                builder.node("sw" + h / 4).link("sw" + h / 4, "top0", 2000).link("sw" + h / 4, "top1", 2000);
            }
            builder.node(Node.of("h" + h, Map.of("cpu", 20.0), "rack" + h / 4)).link("h" + h, "sw" + h / 4, 2000);
        }
        return builder.build();
    }
}
