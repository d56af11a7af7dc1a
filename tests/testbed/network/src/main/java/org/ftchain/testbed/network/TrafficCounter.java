package org.ftchain.testbed.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts what entered and left a chain between the client and the web server, from captures on their links. TCP flows
 * on both sides are matched by their initial sequence number, which a NAT does not change, so the count knows nothing
 * of what the chain itself says.
 */
public final class TrafficCounter {
    /**
     * One TCP flow, with the client's own address in {@code forward}.
     *
     * @param natPort source port on the web server's link, 0 when no SYN of the flow got there
     */
    public record FlowCount(FlowKey forward, int natPort, long forwardEntered, long forwardLeft, long reverseEntered,
                            long reverseLeft, long connections, long resets) {
        public FlowKey reverse() {
            return forward.reversed();
        }

        public long forwardLost() {
            return forwardEntered - forwardLeft;
        }

        public long reverseLost() {
            return reverseEntered - reverseLeft;
        }
    }

    /** All flows of two captures; {@code strays} are flows at the web server that nobody began with a SYN there. */
    public record Traffic(List<FlowCount> flows, List<FlowKey> strays) {
        public long entered() {
            return flows.stream().mapToLong(flow -> flow.forwardEntered() + flow.reverseEntered()).sum();
        }

        public long left() {
            return flows.stream().mapToLong(flow -> flow.forwardLeft() + flow.reverseLeft()).sum();
        }

        public long lost() {
            return entered() - left();
        }
    }

    private TrafficCounter() {
    }

    /** Counts the TCP flows that {@code clientAddress} opened within the captures. */
    public static Traffic count(FlowTable client, FlowTable web, String clientAddress, String webAddress) {
        List<FlowCount> counts = new ArrayList<>();
        Set<FlowKey> matched = new HashSet<>();
        client.flows().forEach((key, flow) -> {
            if (key.protocol() != FlowKey.TCP || !key.source().equals(clientAddress) || flow.initialSequence() < 0) {
                return;
            }
            FlowKey outside = outside(web, key, flow.initialSequence());
            FlowTable.Flow forwardOut = outside == null ? new FlowTable.Flow() : web.flow(outside);
            FlowTable.Flow reverseIn = outside == null ? new FlowTable.Flow() : web.flow(outside.reversed());
            FlowTable.Flow reverseOut = client.flow(key.reversed());
            if (outside != null) {
                matched.add(outside);
            }
            counts.add(new FlowCount(key, outside == null ? 0 : outside.sourcePort(), flow.packets(), forwardOut.packets(),
                    reverseIn.packets(), reverseOut.packets(), flow.connections(),
                    flow.resets() + forwardOut.resets() + reverseIn.resets() + reverseOut.resets()));
        });
        List<FlowKey> strays = web.flows().keySet().stream().filter(key -> key.protocol() == FlowKey.TCP
                && key.target().equals(webAddress) && !matched.contains(key)).toList();
        return new Traffic(counts, strays);
    }

    private static FlowKey outside(FlowTable web, FlowKey inside, long initialSequence) {
        for (Map.Entry<FlowKey, FlowTable.Flow> entry : web.flows().entrySet()) {
            FlowKey key = entry.getKey();
            if (key.protocol() == inside.protocol() && key.target().equals(inside.target())
                    && key.targetPort() == inside.targetPort()
                    && entry.getValue().initialSequence() == initialSequence) {
                return key;
            }
        }
        return null;
    }
}
