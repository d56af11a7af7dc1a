package org.ftchain.testbed.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares what left a chain, as captures on the hosts' links saw it, with the state of its middleboxes. The effect of
 * every packet that left must be there: the monitor counts it and the NAT holds its mapping. A monitor may have counted
 * packets that were lost behind it, but none that never entered.
 *
 * @param updatesLost effects of packets that left which are missing
 * @param violations  one line per broken bound
 */
public record StateCheck(long updatesLost, List<String> violations) {
    public boolean holds() {
        return updatesLost == 0 && violations.isEmpty();
    }

    /**
     * @param monitorPackets packets per flow, as the monitor shows flows
     * @param natPorts       external port per inside endpoint, as the NAT shows them
     */
    public static StateCheck of(TrafficCounter.Traffic traffic, Map<String, Long> monitorPackets,
                                Map<String, Integer> natPorts) {
        List<String> violations = new ArrayList<>();
        long lost = 0;
        for (TrafficCounter.FlowCount flow : traffic.flows()) {
            lost += monitor(flow.forward(), flow.forwardEntered(), flow.forwardLeft(), monitorPackets, violations);
            lost += monitor(flow.reverse(), flow.reverseEntered(), flow.reverseLeft(), monitorPackets, violations);
            if (flow.natPort() != 0) {
                String inside = "tcp " + flow.forward().source() + ":" + flow.forward().sourcePort();
                Integer port = natPorts.get(inside);
                if (port == null || port != flow.natPort()) {
                    lost++;
                    violations.add("NAT mapping of " + inside + ": packets left from port " + flow.natPort()
                            + ", the state has " + (port == null ? "none" : port));
                }
            }
        }
        return new StateCheck(lost, List.copyOf(violations));
    }

    private static long monitor(FlowKey flow, long entered, long left, Map<String, Long> counts, List<String> violations) {
        long count = counts.getOrDefault(flow.toString(), 0L);
        if (count < left || count > entered) {
            violations.add("monitor's count of " + flow + " is " + count + ", but " + left + " packets left and " + entered
                    + " entered");
        }
        return Math.max(0, left - count);
    }
}
