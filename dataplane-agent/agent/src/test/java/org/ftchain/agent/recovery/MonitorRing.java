package org.ftchain.agent.recovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.agent.chain.MemoryFrames;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.chain.PathWorker;
import org.ftchain.agent.middlebox.MiddleboxFactory;
import org.ftchain.agent.stm.Interleaving;
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

/**
 * Two monitors in a ring, f = 1, each on an agent of its own with four workers, behind {@link HopControl}. One thread plays
 * all workers. Frames travel when told to.
 */
final class MonitorRing {
    static final String PATH = "web/0";
    private static final int HOPS = 2;
    private static final int WORKERS = 4;
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
            registries[hop] = new PathRegistry(Collections.nCopies(WORKERS, frames[hop]),
                    spec -> middleboxes.create(spec.type, spec.config), 1, Interleaving.NONE);
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
        deliver(0, frame(flow, 0));
    }

    /** The worker of hop 0 that a packet goes to when it comes with these bits in its label. */
    int workerOf(int flow, int trafficClass) {
        byte[] frame = frame(flow, trafficClass);
        long offset = frames[0].receive(frame);
        int worker = registries[0].workerOf(offset, frame.length);
        frames[0].free(offset);
        return worker;
    }

    private static byte[] frame(int flow, int trafficClass) {
        ByteBuffer frame = ByteBuffer.allocate(18 + 28 + 32);
        frame.putShort(12, (short) 0x8847).putInt(14, FORWARD[0] << 12 | trafficClass << 9 | 1 << 8 | 64);
        frame.put(18, (byte) 0x45).putShort(20, (short) (frame.capacity() - 18)).put(26, (byte) 64).put(27, (byte) 17);
        frame.putInt(30, 0x0a000001).putInt(34, 0x0a000002).putShort(38, (short) (1024 + flow)).putShort(40, (short) 53);
        frame.putShort(42, (short) (frame.capacity() - 38));
        return frame.array();
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
            for (int worker = 0; worker < WORKERS; worker++) {
                registry.worker(worker).onTimer(nowNs, 0);
            }
        }
    }

    /** As the orchestrator does it: the hop's number of threads changes with the epoch, its members stay. */
    void scale(int hop, int epoch, int threads) {
        scale(hop, epoch, epoch - 1, threads);
    }

    void scale(int hop, int epoch, int openedEpoch, int threads) {
        long[][] bases = prepare(epoch, openedEpoch);
        for (int member = 0; member < HOPS; member++) {
            require(install(member, epoch, member == hop ? threads : status(member).threads, bases));
        }
        open(epoch);
    }

    private long[][] prepare(int epoch, int openedEpoch) {
        long[][] bases = new long[HOPS][];
        for (int hop = 0; hop < HOPS; hop++) {
            Reply max = require(controls[hop].handle(new Request.Prepare(5, PATH, epoch, openedEpoch), nowNs, 0));
            bases[hop] = max.max.get(hop); // a head is the survivor nearest the head
        }
        return bases;
    }

    /** Seals and installs, and goes no further. */
    Reply stageOnly(int hop, int epoch, int threads) {
        return install(hop, epoch, threads, prepare(epoch, epoch - 1));
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
        long offset = frames[hop].receive(frame);
        PathWorker worker = registries[hop].worker(registries[hop].workerOf(offset, frame.length));
        worker.onFrame(offset, frame.length, nowNs, 0);
        for (int index = 0; index < WORKERS; index++) {
            registries[hop].worker(index).onBatchEnd(nowNs, 0);
        }
    }

    /** The frames on their way to hop 1 arrive, the others are lost. */
    void settleForwardOnly() {
        List<byte[]> frames = List.copyOf(network);
        network.clear();
        frames.stream().filter(frame -> ByteBuffer.wrap(frame).getInt(14) >>> 12 == FORWARD[1]).forEach(frame -> deliver(1, frame));
        network.clear();
    }

    int usedSlots() {
        return frames[0].usedSlots() + frames[1].usedSlots();
    }

    /** A frame with a label that leads nowhere. */
    void injectStray(int hop) {
        byte[] frame = new byte[64];
        ByteBuffer.wrap(frame).putShort(12, (short) 0x8847).putInt(14, 999 << 12 | 1 << 8 | 64);
        deliver(hop, frame);
    }
}
