package org.ftchain.app.api;

import org.ftchain.control.HopStatus;

import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** A hop's status as the figures that operators read. Pure. */
public final class HopTelemetry {
    private static final String PORT = "port";

    private final int hop;
    private final HopStatus status;

    private HopTelemetry(int hop, HopStatus status) {
        this.hop = hop;
        this.status = Objects.requireNonNull(status, "status");
    }

    /** @param hop index from 0 */
    public static HopTelemetry of(int hop, HopStatus status) {
        return new HopTelemetry(hop, status);
    }

    /** Transactions of this hop's own group that its head does not know to be committed: sum of MAX - commit. */
    public long replicationLag() {
        long lag = 0;
        for (HopStatus.Group group : status.groups) {
            for (int p = 0; group.group == hop && group.max != null && group.commit != null
                    && p < Math.min(group.max.length, group.commit.length); p++) {
                lag += Math.max(0, group.max[p] - group.commit[p]);
            }
        }
        return lag;
    }

    /** Age of the oldest of those, milliseconds. */
    public double replicationLagMs() {
        return status.lagUs / 1000.0;
    }

    /** Packets before their transaction: their needs have not arrived, or there is no room for another log. */
    public long waiting() {
        return counter("waiting");
    }

    /** Packets that are held until what they depend on is committed. */
    public long buffered() {
        return counter("buffered");
    }

    /** Frames between the agent's threads. */
    public long queued() {
        return counter("queued");
    }

    /** Packets that came to the hop, both directions. */
    public long packets() {
        return counter("forwardPackets") + counter("reversePackets");
    }

    /** Bytes of all messages that left the hop, those of propagating packets among them. */
    public long piggybackBytes() {
        return counter("messageBytes");
    }

    /** Bytes of messages per packet; 0 without packets. */
    public double piggybackBytesPerPacket() {
        return perPacket(piggybackBytes(), packets());
    }

    static double perPacket(long bytes, long packets) {
        return packets == 0 ? 0 : Math.rint(10.0 * bytes / packets) / 10;
    }

    /** Transactions that were wounded and run again. */
    public long wounds() {
        return counter("wounds");
    }

    public long retransmissions() {
        return counter("retransmissions");
    }

    /** Reasons why packets or frames of this hop were dropped, with their numbers; only those that occurred. */
    public SortedMap<String, Long> drops() {
        return drops(false);
    }

    /** The same of the server's port, which all hops on the server share. */
    public SortedMap<String, Long> portDrops() {
        return drops(true);
    }

    private SortedMap<String, Long> drops(boolean port) {
        SortedMap<String, Long> drops = new TreeMap<>();
        status.counters.forEach((name, count) -> {
            if (count != 0 && (name.endsWith("Drops") || name.endsWith("Dropped")) && name.startsWith(PORT) == port) {
                drops.put(name, count);
            }
        });
        return drops;
    }

    private long counter(String name) {
        return status.counters.getOrDefault(name, 0L);
    }
}
