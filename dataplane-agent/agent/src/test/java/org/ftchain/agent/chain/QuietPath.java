package org.ftchain.agent.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.middlebox.MiddleboxFactory;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A symmetric path of production hops with the production middleboxes, f = 1, on a network that loses nothing. */
final class QuietPath {
    static final long WALL_MS = 1_700_000_000_000L;
    static final String CHAIN_MAC = "02:fc:00:00:00:01";
    static final String FROM_MAC = "02:00:00:00:01:10";
    static final String TO_MAC = "02:00:00:00:02:20";
    private static final int FIRST_LABEL = 16;
    private static final int MAX_FRAME_BYTES = 3512;
    private static final int HEADER_BYTES = LabelledFrame.HEADER_BYTES;

    /** What left the chain: where, and the Ethernet frame as the last switch gets it. */
    record Released(int label, byte[] frame) {
        /** Without header and label. */
        byte[] packet() {
            return Arrays.copyOfRange(frame, HEADER_BYTES, frame.length);
        }
    }

    private final int hops;
    private final HopSpec.Labels labels;
    private final List<MemoryFrames> frames = new ArrayList<>();
    private final List<PathRegistry> registries = new ArrayList<>();
    private final List<HopControl> controls = new ArrayList<>();
    private final List<HopSpec> specs = new ArrayList<>();
    private final List<Released> released = new ArrayList<>();
    private final List<byte[]> network = new ArrayList<>();
    long nowNs = 1;
    long wallMs = WALL_MS;

    /** @param middleboxes for example "{'type':'firewall'}" with single quotes for double ones */
    QuietPath(String... middleboxes) {
        hops = middleboxes.length;
        int[] forward = new int[hops];
        int[] reverse = new int[hops];
        List<HopSpec.MiddleboxSpec> types = new ArrayList<>();
        for (int hop = 0; hop < hops; hop++) {
            forward[hop] = FIRST_LABEL + hop;
            reverse[hop] = FIRST_LABEL + hops + hop;
            types.add(middlebox(middleboxes[hop]));
        }
        int next = FIRST_LABEL + 2 * hops;
        labels = new HopSpec.Labels(forward, reverse, next, next + 1, next + 2, next + 3, next + 4);
        MiddleboxFactory factory = new MiddleboxFactory();
        for (int hop = 0; hop < hops; hop++) {
            int here = hop;
            frames.add(new MemoryFrames(256, MAX_FRAME_BYTES, (offset, length) -> {
                network.add(frames.get(here).copy(offset, length));
                frames.get(here).free(offset);
            }));
            registries.add(new PathRegistry(frames.get(hop), spec -> factory.create(spec.type, spec.config), 1));
            specs.add(new HopSpec("quiet/0", 1, hop, 1, true, Collections.nCopies(hops, new HopSpec.Member("s", 1, "h:1")),
                    types, labels, CHAIN_MAC, FROM_MAC, TO_MAC));
            controls.add(new HopControl(registries.get(hop), 1));
            require(controls.get(hop).install(new Request.Install(1, specs.get(hop), List.of(), null), Map.of()));
        }
        for (int hop = hops - 1; hop >= 0; hop--) {
            require(controls.get(hop).handle(new Request.Open(2, "quiet/0", 1), nowNs, wallMs));
        }
    }

    private static HopSpec.MiddleboxSpec middlebox(String text) {
        try {
            ObjectNode config = (ObjectNode) new ObjectMapper()
                    .readTree(text.replace('\'', '"'));
            String type = config.remove("type").asText();
            return new HopSpec.MiddleboxSpec(type, config);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(Reply reply) {
        if (!reply.ok) {
            throw new AssertionError(reply.error);
        }
    }

    HopSpec.Labels labels() {
        return labels;
    }

    Hop hop(int hop) {
        return registries.get(hop).hop("quiet/0");
    }

    /** A host sends a packet to the chain's MAC; what left the chain when all is quiet again. */
    List<Released> send(Direction direction, byte[] packet) {
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + packet.length);
        int label = direction == Direction.FORWARD ? labels.forward[0] : labels.reverse[hops - 1];
        frame.putLong(0x02fc000000010200L).putInt(0x00000110).putShort((short) 0x8847).putInt(label << 12 | 0x140);
        frame.put(packet);
        released.clear();
        network.add(frame.array());
        settle();
        return List.copyOf(released);
    }

    /** Lets time pass until nothing is on its way or waits. */
    void settle() {
        for (int round = 0; round < 50; round++) {
            nowNs += 1_000_000;
            wallMs++;
            while (!network.isEmpty()) {
                deliver(network.removeFirst());
            }
            for (PathRegistry registry : registries) {
                registry.onTimer(nowNs, wallMs);
            }
        }
    }

    private void deliver(byte[] frame) {
        int label = ByteBuffer.wrap(frame).getInt(14) >>> 12;
        int hop = receiver(label);
        if (hop < 0) {
            released.add(new Released(label, frame));
            return;
        }
        PathRegistry registry = registries.get(hop);
        registry.onFrame(frames.get(hop).receive(frame), frame.length, nowNs, wallMs);
        registry.onBatchEnd(nowNs, wallMs);
    }

    private int receiver(int label) {
        for (int hop = 0; hop < hops; hop++) {
            if (label == labels.forward[hop] || label == labels.reverse[hop]) {
                return hop;
            }
        }
        return label == labels.ring ? 0 : -1;
    }

    /** Rows of one state map of a hop's own middlebox as people see them, "key = value", sorted. */
    List<String> state(int hop, int map) {
        Middlebox middlebox = registries.get(hop).middlebox(specs.get(hop).middleboxes.get(hop));
        List<String> rows = new ArrayList<>();
        hop(hop).replication().group(hop).store().forEach((which, key, value) -> {
            if (which == map) {
                rows.add(middlebox.renderKey(map, key) + " = " + middlebox.renderValue(map, value));
            }
            return true;
        });
        Collections.sort(rows);
        return rows;
    }
}
