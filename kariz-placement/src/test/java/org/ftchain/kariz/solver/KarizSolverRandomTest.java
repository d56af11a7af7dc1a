package org.ftchain.kariz.solver;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.verify.PlacementChecker;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small random instances against the oracle; the network is sparse and tight, so that many of them barely fit. */
public class KarizSolverRandomTest {
    private static final int INSTANCES = 1500;

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    @Test
    public void shouldFindAPlacementExactlyWhereOneExistsAndNearTheLeastCost() {
        int placed = 0;
        int infeasible = 0;
        double ratios = 0;
        double worst = 1;
        for (long seed = 0; seed < INSTANCES; seed++) {
            Instance instance = new Instance(seed);
            double least = SmallNetworkOracle.leastCost(instance.network, instance.offerings, instance.demand,
                instance.weights);
            PlacementResult result = instance.solve();
            if (!result.isPlaced()) {
                assertEquals("seed " + seed + " " + instance.demand + ": " + result, Double.POSITIVE_INFINITY, least, 0);
                assertTrue("seed " + seed, ((Infeasible) result).proven());
                assertTrue("seed " + seed + ": one line", !result.reason().contains("\n"));
                infeasible++;
                continue;
            }
            assertEquals("seed " + seed, List.of(), PlacementChecker.check(instance.network, instance.offerings,
                instance.demand, instance.weights, result.placement()));
            double ratio = result.placement().cost() / least;
            assertTrue("seed " + seed + ": cheaper than possible, ratio " + ratio, ratio >= 1 - 1e-9);
            ratios += ratio;
            worst = Math.max(worst, ratio);
            placed++;
        }
        assertTrue("both kinds occur: " + placed + ", " + infeasible, placed > INSTANCES / 5 && infeasible > INSTANCES / 5);
        String summary = "mean cost ratio " + ratios / placed + ", worst " + worst + ", placed " + placed;
        assertTrue(summary, ratios / placed <= 1.001 && worst <= 1.05);
    }

    @Test
    public void shouldNotDependOnTheOrderOfTheInput() {
        for (long seed = 0; seed < 200; seed++) {
            Instance instance = new Instance(seed);
            PlacementResult first = instance.solve();
            List<Offering> offerings = new ArrayList<>(instance.offerings);
            Collections.shuffle(offerings, new Random(seed));
            List<org.ftchain.kariz.model.Node> nodes = new ArrayList<>(instance.network.nodes().values());
            List<org.ftchain.kariz.model.Link> links = new ArrayList<>(instance.network.links().values());
            Collections.shuffle(nodes, new Random(seed + 1));
            Collections.shuffle(links, new Random(seed + 2));

            PlacementResult second = new KarizSolver().solve(Network.of(nodes, links), offerings, instance.demand,
                instance.weights);

            assertEquals("seed " + seed, first.toString(), second.toString());
        }
    }

    private static final class Instance {
        final Network network;
        final List<Offering> offerings = new ArrayList<>();
        final ChainDemand demand;
        final CostWeights weights;

        Instance(long seed) {
            Random random = new Random(seed * 7919);
            int nodes = 3 + random.nextInt(3);
            Network.Builder builder = Network.builder();
            for (int n = 0; n < nodes; n++) {
                if (random.nextInt(4) == 0) {
                    builder.node("n" + n);
                } else {
                    Map<String, Double> capacity = Map.of("cpu", 1.0 + random.nextInt(6), "memory",
                        (double) random.nextInt(9));
                    builder.node("n" + n, capacity, random.nextInt(3) == 0 ? "rack" + random.nextInt(2) : null);
                }
            }
            for (int n = 1; n < nodes; n++) {
                if (random.nextInt(12) > 0) {
                    builder.link("n" + n, "n" + random.nextInt(n), 100.0 * random.nextInt(5));
                }
            }
            for (int extra = random.nextInt(4); extra > 0; extra--) {
                int a = random.nextInt(nodes);
                builder.link("n" + a, "n" + (a + 1 + random.nextInt(nodes - 1)) % nodes, 100.0 * (1 + random.nextInt(3)));
            }
            this.network = builder.build();
            for (String middlebox : List.of("firewall", "nat")) {
                for (int o = 1 + random.nextInt(2); o > 0; o--) {
                    offerings.add(Offering.of(middlebox, "level " + o, 50.0 * (1 + random.nextInt(4)),
                        Map.of("cpu", 0.5 * (1 + random.nextInt(4)), "memory", (double) random.nextInt(4))));
                }
            }
            List<String> middleboxes = new ArrayList<>();
            for (int hop = 1 + random.nextInt(3); hop > 0; hop--) {
                middleboxes.add(random.nextBoolean() ? "firewall" : "nat");
            }
            ChainDemand open = ChainDemand.of("n" + random.nextInt(nodes), "n" + random.nextInt(nodes), middleboxes,
                random.nextInt(4) == 0 ? 130 : 100, random.nextInt(3));
            Map<Integer, String> fixed = new HashMap<>();
            List<String> excluded = new ArrayList<>();
            if (random.nextInt(3) == 0) {
                fixed.put(random.nextInt(middleboxes.size()), "n" + random.nextInt(nodes));
            }
            if (random.nextInt(3) == 0) {
                excluded.add("n" + random.nextInt(nodes));
            }
            this.demand = open.withFixed(fixed).withExcluded(excluded).unsplit();
            this.weights = CostWeights.of(Map.of("cpu", 1.0, "memory", 0.1), random.nextBoolean() ? 0.01 : 0.001);
        }

        PlacementResult solve() {
            return new KarizSolver().solve(network, offerings, demand, weights);
        }
    }
}
