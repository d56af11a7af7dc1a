package org.ftchain.app.chain;

import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.solver.KarizSolver;
import org.ftchain.kariz.verify.PlacementChecker;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

public class LiveChainsTest {
    private static final CostWeights WEIGHTS = CostWeights.of(Map.of(), 1);
    private static final List<String> TYPES = List.of("monitor", "firewall", "monitor");

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    private final LiveChains books = new LiveChains(WEIGHTS);

    /** Against a search from scratch on what the other chains leave, which shares nothing with the books but the records. */
    @Test
    public void shouldReplaceFailedHopsOnlyAsCheaplyAsASearchFromScratch() {
        Network network = tree(24, 1000, Map.of());
        Random random = new Random(7);
        Map<String, ChainRecord> chains = new TreeMap<>();
        int moves = 0;
        for (int step = 0; step < 150; step++) {
            String name = "c" + random.nextInt(8);
            if (random.nextInt(4) == 0) {
                chains.remove(name);
            }
            if (!chains.containsKey(name)) {
                chains.put(name, chain(name, 10 + 10 * random.nextInt(4), distinct(random)));
            }
            ChainRecord chain = chains.get(name);
            Set<Integer> failed = Set.of(random.nextInt(3));
            Set<String> exclude = new TreeSet<>(List.of(server(chain, failed.iterator().next()), "s" + random.nextInt(24)));
            PlacementResult result = books.replace(network, chains.values(), name, failed, exclude).orElseThrow();
            PlacementResult scratch = fromScratch(network, chains, chain, failed, exclude);
            assertEquals(scratch.isPlaced(), result.isPlaced());
            if (result.isPlaced()) {
                List<String> servers = result.placement().nodes();
                for (int hop = 0; hop < 3; hop++) {
                    assertEquals("hop " + hop, !failed.contains(hop), server(chain, hop).equals(servers.get(hop)));
                }
                assertFalse(exclude.contains(servers.get(failed.iterator().next())));
                assertEquals(scratch.placement().cost(), result.placement().cost(), 1e-6);
                if (random.nextBoolean()) {
                    chains.put(name, chain(name, chain.spec().throughputMbps(), servers));
                    moves++;
                }
            }
        }
        assertTrue("moves " + moves, moves > 20);
        assertTrue("written " + books.written(), books.written() <= 10);
    }

    @Test
    public void shouldNotGiveAwayWhatOtherChainsHave() {
        // Next to the ends are s0 to s3; each server has room for one chain of 600.
        Network network = tree(8, 1000, Map.of());
        Map<String, ChainRecord> chains = new TreeMap<>();
        chains.put("a", chain("a", 600, List.of("s0", "s1", "s2")));
        String free = replaced(network, chains, "a", 2).nodes().get(2);
        chains.put("b", chain("b", 600, List.of("s4", free, "s5")));
        String next = replaced(network, chains, "a", 2).nodes().get(2);
        assertFalse(next + " is b's", Set.of("s4", free, "s5", "s2").contains(next));
        chains.put("c", chain("c", 600, new ArrayList<>(free(chains))));
        assertFalse(books.replace(network, chains.values(), "a", Set.of(2), Set.of("s2")).orElseThrow().isPlaced());
        chains.remove("b");
        assertEquals("given back", free, replaced(network, chains, "a", 2).nodes().get(2));
    }

    @Test
    public void shouldLeaveNoTraceOfARehearsal() {
        Network network = tree(8, 1000, Map.of());
        Map<String, ChainRecord> chains = new TreeMap<>(Map.of("a", chain("a", 600, List.of("s0", "s1", "s2")),
            "b", chain("b", 300, List.of("s3", "s4", "s5"))));
        Map<String, Double> before = null;
        for (int round = 0; round < 6; round++) {
            for (int hop = 0; hop < 3; hop++) {
                replaced(network, chains, round % 2 == 0 ? "a" : "b", hop);
                Map<String, Double> now = new TreeMap<>();
                network.links().keySet().forEach(link -> now.put(link, books.bandwidthMbps(link)));
                assertEquals(before == null ? now : before, now);
                before = now;
            }
        }
        assertEquals("all fits as often as before: nothing was written anew", 1, books.written());
        double used = network.links().values().stream().mapToDouble(Link::bandwidthMbps).sum()
            - before.values().stream().mapToDouble(Double::doubleValue).sum();
        double volume = 0;
        for (ChainRecord chain : chains.values()) {
            volume += fromScratch(network, Map.of(chain.name(), chain), chain, Set.of(), Set.of()).placement().cost();
        }
        assertEquals(volume, used, 1e-6);
    }

    @Test
    public void shouldFollowTheNetwork() {
        Network network = tree(8, 1000, Map.of());
        Map<String, ChainRecord> chains = new TreeMap<>(Map.of("a", chain("a", 100, List.of("s0", "s1", "s2"))));
        String first = replaced(network, chains, "a", 2).nodes().get(2);

        Network without = without(network, first, "s2");
        String second = replaced(without, chains, "a", 2).nodes().get(2);
        assertFalse(second, Set.of(first, "s2").contains(second));
        assertEquals("a server that leaves is not reason enough", 1, books.written());
        assertEquals(first, replaced(network, chains, "a", 2).nodes().get(2));
        assertEquals(1, books.written());

        Network slow = tree(8, 1000, Map.of(second, 10.0, first, 10.0));
        String third = replaced(slow, chains, "a", 2).nodes().get(2);
        assertFalse(third, Set.of(first, second, "s2").contains(third));
        assertEquals(2, books.written());

        chains.put("b", chain("b", 200, List.of("s5", "s6", "s7")));
        replaced(slow, chains, "b", 0);
        assertEquals("another throughput", 3, books.written());
        assertEquals("its switch has left with both", Optional.empty(),
            books.replace(without(slow, "e0", "s0", "s1", "s2", "s3"), chains.values(), "a", Set.of(0, 1, 2), Set.of()));
    }

    /** Chains that were re-placed without their throughput have no entry, but their servers are not free because of that. */
    @Test
    public void shouldReckonWithChainsThatDoNotFit() {
        Network network = tree(12, 1000, Map.of());
        Map<String, ChainRecord> chains = new TreeMap<>(Map.of("a", chain("a", 600, List.of("s0", "s1", "s2")),
            "b", chain("b", 600, List.of("s2", "s3", "s4")), "c", chain("c", 600, List.of("s5", "s6", "s7"))));
        for (int hop = 0; hop < 3; hop++) {
            String server = replaced(network, chains, "c", hop).nodes().get(hop);
            assertTrue(server, Set.of("s8", "s9", "s10", "s11").contains(server));
        }
        assertEquals(Optional.empty(), books.replace(network, chains.values(), "b", Set.of(0), Set.of("s2")));
        chains.put("b", chain("b", 600, List.of("s8", "s3", "s4")));
        assertTrue(Set.of("s9", "s10", "s11").contains(replaced(network, chains, "b", 0).nodes().get(0)));
        assertEquals("s2 has room for it again", 2, books.written());
    }

    @Test
    public void shouldReplaceAtOnceAmongAThousandServers() {
        Network network = tree(1000, 1000, Map.of());
        Map<String, ChainRecord> chains = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            chains.put("c" + i, chain("c" + i, 10, List.of("s" + i, "s" + (i + 300), "s" + (i + 600))));
        }
        long start = System.nanoTime();
        replaced(network, chains, "c0", 0);
        long write = System.nanoTime() - start;
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 99; i++) {
            start = System.nanoTime();
            replaced(network, chains, "c" + i, i % 3);
            best = Math.min(best, System.nanoTime() - start);
        }
        assertEquals(1, books.written());
        assertTrue("ns " + best + ", first " + write, best < 100_000_000);
    }

    private Placement replaced(Network network, Map<String, ChainRecord> chains, String name, int hop) {
        ChainRecord chain = chains.get(name);
        Placement placement = books.replace(network, chains.values(), name, Set.of(hop), Set.of(server(chain, hop)))
            .orElseThrow().placement();
        for (int other = 0; other < 3; other++) {
            assertEquals("hop " + other, other != hop, server(chain, other).equals(placement.nodes().get(other)));
        }
        return placement;
    }

    private static PlacementResult fromScratch(Network network, Map<String, ChainRecord> chains, ChainRecord chain,
                                               Set<Integer> failed, Set<String> exclude) {
        Network free = network;
        for (ChainRecord other : chains.values()) {
            if (other != chain) {
                free = free.minus(solved(network, other, Set.of(), Set.of()).placement());
            }
        }
        return solved(free, chain, failed, exclude);
    }

    private static PlacementResult solved(Network network, ChainRecord chain, Set<Integer> failed, Set<String> exclude) {
        double throughput = chain.spec().throughputMbps();
        Map<Integer, String> fixed = new HashMap<>();
        for (int hop = 0; hop < 3; hop++) {
            if (!failed.contains(hop)) {
                fixed.put(hop, server(chain, hop));
            }
        }
        List<Offering> offerings = new ArrayList<>();
        Set.copyOf(TYPES).forEach(type -> offerings.add(Offering.of(type, "any", throughput,
            Map.of(SubstrateGraph.THROUGHPUT, throughput, SubstrateGraph.runs(type), 1.0))));
        ChainDemand demand = ChainDemand.of("10.0.1.10", "10.0.2.20", TYPES, throughput, 2).withFixed(fixed)
            .withExcluded(exclude).unsplit();
        PlacementResult result = new KarizSolver().solve(network, offerings, demand, WEIGHTS);
        if (result.isPlaced()) {
            assertEquals(List.of(), PlacementChecker.check(network, offerings, demand, WEIGHTS, result.placement()));
        }
        return result;
    }

    private static String server(ChainRecord chain, int hop) {
        return chain.path().hops().get(hop).server();
    }

    private static ChainRecord chain(String name, double throughput, List<String> servers) {
        return TestRecords.placed(TestRecords.spec("{'name':'" + name + "','from':'10.0.1.10','to':'10.0.2.20','middleboxes':["
            + "{'type':'monitor'},{'type':'firewall'},{'type':'monitor'}],'throughput':" + throughput + "}"),
            ChainState.ACTIVE, servers.toArray(new String[0]));
    }

    private static List<String> distinct(Random random) {
        Set<String> servers = new TreeSet<>();
        while (servers.size() < 3) {
            servers.add("s" + random.nextInt(24));
        }
        return List.copyOf(servers);
    }

    /** Three servers of eight that no chain has. */
    private static Collection<String> free(Map<String, ChainRecord> chains) {
        Set<String> free = new TreeSet<>();
        for (int s = 0; s < 8; s++) {
            free.add("s" + s);
        }
        chains.values().forEach(chain -> chain.path().hops().forEach(hop -> free.remove(hop.server())));
        while (free.size() < 3) {
            free.add("s" + (9 + free.size()));
        }
        return free;
    }

    private static Network without(Network network, String... nodes) {
        List<Node> left = new ArrayList<>(network.nodes().values());
        left.removeIf(node -> Set.of(nodes).contains(node.id()));
        List<Link> links = new ArrayList<>(network.links().values());
        links.removeIf(link -> Set.of(nodes).contains(link.a()) || Set.of(nodes).contains(link.b()));
        return Network.of(left, links);
    }

    /** Servers below switches of four, these below two; the ends at the first and the last switch. */
    private static Network tree(int servers, double mbps, Map<String, Double> slow) {
        Network.Builder builder = Network.builder().node("t0").node("t1");
        for (int s = 0; s < servers; s++) {
            if (s % 4 == 0) {
                builder.node("e" + s / 4).link("e" + s / 4, "t0", 20_000).link("e" + s / 4, "t1", 20_000);
            }
            builder.node("s" + s, Map.of(SubstrateGraph.THROUGHPUT, slow.getOrDefault("s" + s, mbps),
                SubstrateGraph.runs("monitor"), 1e9, SubstrateGraph.runs("firewall"), 1e9)).link("s" + s, "e" + s / 4, 10_000);
        }
        return builder.node("10.0.1.10").link("10.0.1.10", "e0", 10_000)
            .node("10.0.2.20").link("10.0.2.20", "e" + (servers - 1) / 4, 10_000).build();
    }
}
