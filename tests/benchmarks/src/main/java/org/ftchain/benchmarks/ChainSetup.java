package org.ftchain.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.control.HopSpec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A chain to measure.
 *
 * @param middlebox type of every middlebox on it, or "totals": a monitor without counters of its own per flow, as the thesis's;
 *                  then, if need be, a colon and a number: threads that share a total, or the state of a generator in bytes
 * @param length    middleboxes on the chain; shorter than f+1, it is extended with replica-only hops (thesis 4.4.1)
 * @param failures  f; 0 is an unprotected chain, which is not extended
 * @param flows     concurrent flows of all threads together
 * @param threads   worker threads of every hop
 */
record ChainSetup(String middlebox, int length, int failures, int flows, int threads) {
    static final String PATH = "bench/0";
    private static final int FIRST_LABEL = 16;
    private static final String MAC = "02:00:00:00:00:01";

    ChainSetup withFailures(int other) {
        return new ChainSetup(middlebox, length, other, flows, threads);
    }

    ChainSetup withThreads(int other) {
        return new ChainSetup(middlebox, length, failures, flows, other);
    }

    int hops() {
        return Math.max(length, failures + 1);
    }

    int forwardLabel(int hop) {
        return FIRST_LABEL + hop;
    }

    int ringLabel() {
        return FIRST_LABEL + hops();
    }

    int egressLabel() {
        return FIRST_LABEL + hops() + 1;
    }

    HopSpec spec(int hop) {
        List<HopSpec.MiddleboxSpec> middleboxes = new ArrayList<>();
        int[] forward = new int[hops()];
        for (int i = 0; i < hops(); i++) {
            middleboxes.add(i < length ? middlebox(i) : new HopSpec.MiddleboxSpec("replica", config()));
            forward[i] = forwardLabel(i);
        }
        return new HopSpec(PATH, 1, hop, failures, false,
                Collections.nCopies(hops(), new HopSpec.Member("bench", 1, "127.0.0.1:1")), middleboxes,
                new HopSpec.Labels(forward, new int[0], hops() > 1 ? ringLabel() : 0, egressLabel(), 0), MAC, MAC, MAC,
                threads);
    }

    private HopSpec.MiddleboxSpec middlebox(int hop) {
        int colon = middlebox.indexOf(':');
        String type = colon < 0 ? middlebox : middlebox.substring(0, colon);
        int number = colon < 0 ? 1 : Integer.parseInt(middlebox.substring(colon + 1));
        return switch (type) {
            case "totals" -> new HopSpec.MiddleboxSpec("monitor", config().put("flows", false).put("sharing", number));
            case "monitor" -> new HopSpec.MiddleboxSpec("monitor", config().put("sharing", number));
            case "gen" -> new HopSpec.MiddleboxSpec("gen", config().put("stateBytes", number));
            case "nat" -> new HopSpec.MiddleboxSpec("nat",
                    config().put("externalAddress", "198.51.100." + (hop + 1)).put("ports", "1024-65535"));
            default -> throw new IllegalArgumentException("middlebox must be totals, monitor, gen or nat: " + middlebox);
        };
    }

    private static ObjectNode config() {
        return JsonNodeFactory.instance.objectNode();
    }
}
