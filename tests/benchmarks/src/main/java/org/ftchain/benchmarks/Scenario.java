package org.ftchain.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * One comparison: a chain with FTC beside the same chain without, or on several threads beside the same on one.
 *
 * @param name       as the summary calls it
 * @param setup      the protected chain
 * @param maxAddedNs what FTC may add per packet and hop, or NaN when there is no target; how much faster several threads
 *                   must be, at least
 * @param maxBytes   what the messages of a packet and hop may take, or NaN
 */
record Scenario(String name, ChainSetup setup, double maxAddedNs, double maxBytes) {
    private static final int FLOWS = 256;
    private static final int MANY_FLOWS = 16384;
    private static final int LONGEST = 5;

    /** The chains of the targets on one thread. */
    static List<Scenario> quick() {
        return List.of(
                new Scenario("Monitor", chain("monitor", 2, 1), 40, 48),
                new Scenario("Monitor, totals only", chain("totals", 2, 1), 40, 48),
                new Scenario("NAT, 256 flows", chain("nat", 2, 1), 15, 8),
                new Scenario("NAT, 16384 flows", new ChainSetup("nat", 2, 1, MANY_FLOWS, 1), 15, 8));
    }

    /** These, chains of 1 to 5 middleboxes, replication factors up to 5, and state of several sizes. */
    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>(quick());
        for (String middlebox : List.of("monitor", "nat")) {
            for (int length : new int[] {1, 3, 4, LONGEST}) {
                scenarios.add(new Scenario(name(middlebox) + ", chain length " + length, chain(middlebox, length, 1),
                        Double.NaN, Double.NaN));
            }
        }
        for (String middlebox : List.of("monitor", "nat")) {
            for (int failures = 2; failures < LONGEST; failures++) {
                scenarios.add(new Scenario(name(middlebox) + ", chain length 5, replication factor " + (failures + 1),
                        chain(middlebox, LONGEST, failures), Double.NaN, Double.NaN));
            }
        }
        for (int stateBytes = 16; stateBytes <= 256; stateBytes *= 4) {
            scenarios.add(new Scenario("Gen, " + stateBytes + " bytes of state", chain("gen:" + stateBytes, 2, 1), Double.NaN,
                    Double.NaN));
        }
        return scenarios;
    }

    /** Two threads, by how many of them share a total; the target is for a total each. */
    static List<Scenario> threads() {
        return List.of(
                new Scenario("Monitor, totals only, sharing level 1", chain("totals:1", 2, 1).withThreads(2), 1.8, Double.NaN),
                new Scenario("Monitor, totals only, sharing level 2", chain("totals:2", 2, 1).withThreads(2), Double.NaN, Double.NaN),
                new Scenario("Monitor, totals only, sharing level 8", chain("totals:8", 2, 1).withThreads(2), Double.NaN, Double.NaN),
                new Scenario("Monitor, sharing level 1", chain("monitor:1", 2, 1).withThreads(2), 1.8, Double.NaN),
                new Scenario("NAT, 256 flows", chain("nat", 2, 1).withThreads(2), Double.NaN, Double.NaN));
    }

    private static ChainSetup chain(String middlebox, int length, int failures) {
        return new ChainSetup(middlebox, length, failures, FLOWS, 1);
    }

    private static String name(String middlebox) {
        return middlebox.equals("nat") ? "NAT" : "Monitor";
    }

    /** What it is compared with. */
    ChainSetup baseline() {
        return setup.threads() > 1 ? setup.withThreads(1) : setup.withFailures(0);
    }
}
