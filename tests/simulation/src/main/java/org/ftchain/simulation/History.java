package org.ftchain.simulation;

import java.util.ArrayList;
import java.util.List;

/** The writing transactions of one epoch in the order of their numbers, per group and partition, from the very first. */
final class History {
    final int epoch;
    /** When the first hop was opened in this epoch, or -1. */
    long openedNs = -1;
    /** The members that ran transactions in this epoch, by hop. */
    final Member[] heads;
    /** The members that installed this epoch, by hop. */
    final Member[] ring;
    private final List<List<PacketTransaction>> lists = new ArrayList<>();
    private final int[] baseSizes;

    private History(int epoch, int hops) {
        this.epoch = epoch;
        this.heads = new Member[hops];
        this.ring = new Member[hops];
        this.baseSizes = new int[hops * Partitions.COUNT];
    }

    /** The first epoch of a path. */
    static History empty(int epoch, int hops) {
        History history = new History(epoch, hops);
        for (int i = 0; i < hops * Partitions.COUNT; i++) {
            history.lists.add(new ArrayList<>());
        }
        return history;
    }

    /** Another epoch, which begins with a part of this one. */
    History next(int nextEpoch, long[][] bases) {
        History next = new History(nextEpoch, bases.length);
        for (int group = 0; group < bases.length; group++) {
            for (int partition = 0; partition < Partitions.COUNT; partition++) {
                List<PacketTransaction> list = list(group, partition);
                long base = bases[group][partition];
                if (base > list.size()) {
                    throw new Violation("Agreement", "base " + base + " of group " + group + " partition " + partition
                            + " is above all numbers: " + list.size());
                }
                next.baseSizes[group * Partitions.COUNT + partition] = (int) base;
                next.lists.add(new ArrayList<>(list.subList(0, (int) base)));
            }
        }
        return next;
    }

    List<PacketTransaction> list(int group, int partition) {
        return lists.get(group * Partitions.COUNT + partition);
    }

    int baseSize(int group, int partition) {
        return baseSizes[group * Partitions.COUNT + partition];
    }

    /** Whether the transaction is, in all its partitions, among the first {@code max} of this history. */
    boolean contains(PacketTransaction transaction, long[] max) {
        for (int rest = transaction.partitions; rest != 0; rest &= rest - 1) {
            int partition = Integer.numberOfTrailingZeros(rest);
            int position = transaction.position(partition);
            List<PacketTransaction> list = list(transaction.group, partition);
            if (position >= list.size() || list.get(position) != transaction || max != null && max[partition] <= position) {
                return false;
            }
        }
        return true;
    }
}
