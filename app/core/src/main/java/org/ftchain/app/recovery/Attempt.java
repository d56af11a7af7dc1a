package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.LabelPlan;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one attempt of a recovery has gathered: the seal's answers, the placement, the candidate record. */
final class Attempt {
    private final ChainRecord record;
    private final Set<Integer> failedHops;
    private final LabelPlan labelPlan;
    private final Map<Integer, Map<Integer, long[]>> maxByHop = new HashMap<>();
    private final Set<Integer> cleaned = new HashSet<>();
    private final Set<Integer> installed = new HashSet<>();
    private List<HopPlacement> placed;
    private BaseSelection bases;
    private ChainRecord candidate;
    private boolean fenced;

    /** @param journalled the record that announces the attempt: its epoch is the attempt's */
    Attempt(ChainRecord journalled, Set<Integer> failedHops, LabelPlan labelPlan) {
        this.record = journalled;
        this.failedHops = failedHops;
        this.labelPlan = labelPlan;
    }

    Set<Integer> failedHops() {
        return failedHops;
    }

    LabelPlan labelPlan() {
        return labelPlan;
    }

    List<HopPlacement> placed() {
        return placed;
    }

    /** The record to be committed; null before the seal is complete. */
    ChainRecord candidate() {
        return candidate;
    }

    private int hopCount() {
        return record.path().hops().size();
    }

    private int failures() {
        return record.spec().replicatedFailures();
    }

    int survivors() {
        return hopCount() - failedHops.size();
    }

    /**
     * Survivors become what is planned for them, if anything is.
     *
     * @return why the placement cannot be used; null when it was taken over
     */
    String place(List<HopPlacement> hops) {
        Set<String> servers = new HashSet<>();
        for (int hop = 0; hop < hops.size(); hop++) {
            HopPlacement member = hops.get(hop);
            if (!servers.add(member.server())) {
                return "server " + member.server() + " was chosen for two hops";
            }
            if (!failedHops.contains(hop) && !member.equals(record.path().hops().get(hop))) {
                return "hop " + (hop + 1) + " was moved to " + member.server() + " without need";
            }
        }
        placed = new ArrayList<>(hops);
        for (int hop = 0; hop < record.path().planned().size(); hop++) {
            if (!failedHops.contains(hop)) {
                placed.set(hop, record.path().planned().get(hop));
            }
        }
        return null;
    }

    void sealed(int hop, Map<Integer, long[]> max) {
        maxByHop.put(hop, max);
    }

    /** The server chosen for a failed hop has nothing of the path any more. */
    void cleaned(int hop) {
        cleaned.add(hop);
    }

    /** All survivors are sealed, the new members are chosen and have nothing from before. */
    boolean readyToInstall() {
        return placed != null && maxByHop.size() == survivors() && cleaned.containsAll(failedHops);
    }

    /** @return why the survivors' answers cannot be those of a correct path; null when the candidate was made of them */
    String chooseBases() {
        bases = BaseSelection.select(hopCount(), failures(), maxByHop);
        if (bases.broken() == null) {
            PathRecord path = record.path();
            candidate = record.withPath(path.withHops(placed).withLabels(labelPlan.labels()).withBases(bases.bases())
                    .withOpenedEpoch(path.epoch()).withLabelOrder(labelPlan.orderWhenUsed())
                    .withPlanned(List.of()));
        }
        return bases.broken();
    }

    /** What a hop is told, without id: new members fetch all their groups, survivors what they are behind in. */
    Request.Install install(int hop) {
        List<Request.Fetch> fetches = new ArrayList<>();
        for (int group : bases.fetches(hop)) {
            fetches.add(new Request.Fetch(group, placed.get(bases.source(group)).peerAddress()));
        }
        return new Request.Install(0, HopSpecs.of(candidate, hop), fetches, bases.bases());
    }

    /** @param all whether rules of labels that do not change may be missing, because ONOS was restarted or an
     *            attempt that was not committed touched them */
    Set<Integer> labelsToInstall(boolean all) {
        Set<Integer> labels = LabelPlan.inUse(labelPlan.labels());
        if (!all) {
            labels.removeAll(LabelPlan.inUse(record.path().labels()));
        }
        return labels;
    }

    /** Whether an installed hop says that it holds the base of each of its groups. */
    boolean holdsBases(int hop, Reply reply) {
        for (int group : BaseSelection.groupsOf(hop, hopCount(), failures())) {
            if (reply.max == null || !Arrays.equals(reply.max.get(group), bases.bases()[group])) {
                return false;
            }
        }
        return true;
    }

    /** @return whether all hops are installed now */
    boolean installed(int hop) {
        installed.add(hop);
        return installed.size() == hopCount();
    }

    void fenced() {
        fenced = true;
    }

    boolean readyToCommit() {
        return fenced && installed.size() == hopCount();
    }
}
