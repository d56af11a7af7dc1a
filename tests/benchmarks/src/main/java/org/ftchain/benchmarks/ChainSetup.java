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
 * @param middlebox type of every middlebox on it, or "totals": a monitor without counters of its own per flow, as the thesis's
 * @param length    middleboxes on the chain; shorter than f+1, it is extended with replica-only hops (thesis 4.4.1)
 * @param failures  f; 0 is an unprotected chain, which is not extended
 * @param flows     concurrent flows
 */
record ChainSetup(String middlebox, int length, int failures, int flows) {
    static final String PATH = "bench/0";
    private static final int FIRST_LABEL = 16;
    private static final String MAC = "02:00:00:00:00:01";

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
                new HopSpec.Labels(forward, new int[0], hops() > 1 ? ringLabel() : 0, egressLabel(), 0), MAC, MAC, MAC);
    }

    private HopSpec.MiddleboxSpec middlebox(int hop) {
        return switch (middlebox) {
            case "totals" -> new HopSpec.MiddleboxSpec("monitor", config().put("flows", false));
            case "nat" -> new HopSpec.MiddleboxSpec("nat",
                    config().put("externalAddress", "198.51.100." + (hop + 1)).put("ports", "1024-65535"));
            default -> new HopSpec.MiddleboxSpec(middlebox, config());
        };
    }

    private static ObjectNode config() {
        return JsonNodeFactory.instance.objectNode();
    }
}
