package org.ftchain.agent.recovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.agent.chain.MemoryFrames;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.middlebox.MiddleboxFactory;
import org.ftchain.control.HopSpec;
import org.ftchain.control.HopStatus;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two monitors in a ring, f = 1, each on an agent of its own, behind {@link HopControl}. Frames travel when told to. */
final class MonitorRing {
    static final String PATH = "web/0";
    private static final int HOPS = 2;
    private static final int[] FORWARD = {100, 101};
    private static final int RING = 102;
    private static final int EGRESS = 103;
    private static final String MAC = "02:00:00:00:00:01";

    final HopControl[] controls = new HopControl[HOPS];
    long nowNs = 1_000_000_000;
    int released;
    private final MemoryFrames[] frames = new MemoryFrames[HOPS];
    private final PathRegistry[] registries = new PathRegistry[HOPS];
    private final ArrayDeque<byte[]> network = new ArrayDeque<>();

    MonitorRing() {
        MiddleboxFactory middleboxes = new MiddleboxFactory();
        for (int hop = 0; hop < HOPS; hop++) {
            int at = hop;
            frames[hop] = new MemoryFrames(256, 3512, (offset, length) -> {
                network.add(frames[at].copy(offset, length));
                frames[at].free(offset);
            });
            registries[hop] = new PathRegistry(frames[hop], spec -> middleboxes.create(spec.type, spec.config), 1);
            controls[hop] = new HopControl(registries[hop], hop);
        }
    }

    /** A path that has just been created, open. */
    static MonitorRing opened() {
        MonitorRing ring = new MonitorRing();
        for (int hop = 0; hop < HOPS; hop++) {
            require(ring.controls[hop].install(new Request.Install(1, spec(hop, 1, 1), List.of(), null), Map.of()));
        }
        ring.open(1);
        return ring;
    }

    void open(int epoch) {
        for (int hop = HOPS - 1; hop >= 0; hop--) {
            require(controls[hop].handle(new Request.Open(2, PATH, epoch), nowNs, 0));
        }
    }

    static HopSpec spec(int hop, int epoch, int threads) {
        return new HopSpec(PATH, epoch, hop, 1, false, Collections.nCopies(HOPS, new HopSpec.Member("s", 1, "127.0.0.1:1")),
                Collections.nCopies(HOPS, new HopSpec.MiddleboxSpec("monitor", JsonNodeFactory.instance.objectNode())),
                new HopSpec.Labels(FORWARD, new int[0], RING, EGRESS, 0), MAC, MAC, MAC, threads);
    }

    static Reply require(Reply reply) {
        if (!reply.ok) {
            throw new AssertionError(reply.error);
        }
        return reply;
    }

    HopStatus status(int hop) {
        return require(controls[hop].handle(new Request.Status(3, PATH, true), nowNs, 0)).status;
    }

    List<Reply.Row> state(int hop, int group) {
        return require(controls[hop].handle(new Request.State(4, PATH, group, 1000), nowNs, 0)).rows;
    }

    /** A packet of UDP flow {@code flow} from the ingress switch. */
    void inject(int flow) {
        ByteBuffer frame = ByteBuffer.allocate(18 + 28 + 32);
        frame.putShort(12, (short) 0x8847).putInt(14, FORWARD[0] << 12 | 1 << 8 | 64);
        frame.put(18, (byte) 0x45).putShort(20, (short) (frame.capacity() - 18)).put(26, (byte) 64).put(27, (byte) 17);
        frame.putInt(30, 0x0a000001).putInt(34, 0x0a000002).putShort(38, (short) (1024 + flow)).putShort(40, (short) 53);
        frame.putShort(42, (short) (frame.capacity() - 38));
        deliver(0, frame.array());
    }

    /** Frames arrive until none is on its way. */
    void settle() {
        for (byte[] frame = network.poll(); frame != null; frame = network.poll()) {
            int label = ByteBuffer.wrap(frame).getInt(14) >>> 12;
            if (label == EGRESS) {
                released++;
            } else {
                deliver(label == FORWARD[1] ? 1 : 0, frame);
            }
        }
    }

    /** The frames on their way are lost. */
    void lose() {
        network.clear();
    }

    void onTimer() {
        for (PathRegistry registry : registries) {
            registry.onTimer(nowNs, 0);
        }
    }

    /** As the orchestrator does it: the hop's number of threads changes with the epoch, its members stay. */
    void scale(int hop, int epoch, int threads) {
        long[][] bases = new long[HOPS][];
        for (int sealed = 0; sealed < HOPS; sealed++) {
            Reply max = require(controls[sealed].handle(new Request.Prepare(5, PATH, epoch, epoch - 1), nowNs, 0));
            bases[sealed] = max.max.get(sealed); // the head of a group is its survivor nearest the head
        }
        for (int member = 0; member < HOPS; member++) {
            require(install(member, epoch, member == hop ? threads : status(member).threads, bases));
        }
        open(epoch);
    }

    private Reply install(int hop, int epoch, int threads, long[][] bases) {
        Map<Integer, byte[]> fetched = new HashMap<>();
        for (HopStatus.Group group : status(hop).groups) {
            if (!Arrays.equals(group.max, bases[group.group])) {
                fetched.put(group.group, controls[group.group].snapshot(PATH, group.group, epoch));
            }
        }
        return controls[hop].install(new Request.Install(6, spec(hop, epoch, threads), List.of(), bases), fetched);
    }

    private void deliver(int hop, byte[] frame) {
        registries[hop].onFrame(frames[hop].receive(frame), frame.length, nowNs, 0);
        registries[hop].onBatchEnd(nowNs, 0);
    }

    /** A frame with a label that leads nowhere. */
    void injectStray(int hop) {
        byte[] frame = new byte[64];
        ByteBuffer.wrap(frame).putShort(12, (short) 0x8847).putInt(14, 999 << 12 | 1 << 8 | 64);
        deliver(hop, frame);
    }
}
