package org.ftchain.app.steering;

import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.Link;
import org.onosproject.net.PortNumber;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shortest routes over the active links, breadth first. The same links give the same routes on every node: ties go to
 * the link that sorts first. Immutable.
 */
public final class RouteFinder {
    private static final Comparator<Link> ORDER = Comparator
            .comparing((Link link) -> link.src().deviceId().toString())
            .thenComparingLong(link -> link.src().port().toLong())
            .thenComparing(link -> link.dst().deviceId().toString())
            .thenComparingLong(link -> link.dst().port().toLong());

    private final Map<DeviceId, List<Link>> linksFrom = new HashMap<>();

    public RouteFinder(Iterable<Link> links) {
        for (Link link : links) {
            if (link.state() == Link.State.ACTIVE && link.src().elementId() instanceof DeviceId
                    && link.dst().elementId() instanceof DeviceId) {
                linksFrom.computeIfAbsent(link.src().deviceId(), device -> new ArrayList<>()).add(link);
            }
        }
        linksFrom.values().forEach(list -> list.sort(ORDER));
    }

    /**
     * The switches from one edge port to another, in the order of travel; one when both ports are on the same switch.
     *
     * @throws SteeringException when no links lead there
     */
    public List<SwitchPass> route(ConnectPoint from, ConnectPoint to) throws SteeringException {
        Map<DeviceId, Link> arrivedBy = new HashMap<>();
        Deque<DeviceId> queue = new ArrayDeque<>();
        queue.add(from.deviceId());
        arrivedBy.put(from.deviceId(), null);
        while (!queue.isEmpty() && !arrivedBy.containsKey(to.deviceId())) {
            for (Link link : linksFrom.getOrDefault(queue.remove(), Collections.emptyList())) {
                if (!arrivedBy.containsKey(link.dst().deviceId())) {
                    arrivedBy.put(link.dst().deviceId(), link);
                    queue.add(link.dst().deviceId());
                }
            }
        }
        if (!arrivedBy.containsKey(to.deviceId())) {
            throw new SteeringException("no links lead from " + from + " to " + to);
        }
        List<SwitchPass> passes = new ArrayList<>();
        PortNumber out = to.port();
        DeviceId device = to.deviceId();
        for (Link link = arrivedBy.get(device); link != null; link = arrivedBy.get(device)) {
            passes.add(SwitchPass.of(device, link.dst().port(), out));
            out = link.src().port();
            device = link.src().deviceId();
        }
        passes.add(SwitchPass.of(device, from.port(), out));
        Collections.reverse(passes);
        return passes;
    }
}
