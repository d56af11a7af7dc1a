package org.ftchain.app.api;

import com.google.common.collect.ImmutableList;
import org.ftchain.control.HopSpec;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** One way through a chain's instances (thesis 4: one ring): epoch, members and labels. */
public final class PathRecord {
    private final String id;
    private final int epoch;
    private final int openedEpoch;
    private final ImmutableList<HopPlacement> hops;
    private final HopSpec.Labels labels;
    private final long[][] bases;
    private final int labelBase;
    private final ImmutableList<Integer> labelOrder;
    private final ImmutableList<HopPlacement> planned;
    private final String writer;

    private PathRecord(String id, int epoch, int openedEpoch, List<HopPlacement> hops, HopSpec.Labels labels,
                       long[][] bases, int labelBase, ImmutableList<Integer> labelOrder, ImmutableList<HopPlacement> planned,
                       String writer) {
        this.id = Objects.requireNonNull(id, "id");
        this.epoch = epoch;
        this.openedEpoch = openedEpoch;
        this.hops = ImmutableList.copyOf(hops);
        this.labels = labels;
        this.bases = bases;
        this.labelBase = labelBase;
        this.labelOrder = labelOrder;
        this.planned = planned;
        this.writer = writer;
    }

    /**
     * @param labels null until the path was deployed
     * @param bases long[hopCount][PARTITIONS], or null for all zero; not copied, must not be changed
     * @param labelBase first of the {@link ChainStore#LABELS_PER_PATH} labels that the path owns
     */
    public static PathRecord of(String id, int epoch, int openedEpoch, List<HopPlacement> hops, HopSpec.Labels labels,
                                long[][] bases, int labelBase) {
        return new PathRecord(id, epoch, openedEpoch, hops, labels, bases, labelBase, ImmutableList.of(), ImmutableList.of(), "");
    }

    /** "chain/index". */
    public String id() {
        return id;
    }

    /** The epoch that is installed, or is being installed when it differs from {@link #openedEpoch()}. */
    public int epoch() {
        return epoch;
    }

    /** The last epoch that was opened; 0 when none was. Its members are the qualified ones (rule 16). */
    public int openedEpoch() {
        return openedEpoch;
    }

    /** In chain order. */
    public List<HopPlacement> hops() {
        return hops;
    }

    public HopSpec.Labels labels() {
        return labels;
    }

    /** MAX of every group that the epoch started from, long[hopCount][PARTITIONS]; null means all zero. */
    public long[][] bases() {
        return bases;
    }

    public int labelBase() {
        return labelBase;
    }

    /**
     * The labels of the path's block as offsets from {@link #labelBase()}, those that rested longest first; empty for
     * ascending order.
     */
    public List<Integer> labelOrder() {
        return labelOrder;
    }

    public PathRecord withLabelOrder(List<Integer> newLabelOrder) {
        return new PathRecord(id, epoch, openedEpoch, hops, labels, bases, labelBase,
                ImmutableList.copyOf(newLabelOrder), planned, writer);
    }

    public PathRecord withEpoch(int newEpoch) {
        return new PathRecord(id, newEpoch, openedEpoch, hops, labels, bases, labelBase, labelOrder, planned, writer);
    }

    public PathRecord withOpenedEpoch(int newOpenedEpoch) {
        return new PathRecord(id, epoch, newOpenedEpoch, hops, labels, bases, labelBase, labelOrder, planned, writer);
    }

    public PathRecord withHops(List<HopPlacement> newHops) {
        return new PathRecord(id, epoch, openedEpoch, newHops, labels, bases, labelBase, labelOrder, planned, writer);
    }

    public PathRecord withLabels(HopSpec.Labels newLabels) {
        return new PathRecord(id, epoch, openedEpoch, hops, newLabels, bases, labelBase, labelOrder, planned, writer);
    }

    public PathRecord withBases(long[][] newBases) {
        return new PathRecord(id, epoch, openedEpoch, hops, labels, newBases, labelBase, labelOrder, planned, writer);
    }

    /**
     * What the hops are to become by a reconfiguration that was asked for and is not committed, as many as {@link #hops()};
     * empty when none was.
     */
    public List<HopPlacement> planned() {
        return planned;
    }

    public PathRecord withPlanned(List<HopPlacement> newPlanned) {
        return new PathRecord(id, epoch, openedEpoch, hops, labels, bases, labelBase, labelOrder,
                ImmutableList.copyOf(newPlanned), writer);
    }

    /** Which recovery has written this, so that nobody takes another's record, equal in all else, for its own; may be empty. */
    public String writer() {
        return writer;
    }

    public PathRecord withWriter(String newWriter) {
        return new PathRecord(id, epoch, openedEpoch, hops, labels, bases, labelBase, labelOrder, planned, newWriter);
    }

    /** Index of the hop on a server, or -1. */
    public int hopOn(String server) {
        for (int hop = 0; hop < hops.size(); hop++) {
            if (hops.get(hop).server().equals(server)) {
                return hop;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof PathRecord)) {
            return false;
        }
        PathRecord that = (PathRecord) other;
        return id.equals(that.id) && epoch == that.epoch && openedEpoch == that.openedEpoch && hops.equals(that.hops)
                && sameLabels(labels, that.labels) && Arrays.deepEquals(bases, that.bases)
                && labelBase == that.labelBase && labelOrder.equals(that.labelOrder)
                && planned.equals(that.planned) && writer.equals(that.writer);
    }

    private static boolean sameLabels(HopSpec.Labels a, HopSpec.Labels b) {
        if (a == null || b == null) {
            return a == b;
        }
        return Arrays.equals(a.forward, b.forward) && Arrays.equals(a.reverse, b.reverse) && a.ring == b.ring
                && a.egressForward == b.egressForward && a.egressReverse == b.egressReverse
                && a.egressForwardV6 == b.egressForwardV6 && a.egressReverseV6 == b.egressReverseV6;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, epoch, openedEpoch, hops, labelBase);
    }

    @Override
    public String toString() {
        return id + "{epoch=" + epoch + ", openedEpoch=" + openedEpoch + ", hops=" + hops + "}";
    }
}
