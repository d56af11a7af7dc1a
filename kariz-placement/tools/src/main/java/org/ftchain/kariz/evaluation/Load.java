package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A network on which chains live and end, and what they used of it over time. What is free is computed from the living
 * placements each time, so that nothing drifts. Not thread-safe.
 */
final class Load {
    private static final String RESOURCE = "cpu";

    private final Network whole;
    private final double cpu;
    private final double bandwidth;
    /** By the time of their end. */
    private final PriorityQueue<Living> byEnd = new PriorityQueue<>();
    private final TreeSet<Living> byNumber = new TreeSet<>((a, b) -> Integer.compare(a.number, b.number));
    private int placed;
    private double now;
    private double cpuSeconds;
    private double bandwidthSeconds;
    /** By middlebox: what instances process, and what they could, times seconds. */
    private final Map<String, Double> processedSeconds = new TreeMap<>();
    private final Map<String, Double> boughtSeconds = new TreeMap<>();

    Load(Network whole) {
        this.whole = whole;
        this.cpu = whole.nodes().values().stream().mapToDouble(node -> node.capacity(RESOURCE)).sum();
        this.bandwidth = whole.links().values().stream().mapToDouble(link -> link.bandwidthMbps()).sum();
    }

    /** Lets time pass and chains end. */
    void passUntil(double seconds) {
        while (!byEnd.isEmpty() && byEnd.peek().end <= seconds) {
            Living ended = byEnd.poll();
            ended.account(ended.end - ended.since);
            byNumber.remove(ended);
        }
        now = seconds;
    }

    void add(Placement placement, double staySeconds) {
        Living living = new Living(placed++, now, now + staySeconds, placement);
        byEnd.add(living);
        byNumber.add(living);
    }

    Network free() {
        List<HopInstance> instances = new ArrayList<>();
        List<LinkFlow> flows = new ArrayList<>();
        for (Living living : byNumber) {
            instances.addAll(living.placement.instances());
            flows.addAll(living.placement.flows());
        }
        return whole.minus(Placement.of(instances, List.of(), flows, 0, 0));
    }

    /** Counts the living up to now; nothing may be added afterwards. */
    void close() {
        byNumber.forEach(living -> living.account(now - living.since));
    }

    /** Mean over time of allocated parts of all cores. */
    double cpuUtilisation() {
        return now == 0 ? 0 : cpuSeconds / (cpu * now);
    }

    /** Mean over time of allocated parts of all links' bandwidth. */
    double bandwidthUtilisation() {
        return now == 0 ? 0 : bandwidthSeconds / (bandwidth * now);
    }

    /** What instances process of what they could, on average over middlebox types; 0 when there were none. */
    double instanceUtilisation() {
        return boughtSeconds.keySet().stream()
            .mapToDouble(type -> processedSeconds.get(type) / boughtSeconds.get(type)).average().orElse(0);
    }

    private final class Living implements Comparable<Living> {
        private final int number;
        private final double since;
        private final double end;
        private final Placement placement;

        private Living(int number, double since, double end, Placement placement) {
            this.number = number;
            this.since = since;
            this.end = end;
            this.placement = placement;
        }

        private void account(double seconds) {
            Map<Integer, String> types = new TreeMap<>();
            for (HopInstance instance : placement.instances()) {
                String type = instance.offering().middlebox();
                types.put(instance.hop(), type);
                cpuSeconds += instance.count() * instance.offering().demand().getOrDefault(RESOURCE, 0.0) * seconds;
                boughtSeconds.merge(type, instance.count() * instance.offering().throughputMbps() * seconds, Double::sum);
            }
            for (Allocation allocation : placement.allocations()) {
                processedSeconds.merge(types.get(allocation.hop()), allocation.throughputMbps() * seconds, Double::sum);
            }
            for (LinkFlow flow : placement.flows()) {
                bandwidthSeconds += flow.volumeMbps() * seconds;
            }
        }

        @Override
        public int compareTo(Living other) {
            return end != other.end ? Double.compare(end, other.end) : Integer.compare(number, other.number);
        }
    }
}
