package org.ftchain.app.chain;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.ChainStatus;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.api.Protection;

import java.util.List;

/** Whether a chain would survive its number of failures now. Pure. */
final class ChainProtection {
    private ChainProtection() {
    }

    /** Why it would not, in a few words; null when it would. */
    static String missing(ChainRecord record, List<ChainStatus.Hop> hops) {
        if (record.spec().protection() == Protection.NONE) {
            return "protection is none";
        }
        if (record.spec().failures() == 0) {
            return "failures is 0";
        }
        if (record.state() != ChainState.ACTIVE) {
            return "chain is " + record.state() + (record.reason().isEmpty() ? "" : ": " + record.reason());
        }
        PathRecord path = record.path();
        for (ChainStatus.Hop hop : hops) {
            String where = "hop " + (hop.hop() + 1) + " on " + hop.placement().server();
            if (hop.status() == null) {
                return where + ": " + hop.error();
            }
            if (hop.status().epoch != path.epoch() || !hop.status().phase.equals("open")) {
                return where + " is " + hop.status().phase + " in epoch " + hop.status().epoch + ", the path is in epoch "
                        + path.epoch();
            }
        }
        return null;
    }
}
