package org.ftchain.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * One comparison: a chain with FTC beside the same chain without.
 *
 * @param name         as the summary calls it
 * @param setup        the protected chain
 * @param maxAddedNs   what FTC may add per packet and hop, or NaN when there is no target
 * @param maxBytes     what the messages of a packet and hop may take, or NaN
 */
record Scenario(String name, ChainSetup setup, double maxAddedNs, double maxBytes) {
    private static final int FLOWS = 256;
    private static final int MANY_FLOWS = 16384;
    private static final int LONGEST = 5;

    /** The chains of the targets. */
    static List<Scenario> quick() {
        return List.of(
                new Scenario("Monitor", new ChainSetup("monitor", 2, 1, FLOWS), 40, 48),
                new Scenario("Monitor, totals only", new ChainSetup("totals", 2, 1, FLOWS), 40, 48),
                new Scenario("NAT, 256 flows", new ChainSetup("nat", 2, 1, FLOWS), 15, 8),
                new Scenario("NAT, 16384 flows", new ChainSetup("nat", 2, 1, MANY_FLOWS), 15, 8));
    }

    /** These, chains of up to 5 middleboxes, and replication factors up to 5. */
    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>(quick());
        for (String middlebox : List.of("monitor", "nat")) {
            for (int length = 3; length <= LONGEST; length++) {
                scenarios.add(new Scenario(name(middlebox) + ", chain length " + length,
                        new ChainSetup(middlebox, length, 1, FLOWS), Double.NaN, Double.NaN));
            }
        }
        for (String middlebox : List.of("monitor", "nat")) {
            for (int failures = 2; failures < LONGEST; failures++) {
                scenarios.add(new Scenario(name(middlebox) + ", chain length 5, replication factor " + (failures + 1),
                        new ChainSetup(middlebox, LONGEST, failures, FLOWS), Double.NaN, Double.NaN));
            }
        }
        return scenarios;
    }

    private static String name(String middlebox) {
        return middlebox.equals("nat") ? "NAT" : "Monitor";
    }

    /** The same chain without protection. */
    ChainSetup baseline() {
        return new ChainSetup(setup.middlebox(), setup.length(), 0, setup.flows());
    }
}
