package org.ftchain.testbed.network;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a capture saw of TCP and UDP, per flow and direction. */
public final class FlowTable {
    private static final int ETHERNET_BYTES = 14;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int TCP_SYN = 0x02;
    private static final int TCP_RST = 0x04;

    /** Counts of one direction of a flow. */
    public static final class Flow {
        private long packets;
        private long ipBytes;
        private long resets;
        private long syns;
        private long initialSequence = -1;

        public long packets() {
            return packets;
        }

        public long ipBytes() {
            return ipBytes;
        }

        public long resets() {
            return resets;
        }

        /** Distinct initial sequence numbers: how many connections used this flow. */
        public long connections() {
            return syns;
        }

        /** Sequence number of the first SYN, -1 when there was none; a NAT leaves it as it is. */
        public long initialSequence() {
            return initialSequence;
        }
    }

    private final Map<FlowKey, Flow> flows = new LinkedHashMap<>();

    /** Reads a capture. */
    public static FlowTable of(Path capture) {
        FlowTable table = new FlowTable();
        PcapReader.read(capture, (timeNs, frame) -> table.onFrame(frame));
        return table;
    }

    public Map<FlowKey, Flow> flows() {
        return Collections.unmodifiableMap(flows);
    }

    /** The counts of a flow; zeros when it was not seen. */
    public Flow flow(FlowKey key) {
        return flows.getOrDefault(key, new Flow());
    }

    void onFrame(ByteBuffer frame) {
        if (frame.limit() < ETHERNET_BYTES + 20 || (frame.getShort(12) & 0xffff) != ETHERTYPE_IPV4) {
            return;
        }
        int headerBytes = (frame.get(ETHERNET_BYTES) & 0x0f) * 4;
        int protocol = frame.get(ETHERNET_BYTES + 9) & 0xff;
        int transport = ETHERNET_BYTES + headerBytes;
        boolean laterFragment = (frame.getShort(ETHERNET_BYTES + 6) & 0x1fff) != 0;
        if ((protocol != FlowKey.TCP && protocol != FlowKey.UDP) || laterFragment || frame.limit() < transport + 8) {
            return;
        }
        FlowKey key = new FlowKey(protocol, address(frame, ETHERNET_BYTES + 12), frame.getShort(transport) & 0xffff,
                address(frame, ETHERNET_BYTES + 16), frame.getShort(transport + 2) & 0xffff);
        Flow flow = flows.computeIfAbsent(key, ignored -> new Flow());
        flow.packets++;
        flow.ipBytes += frame.getShort(ETHERNET_BYTES + 2) & 0xffff;
        if (protocol == FlowKey.TCP && frame.limit() >= transport + 14) {
            onTcp(flow, frame.get(transport + 13), frame.getInt(transport + 4) & 0xffffffffL);
        }
    }

    private static void onTcp(Flow flow, int flags, long sequence) {
        if ((flags & TCP_RST) != 0) {
            flow.resets++;
        }
        if ((flags & TCP_SYN) != 0 && flow.initialSequence != sequence) {
            flow.initialSequence = flow.initialSequence < 0 ? sequence : flow.initialSequence;
            flow.syns++;
        }
    }

    private static String address(ByteBuffer frame, int at) {
        return (frame.get(at) & 0xff) + "." + (frame.get(at + 1) & 0xff) + "." + (frame.get(at + 2) & 0xff) + "."
                + (frame.get(at + 3) & 0xff);
    }
}
