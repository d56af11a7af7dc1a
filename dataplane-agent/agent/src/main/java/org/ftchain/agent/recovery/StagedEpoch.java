package org.ftchain.agent.recovery;

import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.replication.Group;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.control.ControlCodec;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Request;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An epoch that a hop has installed and that is not in force yet (rule 19): whether it will be is known only when the
 * chain's record was written. Until then the hop keeps state, MAX, retained logs and the packets at the buffer of the epoch
 * before, because the next attempt has to start from there when this one is broken off.
 */
public final class StagedEpoch {
    private final HopSpec spec;
    private final long[][] bases;
    private final Hop hop;
    private final Hop survivor;
    /** What was fetched; the other groups are those that the hop has. */
    private final Map<Integer, StateStore> fetched;

    /**
     * @param bases    long[hopCount][PARTITIONS], or null for zero
     * @param hop      the hop in which the epoch will be put in force: sealed, or new
     * @param survivor the hop whose state goes on where none was fetched: the same, or one with another number of threads
     */
    StagedEpoch(HopSpec spec, long[][] bases, Hop hop, Hop survivor, Map<Integer, StateStore> fetched) {
        this.spec = spec;
        this.bases = bases;
        this.hop = hop;
        this.survivor = survivor;
        this.fetched = fetched;
    }

    public HopSpec spec() {
        return spec;
    }

    Hop hop() {
        return hop;
    }

    /** Whether the request asks for this very epoch: two orchestrators may each believe that an epoch is theirs. */
    boolean isOf(Request.Install install) {
        return Arrays.deepEquals(bases, install.bases) && identity(spec).equals(identity(install.hop));
    }

    private static String identity(HopSpec of) {
        return ControlCodec.encode(new Request.Install(0, of, List.of(), null));
    }

    /** The state of a group at the start of the epoch; null when this hop is not a member. */
    public StateStore store(int group) {
        Group present = survivor.replication().group(group);
        return present == null ? null : fetched.getOrDefault(group, present.store());
    }

    /** MAX per group. */
    Map<Integer, long[]> max() {
        Map<Integer, long[]> max = new HashMap<>();
        for (Group group : hop.replication().memberships()) {
            max.put(group.index(), store(group.index()).maxCopy());
        }
        return max;
    }

    /** Rule 19: after the fetch every member is at the base. @return what is not, one line; null when all is */
    String differsFromBases() {
        for (Group group : hop.replication().memberships()) {
            long[] max = store(group.index()).maxCopy();
            long[] base = bases == null ? new long[StateStore.PARTITIONS] : bases[group.index()];
            if (!Arrays.equals(max, base)) {
                return "group " + group.index() + " is not at the base: max=" + Arrays.toString(max) + " base="
                        + Arrays.toString(base);
            }
        }
        return null;
    }

    /** The chain's record was written: the hop takes over state, members and labels, and commits start at the bases. */
    void putInForce() {
        if (survivor != hop) {
            hop.takeOver(survivor);
        }
        fetched.forEach(hop.replication()::replace);
        hop.startEpoch(spec, bases);
    }
}
