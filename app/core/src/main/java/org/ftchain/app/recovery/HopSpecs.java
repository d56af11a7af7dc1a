package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.HopSpec;

import java.util.stream.Collectors;

/** A stored path as its agents get it. */
final class HopSpecs {
    private HopSpecs() {
    }

    /** @param hop which of its hops the agent is */
    static HopSpec of(ChainRecord record, int hop) {
        PathRecord path = record.path();
        return new HopSpec(path.id(), path.epoch(), hop, record.spec().replicatedFailures(), record.spec().symmetric(),
                path.hops().stream().map(HopPlacement::toMember).collect(Collectors.toList()),
                record.spec().hopSpecs(), path.labels(), record.chainMac(), record.fromMac(), record.toMac(),
                path.hops().get(hop).threads());
    }
}
