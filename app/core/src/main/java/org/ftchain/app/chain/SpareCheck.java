package org.ftchain.app.chain;

import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainPlacer;
import org.ftchain.app.api.ChainRecord;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks, when a chain has been created, where each of its hops would go if its server died: says beforehand which failure would
 * find no server, and leaves the placement's classes loaded for the first recovery. Moves nothing.
 */
final class SpareCheck {
    private final ChainPlacer placer;
    private final ChainEvents events;

    SpareCheck(ChainPlacer placer, ChainEvents events) {
        this.placer = placer;
        this.events = events;
    }

    void check(ChainRecord record) {
        Set<Integer> without = new TreeSet<>();
        String reason = null;
        for (int hop = 0; hop < record.path().hops().size(); hop++) {
            try {
                placer.replace(record, Set.of(hop), Set.of(record.path().hops().get(hop).server()));
            } catch (ChainException e) {
                without.add(hop + 1);
                reason = e.getMessage();
            }
        }
        if (!without.isEmpty()) {
            events.record(record.name(), "no-spare", Map.of("hops", without.toString(), "reason", reason));
        }
    }
}
